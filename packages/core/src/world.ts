/**
 * A system in one state of one execution: what can happen next, and making it happen.
 *
 * It keeps whole messages and events, so it serves whoever follows a single execution: the simulator, replay, the
 * shrinker and the search over traces. The search over states has a compact form of the same rules (explore/space.ts);
 * a test holds the two together.
 */
import type { Event, EventKind, Execution, HandlerFailure, Send } from "./execution.ts";
import type { InTransit, Observation, View } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import { actsOn, type Choice, describeChoice } from "./schedule.ts";
import { crashed, type Local, unborn } from "./local.ts";
import { isIdle, type Outcome, step, type Trigger } from "./step.ts";
import type { Node, System } from "./system.ts";
import { readyTimers } from "./timers.ts";

/**
 * A choice as it was made. `nowMs` is what the machine's clock showed, in milliseconds, if a clock outside gave it; without
 * it, a clock moves only when a timer of its machine goes off, by as much as that was set to, and when it jumps.
 */
export type TimedChoice = Choice & { readonly nowMs?: number };

/** A message in a channel. */
interface Letter {
  readonly messageId: number;
  readonly message: unknown;
  readonly cause: number;
  readonly vector: Readonly<Record<MachineId, number>>;
}

/** Which message of which channel. */
interface Place {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly nth: number;
}

type CutStatus = "not yet" | "cut" | "healed";

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
  #letters: (readonly Letter[])[];
  #inputsTaken: number[];
  #cuts: CutStatus[];
  #skewed: boolean[];
  #left: { drops: number; duplicates: number; crashes: number };
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
    const { nodes, channels, faults } = system;
    this.system = system;
    this.#twice = options.twice ?? true;
    this.#locals = nodes.map(() => unborn);
    this.#letters = channels.map(() => []);
    this.#inputsTaken = nodes.map(() => 0);
    this.#cuts = faults.cuts.map(() => "not yet");
    this.#skewed = nodes.map(() => false);
    this.#left = { drops: faults.drops, duplicates: faults.duplicates, crashes: faults.crashes };
    this.#vectors = nodes.map(() => ({}));
    this.#sent = nodes.map(() => 0);
    if (options.started ?? true) for (const node of nodes) this.#boot(node);
  }

  /** A copy that goes its own way from here. It shares messages, states and events, which nothing changes. */
  fork(): World {
    const other = new World(this.system, { twice: this.#twice, started: false });
    other.#locals = this.#locals.slice();
    other.#letters = this.#letters.slice();
    other.#inputsTaken = this.#inputsTaken.slice();
    other.#cuts = this.#cuts.slice();
    other.#skewed = this.#skewed.slice();
    other.#left = { ...this.#left };
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

  /** The newest event: a start, if no choice was made yet. */
  get lastEvent(): Event | undefined {
    return this.#events.at(-1);
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
   * Whether a choice can be made now. More is possible than {@link choices} lists: a schedule may leave inputs out,
   * and a clock outside may let any timer that is set go off.
   */
  canApply(choice: Choice): boolean {
    if (this.hasFailed) return false;
    const node = this.#find(actsOn(choice) ?? "");
    switch (choice.kind) {
      case "input":
        return node !== undefined && this.#isUp(node) && node.inputs.indexOf(choice.input) >= this.#taken(node);
      case "timer":
        return node !== undefined && this.#localOf(node).timers.some((timer) => timer.name === choice.timer);
      case "deliver":
        return node !== undefined && this.#canDeliver(node, choice);
      case "drop":
      case "duplicate":
        return this.#canDisturb(choice);
      case "crash":
        return node !== undefined && !node.isResource && this.#isUp(node) && this.#left.crashes > 0;
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
        return this.#cuts[choice.cut] === (choice.kind === "cut" ? "not yet" : "cut");
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

  /** The system as laws see it, now: `isUp` and `timers` follow the world, lists and counts stay as they are. */
  get view(): View {
    const { nodes, channels } = this.system;
    return {
      machines: nodes.filter((node) => !node.isResource).map((node) => node.id),
      isUp: (machine) => this.#locals[this.#find(machine)?.index ?? -1]?.up ?? false,
      timers: (machine) => this.#locals[this.#find(machine)?.index ?? -1]?.timers ?? [],
      inTransit: channels.flatMap(({ from, to }, index): InTransit[] =>
        from.startsWith("port:") || to.startsWith("port:")
          ? []
          : (this.#letters[index] ?? []).map(({ message }) => ({ from, to, message })),
      ),
      inputsLeft: nodes.reduce((sum, node) => sum + node.inputs.length - this.#taken(node), 0),
    };
  }

  /** What is in the channel between two machines, oldest first: the numbers of the sends, and the messages. */
  contents(from: MachineId, to: MachineId): readonly { readonly messageId: number; readonly message: unknown }[] {
    return this.#letters[this.#channelOf({ from, to, nth: 0 })] ?? [];
  }

  #boot(node: Node): void {
    if (this.hasFailed) return;
    const event = this.#run(
      node,
      { kind: "start" },
      { kind: "start", observation: { kind: "start", machine: node.id } },
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
          { kind: "timer", timer, choice, observation: { kind: "timer", machine, timer } },
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
          { kind: "restart", choice, observation: { kind: "restart", machine } },
        );
      }
      case "skew":
        return this.#performSkew(this.#get(choice.machine), choice.byMs);
      default: {
        const { kind, cut } = choice;
        this.#cuts[cut] = kind === "cut" ? "cut" : "healed";
        return this.#note("", { kind, cut, observation: { kind, machine: "", cut } });
      }
    }
  }

  #performInput(choice: TimedChoice & { readonly kind: "input" }): Event {
    const node = this.#get(choice.machine);
    const { input } = this.system.inputs[choice.input] ?? { input: undefined };
    this.#inputsTaken[node.index] = node.inputs.indexOf(choice.input) + 1;
    return this.#run(
      node,
      { kind: "input", input },
      { kind: "input", input, choice, observation: { kind: "input", machine: node.id, input } },
    );
  }

  #performDelivery(choice: TimedChoice & { readonly kind: "deliver" }): Event {
    const { channel, letter } = this.#letterOf(choice);
    const node = this.#get(choice.to);
    const { message, messageId, cause } = letter;
    if (this.system.channels[channel]?.kind !== "duplicating") this.#takeOut(channel, choice.nth);
    const trigger: Trigger = { kind: "message", message, from: choice.from };
    const observation = deliveryObservation(choice.to, choice.from, message);
    const details =
      observation.kind === "reply"
        ? { reply: observation.reply, call: { port: observation.port, request: observation.request } }
        : { message };
    return this.#run(node, trigger, {
      kind: observation.kind,
      ...details,
      messageId,
      cause,
      from: choice.from,
      choice,
      observation,
      seen: letter.vector,
    });
  }

  #performNetworkFault(choice: TimedChoice & { readonly kind: "drop" | "duplicate" }): Event {
    const { kind } = choice;
    const { channel, letter } = this.#letterOf(choice);
    if (kind === "drop") {
      this.#left.drops -= 1;
      this.#takeOut(channel, choice.nth);
    } else {
      this.#left.duplicates -= 1;
      const letters = this.#letters[channel] ?? [];
      this.#letters[channel] = [...letters.slice(0, choice.nth + 1), letter, ...letters.slice(choice.nth + 1)];
    }
    const { message, messageId, cause } = letter;
    const observation: Observation = { kind, machine: choice.to, from: choice.from, message };
    return this.#note(choice.to, { kind, message, messageId, cause, from: choice.from, observation });
  }

  #performCrash(node: Node): Event {
    this.#left.crashes -= 1;
    this.#locals[node.index] = crashed(this.#localOf(node));
    return this.#note(node.id, { kind: "crash", observation: { kind: "crash", machine: node.id } });
  }

  #performSkew(node: Node, byMs: number): Event {
    this.#skewed[node.index] = true;
    const local = this.#localOf(node);
    this.#locals[node.index] = { ...local, clockMs: local.clockMs + byMs };
    return this.#note(node.id, { kind: "skew", byMs, observation: { kind: "skew", machine: node.id, byMs } });
  }

  /** Runs a handler and makes the event of it. */
  #run(
    node: Node,
    trigger: Trigger,
    details: EventDetails & { readonly choice?: TimedChoice; readonly seen?: Letter["vector"] },
  ): Event {
    const { choice, seen, observation, ...rest } = details;
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
    const { sends, outputs, observations } = this.#collect(node, outcome, { id, vector });
    const { state, disk, timers } = outcome.local;
    const timersSet = outcome.effects.flatMap((effect) => (effect.kind === "set-timer" ? [effect.name] : []));
    return {
      id,
      machine: node.id,
      ...rest,
      sends,
      outputs,
      observations: [observation, ...observations],
      state,
      disk,
      timers,
      timersSet,
      vector,
    };
  }

  /** Puts what was sent into the channels, and lists what was done. */
  #collect(
    node: Node,
    outcome: Outcome,
    { id, vector }: { id: number; vector: Letter["vector"] },
  ): { sends: Send[]; outputs: unknown[]; observations: Observation[] } {
    const sends: Send[] = [];
    const outputs: unknown[] = [];
    const observations = observationsOf(node.id, outcome);
    for (const effect of outcome.effects) {
      if (effect.kind === "output") outputs.push(effect.output);
      if (effect.kind !== "send") continue;
      const messageId = this.#nextMessageId(node);
      sends.push({ messageId, to: effect.to, message: effect.message });
      const letters = this.#letters[effect.channel] ?? [];
      this.#letters[effect.channel] = [...letters, { messageId, message: effect.message, cause: id, vector }];
    }
    return { sends, outputs, observations };
  }

  /** Numbered by sender, so that a send keeps its number when independent events change places. */
  #nextMessageId(node: Node): number {
    const count = this.#sent[node.index] ?? 0;
    this.#sent[node.index] = count + 1;
    return count * this.system.nodes.length + node.index;
  }

  /** An event in which no handler ran. */
  #note(machine: MachineId, { observation, ...rest }: EventDetails): Event {
    const node = this.#find(machine);
    // Losing or doubling a message happens in the network: it is no step of a machine.
    const isMachineStep = node !== undefined && rest.kind !== "drop" && rest.kind !== "duplicate";
    const vector = isMachineStep ? this.#tick(node) : node === undefined ? {} : (this.#vectors[node.index] ?? {});
    return {
      id: this.#events.length,
      machine,
      ...rest,
      sends: [],
      outputs: [],
      timersSet: [],
      observations: [observation],
      vector,
    };
  }

  #tick(node: Node, seen: Letter["vector"] = {}): Letter["vector"] {
    const vector = { ...this.#vectors[node.index] };
    for (const [machine, count] of Object.entries(seen)) vector[machine] = Math.max(vector[machine] ?? 0, count);
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
    return this.#eachLetter(({ from, to, nth }) => ({ kind: "deliver", from, to, nth }));
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
    const heals = this.#cuts.map((_status, cut): Choice => ({ kind: "heal", cut }));
    return [...restarts, ...heals].filter((choice) => this.canApply(choice));
  }

  #faultChoices(): Choice[] {
    const { nodes, faults } = this.system;
    const drops = this.#left.drops > 0 ? this.#eachLetter((place) => ({ kind: "drop", ...place })) : [];
    const duplicates = this.#left.duplicates > 0 ? this.#eachLetter((place) => ({ kind: "duplicate", ...place })) : [];
    const crashes = nodes.map((node): Choice => ({ kind: "crash", machine: node.id }));
    const cuts = this.#cuts.map((_status, cut): Choice => ({ kind: "cut", cut }));
    const jumps = faults.clockSkewMs === 0 ? [] : [faults.clockSkewMs, -faults.clockSkewMs];
    const skews = nodes.flatMap((node) => jumps.map((byMs): Choice => ({ kind: "skew", machine: node.id, byMs })));
    return [...drops, ...duplicates, ...[...crashes, ...cuts, ...skews].filter((choice) => this.canApply(choice))];
  }

  /** The choices, of those about one message in a channel, that can be made now. */
  #eachLetter(make: (place: Place) => Choice): Choice[] {
    return this.system.channels.flatMap(({ from, to }, channel) =>
      (this.#letters[channel] ?? [])
        .map((_letter, nth) => make({ from, to, nth }))
        .filter((choice) => this.canApply(choice)),
    );
  }

  #canDeliver(node: Node, place: Place): boolean {
    const channel = this.#channelOf(place);
    const letter = this.#letters[channel]?.[place.nth];
    if (letter === undefined || !this.#isUp(node) || this.#isCut(channel)) return false;
    if (this.system.channels[channel]?.kind === "fifo" && place.nth > 0) return false;
    return this.system.idleDeliveries === "step" || !this.#wouldBeIdle(node, letter, place.from);
  }

  #canDisturb({ kind, ...place }: Place & { readonly kind: "drop" | "duplicate" }): boolean {
    const isNetwork = !place.from.startsWith("port:") && !place.to.startsWith("port:");
    const left = kind === "drop" ? this.#left.drops : this.#left.duplicates;
    return isNetwork && left > 0 && this.#letters[this.#channelOf(place)]?.[place.nth] !== undefined;
  }

  #wouldBeIdle(node: Node, letter: Letter, from: MachineId): boolean {
    const before = this.#localOf(node);
    const trigger: Trigger = { kind: "message", message: letter.message, from };
    return isIdle(before, step(node, before, trigger, { seed: this.system.seed, clocks: true, twice: false }));
  }

  #channelOf({ from, to }: Place): number {
    return this.#find(from)?.channelTo.get(to) ?? -1;
  }

  #letterOf(place: Place): { channel: number; letter: Letter } {
    const channel = this.#channelOf(place);
    const letter = this.#letters[channel]?.[place.nth];
    if (letter === undefined)
      throw new Error(`Cannot find message ${place.nth} from ${place.from} to ${place.to}: the channel holds fewer.`);
    return { channel, letter };
  }

  #takeOut(channel: number, nth: number): void {
    this.#letters[channel] = (this.#letters[channel] ?? []).filter((_letter, place) => place !== nth);
  }

  #isCut(channel: number): boolean {
    return this.#cuts.some(
      (status, index) => status === "cut" && this.system.faults.cuts[index]?.channels.has(channel) === true,
    );
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

type EventDetails = Omit<Event, "id" | "machine" | "sends" | "outputs" | "timersSet" | "observations" | "vector"> & {
  readonly kind: EventKind;
  readonly observation: Observation;
};

/** What a step put out and sent, as laws see it, in its order. */
export function observationsOf(machine: MachineId, outcome: Outcome): Observation[] {
  return outcome.effects.flatMap((effect): Observation[] => {
    if (effect.kind === "output") return [{ kind: "output", machine, output: effect.output }];
    if (effect.kind !== "send") return [];
    if (!effect.to.startsWith("port:"))
      return machine.startsWith("port:") ? [] : [{ kind: "send", machine, to: effect.to, message: effect.message }];
    const { request } = effect.message as { readonly request: unknown };
    return [{ kind: "call", machine, port: effect.to.slice("port:".length), request }];
  });
}

/** What a delivery is to the laws: a message between machines, or the reply of a resource. */
export function deliveryObservation(
  machine: MachineId,
  from: MachineId,
  message: unknown,
): Extract<Observation, { kind: "deliver" | "reply" }> {
  if (!from.startsWith("port:"))
    return { kind: "deliver", machine, from, message } as Extract<Observation, { kind: "deliver" }>;
  const { request, reply } = message as { readonly request: unknown; readonly reply: unknown };
  return { kind: "reply", machine, port: from.slice("port:".length), request, reply };
}
