import type { HandlerFailure } from "../../execution.ts";
import type { System } from "../../system.ts";
import type { TraceLetter } from "./trace-step.ts";

/** Where a path has led. Nothing changes it. */
export interface TraceState {
  /** Numbers: see {@link RowPlaces}. */
  readonly row: readonly number[];
  /** What is on its way, the oldest first. The copies that the network made of a letter stand next to each other. */
  readonly letters: readonly TraceLetter[];
  /** What the last handler did that it must not do: nothing can follow. */
  readonly failure: HandlerFailure | undefined;
}

/** Where each part of a row begins. The first part holds, by node, the number of its local state. */
export interface RowPlaces {
  /** By node: how many inputs it has taken. */
  readonly inputs: number;
  /** By node: how many messages it has sent. */
  readonly sent: number;
  /** By node: whether its clock has jumped. */
  readonly skews: number;
  /** By channel: the number of the message sent into it last plus 1, 0 before the first. */
  readonly last: number;
  /** By cut: 0 before it is made, 1 while it is, 2 once it has healed. */
  readonly cuts: number;
  /** What is left of three budgets, below 0 if there is no bound. */
  readonly drop: number;
  readonly duplicate: number;
  readonly crash: number;
  readonly width: number;
}

/** Lays out the rows of a system. */
export function placeParts({ nodes, channels, faults }: System): RowPlaces {
  const last = 4 * nodes.length;
  const cuts = last + channels.length;
  const drop = cuts + faults.cuts.length;
  return {
    inputs: nodes.length,
    sent: 2 * nodes.length,
    skews: 3 * nodes.length,
    last,
    cuts,
    drop,
    duplicate: drop + 1,
    crash: drop + 2,
    width: drop + 3,
  };
}

/** The state with one number of its row changed. */
export function change(state: TraceState, place: number, value: number): TraceState {
  const row = state.row.slice();
  row[place] = value;
  return { ...state, row };
}

/** The state with one less of a budget. */
export function spend(state: TraceState, place: number): TraceState {
  const left = state.row[place] as number;
  return left > 0 ? change(state, place, left - 1) : state;
}

/** The state without a letter, or one copy of it. */
export function takeOut(state: TraceState, letter: TraceLetter): TraceState {
  return { ...state, letters: state.letters.toSpliced(state.letters.indexOf(letter), 1) };
}

/** The state without a letter and all that say the same in its channel. */
export function takeOutAll(state: TraceState, { channel, deliver }: TraceLetter): TraceState {
  const isOther = (letter: TraceLetter): boolean =>
    letter.channel !== channel || letter.deliver.detail !== deliver.detail;
  return { ...state, letters: state.letters.filter(isOther) };
}

/** The state with a copy of a letter right behind it. */
export function double(state: TraceState, letter: TraceLetter): TraceState {
  return { ...state, letters: state.letters.toSpliced(state.letters.indexOf(letter), 0, letter) };
}
