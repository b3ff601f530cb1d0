/**
 * Laws: what is true of any right answer.
 *
 * A *monitor law* watches what happens, one observation at a time, and remembers plain data of its own. Search merges
 * states, so what a monitor remembers is part of the explored state. An *execution law* reads a whole execution with
 * its happens-before. Neither ever sees a machine's variables: they read what went in, what came out, and the channels.
 */
import type { Execution, TimerSet } from "./execution.ts";
import type { MachineId } from "./machine.ts";
import type { Choice } from "./schedule.ts";

/**
 * One thing that can be seen from outside. `machine` is where it happened: the receiver, for what happens to a message on
 * its way (`drop`, `duplicate`); nowhere, `""`, for what happens to the network (`cut`, `heal`).
 *
 * `port` is the name under `resources`, without `port:`. `byMs` below 0 is a jump back. `cut` is an index of the system's
 * `faults.cuts`.
 */
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
  /** What the law asks for: "b delivers 1 first". */
  readonly expected: string;
  /** What happened instead: "b delivered 2". */
  readonly actual: string;
}

/**
 * What a law returns when it is broken; a law that holds returns undefined.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { broken } from "@millrace/core";
 *
 * assert.deepEqual(broken("one leader", "a and b"), { expected: "one leader", actual: "a and b" });
 * ```
 */
export function broken(expected: string, actual: string): Broken {
  return { expected, actual };
}

/** What a law may ask of the system as it stands, besides what it has observed. */
export interface View {
  /** All machines, up or down, in the system's order; no resources. */
  readonly machines: readonly MachineId[];
  /** False between a crash and the restart, and for a name that no machine has. */
  isUp(machine: MachineId): boolean;
  /** The timers that are set on a machine, in the order in which they were set; none while it is down. */
  timers(machine: MachineId): readonly TimerSet[];
  /** The messages in transit on all channels between machines, oldest first within a channel. */
  readonly inTransit: readonly InTransit[];
  /** How many of the system's inputs have not arrived yet. */
  readonly inputsLeft: number;
}

/** A message that was sent and is still in its channel. */
export interface InTransit {
  /** Who sent it; it may have crashed since. */
  readonly from: MachineId;
  /** Who would receive it. */
  readonly to: MachineId;
  /** As it was sent. Not to be changed: it is the engine's own. */
  readonly message: unknown;
}

/**
 * A law about what happens, step by step. Made by {@link monitor}, {@link always}, {@link never}, {@link exactly} and
 * {@link eventually}. A method that throws breaks the law: it could not read what a machine sent or put out.
 */
export interface MonitorLaw<State = unknown> {
  /** Tells it from an execution law: this one is checked by the search over states. */
  readonly kind: "monitor";
  /** What is true if it holds: "no machine decides twice". A violation quotes it. */
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

/** Which choices a law sees happen, each of them before or after every other one. Both are met by all if left out. */
export interface Visible {
  /** Kinds of choices: the answer of a resource is a `deliver`, too. */
  readonly kinds?: readonly Choice["kind"][];
  /** The machines that they happen at: the receiver, for what happens to a message. A `cut` or `heal` is at none. */
  readonly machines?: readonly MachineId[];
}

/** A law about a whole execution. Made by {@link executionLaw}. */
export interface ExecutionLaw {
  /** Tells it from a monitor law: this one is checked by the search over traces. */
  readonly kind: "execution";
  /** What is true if it holds: "a → b implies C(a) < C(b)". A violation quotes it. */
  readonly name: string;
  /** Of which events it reads the order, beyond happens-before: of none, if it is left out. See {@link executionLaw}. */
  readonly visible?: Visible;
  /**
   * Judges an execution, which it must not change; undefined if the law holds. `event` is the id of the event that
   * breaks it, the last one by default. If it throws, the law is broken.
   */
  check(execution: Execution): (Broken & { readonly event?: number }) | undefined;
}

/** What a right answer keeps. */
export type Law = MonitorLaw | ExecutionLaw;

/**
 * Handlers for observations, by kind; kinds without one are passed over. A handler changes `state` in place, and returns
 * {@link broken} if the observation breaks the law. The types are what the machines promise, and nobody checks them.
 */
export type Observers<State, Message, Output, Input> = {
  readonly [Kind in Observation["kind"]]?: (
    state: State,
    observation: Extract<Observation<Message, Output, Input>, { readonly kind: Kind }>,
  ) => Broken | undefined | void;
};

/** What {@link monitor} takes. */
export interface MonitorOptions<State, Message, Output, Input> {
  /** What the law remembers at first: a fresh object of plain data. `machines` are the system's, in its order. */
  start(machines: readonly MachineId[]): State;
  /** How it takes note of what it observes. */
  readonly on: Observers<State, Message, Output, Input>;
}

/**
 * A law that watches: `start` gives what it remembers, `on` takes note, and says {@link broken} where the law is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { broken, monitor } from "@millrace/core";
 *
 * const decidesOnce = monitor<{ decided: string[] }>("no machine decides twice", {
 *   start: () => ({ decided: [] }),
 *   on: {
 *     output(state, { machine }) {
 *       if (state.decided.includes(machine)) return broken(`${machine} decides once`, `${machine} decided again`);
 *       state.decided.push(machine);
 *     },
 *   },
 * });
 *
 * const state = decidesOnce.start(["a"]);
 * const decision = { kind: "output", machine: "a", output: "commit" } as const;
 * assert.equal(decidesOnce.observe(state, decision), undefined);
 * assert.equal(decidesOnce.observe(state, decision)?.actual, "a decided again");
 * ```
 */
export function monitor<State, Message = unknown, Output = unknown, Input = unknown>(
  name: string,
  options: MonitorOptions<State, Message, Output, Input>,
): MonitorLaw<State> {
  return { kind: "monitor", name, start: options.start, observe: observer(options.on) };
}

/**
 * A law that holds after every event, of what a monitor remembers and of the system as it stands. `holds` reads both
 * and changes neither.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { always, at, broken, defineMachine, defineSystem, explore } from "@millrace/core";
 *
 * const oneInTransit = always("at most one message is in transit", {
 *   start: () => ({}),
 *   on: {},
 *   holds: (_state, view) => (view.inTransit.length <= 1 ? undefined : broken("at most 1", `${view.inTransit.length}`)),
 * });
 *
 * const eager = defineMachine<object, string, never, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 * });
 * const system = defineSystem({ machines: { a: eager, b: eager }, inputs: [at("a", "1"), at("a", "2")] });
 * assert.equal(explore(system, { laws: [oneInTransit] }).counterexample?.actual, "2");
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
 * import assert from "node:assert/strict";
 * import { broken, never } from "@millrace/core";
 *
 * const noDebt = never("no balance below 0 is put out", (observation) =>
 *   observation.kind === "output" && Number(observation.output) < 0 ? broken("0 or more", String(observation.output)) : undefined,
 * );
 * assert.equal(noDebt.observe({}, { kind: "output", machine: "a", output: -5 })?.actual, "-5");
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
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, exactly, explore } from "@millrace/core";
 *
 * const oneReplyEach = exactly("one reply for each input", {
 *   counts: (observation) => (observation.kind === "output" ? 1 : 0),
 *   of: (observation) => (observation.kind === "input" ? 1 : 0),
 *   unit: "replies",
 * });
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const system = defineSystem({ machines: { a: silent }, inputs: [at("a", "ping")] });
 * const { counterexample } = explore(system, { laws: [oneReplyEach] });
 * assert.equal(counterexample?.expected, "1 replies");
 * assert.equal(counterexample.actual, "0 replies");
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
 * import assert from "node:assert/strict";
 * import { broken, defineMachine, defineSystem, eventually, explore, monitor } from "@millrace/core";
 *
 * const outputs = monitor<{ count: number }>("outputs are counted", {
 *   start: () => ({ count: 0 }),
 *   on: { output: (state) => void state.count++ },
 * });
 * const decides = eventually("somebody decides", {
 *   of: outputs,
 *   holds: (state) => (state.count > 0 ? undefined : broken("a decision", "none")),
 * });
 *
 * const undecided = defineMachine<object>({ start: () => ({}) });
 * const system = defineSystem({ machines: { a: undecided } });
 * assert.equal(explore(system, { laws: [decides] }).outcome, "broken", "never to decide does not pass");
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
 * `check` is {@link ExecutionLaw.check}.
 *
 * One execution stands for all that differ only in the order of concurrent events. So a law may read what each machine saw,
 * sent and put out, in that machine's own order, and happens-before, and needs nothing more. If it compares the places of
 * events of several machines in `events`, it has to declare of which choices it reads the order: `visible`. These are then
 * tried in every order, and the search grows with them, so declare few. Without the declaration, what the law forbids may be
 * missed. A budget, a cut and what it holds back, and a `timer` that waits for messages are in order anyway.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineMachine, defineSystem, executionLaw, explore } from "@millrace/core";
 *
 * const short = executionLaw("at most two events", ({ events }) =>
 *   events.length <= 2 ? undefined : { expected: "at most 2", actual: `${events.length}`, event: 2 },
 * );
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const system = defineSystem({ machines: { a: silent, b: silent, c: silent } });
 * assert.equal(explore(system, { laws: [short] }).counterexample?.event, 2, "the start of c is one too many");
 * ```
 *
 * @example Two machines that know nothing of each other
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, executionLaw, explore, type Visible } from "@millrace/core";
 *
 * const speaker = defineMachine<object, never, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, word, context) => context.output(word),
 * });
 * const system = defineSystem({ machines: { a: speaker, b: speaker }, inputs: [at("a", "hello"), at("b", "hello")] });
 *
 * const aFirst = (visible?: Visible) =>
 *   executionLaw(
 *     "a is the first to speak",
 *     ({ events }) =>
 *       events.find(({ outputs }) => outputs.length > 0)?.machine === "b" ? { expected: "a", actual: "b" } : undefined,
 *     visible === undefined ? {} : { visible },
 *   );
 *
 * assert.equal(explore(system, { laws: [aFirst()] }).outcome, "proved", "wrong: one order stood for both");
 * assert.equal(explore(system, { laws: [aFirst({ kinds: ["input"] })] }).outcome, "broken");
 * ```
 */
export function executionLaw(
  name: string,
  check: ExecutionLaw["check"],
  options: { readonly visible?: Visible } = {},
): ExecutionLaw {
  return { kind: "execution", name, check, ...options };
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
