/**
 * Fowler and Zwaenepoel's direct dependencies: a message carries one number, each machine logs whom it has heard from
 * directly, and the vector time of any event is worked out later, from the logs.
 *
 * State: `dependencies`, by machine: the number of its latest event that sent a message here; under its own name, the number
 * of this machine's last event. It is logged at each event.
 * Message: `count`, the number of the event that sent it.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 3, the direct-dependency technique; after Fowler and
 * Zwaenepoel (1990).
 * We deviate in nothing but names: an event is one run of a handler, and is put out instead of written to a file.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";
import type { Vector } from "./vector-clock.ts";

/**
 * A machine that logs its direct dependencies. It is asked the same as a Lamport clock (`ClockInput`).
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { fowlerZwaenepoel } from "@millrace/clocks";
 *
 * const inputs = [at("a", { type: "send", to: "b" })];
 * const world = new World(defineSystem({ machines: { a: fowlerZwaenepoel, b: fowlerZwaenepoel }, inputs }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * const received = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * if (JSON.stringify(received.outputs) !== '[{"type":"logged","dependencies":{"a":1,"b":1}}]') throw new Error("event 1 of a");
 * ```
 */
export const fowlerZwaenepoel: Machine<DependencyState, DependencyMessage, DependencyOutput, ClockInput> =
  defineMachine({
    start: (): DependencyState => ({ dependencies: {} }),

    onMessage({ dependencies }, { count }, from, context) {
      dependencies[from] = Math.max(dependencies[from] ?? 0, count);
      logEvent(dependencies, context);
    },

    onInput({ dependencies }, input, context) {
      const count = logEvent(dependencies, context);
      if (input.type === "send") context.send(input.to, { count });
    },
  });

/**
 * The vector time of an event, out of the logs of all machines: its dependencies, and theirs, and so on. Whoever depends on an
 * event depends on all that its machine logged before, so the highest number of each machine says all.
 *
 * @example
 * ```ts
 * import { vectorTimeOf } from "@millrace/clocks";
 *
 * const logs = { a: [{ a: 1 }], b: [{ a: 1, b: 1 }, { a: 1, b: 2 }], c: [{ b: 2, c: 1 }] };
 * const vector = vectorTimeOf(logs, { machine: "c", count: 1 });
 * if (vector["a"] !== 1 || vector["b"] !== 2 || vector["c"] !== 1) throw new Error("c has heard of a by way of b");
 * ```
 */
export function vectorTimeOf(logs: DependencyLogs, { machine, count }: EventName): Vector {
  const vector: Record<MachineId, number> = {};
  const open: (readonly [MachineId, number])[] = [[machine, count]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, number] = next;
    if (number <= (vector[name] ?? 0)) continue;
    vector[name] = number;
    open.push(...Object.entries(logs[name]?.[number - 1] ?? {}));
  }
  return vector;
}

/** What all machines have logged, by machine: the entry of event n is at n − 1. */
export type DependencyLogs = Readonly<Record<MachineId, readonly Vector[]>>;

/** Which event: the machine, and which of its events, counted from 1. */
export interface EventName {
  /** Whose event it is. */
  readonly machine: MachineId;
  /** A whole number from 1. */
  readonly count: number;
}

/** What travels with a message: one number. */
export interface DependencyMessage {
  /** Which of the sender's events sent it, counted from 1. */
  readonly count: number;
}

/** What such a machine remembers. */
export interface DependencyState {
  /** By machine: the number of its latest event that was heard of directly; its own under its own name. */
  readonly dependencies: Record<MachineId, number>;
}

/** What the outside sees: one for each event. */
export interface DependencyOutput {
  /** The only kind of output. */
  readonly type: "logged";
  /** The entry of the log; a machine that was never heard from may be missing. */
  readonly dependencies: Vector;
}

/** Counts an event and logs it; gives its number. */
function logEvent(
  dependencies: Record<MachineId, number>,
  { self, output }: Context<DependencyMessage, DependencyOutput>,
): number {
  const count = (dependencies[self] ?? 0) + 1;
  dependencies[self] = count;
  output({ type: "logged", dependencies });
  return count;
}
