import type { Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import type { TimedChoice } from "../world.ts";

/** A kind of choice as a number: its place in this list. */
export const kinds: readonly Choice["kind"][] = [
  "input",
  "deliver",
  "drop",
  "duplicate",
  "timer",
  "crash",
  "restart",
  "skew",
  "cut",
  "heal",
];

// Constants by themselves: the compiler puts them into the code as numbers, which it does not do for a list's entries.
export const inputKind = 0;
export const deliverKind = 1;
export const dropKind = 2;
export const duplicateKind = 3;
export const timerKind = 4;
export const crashKind = 5;
export const restartKind = 6;
export const skewKind = 7;
export const cutKind = 8;
export const healKind = 9;

/** A choice in numbers. */
export interface Move {
  /** A place in `kinds`. */
  kind: number;
  /** Whom it is about, as an index: a channel for `deliver`, `drop` and `duplicate`; a cut for `cut` and `heal`; else a node. */
  subject: number;
  /** The input, `nth`, `byMs` of the choice, or the timer's number; 0 if it has none. */
  detail: number;
  /** What the machine's clock shows, in milliseconds; NaN where no handler runs. */
  clockMs: number;
  /** Virtual time, in milliseconds. */
  atMs: number;
}

/** The choice that a move stands for. `timers` are the timers' names by number. */
export function choiceOf(move: Readonly<Move>, system: System, timers: readonly string[]): TimedChoice {
  const { kind, subject, detail, clockMs } = move;
  // Most choices are deliveries: made at once, and not of another object.
  if (kind === deliverKind) {
    const { from, to } = system.channels[subject] ?? nowhere;
    return { kind: "deliver", from, to, nth: detail, nowMs: clockMs };
  }
  const choice = untimedChoiceOf(move, system, timers);
  return Number.isNaN(clockMs) ? choice : { ...choice, nowMs: clockMs };
}

const nowhere = { from: "", to: "" };

function untimedChoiceOf(move: Readonly<Move>, { nodes, channels }: System, timers: readonly string[]): Choice {
  const { subject, detail } = move;
  const kind = kinds[move.kind] ?? "heal";
  const machine = nodes[subject]?.id ?? "";
  switch (kind) {
    case "deliver":
    case "drop":
    case "duplicate": {
      const { from, to } = channels[subject] ?? nowhere;
      return { kind, from, to, nth: detail };
    }
    case "input":
      return { kind, machine, input: detail };
    case "timer":
      return { kind, machine, timer: timers[detail] ?? "" };
    case "crash":
    case "restart":
      return { kind, machine };
    case "skew":
      return { kind, machine, byMs: detail };
    default:
      return { kind, cut: subject };
  }
}
