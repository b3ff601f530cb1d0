import { type ContextActs, makeContext } from "./context.ts";
import type { HandlerFailure, TimerSet } from "./execution.ts";
import { changedPath, sameData } from "./difference.ts";
import type { Local } from "./local.ts";
import type { Call, Context, MachineId } from "./machine.ts";
import { clone, duplicate, NotPlainError } from "./plain.ts";
import { randomAt } from "./random.ts";
import { describeValue } from "./show.ts";
import type { Effect, Outcome, StepOptions, Trigger } from "./step.ts";
import { isPort, type Node, portId, portOf } from "./system.ts";

/** How to run a handler. */
export interface RunOptions extends StepOptions {
  /** Whether the state after it is kept. What is only compared and thrown away is given as the handler left it, uncopied. */
  readonly isKept: boolean;
}

/** One run of one handler: the context that it sees, and what it does through it. */
export class HandlerRun implements ContextActs {
  readonly node: Node;
  private readonly before: Local;
  private readonly options: RunOptions;
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

  constructor(node: Node, before: Local, options: RunOptions) {
    this.node = node;
    this.before = before;
    this.options = options;
    this.timers = before.timers.slice();
    this.draws = before.draws;
    this.clockMs = before.clockMs;
    this.context = makeContext(this);
  }

  go(trigger: Trigger): Outcome {
    const { node, before } = this;
    if (trigger.kind === "timer") this.takeTimer(trigger.timer);
    const state = this.runHandler(trigger);
    this.over = true;
    if (this.misuse !== undefined) throw this.misuse;
    const local: Local = {
      up: true,
      state: this.options.isKept ? this.copy(state, "the state") : state,
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
    const state = duplicate(this.before.state);
    if (trigger.kind === "timer") {
      this.refusePromise(machine.onTimer?.(state, trigger.timer, this.context));
    } else if (trigger.kind === "input") {
      this.handOver(trigger.input, "input", (input) => machine.onInput?.(state, input, this.context));
    } else if (isReply(trigger)) {
      const { reply, request, incarnation } = trigger.message as PortReply;
      const call: Call = { port: portOf(trigger.from), request };
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
    const own = duplicate(value);
    this.refusePromise(handle(own));
    if (!sameData(value, own)) {
      throw new Misuse(
        "changed-message",
        `The received ${what} was changed at ${changedPath(value, own)}. A ${what} belongs to its sender: copy it before you change it.`,
      );
    }
  }

  private refusePromise(result: unknown): void {
    if (looksLikePromise(result)) {
      throw new Misuse(
        "promise",
        "It returned a Promise. Handlers are synchronous: remove async and await, and let a message, a timer or a reply bring the answer.",
      );
    }
  }

  private mustRun(): void {
    if (this.over)
      throw new Error(
        `Cannot use the context of ${this.node.id} as its handler has returned. Use it only while the handler runs.`,
      );
  }

  clearTimer(name: string): void {
    this.mustRun();
    if (!this.timers.some((timer) => timer.name === name)) return;
    this.timers = this.timers.filter((timer) => timer.name !== name);
    this.effects.push({ kind: "clear-timer", name });
  }

  now(): number {
    this.mustRun();
    this.readClock = true;
    return this.clockMs;
  }

  random(): number {
    this.mustRun();
    return randomAt(this.options.seed, this.node.id, this.draws++);
  }

  read(key: string): unknown {
    this.mustRun();
    return duplicate((this.disk ?? this.before.disk).get(key));
  }

  write(key: string, value: unknown): void {
    this.mustRun();
    this.disk ??= new Map(this.before.disk);
    this.disk.set(key, this.copy(value, `what was written to the disk under "${key}"`));
  }

  output(value: unknown): void {
    this.mustRun();
    this.effects.push({ kind: "output", output: this.copy(value, "the output") });
  }

  send(to: MachineId, message: unknown): void {
    this.mustRun();
    const channel = channelTo(this.node, to);
    if (channel === undefined) {
      throw (this.misuse = new Misuse(
        "no-channel",
        `Cannot send from ${this.node.id} to ${describeValue(to)} as there is no such channel. From here lead: ${this.node.peers.join(", ") || "none"}.`,
      ));
    }
    this.effects.push({ kind: "send", channel, to, message: this.copy(message, `the message to ${to}`) });
  }

  call(port: string, request: unknown): void {
    this.mustRun();
    const to = portId(port);
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

  setTimer(name: string, afterMs: number): void {
    this.mustRun();
    if (!isTimer(name, afterMs)) {
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

/** Whether what a handler returned is a Promise, or does as one. A state may have a key of that name. */
export function looksLikePromise(result: unknown): boolean {
  if (typeof result !== "object" || result === null) return false;
  if (result instanceof Promise) return true;
  return typeof (result as { then?: unknown }).then === "function" && !Object.hasOwn(result, "then");
}

/** The channel to a machine, if a handler of the node may send there. */
export function channelTo({ channelTo: channels, isResource, peers }: Node, to: MachineId): number | undefined {
  return isResource || peers.includes(to) ? channels.get(to) : undefined;
}

/** Whether a timer can be set so. */
export function isTimer(name: unknown, afterMs: unknown): boolean {
  return typeof name === "string" && Number.isFinite(afterMs) && Number(afterMs) >= 0;
}

/** Thrown through a handler when it misuses its context. */
class Misuse extends Error {
  readonly kind: HandlerFailure["kind"];

  constructor(kind: HandlerFailure["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface PortReply {
  readonly reply: unknown;
  readonly request: unknown;
  readonly incarnation: number;
}

/** Whether a message comes from a resource: only resources have names that begin with `port:`. */
function isReply(trigger: { readonly from: MachineId }): boolean {
  return isPort(trigger.from);
}

/** The name of the handler that a trigger runs. */
export function handlerOf(trigger: Trigger): HandlerFailure["handler"] {
  if (trigger.kind === "start") return "start";
  if (trigger.kind === "timer") return "onTimer";
  if (trigger.kind === "input") return "onInput";
  return isReply(trigger) ? "onReply" : "onMessage";
}
