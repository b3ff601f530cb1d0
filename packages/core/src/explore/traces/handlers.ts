import type { HandlerFailure } from "../../execution.ts";
import { crashed, encodeLocal, type Local, unborn } from "../../local.ts";
import { encode } from "../../plain.ts";
import { compareRuns, type Effect, type Outcome, step, type StepOptions, type Trigger } from "../../step.ts";
import type { Node, System } from "../../system.ts";
import { readyTimers } from "../../timers.ts";

/** What a handler's run does. */
export interface TraceMove {
  /** The local state after it, by number. */
  readonly local: number;
  /** Pairs: the channel, and the delivery of what was sent, as an event of the receiver. */
  readonly sends: readonly number[];
  /** Whether it left no trace. */
  readonly isIdle: boolean;
  readonly failure: HandlerFailure | undefined;
}

/** So many of the first runs of each machine are made again in the end. */
const runsKept = 500;

/**
 * The machines of a system, their local states and the events that run their handlers by number: equal ones have the same.
 * What a handler does in a local state on an event is computed once and remembered.
 */
export class Handlers {
  /** Whether a handler asked for the time while clocks stood still: all must be made again, with clocks. */
  needsClocks = false;
  /** Whether a machine drew a random number. */
  usesRandom = false;
  private readonly system: System;
  private readonly options: StepOptions;
  private readonly nodes: readonly NumberedNode[];
  /** By channel: who receives from it. */
  private readonly receivers: readonly NumberedNode[];

  /** With `clocks`, a timer that goes off moves the clock of its machine on. */
  constructor(system: System, { clocks }: { readonly clocks: boolean }) {
    this.system = system;
    this.options = { seed: system.seed, clocks, twice: true };
    this.nodes = system.nodes.map((node) => new NumberedNode(node));
    this.receivers = system.channels.map(({ to }) => this.nodes.find(({ node }) => node.id === to) as NumberedNode);
  }

  /** The local state of a node before its first start. */
  unborn(node: number): number {
    return this.at(node).number(unborn);
  }

  isUp(node: number, local: number): boolean {
    return this.at(node).get(local).up;
  }

  /** The timers that may go off, as events. */
  readyTimers(node: number, local: number, hasMessages: boolean): readonly number[] {
    const own = this.at(node);
    const { timers } = own.get(local);
    if (timers.length === 0) return none;
    const memo = (own.ready[local] ??= []);
    return (memo[hasMessages ? 1 : 0] ??= readyTimers(timers, this.system.timers, hasMessages).map((timer) =>
      own.event(`timer ${timer}`, { kind: "timer", timer }),
    ));
  }

  start(node: number, local: number): TraceMove {
    return this.move(node, local, this.at(node).event("start", { kind: "start" }));
  }

  /** `place` is the input's in the system. */
  takeInput(node: number, local: number, place: number): TraceMove {
    const trigger: Trigger = { kind: "input", input: this.system.inputs[place]?.input };
    return this.move(node, local, this.at(node).event(`input ${place}`, trigger));
  }

  /** What a handler does on an event: a delivery or a timer. */
  move(node: number, local: number, event: number): TraceMove {
    const own = this.at(node);
    const memo = (own.moves[local] ??= []);
    return (memo[event] ??= this.run(own, local, event));
  }

  crash(node: number, local: number): number {
    const own = this.at(node);
    return own.number(crashed(own.get(local)));
  }

  skew(node: number, local: number, byMs: number): number {
    const own = this.at(node);
    const before = own.get(local);
    return own.number({ ...before, clockMs: before.clockMs + byMs });
  }

  /** The name of the timer of an event. */
  timerOf(node: number, event: number): string {
    const trigger = this.at(node).triggers[event];
    return trigger?.kind === "timer" ? trigger.timer : "";
  }

  /** Runs handlers again, now that others have run: what one of them remembers outside its state may show. */
  findHiddenState(): HandlerFailure | undefined {
    for (const { node, runs } of this.nodes) {
      for (const { before, trigger, outcome } of runs.toReversed()) {
        const failure = compareRuns(node, before, trigger, { first: outcome, options: this.options });
        if (failure !== undefined) return failure;
      }
    }
    return undefined;
  }

  private run(own: NumberedNode, local: number, event: number): TraceMove {
    const before = own.get(local);
    const trigger = own.triggers[event] as Trigger;
    const outcome = step(own.node, before, trigger, this.options);
    if (outcome.readClock && !this.options.clocks) this.needsClocks = true;
    if (outcome.local.draws > 0) this.usesRandom = true;
    if (own.runs.length < runsKept) own.runs.push({ before, trigger, outcome });
    const after = own.number(outcome.local);
    return {
      local: after,
      sends: outcome.effects.flatMap((effect) => this.numberSend(own.node, effect)),
      isIdle: after === local && outcome.effects.length === 0 && outcome.failure === undefined,
      failure: outcome.failure,
    };
  }

  private numberSend({ id: from }: Node, effect: Effect): number[] {
    if (effect.kind !== "send") return [];
    const { channel, message } = effect;
    const receiver = this.receivers[channel] as NumberedNode;
    return [channel, receiver.event(`message ${channel} ${encode(message)}`, { kind: "message", message, from })];
  }

  private at(node: number): NumberedNode {
    return this.nodes[node] as NumberedNode;
  }
}

/** A machine with its local states and events. */
class NumberedNode {
  readonly node: Node;
  readonly triggers: Trigger[] = [];
  /** By local state, then by event. */
  readonly moves: TraceMove[][] = [];
  /** By local state, without and with messages that wait. */
  readonly ready: (readonly number[])[][] = [];
  readonly runs: { readonly before: Local; readonly trigger: Trigger; readonly outcome: Outcome }[] = [];
  private readonly locals: Local[] = [];
  private readonly localNumbers = new Map<string, number>();
  private readonly eventNumbers = new Map<string, number>();

  constructor(node: Node) {
    this.node = node;
  }

  get(local: number): Local {
    return this.locals[local] as Local;
  }

  number(local: Local): number {
    const text = encodeLocal(local);
    const known = this.localNumbers.get(text);
    if (known !== undefined) return known;
    this.localNumbers.set(text, this.locals.length);
    return this.locals.push(local) - 1;
  }

  /** The number of the event with a name. */
  event(name: string, trigger: Trigger): number {
    const known = this.eventNumbers.get(name);
    if (known !== undefined) return known;
    this.eventNumbers.set(name, this.triggers.length);
    return this.triggers.push(trigger) - 1;
  }
}

const none: readonly number[] = [];
