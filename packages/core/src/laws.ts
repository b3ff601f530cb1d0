/**
 * Laws: what is true of any right answer.
 *
 * A *monitor law* watches what happens, one observation at a time, and remembers plain data of its own. Search merges
 * states, so what a monitor remembers is part of the explored state. An *execution law* reads a whole execution with
 * its happens-before. Neither ever sees a machine's variables: they read what went in, what came out, and the channels.
 */
import type { Execution, TimerSet } from "./execution.ts";
import type { MachineId } from "./machine.ts";

/** One thing that can be seen from outside. `machine` is where it happened. */
export type Observation<Message = unknown, Output = unknown, Input = unknown> =
  | { readonly kind: "start"; readonly machine: MachineId }
  | { readonly kind: "restart"; readonly machine: MachineId }
  | { readonly kind: "crash"; readonly machine: MachineId }
  | { readonly kind: "input"; readonly machine: MachineId; readonly input: Input }
  | { readonly kind: "deliver"; readonly machine: MachineId; readonly from: MachineId; readonly message: Message }
  | { readonly kind: "drop"; readonly machine: MachineId; readonly from: MachineId; readonly message: Message }
  | { readonly kind: "duplicate"; readonly machine: MachineId; readonly from: MachineId; readonly message: Message }
  | { readonly kind: "timer"; readonly machine: MachineId; readonly timer: string }
  | {
      readonly kind: "reply";
      readonly machine: MachineId;
      readonly port: string;
      readonly request: unknown;
      readonly reply: unknown;
    }
  | { readonly kind: "send"; readonly machine: MachineId; readonly to: MachineId; readonly message: Message }
  | { readonly kind: "call"; readonly machine: MachineId; readonly port: string; readonly request: unknown }
  | { readonly kind: "output"; readonly machine: MachineId; readonly output: Output }
  | { readonly kind: "skew"; readonly machine: MachineId; readonly byMs: number }
  | { readonly kind: "cut"; readonly machine: ""; readonly cut: number }
  | { readonly kind: "heal"; readonly machine: ""; readonly cut: number };

/** How a law is broken, in words for the person whose machine broke it. */
export interface Broken {
  readonly expected: string;
  readonly actual: string;
}

/** Says that a law is broken. */
export function broken(expected: string, actual: string): Broken {
  return { expected, actual };
}

/** What a law may ask of the system as it stands, besides what it has observed. */
export interface View {
  readonly machines: readonly MachineId[];
  isUp(machine: MachineId): boolean;
  /** The timers that are set on a machine. */
  timers(machine: MachineId): readonly TimerSet[];
  /** The messages in transit on all channels between machines, oldest first within a channel. */
  readonly inTransit: readonly InTransit[];
  /** How many inputs have not arrived yet. */
  readonly inputsLeft: number;
}

/** A message that was sent and is still in its channel. */
export interface InTransit {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

/** A law about what happens, step by step. Made by {@link monitor}, {@link always}, {@link never}, {@link exactly}, {@link eventually}. */
export interface MonitorLaw<State = unknown> {
  readonly kind: "monitor";
  readonly name: string;
  /** What the law remembers at first: a fresh object of plain data. */
  start(machines: readonly MachineId[]): State;
  /** Takes note of an observation, in place; says if the law is broken by it. */
  observe(state: State, observation: Observation): Broken | undefined;
  /** What must hold after every event. */
  always?(state: State, view: View): Broken | undefined;
  /** What must hold when nothing is left to do. */
  finally?(state: State, view: View): Broken | undefined;
}

/** A law about a whole execution. Made by {@link executionLaw}. */
export interface ExecutionLaw {
  readonly kind: "execution";
  readonly name: string;
  check(execution: Execution): (Broken & { readonly event?: number }) | undefined;
}

/** What a right answer keeps. */
export type Law = MonitorLaw | ExecutionLaw;

/** Handlers for observations, by kind. */
export type Observers<State, Message, Output, Input> = {
  readonly [Kind in Observation["kind"]]?: (
    state: State,
    observation: Extract<Observation<Message, Output, Input>, { readonly kind: Kind }>,
  ) => Broken | undefined | void;
};

/** What {@link monitor} takes. */
export interface MonitorOptions<State, Message, Output, Input> {
  start(machines: readonly MachineId[]): State;
  readonly on: Observers<State, Message, Output, Input>;
}

/**
 * A law that watches: `start` gives what it remembers, `on` takes note, and says {@link broken} where the law is.
 *
 * @example
 * ```ts
 * import { broken, monitor } from "@millrace/core";
 *
 * export const decidesOnce = monitor<{ decided: string[] }, unknown, unknown, unknown>("no machine decides twice", {
 *   start: () => ({ decided: [] }),
 *   on: {
 *     output(state, { machine }) {
 *       if (state.decided.includes(machine)) return broken(`${machine} decides once`, `${machine} decided again`);
 *       state.decided.push(machine);
 *     },
 *   },
 * });
 * ```
 */
export function monitor<State, Message = unknown, Output = unknown, Input = unknown>(
  name: string,
  options: MonitorOptions<State, Message, Output, Input>,
): MonitorLaw<State> {
  return { kind: "monitor", name, start: options.start, observe: observer(options.on) };
}

/**
 * A law that holds after every event, of what a monitor remembers and of the system as it stands.
 *
 * @example
 * ```ts
 * import { always, broken } from "@millrace/core";
 *
 * export const fewInTransit = always("at most two messages are in transit", {
 *   start: () => ({}),
 *   on: {},
 *   holds: (_state, view) => (view.inTransit.length <= 2 ? undefined : broken("at most 2", `${view.inTransit.length}`)),
 * });
 * ```
 */
export function always<State, Message = unknown, Output = unknown, Input = unknown>(
  name: string,
  options: MonitorOptions<State, Message, Output, Input> & { holds(state: State, view: View): Broken | undefined },
): MonitorLaw<State> {
  return { kind: "monitor", name, start: options.start, observe: observer(options.on), always: options.holds };
}

/**
 * A law that something never happens: `matches` says for which observations it is broken, and how.
 *
 * @example
 * ```ts
 * import { broken, never } from "@millrace/core";
 *
 * export const noNegative = never("no negative balance is put out", (observation) =>
 *   observation.kind === "output" && Number(observation.output) < 0 ? broken("0 or more", String(observation.output)) : undefined,
 * );
 * ```
 */
export function never(name: string, matches: (observation: Observation) => Broken | undefined): MonitorLaw<object> {
  return { kind: "monitor", name, start: () => ({}), observe: (_state, observation) => matches(observation) };
}

/**
 * A law about a count: when nothing is left to do, what `counts` added up is what `of` added up (or a fixed number).
 * More than a fixed number breaks the law at once.
 *
 * @example
 * ```ts
 * import { exactly } from "@millrace/core";
 *
 * export const oneReplyEach = exactly("one reply for each input", {
 *   counts: (observation) => (observation.kind === "output" ? 1 : 0),
 *   of: (observation) => (observation.kind === "input" ? 1 : 0),
 *   unit: "replies",
 * });
 * ```
 */
export function exactly(
  name: string,
  options: {
    counts(observation: Observation): number;
    readonly of: number | ((observation: Observation) => number);
    /** What is counted, in the plural: "signals". */
    readonly unit: string;
  },
): MonitorLaw<{ counted: number; expected: number }> {
  const { counts, of: expectation, unit } = options;
  const fixed = typeof expectation === "number";
  const judge = (state: { counted: number; expected: number }): Broken =>
    broken(`${state.expected} ${unit}`, `${state.counted} ${unit}`);
  return {
    kind: "monitor",
    name,
    start: () => ({ counted: 0, expected: fixed ? expectation : 0 }),
    observe(state, observation) {
      state.counted += counts(observation);
      if (!fixed) state.expected += expectation(observation);
      return fixed && state.counted > state.expected ? judge(state) : undefined;
    },
    finally: (state) => (state.counted === state.expected ? undefined : judge(state)),
  };
}

/**
 * A law about the end: it holds in every state where nothing is left to do; and where timers never fall silent, a fair
 * run without further faults reaches it. `of` is a monitor whose memory it reads; to have that one checked too, list it.
 *
 * @example
 * ```ts
 * import { broken, eventually, monitor } from "@millrace/core";
 *
 * const outputs = monitor<{ count: number }>("outputs are counted", {
 *   start: () => ({ count: 0 }),
 *   on: { output: (state) => void state.count++ },
 * });
 * export const decides = eventually("somebody decides", {
 *   of: outputs,
 *   holds: (state) => (state.count > 0 ? undefined : broken("a decision", "none")),
 * });
 * ```
 */
export function eventually<State>(
  name: string,
  options: { readonly of: MonitorLaw<State>; holds(state: State, view: View): Broken | undefined },
): MonitorLaw<State> {
  const { of: source, holds } = options;
  return {
    kind: "monitor",
    name,
    start: source.start,
    observe: (state, observation) => (source.observe(state, observation), undefined),
    finally: holds,
  };
}

/**
 * A law about a whole execution and its happens-before, checked on every execution that differs in it.
 *
 * @example
 * ```ts
 * import { executionLaw } from "@millrace/core";
 *
 * export const short = executionLaw("at most ten events", (execution) =>
 *   execution.events.length <= 10 ? undefined : { expected: "at most 10", actual: `${execution.events.length}`, event: 10 },
 * );
 * ```
 */
export function executionLaw(name: string, check: ExecutionLaw["check"]): ExecutionLaw {
  return { kind: "execution", name, check };
}

function observer<State, Message, Output, Input>(
  on: Observers<State, Message, Output, Input>,
): MonitorLaw<State>["observe"] {
  // The table is keyed by the observation's own kind, which TypeScript cannot follow through an index.
  const handlers = on as Partial<
    Record<Observation["kind"], (state: State, observation: Observation) => Broken | undefined>
  >;
  return (state, observation) => handlers[observation.kind]?.(state, observation) ?? undefined;
}
