/**
 * The domino effect: two machines that save diligently, and at the wrong moment. One crash, and both are at the start again.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 13.
 */
import type { MachineId } from "@millrace/core";
import type { Histories, HistoryEvent } from "./recovery-line.ts";

/**
 * Two machines play ping-pong, and `a` serves. In each round `a` sends and `b` answers. In the middle of the round that
 * follows, `a` has received the answer and crashes before it saves. Both save once in each round: between a receipt and the
 * answer to it, or after the answer.
 *
 * @example
 * ```ts
 * import { pingPong, recoveryLine } from "@millrace/recovery";
 *
 * const early = recoveryLine(pingPong(10, { saves: "before answering" }));
 * const late = recoveryLine(pingPong(10, { saves: "after answering" }));
 * if (early["b"] !== 0) throw new Error("ten rounds are undone");
 * if (late["b"] !== 22) throw new Error("b has done 22 events, and keeps all of them");
 * ```
 */
export function pingPong(
  rounds: number,
  { saves }: { readonly saves: "before answering" | "after answering" },
): Histories {
  /** How many events have happened when a turn is saved, if all before it are turns. */
  const savedIn = (turn: number): number => (saves === "before answering" ? 2 * turn - 1 : 2 * turn);
  const turns = Array.from({ length: rounds + 1 }, (_, turn) => turn + 1);
  const answers = (from: MachineId): HistoryEvent[] => [
    { from, to: [] },
    { from: null, to: [from] },
  ];
  return {
    a: {
      events: [{ from: null, to: ["b"] }, ...turns.flatMap(() => answers("b")).slice(0, -1)],
      // Its first event is the service. What it does in the last turn is not saved.
      saved: [0, ...turns.slice(0, -1).map((turn) => savedIn(turn) + 1)],
    },
    b: {
      events: turns.flatMap(() => answers("a")),
      // It has not crashed: its present state is there, saved or not.
      saved: [...new Set([0, ...turns.map(savedIn), 2 * turns.length])],
    },
  };
}
