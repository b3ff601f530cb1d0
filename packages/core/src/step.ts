/**
 * One step of one machine: runs a handler on a copy of the local state and records everything that it does.
 *
 * This is the only place that calls a machine. The simulator, the explorer and the live workers all go through it, so
 * that a handler meets the same rules everywhere: plain data, no promise, no change to a received message, and the
 * same result when it is run twice.
 */
import type { HandlerFailure, TimerSet } from "./execution.ts";
import type { Call, Context, MachineId } from "./machine.ts";
import { clone, encode, NotPlainError } from "./plain.ts";
import { randomAt } from "./random.ts";
import { describeValue } from "./show.ts";
import type { Node } from "./system.ts";

/** Everything that a machine is between two events. */
export interface Local {
  readonly up: boolean;
  readonly state: unknown;
  readonly disk: ReadonlyMap<string, unknown>;
  readonly timers: readonly TimerSet[];
  /** How many numbers it has drawn from its random stream. */
  readonly draws: number;
  /** How often it has crashed: replies to an earlier life are not for this one. */
  readonly incarnation: number;
  /** What its clock shows, in milliseconds. Stays 0 in a world without clocks. */
  readonly clockMs: number;
}

/** What makes a handler run. */
export type Trigger =
  | { readonly kind: "start" }
  | { readonly kind: "message"; readonly message: unknown; readonly from: MachineId }
  | { readonly kind: "timer"; readonly timer: string }
  | { readonly kind: "input"; readonly input: unknown };

/** One thing that a handler did, in the order in which it did it. */
export type Effect =
  | { readonly kind: "send"; readonly channel: number; readonly to: MachineId; readonly message: unknown }
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "set-timer"; readonly name: string; readonly afterMs: number }
  | { readonly kind: "clear-timer"; readonly name: string };

/** What came of a step. */
export interface Outcome {
  readonly local: Local;
  readonly effects: readonly Effect[];
  /** Whether the handler asked for the time, so that its result depends on more than local state and trigger. */
  readonly readClock: boolean;
  readonly failure?: HandlerFailure;
}

/** What a step needs to know besides the local state and the trigger. */
export interface StepOptions {
  /** The seed of the machines' random streams. */
  readonly seed: number;
  /** Whether clocks run: a timer that goes off moves its machine's clock on by as much as it was set to. */
  readonly clocks: boolean;
  /** Whether to run the handler twice and compare. */
  readonly twice: boolean;
}

/** A machine before its first start. */
export const unborn: Local = {
  up: false,
  state: null,
  disk: new Map(),
  timers: [],
  draws: 0,
  incarnation: 0,
  clockMs: 0,
};

/** Runs one handler. Never throws for what the machine does: that is a failure in the outcome. */
export function step(node: Node, before: Local, trigger: Trigger, options: StepOptions): Outcome {
  const outcome = runOnce(node, before, trigger, options);
  if (outcome.failure !== undefined || !options.twice || node.isResource) return outcome;
  const again = runOnce(node, before, trigger, options);
  const difference = describeDifference(outcome, again);
  if (difference === undefined) return outcome;
  return fail(before, {
    kind: "non-deterministic",
    machine: node.id,
    handler: handlerOf(trigger),
    message: `The same state and event gave two different results: ${difference}. Keep everything that a handler remembers in its state, and take time and chance from context.now() and context.random().`,
  });
}

/** The local state of a machine that crashed: memory and timers are gone. */
export function crashed(local: Local): Local {
  return { ...local, up: false, state: null, timers: [], incarnation: local.incarnation + 1 };
}

/** Whether a step left no trace at all. */
export function isIdle(before: Local, outcome: Outcome): boolean {
  return (
    outcome.failure === undefined && outcome.effects.length === 0 && encodeLocal(before) === encodeLocal(outcome.local)
  );
}

/** A text that is equal for two local states exactly if a machine cannot tell them apart. */
export function encodeLocal(local: Local): string {
  return encode([
    local.up,
    local.state,
    local.disk,
    local.timers.map((timer) => [timer.name, timer.afterMs]),
    local.draws,
    local.incarnation,
    local.clockMs,
  ]);
}

function runOnce(node: Node, before: Local, trigger: Trigger, options: StepOptions): Outcome {
  const run = new Run(node, before, options);
  try {
    return run.go(trigger);
  } catch (error) {
    return fail(before, run.explain(error, trigger));
  }
}

function fail(before: Local, failure: HandlerFailure): Outcome {
  return { local: before, effects: [], readClock: false, failure };
}

/** Thrown through a handler when it misuses its context. */
class Misuse extends Error {
  readonly kind: HandlerFailure["kind"];

  constructor(kind: HandlerFailure["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** One run of one handler: the context that it sees, and what it does through it. */
class Run {
  private readonly node: Node;
  private readonly before: Local;
  private readonly options: StepOptions;
  private readonly effects: Effect[] = [];
  private readonly context: Context;
  private timers: TimerSet[];
  private disk: Map<string, unknown> | undefined;
  private draws: number;
  private clockMs: number;
  private readClock = false;
  private over = false;
  /** A misuse is a failure even if the handler catches what we throw. */
  private misuse: Misuse | undefined;

  constructor(node: Node, before: Local, options: StepOptions) {
    this.node = node;
    this.before = before;
    this.options = options;
    this.timers = before.timers.slice();
    this.draws = before.draws;
    this.clockMs = before.clockMs;
    this.context = this.makeContext();
  }

  go(trigger: Trigger): Outcome {
    const { node, before } = this;
    if (trigger.kind === "timer") this.takeTimer(trigger.timer);
    const state = this.runHandler(trigger);
    this.over = true;
    if (this.misuse !== undefined) throw this.misuse;
    const local: Local = {
      up: true,
      state: this.copy(state, "the state"),
      disk: this.disk ?? before.disk,
      timers: this.timers,
      draws: this.draws,
      incarnation: before.incarnation,
      clockMs: this.clockMs,
    };
    if (typeof state !== "object" || state === null) {
      throw new Misuse(
        "misuse",
        `start of ${node.id} returned ${state === null ? "null" : typeof state}; handlers change the state in place, so it must be an object. Return one, like { count: 0 }.`,
      );
    }
    return { local, effects: this.effects, readClock: this.readClock };
  }

  private takeTimer(name: string): void {
    const timer = this.timers.find((candidate) => candidate.name === name);
    if (timer !== undefined && this.options.clocks) this.clockMs += timer.afterMs;
    this.timers = this.timers.filter((candidate) => candidate !== timer);
  }

  explain(error: unknown, trigger: Trigger): HandlerFailure {
    this.over = true;
    const cause = this.misuse ?? error;
    const where = { machine: this.node.id, handler: handlerOf(trigger) };
    if (cause instanceof Misuse) return { kind: cause.kind, ...where, message: cause.message };
    if (cause instanceof Error) {
      const text = cause.name === "Error" ? cause.message : `${cause.name}: ${cause.message}`;
      return { kind: "threw", ...where, message: text, ...(cause.stack === undefined ? {} : { stack: cause.stack }) };
    }
    return {
      kind: "threw",
      ...where,
      message: `It threw ${describeValue(cause)}, which is no Error. Throw new Error("…") so that the place can be shown.`,
    };
  }

  /** Runs the handler that belongs to the trigger; returns the state after it. */
  private runHandler(trigger: Trigger): unknown {
    const { machine } = this.node;
    if (trigger.kind === "start") {
      const state: unknown = machine.start(this.context);
      this.refusePromise(state);
      return state;
    }
    const state = clone(this.before.state);
    if (trigger.kind === "timer") {
      this.refusePromise(machine.onTimer?.(state, trigger.timer, this.context));
    } else if (trigger.kind === "input") {
      this.handOver(trigger.input, "input", (input) => machine.onInput?.(state, input, this.context));
    } else if (isReply(trigger)) {
      const { reply, request, incarnation } = trigger.message as PortReply;
      const call: Call = { port: trigger.from.slice("port:".length), request };
      if (incarnation === this.before.incarnation) {
        this.handOver(reply, "reply", (answer) => machine.onReply?.(state, answer, call, this.context));
      }
    } else {
      this.handOver(trigger.message, "message", (message) =>
        machine.onMessage?.(state, message, trigger.from, this.context),
      );
    }
    return state;
  }

  /** Gives a handler its own copy of a value, and refuses a handler that changes it. */
  private handOver(value: unknown, what: string, handle: (value: unknown) => unknown): void {
    if (typeof value !== "object" || value === null) return this.refusePromise(handle(value));
    const own = clone(value);
    this.refusePromise(handle(own));
    if (!sameData(value, own)) {
      throw new Misuse(
        "changed-message",
        `The received ${what} was changed at ${changedPath(value, own)}. A ${what} belongs to its sender: copy it before you change it.`,
      );
    }
  }

  private refusePromise(result: unknown): void {
    if (
      result instanceof Promise ||
      (typeof result === "object" &&
        result !== null &&
        typeof (result as { then?: unknown }).then === "function" &&
        !Object.hasOwn(result, "then"))
    ) {
      throw new Misuse(
        "promise",
        "It returned a Promise. Handlers are synchronous: remove async and await, and let a message, a timer or a reply bring the answer.",
      );
    }
  }

  private makeContext(): Context {
    const { node, before, options } = this;
    const during = <Result>(action: () => Result): Result => {
      if (this.over)
        throw new Error(
          `Cannot use the context of ${node.id} as its handler has returned. Use it only while the handler runs.`,
        );
      return action();
    };
    return {
      self: node.id,
      peers: node.peers,
      send: (to, message) => during(() => this.send(to, message)),
      setTimer: (name, afterMs) => during(() => this.setTimer(name, afterMs)),
      clearTimer: (name) =>
        during(() => {
          if (!this.timers.some((timer) => timer.name === name)) return;
          this.timers = this.timers.filter((timer) => timer.name !== name);
          this.effects.push({ kind: "clear-timer", name });
        }),
      now: () =>
        during(() => {
          this.readClock = true;
          return this.clockMs;
        }),
      random: () => during(() => randomAt(options.seed, node.id, this.draws++)),
      disk: {
        read: (key) => during(() => clone((this.disk ?? before.disk).get(key))),
        write: (key, value) =>
          during(() => {
            this.disk ??= new Map(before.disk);
            this.disk.set(key, this.copy(value, `what was written to the disk under "${key}"`));
          }),
      },
      output: (value) =>
        during(() => void this.effects.push({ kind: "output", output: this.copy(value, "the output") })),
      call: (port, request) => during(() => this.call(port, request)),
    };
  }

  private send(to: MachineId, message: unknown): void {
    const channel = this.node.channelTo.get(to);
    if (channel === undefined || (!this.node.isResource && !this.node.peers.includes(to))) {
      throw (this.misuse = new Misuse(
        "no-channel",
        `Cannot send from ${this.node.id} to ${describeValue(to)} as there is no such channel. From here lead: ${this.node.peers.join(", ") || "none"}.`,
      ));
    }
    this.effects.push({ kind: "send", channel, to, message: this.copy(message, `the message to ${to}`) });
  }

  private call(port: string, request: unknown): void {
    const to = `port:${port}`;
    const channel = this.node.channelTo.get(to);
    if (channel === undefined) {
      throw (this.misuse = new Misuse(
        "no-channel",
        `Cannot call ${describeValue(port)} from ${this.node.id} as the system has no such resource. Add it under resources.`,
      ));
    }
    const message = { request: this.copy(request, `the request to ${port}`), incarnation: this.before.incarnation };
    this.effects.push({ kind: "send", channel, to, message });
  }

  private setTimer(name: string, afterMs: number): void {
    if (typeof name !== "string" || !Number.isFinite(afterMs) || afterMs < 0) {
      throw (this.misuse = new Misuse(
        "misuse",
        `Cannot set timer ${describeValue(name)} of ${this.node.id} to ${describeValue(afterMs)} ms. Give it a name, and 0 or more milliseconds.`,
      ));
    }
    this.timers = [...this.timers.filter((timer) => timer.name !== name), { name, afterMs }];
    this.effects.push({ kind: "set-timer", name, afterMs });
  }

  private copy(value: unknown, what: string): unknown {
    try {
      return clone(value);
    } catch (error) {
      if (!(error instanceof NotPlainError)) throw error;
      const place = error.path === "" ? what : `${what}, at ${error.path}`;
      throw (this.misuse = new Misuse(
        "not-plain",
        `In ${this.node.id}, ${place}, is ${error.found}; only plain data can be kept or sent. ${error.message.slice(error.message.indexOf(". ") + 2)}`,
      ));
    }
  }
}

interface PortReply {
  readonly reply: unknown;
  readonly request: unknown;
  readonly incarnation: number;
}

/** Whether a message comes from a resource: only resources have names that begin with `port:`. */
function isReply(trigger: { readonly from: MachineId }): boolean {
  return trigger.from.startsWith("port:");
}

function handlerOf(trigger: Trigger): HandlerFailure["handler"] {
  if (trigger.kind === "start") return "start";
  if (trigger.kind === "timer") return "onTimer";
  if (trigger.kind === "input") return "onInput";
  return isReply(trigger) ? "onReply" : "onMessage";
}

function sameData(left: unknown, right: unknown): boolean {
  try {
    return encode(left) === encode(right);
  } catch {
    return false;
  }
}

/** Where two values first differ, as a path. */
function changedPath(before: unknown, after: unknown): string {
  if (
    typeof before === "object" &&
    typeof after === "object" &&
    before !== null &&
    after !== null &&
    !(before instanceof Map) &&
    !(before instanceof Set)
  ) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const left: unknown = (before as Record<string, unknown>)[key];
      const right: unknown = (after as Record<string, unknown>)[key];
      if (sameData(left, right)) continue;
      const step = Array.isArray(before) ? `[${key}]` : `.${key}`;
      const deeper = typeof left === "object" && typeof right === "object" ? changedPath(left, right) : "";
      return step + (deeper === "its top" ? "" : deeper);
    }
  }
  return "its top";
}

function describeDifference(first: Outcome, second: Outcome): string | undefined {
  if (second.failure !== undefined) return `the second time it failed: ${second.failure.message}`;
  if (encode(first.effects) !== encode(second.effects)) {
    const index = first.effects.findIndex((effect, place) => encode(effect) !== encode(second.effects[place]));
    const place = index < 0 ? first.effects.length : index;
    return `it ${describeEffect(first.effects[place])}, then ${describeEffect(second.effects[place])}`;
  }
  if (encodeLocal(first.local) !== encodeLocal(second.local)) {
    return `state${changedPath(first.local.state, second.local.state)} became ${describeValue(first.local.state)}, then ${describeValue(second.local.state)}`;
  }
  return undefined;
}

function describeEffect(effect: Effect | undefined): string {
  if (effect === undefined) return "did nothing more";
  if (effect.kind === "send") return `sent ${describeValue(effect.message)} to ${effect.to}`;
  if (effect.kind === "output") return `put out ${describeValue(effect.output)}`;
  return `${effect.kind === "set-timer" ? "set" : "cleared"} timer ${effect.name}`;
}
