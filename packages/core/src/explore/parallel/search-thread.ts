import type { MachineId } from "../../machine.ts";
import type { LocalStateCount } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import type { RoundStates } from "./round-states.ts";
import type { StateMemory } from "./shared-states.ts";
import type { TextMemory } from "./shared-texts.ts";

/**
 * One thread of a search over states, as the thread that leads the search sees it. Every call is answered before the next
 * is made to the same thread. A promise that rejects ends the search.
 */
export interface SearchThread {
  /** Builds the space. */
  open(task: SearchTask): Awaitable<Opened>;
  /** Begins with an empty set of states; the first thread adds the initial one. */
  begin(memory: StateMemory): Awaitable<void>;
  /** Takes steps out of the states of a round, as long as other threads leave any and there is room. */
  expand(round: Round): Awaitable<Expanded>;
  /** Sorts the states that it found in this round. */
  sort(): Awaitable<RoundStates>;
  /** Ends the round: its states get their places in the order of all. */
  settle(states: readonly RoundStates[]): Awaitable<Settled>;
  /** How many steps lead out of the states from one place in the order up to another, which is left out. */
  countSteps(from: number, to: number): Awaitable<number>;
  /** Makes a fair run from each of the first so many states of the order. */
  findUnfair(states: number): Awaitable<UnfairState | undefined>;
  /** Runs handlers again, to find hidden state; throws a `SystemError` if machines that can be exchanged are not alike. */
  findHiddenState(states: number): Awaitable<SpaceViolation | undefined>;
  /** What the space has learned about the system. */
  report(): Awaitable<Report>;
}

/** A value, or the promise of one. */
export type Awaitable<Value> = Value | Promise<Value>;

/** What a thread has to know. Plain data and shared memory. */
export interface SearchTask {
  /** What the search is about: the thread makes a system and laws of it. */
  readonly job: unknown;
  /** Which thread this is, from 0. */
  readonly thread: number;
  readonly clocks: boolean;
  readonly symmetry: readonly (readonly MachineId[])[] | undefined;
  readonly texts: TextMemory;
  readonly drainSteps: number;
}

/** What came of opening. */
export interface Opened {
  /** Tells whether two threads speak of the same system and laws. */
  readonly system: string;
  readonly violation?: SpaceViolation;
}

/** Some of the states of a level: those from one place in the order of all states up to another, which is left out. */
export interface Round {
  /** Different for each round, and rising. */
  readonly number: number;
  /** The first round in which states of the next level are found. */
  readonly firstOfLevel: number;
  readonly from: number;
  readonly to: number;
  /** How many states there are before the round: its new ones get the places from there on. */
  readonly states: number;
  /** The next place that no thread has taken yet. */
  readonly cursor: SharedArrayBuffer;
  /** Whether a law is broken already: then only laws about the end are asked, which may be broken a step earlier. */
  readonly finalsOnly: boolean;
  /** A larger memory, if there is one since the last call. */
  readonly memory?: StateMemory;
}

/** A law that is broken, and by which step; beyond all steps, if it is broken in the state itself. */
export interface Found {
  /** The place of the state in the order of all. */
  readonly state: number;
  /** The place of the step. */
  readonly place: number;
  readonly violation: SpaceViolation;
}

/** What came of some steps. */
export interface Expanded {
  /** Whether nothing of the round is left for this thread to take. */
  readonly isDone: boolean;
  /** Whether there was no room for what is left: more memory is needed to go on. */
  readonly isFull: boolean;
  readonly transitions: number;
  /** The first law that a step breaks. */
  readonly broken?: Found;
  /** The first law about the end that is broken in a state where nothing is left to do. */
  readonly unfinished?: Found;
  /** Whether a step led back to this level or an earlier one. */
  readonly canGoOnForEver: boolean;
  readonly needsClocks: boolean;
  /** Whether any state had a step. */
  readonly hasSteps: boolean;
}

/** What came of the end of a round. */
export interface Settled {
  /** The first new state in which a law about every state is broken, by the step that leads to it. */
  readonly broken?: Found;
}

/** A state, by its place in the order of all, from which a fair run never gets to where it must. */
export interface UnfairState {
  readonly from: number;
  readonly steps: readonly number[];
  readonly violation: SpaceViolation;
}

/** What a space has learned. */
export interface Report {
  readonly usesRandom: boolean;
  readonly localStateCounts: readonly LocalStateCount[];
}
