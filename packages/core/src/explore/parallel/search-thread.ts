import type { MachineId } from "../../machine.ts";
import type { LocalStateCount } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import type { Crossing } from "./crossing.ts";
import type { TextMemory } from "./shared-texts.ts";

/**
 * One thread of a search over states, as the thread that leads the search sees it. Every call is answered before the next
 * is made to the same thread. A promise that rejects ends the search.
 */
export interface SearchThread {
  /** Builds the space, and takes the initial state if it belongs here. */
  open(task: SearchTask): Awaitable<Opened>;
  /** Takes the steps out of the states of the level whose ranks are in a range. */
  expand(range: RankRange): Awaitable<Expanded>;
  /** Keeps the states, among those that the threads' steps lead to, that belong here. */
  absorb(crossings: readonly Crossing[]): Awaitable<Absorbed>;
  /** Ends the level: the new states, ranked by their keys among those of all threads, are the next one. */
  rankLevel(keys: readonly Keys[]): Awaitable<void>;
  /** How many steps and new states of this level come before a key or have it. */
  countUpTo(key: StepKey): Awaitable<Counted>;
  /** Where a state was first reached from. */
  cameFrom(state: number): Awaitable<Origin>;
  /** All that it keeps, for the thread that looks at the states of all. */
  show(): Awaitable<Kept>;
  /** Makes a fair run from every state of all threads. */
  findUnfair(kept: readonly Kept[]): Awaitable<UnfairState | undefined>;
  /** Runs handlers again, to find hidden state; throws a `SystemError` if machines that can be exchanged are not alike. */
  findHiddenState(): Awaitable<SpaceViolation | undefined>;
  /** What the space has learned about the system. */
  report(): Awaitable<Report>;
}

/** A value, or the promise of one. */
export type Awaitable<Value> = Value | Promise<Value>;

/** What a thread has to know. Plain data and shared memory. */
export interface SearchTask {
  /** What the search is about: the thread makes a system and laws of it. */
  readonly job: unknown;
  /** Which thread this is, from 0, and of how many. */
  readonly thread: number;
  readonly threads: number;
  readonly clocks: boolean;
  readonly symmetry: readonly (readonly MachineId[])[] | undefined;
  readonly texts: TextMemory;
  readonly states: number;
  readonly drainSteps: number;
}

/** What came of opening. */
export interface Opened {
  /** Tells whether two threads speak of the same system and laws. */
  readonly system: string;
  /** Whether the initial state belongs to this thread. */
  readonly isFirst: boolean;
  readonly violation?: SpaceViolation;
}

/** The ranks that were not searched yet, up to, not including, `to`. */
export interface RankRange {
  readonly to: number;
  /** Whether a law is broken already: then only laws about the end are asked, which may be broken a step earlier. */
  readonly finalsOnly: boolean;
}

/** Which step of a level: the rank of the state, and the step's place among that state's. */
export interface StepKey {
  readonly rank: number;
  readonly place: number;
}

/** A law that is broken in a level: by a step, or in a state. `state` is the number of the state in its thread. */
export interface Found {
  readonly key: StepKey;
  readonly state: number;
  readonly violation: SpaceViolation;
}

/** What came of a round of steps. */
export interface Expanded {
  /** By receiving thread: what was written for it. */
  readonly crossings: readonly Crossing[];
  readonly transitions: number;
  /** The first broken law, by a step. */
  readonly broken?: Found;
  /** The first law about the end that is broken in a state where nothing is left to do; its key's place is beyond all steps. */
  readonly unfinished?: Found;
  readonly needsClocks: boolean;
  /** Whether any state of the range has a step. */
  readonly hasSteps: boolean;
}

/** What came of keeping states. */
export interface Absorbed {
  /** The keys of the new states of this level so far. */
  readonly keys: Keys;
  /** The first new state in which a law about every state is broken. */
  readonly broken?: Found & { readonly thread: number };
  /** Whether a step led back to this level or an earlier one. */
  readonly canGoOnForEver: boolean;
}

/** Pairs of a rank and a place, rising: of each new state, the first step to it. */
export interface Keys {
  readonly memory: SharedArrayBuffer;
  readonly count: number;
}

/** How much of a level comes before a key. */
export interface Counted {
  readonly transitions: number;
  readonly states: number;
}

/** The thread and number of a state's parent, and the place of the step from there. The initial state has -1 for a parent. */
export interface Origin {
  readonly thread: number;
  readonly state: number;
  readonly place: number;
}

/** A thread's states: their rows, where each level begins, and their ranks within it. */
export interface Kept {
  readonly rows: readonly SharedArrayBuffer[];
  readonly count: number;
  readonly levels: readonly number[];
  readonly ranks: readonly number[] | Int32Array;
}

/** A state from which a fair run never gets to where it must. */
export interface UnfairState {
  readonly thread: number;
  readonly state: number;
  readonly steps: readonly number[];
  readonly violation: SpaceViolation;
}

/** What a space has learned. */
export interface Report {
  readonly usesRandom: boolean;
  readonly localStateCounts: readonly LocalStateCount[];
}
