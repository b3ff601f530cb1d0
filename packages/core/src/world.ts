/**
 * A system in one state of one execution: what can happen next, and making it happen.
 *
 * It keeps whole messages and events, so it serves whoever follows a single execution: the simulator, replay and the
 * shrinker. The searches have compact forms of the same rules (explore/space.ts, explore/traces/trace-space.ts); a test
 * holds the three together.
 */
import type { Event, Execution, HandlerFailure, Send } from "./execution.ts";
import type { View } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import { type Letter, Network, type Place } from "./network.ts";
import { deliveryObservations, observationsOf } from "./observations.ts";
import { actsOn, type Choice, describeChoice } from "./schedule.ts";
import { crashed, type Local, unborn } from "./local.ts";
import { isIdle, type Outcome, step, type Trigger } from "./step.ts";
import { isPort, machineNames, type Node, portOf, type System } from "./system.ts";
import { readyTimers } from "./timers.ts";

/**
 * A choice as it was made. `nowMs` is what the machine's clock showed, in milliseconds, if a clock outside gave it; without
 * it, a clock moves only when a timer of its machine goes off, by as much as that was set to, and when it jumps.
 */
export type TimedChoice = Choice & { readonly nowMs?: number };

/**
 * One execution under way: shows what can happen next, and makes it happen, in place.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, at, defineMachine, defineSystem, describeChoice } from "@millrace/core";
 *
 * const relay = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const world = new World(defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "hello")] }));
 *
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * assert.deepEqual(world.choices.map(describeChoice), ["b receives message 0 of a"]);
 * assert.deepEqual(world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 }).outputs, ["hello"]);
 * assert.deepEqual(world.work, [], "nothing is left to do");
 * ```
 */
export class World {
  /** Shared with forks, and never changed. */
  readonly system: System;
  readonly #twice: boolean;
  #locals: Local[];
  #network: Network;
  #inputsTaken: number[];
  #skewed: boolean[];
  #crashesLeft: number;
  #view: View | undefined;
  #vectors: Readonly<Record<MachineId, number>>[];
  #events: Event[] = [];
  #schedule: TimedChoice[] = [];
  #sent: number[];
  #failure: HandlerFailure | undefined;

  /**
   * Starts all machines in the system's order; with `started: false`, none is up. `twice`, true by default, runs each
   * handler twice, to find non-determinism.
   */
  constructor(system: System, options: { readonly twice?: boolean; readonly started?: boolean } = {}) {
    const { nodes, faults } = system;
    this.system = system;
    this.#twice = options.twice ?? true;
    this.#locals = nodes.map(() => unborn);
    this.#network = new Network(system);
    this.#inputsTaken = nodes.map(() => 0);
    this.#skewed = nodes.map(() => false);
    this.#crashesLeft = faults.crashes;
    this.#vectors = nodes.map(() => ({}));
    this.#sent = nodes.map(() => 0);
    const starting = (options.started ?? true) ? nodes.filter(({ id }) => system.unstarted?.includes(id) !== true) : [];
    for (const node of starting) this.#boot(node);
  }

  /** A copy that goes its own way from here. It shares messages, states and events, which nothing changes. */
  fork(): World {
    const other = new World(this.system, { twice: this.#twice, started: false });
    other.#locals = this.#locals.slice();
    other.#network = this.#network.fork();
    other.#inputsTaken = this.#inputsTaken.slice();
    other.#skewed = this.#skewed.slice();
    other.#crashesLeft = this.#crashesLeft;
    other.#vectors = this.#vectors.slice();
    other.#events = this.#events.slice();
    other.#schedule = this.#schedule.slice();
    other.#sent = this.#sent.slice();
    other.#failure = this.#failure;
    return other;
  }

  /** The execution so far: its arrays are copies. */
  get execution(): Execution {
    return {
      system: this.system,
      schedule: this.#schedule.slice(),
      events: this.#events.slice(),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  /** How many events there are, starts among them; the next one gets this number as its id. */
  get eventCount(): number {
    return this.#events.length;
  }

  /** The events with ids from `first` on, oldest first: a copy. */
  eventsFrom(first: number): readonly Event[] {
    return this.#events.slice(first);
  }

  /** Whether a handler did what it must not do: then nothing can happen any more. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** What can happen without a fault: what is left to do. */
  get work(): Choice[] {
    if (this.hasFailed) return [];
    const messages = this.#deliveries();
    return [...this.#inputChoices(), ...messages, ...this.#timerChoices(messages.length > 0), ...this.#repairs()];
  }

  /** Every choice that is possible now, work first, faults last. */
  get choices(): Choice[] {
    return this.hasFailed ? [] : [...this.work, ...this.#faultChoices()];
  }

  /**
   * Whether a choice can be made now. More is possible than {@link choices} lists: with the time of a clock outside, any timer
   * that is set may go off, and a clock may jump by less than it could.
   */
  canApply(choice: TimedChoice): boolean {
    if (this.hasFailed) return false;
    const node = this.#find(actsOn(choice) ?? "");
    switch (choice.kind) {
      case "input":
        return node !== undefined && this.#isUp(node) && node.inputs[this.#taken(node)] === choice.input;
      case "timer":
        return node !== undefined && this.#canGoOff(node, choice);
      case "deliver":
        return node !== undefined && this.#canDeliver(node, choice);
      case "drop":
      case "duplicate":
        return this.#network.canDisturb(choice.kind, choice);
      case "crash":
        return node !== undefined && !node.isResource && this.#isUp(node) && this.#crashesLeft > 0;
      case "restart":
        return node !== undefined && !this.#isUp(node);
      case "skew":
        return (
          node !== undefined &&
          !node.isResource &&
          this.#skewed[node.index] === false &&
          Math.abs(choice.byMs) <= this.system.faults.clockSkewMs
        );
      default:
        return this.#network.canTurn(choice.kind, choice.cut);
    }
  }

  /**
   * Makes a choice, and returns its event. Throws an Error if it cannot be made now; what a handler does wrong is no error
   * here but a failure of the execution. `atMs` is virtual time in milliseconds, for the record.
   */
  apply(choice: TimedChoice, atMs?: number): Event {
    if (!this.canApply(choice))
      throw new Error(
        `Cannot follow the schedule as its next choice is not possible here: ${describeChoice(choice)}. The system, or the machine's code, has changed since it was recorded.`,
      );
    this.#schedule.push(choice);
    const event = this.#perform(choice);
    const stamped = atMs === undefined ? event : { ...event, atMs };
    this.#events.push(stamped);
    return stamped;
  }

  /** The system as laws see it: one object, which follows the world as it goes on. */
  get view(): View {
    return (this.#view ??= this.#makeView());
  }

  #makeView(): View {
    const { nodes } = this.system;
    const network = this.#network;
    const inputsLeft = (): number => nodes.reduce((sum, node) => sum + node.inputs.length - this.#taken(node), 0);
    return {
      machines: machineNames(this.system),
      isUp: (machine) => this.#locals[this.#find(machine)?.index ?? -1]?.up ?? false,
      timers: (machine) => this.#locals[this.#find(machine)?.index ?? -1]?.timers ?? [],
      get inTransit() {
        return network.inTransit;
      },
      get inputsLeft() {
        return inputsLeft();
      },
    };
  }

  /** What is in the channel between two machines, oldest first: the numbers of the sends, and the messages. */
  contents(from: MachineId, to: MachineId): readonly { readonly messageId: number; readonly message: unknown }[] {
    return this.#network.contents(from, to);
  }

  #boot(node: Node): void {
    if (this.hasFailed) return;
    const event = this.#run(
      node,
      { kind: "start" },
      { kind: "start", observations: node.isResource ? [] : [{ kind: "start", machine: node.id }] },
    );
    this.#events.push(event);
  }

  #perform(choice: TimedChoice): Event {
    switch (choice.kind) {
      case "input":
        return this.#performInput(choice);
      case "deliver":
        return this.#performDelivery(choice);
      case "timer": {
        const { machine, timer } = choice;
        return this.#run(
          this.#get(machine),
          { kind: "timer", timer },
          { kind: "timer", timer, observations: [{ kind: "timer", machine, timer }] },
          choice,
        );
      }
      case "drop":
      case "duplicate":
        return this.#performNetworkFault(choice);
      case "crash":
        return this.#performCrash(this.#get(choice.machine));
      case "restart": {
        const { machine } = choice;
        return this.#run(
          this.#get(machine),
          { kind: "start" },
          { kind: "restart", observations: [{ kind: "restart", machine }] },
          choice,
        );
      }
      case "skew":
        return this.#performSkew(this.#get(choice.machine), choice.byMs);
      default: {
        const { kind, cut } = choice;
        this.#network.turn(kind, cut);
        return this.#note("", { kind, cut, observations: [{ kind, machine: "", cut }] });
      }
    }
  }

  #performInput(choice: TimedChoice & { readonly kind: "input" }): Event {
    const node = this.#get(choice.machine);
    const { input } = this.system.inputs[choice.input] ?? { input: undefined };
    this.#inputsTaken[node.index] = this.#taken(node) + 1;
    return this.#run(
      node,
      { kind: "input", input },
      { kind: "input", input, observations: [{ kind: "input", machine: node.id, input }] },
      choice,
    );
  }

  #performDelivery(choice: TimedChoice & { readonly kind: "deliver" }): Event {
    const { from, to } = choice;
    const node = this.#get(to);
    const { message, messageId, cause, vector: seen } = this.#network.take(choice);
    const observations = deliveryObservations(node, from, message, this.#localOf(node));
    const trigger: Trigger = { kind: "message", message, from };
    const details: EventDetails = isPort(from)
      ? { ...describeReply(message, from), messageId, cause, from, observations }
      : { kind: "deliver", message, messageId, cause, from, observations };
    return this.#run(node, trigger, details, choice, seen);
  }

  #performNetworkFault(choice: TimedChoice & { readonly kind: "drop" | "duplicate" }): Event {
    const { kind, from, to } = choice;
    const { message, messageId, cause } = this.#network.disturb(kind, choice);
    return this.#note(to, {
      kind,
      message,
      messageId,
      cause,
      from,
      observations: [{ kind, machine: to, from, message }],
    });
  }

  #performCrash(node: Node): Event {
    this.#crashesLeft -= 1;
    this.#locals[node.index] = crashed(this.#localOf(node));
    return this.#note(node.id, { kind: "crash", observations: [{ kind: "crash", machine: node.id }] });
  }

  #performSkew(node: Node, byMs: number): Event {
    this.#skewed[node.index] = true;
    const local = this.#localOf(node);
    this.#locals[node.index] = { ...local, clockMs: local.clockMs + byMs };
    return this.#note(node.id, { kind: "skew", byMs, observations: [{ kind: "skew", machine: node.id, byMs }] });
  }

  /** Runs a handler and makes the event of it. */
  #run(node: Node, trigger: Trigger, details: EventDetails, choice?: TimedChoice, seen?: Letter["vector"]): Event {
    const now = choice?.nowMs;
    const before = now === undefined ? this.#localOf(node) : { ...this.#localOf(node), clockMs: now };
    const outcome = step(node, before, trigger, {
      seed: this.system.seed,
      clocks: now === undefined,
      twice: this.#twice,
    });
    if (outcome.failure !== undefined)
      this.#failure = choice === undefined ? outcome.failure : { ...outcome.failure, choice };
    this.#locals[node.index] = outcome.local;
    const vector = this.#tick(node, seen);
    const id = this.#events.length;
    const { effects } = outcome;
    const sends = this.#send(node, outcome, { id, vector });
    const outputs = effects.flatMap((effect) => (effect.kind === "output" ? [effect.output] : []));
    const timersSet = effects.flatMap((effect) => (effect.kind === "set-timer" ? [effect.name] : []));
    const { state, disk, timers } = outcome.local;
    return {
      id,
      machine: node.id,
      ...details,
      sends,
      outputs,
      observations:
        effects.length === 0 ? details.observations : [...details.observations, ...observationsOf(node, outcome)],
      state,
      disk,
      timers,
      timersSet,
      vector,
    };
  }

  /** Puts what was sent into the channels. */
  #send(node: Node, outcome: Outcome, { id, vector }: { id: number; vector: Letter["vector"] }): Send[] {
    return outcome.effects.flatMap((effect) => {
      if (effect.kind !== "send") return [];
      const { channel, to, message } = effect;
      const messageId = this.#nextMessageId(node);
      this.#network.put(channel, { messageId, message, cause: id, vector });
      return [{ messageId, to, message }];
    });
  }

  /** Numbered by sender, so that a send keeps its number when independent events change places. */
  #nextMessageId(node: Node): number {
    const count = this.#sent[node.index] ?? 0;
    this.#sent[node.index] = count + 1;
    return count * this.system.nodes.length + node.index;
  }

  /** An event in which no handler ran. */
  #note(machine: MachineId, details: EventDetails): Event {
    const node = this.#find(machine);
    // Losing or doubling a message happens in the network: it is no step of a machine.
    const isMachineStep = node !== undefined && details.kind !== "drop" && details.kind !== "duplicate";
    const vector = isMachineStep ? this.#tick(node) : node === undefined ? {} : (this.#vectors[node.index] ?? {});
    return {
      id: this.#events.length,
      machine,
      ...details,
      sends: [],
      outputs: [],
      timersSet: [],
      vector,
    };
  }

  #tick(node: Node, seen: Letter["vector"] = {}): Letter["vector"] {
    const vector = { ...this.#vectors[node.index] };
    for (const machine of Object.keys(seen)) vector[machine] = Math.max(vector[machine] ?? 0, seen[machine] ?? 0);
    vector[node.id] = (vector[node.id] ?? 0) + 1;
    this.#vectors[node.index] = vector;
    return vector;
  }

  #inputChoices(): Choice[] {
    return this.system.nodes.flatMap((node): Choice[] => {
      const input = node.inputs[this.#taken(node)];
      return input === undefined || !this.#isUp(node) ? [] : [{ kind: "input", machine: node.id, input }];
    });
  }

  #deliveries(): Choice[] {
    return this.#network.places
      .map((place): Choice => ({ kind: "deliver", ...place }))
      .filter((choice) => this.canApply(choice));
  }

  #timerChoices(hasMessages: boolean): Choice[] {
    return this.system.nodes.flatMap((node) =>
      readyTimers(this.#localOf(node).timers, this.system.timers, hasMessages).map((timer): Choice => ({
        kind: "timer",
        machine: node.id,
        timer,
      })),
    );
  }

  #repairs(): Choice[] {
    const restarts = this.system.nodes.map((node): Choice => ({ kind: "restart", machine: node.id }));
    const heals = this.#network.cuts.map((cut): Choice => ({ kind: "heal", cut }));
    return [...restarts, ...heals].filter((choice) => this.canApply(choice));
  }

  #faultChoices(): Choice[] {
    const { nodes, faults } = this.system;
    const drops = this.#network.places.map((place): Choice => ({ kind: "drop", ...place }));
    const duplicates = this.#network.places.map((place): Choice => ({ kind: "duplicate", ...place }));
    const crashes = nodes.map((node): Choice => ({ kind: "crash", machine: node.id }));
    const cuts = this.#network.cuts.map((cut): Choice => ({ kind: "cut", cut }));
    const jumps = faults.clockSkewMs === 0 ? [] : [faults.clockSkewMs, -faults.clockSkewMs];
    const skews = nodes.flatMap((node) => jumps.map((byMs): Choice => ({ kind: "skew", machine: node.id, byMs })));
    return [...drops, ...duplicates, ...crashes, ...cuts, ...skews].filter((choice) => this.canApply(choice));
  }

  /** Without the time of a clock outside, timers go off as the system's rule says. */
  #canGoOff(node: Node, { timer, nowMs }: TimedChoice & { readonly kind: "timer" }): boolean {
    const { timers } = this.#localOf(node);
    if (nowMs !== undefined) return timers.some(({ name }) => name === timer);
    const { timers: rule } = this.system;
    const isWaiting = rule === "messages-first" && this.#deliveries().length > 0;
    return readyTimers(timers, rule, isWaiting).includes(timer);
  }

  #canDeliver(node: Node, place: Place): boolean {
    const letter = this.#network.deliverable(place);
    if (letter === undefined || !this.#isUp(node)) return false;
    return this.system.idleDeliveries === "step" || !this.#wouldBeIdle(node, letter, place.from);
  }

  #wouldBeIdle(node: Node, { message }: Letter, from: MachineId): boolean {
    const before = this.#localOf(node);
    const trigger: Trigger = { kind: "message", message, from };
    return isIdle(before, step(node, before, trigger, { seed: this.system.seed, clocks: true, twice: false }));
  }

  #isUp(node: Node): boolean {
    return this.#localOf(node).up;
  }

  #taken(node: Node): number {
    return this.#inputsTaken[node.index] ?? 0;
  }

  #localOf(node: Node): Local {
    return this.#locals[node.index] ?? unborn;
  }

  #find(machine: MachineId): Node | undefined {
    return this.system.nodes.find((node) => node.id === machine);
  }

  #get(machine: MachineId): Node {
    const node = this.#find(machine);
    if (node === undefined)
      throw new Error(
        `Cannot find machine "${machine}" in this system: ${this.system.nodes.map(({ id }) => id).join(", ")}.`,
      );
    return node;
  }
}

type EventDetails = Omit<Event, "id" | "machine" | "sends" | "outputs" | "timersSet" | "vector">;

/** What an event tells of a resource's reply. */
function describeReply(message: unknown, from: MachineId): Pick<Event, "kind" | "reply" | "call"> {
  const { request, reply } = message as { readonly request: unknown; readonly reply: unknown };
  return { kind: "reply", reply, call: { port: portOf(from), request } };
}
