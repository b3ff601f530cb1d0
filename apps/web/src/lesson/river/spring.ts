/**
 * Where the river springs: rows leave the source in batches, one after the other.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type Handing,
  type HandingOutput,
  type RiverMessage,
  handAgain,
  handOn,
  letGo,
  lookTimer,
  startHanding,
} from "./handing-on.ts";

/** What a reader asks of it. */
export type SpringInput =
  | { readonly type: "flow"; readonly rows: number; readonly batchRows: number; readonly everyMs: number }
  | { readonly type: "patience"; readonly patienceMs: number };

/** What it remembers. */
export interface SpringState extends Handing {
  /** The number of the last batch. */
  last: number;
  /** Rows that have not left. */
  rowsLeft: number;
  batchRows: number;
  everyMs: number;
}

const nextTimer = "next";

/** A source whose batches go to the machine `to`. */
export function spring(to: MachineId): Machine<SpringState, RiverMessage, HandingOutput, SpringInput> {
  return defineMachine<SpringState, RiverMessage, HandingOutput, SpringInput>({
    start: () => ({ ...startHanding(), last: 0, rowsLeft: 0, batchRows: 1, everyMs: 0 }),

    onMessage(state, message, _from, context) {
      if (message.type === "received") letGo(state, message.batch, context);
    },

    onTimer(state, timer, context) {
      if (timer === lookTimer) handAgain(state, { to, context });
      else sendNext(state, to, context);
    },

    onInput(state, input, context) {
      if (input.type === "patience") {
        state.patienceMs = input.patienceMs;
        return;
      }
      state.rowsLeft += input.rows;
      state.batchRows = input.batchRows;
      state.everyMs = input.everyMs;
      context.setTimer(nextTimer, 0);
    },
  });
}

function sendNext(state: SpringState, to: MachineId, context: Context<RiverMessage, HandingOutput>): void {
  const rows = Math.min(state.batchRows, state.rowsLeft);
  if (rows === 0) return;
  state.rowsLeft -= rows;
  state.last += 1;
  handOn(state, { batch: state.last, rows }, { to, context });
  if (state.rowsLeft > 0) context.setTimer(nextTimer, state.everyMs);
}
