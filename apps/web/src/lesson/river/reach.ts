/**
 * A reach of the river: what comes from above is acknowledged and handed on, once, however often it comes.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type Handing,
  type HandingOutput,
  type RiverMessage,
  handAgain,
  handOn,
  letGo,
  startHanding,
} from "./handing-on.ts";
import { type ReceivedBatches, isNew, noneReceived } from "./received-batches.ts";

/** What a reader asks of it. */
export interface PatienceInput {
  readonly type: "patience";
  readonly patienceMs: number;
}

/** What it remembers. */
export interface ReachState extends Handing {
  readonly received: ReceivedBatches;
}

/** A machine that hands batches to the machine `to`. */
export function reach(to: MachineId): Machine<ReachState, RiverMessage, HandingOutput, PatienceInput> {
  return defineMachine<ReachState, RiverMessage, HandingOutput, PatienceInput>({
    start: () => ({ ...startHanding(), received: noneReceived() }),

    onMessage(state, message, from, context) {
      if (message.type === "received") {
        letGo(state, message.batch, context);
        return;
      }
      const { batch, rows } = message;
      context.send(from, { type: "received", batch });
      if (isNew(state.received, batch)) handOn(state, { batch, rows }, { to, context });
      else context.output({ type: "known already", batch });
    },

    onTimer(state, _timer, context) {
      handAgain(state, { to, context });
    },

    onInput(state, { patienceMs }) {
      state.patienceMs = patienceMs;
    },
  });
}
