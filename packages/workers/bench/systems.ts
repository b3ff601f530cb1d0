/** Two machines to measure: one floods the other, and they play ping-pong. */
import { type Machine, type System, defineMachine, defineSystem } from "@millrace/core";

/** A small message, as most are. */
export interface Order {
  readonly type: "order";
  readonly id: number;
}

/** What a machine is asked: to send so many orders in one turn, or to play so many rounds. */
export type Task = { readonly flood: number } | { readonly rounds: number };

const player: Machine<{ seen: number }, Order | number, number, Task> = defineMachine({
  start: (): { seen: number } => ({ seen: 0 }),
  onMessage(state, message, from, context) {
    if (typeof message === "number") {
      if (message > 0) context.send(from, message - 1);
      else context.output(message);
      return;
    }
    state.seen += 1;
  },
  onInput(_state, task, context) {
    if ("rounds" in task) context.send("b", task.rounds * 2 - 1);
    else for (let id = 0; id < task.flood; id++) context.send("b", { type: "order", id });
  },
});

/** Machine `a` sends to `b`, and back. */
export const pair: System = defineSystem({ machines: { a: player, b: player } });

/** Ten machines that do nothing. */
export const ten: System = defineSystem({
  machines: Object.fromEntries(Array.from({ length: 10 }, (_unused, place) => [`m${place}`, player])),
  topology: "ring",
});
