/**
 * Makes one execution of what many machines report: {@link Merge} puts the reports in order, and here each becomes an
 * event and a choice, as the simulator would have made them.
 */
import {
  type Choice,
  type Cut,
  type Event,
  type Execution,
  type Input,
  type Node,
  type System,
  type TimedChoice,
  type TimerSet,
  encode,
} from "@millrace/core";
import type { Vector } from "@millrace/clocks";
import { unborn } from "@millrace/core/local.ts";
import { deliveryObservations, observationsOf } from "@millrace/core/observations.ts";
import { isPort, portOf } from "@millrace/core/system.ts";
import type { ReportedEvent } from "../worker-protocol.ts";
import { timersAfter } from "./ledger.ts";
import { type Barrier, Merge, type Told } from "./merge.ts";

/** A letter in a channel of the list so far. */
interface Letter {
  readonly messageId: number;
  readonly message: unknown;
  readonly cause: number;
  copies: number;
  /** Whether it was lost while another that says the same was on its way. */
  isLost?: boolean;
}

/** What the list says of a machine so far. */
interface Line {
  readonly node: Node;
  sent: number;
  incarnation: number;
  timers: readonly TimerSet[];
  disk: ReadonlyMap<string, unknown>;
  vector: Vector;
}

interface PlacedCut extends Cut, Barrier {
  readonly atMs: number;
}

/** What the recorder is told and asked. */
export interface RecorderOptions {
  /** A request by the number under which it was given. */
  inputOf(input: number): Input | undefined;
  /** Called for each event that finds its place. */
  onEvent(event: Event): void;
}

/** Collects reports into an execution. */
export class Recorder {
  readonly events: Event[] = [];
  readonly #system: System;
  readonly #options: RecorderOptions;
  readonly #schedule: TimedChoice[] = [];
  readonly #lines: readonly Line[];
  /** The letters of each channel by their numbers; where they may overtake each other, their order besides. */
  readonly #channels: readonly { readonly letters: Map<number, Letter>; readonly order: number[] | undefined }[];
  readonly #sequences: number[];
  readonly #taken: Input[] = [];
  readonly #counts = { drop: 0, duplicate: 0, crash: 0 };
  readonly #cuts: PlacedCut[] = [];
  readonly #merge: Merge<PlacedCut>;
  readonly #unstarted: string[] = [];
  #isCut = new Set<number>();

  constructor(system: System, options: RecorderOptions) {
    this.#system = system;
    this.#options = options;
    this.#lines = system.nodes.map((node) => ({
      node,
      sent: 0,
      incarnation: 0,
      timers: [],
      disk: new Map(),
      vector: {},
    }));
    this.#merge = new Merge(system.nodes, {
      place: (node, told) => this.#place(this.#line(node), told),
      placeCut: (cut) => this.#placeCut(cut),
    });
    this.#channels = system.channels.map(({ kind }) => ({
      letters: new Map<number, Letter>(),
      order: kind === "fifo" ? undefined : [],
    }));
    this.#sequences = system.channels.map(() => 0);
  }

  /** Events of one machine, in its order. */
  add(node: Node, events: readonly ReportedEvent[]): void {
    const told = events.map((event) => ({ kind: "reported", event, atMs: event.atMs }) as const);
    this.#merge.add(node, told);
  }

  /** A machine has crashed, after all that it has reported. */
  crash(node: Node, atMs: number): void {
    this.#merge.add(node, [{ kind: "crash", atMs }]);
  }

  /** A machine never starts: its code could not be loaded. */
  leaveOut(node: Node): void {
    this.#unstarted.push(node.id);
    this.#merge.leaveOut(node);
  }

  /** Channels are cut, once each receiver's events up to then are in the list. */
  cut(cut: PlacedCut): void {
    this.#merge.cut(cut);
  }

  /** All cuts heal now. Every cut must be in the list. */
  heal(atMs: number): void {
    for (const cut of this.#isCut) this.#note("", { kind: "heal", cut, atMs }, { kind: "heal", cut });
    this.#isCut = new Set();
  }

  /** The cuts in the list, as events name them. */
  get cuts(): readonly Cut[] {
    return this.#cuts;
  }

  /** Whether every cut is in the list. */
  get hasPlacedCuts(): boolean {
    return this.#merge.hasPlacedCuts;
  }

  /** Whether all that was reported is in the list. */
  get isCaughtUp(): boolean {
    return this.#merge.isCaughtUp;
  }

  /** The list so far. `given` are all requests; those that were not taken stand behind those that were. */
  execution(given: readonly Input[]): Execution {
    const inputs = [...this.#taken, ...given.filter((input) => !this.#taken.includes(input))];
    const places = (id: string): number[] => inputs.flatMap(({ machine }, place) => (machine === id ? [place] : []));
    const { drop, duplicate, crash } = this.#counts;
    const system: System = {
      ...this.#system,
      inputs,
      nodes: this.#system.nodes.map((node) => ({ ...node, inputs: places(node.id) })),
      faults: { drops: drop, duplicates: duplicate, crashes: crash, clockSkewMs: 0, cuts: this.#cuts },
      idleDeliveries: "step",
      ...(this.#unstarted.length > 0 ? { unstarted: this.#unstarted } : {}),
    };
    return { system, schedule: this.#schedule.slice(), events: this.events.slice() };
  }

  #place(line: Line, told: Told): void {
    if (told.kind === "crash") this.#placeCrash(line, told.atMs);
    else this.#placeReported(line, told.event);
  }

  #placeReported(line: Line, event: ReportedEvent): void {
    if (event.kind === "drop" || event.kind === "duplicate") return this.#placeFate(line, event);
    line.vector = this.#toVector(event.stamp);
    const { node } = line;
    const { choice, details } = this.#describe(line, event);
    if (event.kind === "timer") line.timers = line.timers.filter(({ name }) => name !== event.timer);
    const effects = event.effects ?? [];
    for (const effect of effects) {
      if (effect.kind === "set-timer" || effect.kind === "clear-timer") line.timers = timersAfter(line.timers, effect);
    }
    line.disk = event.disk ?? line.disk;
    const id = this.events.length;
    const sends = effects.flatMap((effect) => {
      if (effect.kind !== "send") return [];
      const { channel, to, message } = effect;
      const messageId = line.sent++ * this.#system.nodes.length + node.index;
      const sequence = (this.#sequences[channel] = (this.#sequences[channel] ?? 0) + 1);
      this.#channels[channel]?.letters.set(sequence, { messageId, message, cause: id, copies: 1 });
      this.#channels[channel]?.order?.push(sequence);
      return [{ messageId, to, message }];
    });
    this.#push(
      {
        machine: node.id,
        ...details,
        sends,
        outputs: effects.flatMap((effect) => (effect.kind === "output" ? [effect.output] : [])),
        observations: [...details.observations, ...observationsOf(node, { effects })],
        state: event.state,
        disk: line.disk,
        timers: line.timers,
        timersSet: effects.flatMap((effect) => (effect.kind === "set-timer" ? [effect.name] : [])),
        vector: line.vector,
        atMs: event.atMs,
      },
      choice === undefined || event.nowMs === undefined ? choice : { ...choice, nowMs: event.nowMs },
    );
  }

  /** What set an event off, as the execution tells it, and as a choice. */
  #describe(line: Line, event: ReportedEvent): { choice: Choice | undefined; details: Details } {
    const { node } = line;
    const machine = node.id;
    switch (event.kind) {
      case "start":
      case "restart": {
        const { kind } = event;
        const choice: Choice | undefined = kind === "start" ? undefined : { kind, machine };
        return { choice, details: { kind, observations: node.isResource ? [] : [{ kind, machine }] } };
      }
      case "input": {
        const given = this.#options.inputOf(event.input ?? -1);
        const place = given === undefined ? -1 : this.#taken.push(given) - 1;
        const input = given?.input;
        const choice: Choice = { kind: "input", machine, input: place };
        return { choice, details: { kind: "input", input, observations: [{ kind: "input", machine, input }] } };
      }
      case "timer": {
        const { timer = "" } = event;
        const choice: Choice = { kind: "timer", machine, timer };
        return { choice, details: { kind: "timer", timer, observations: [{ kind: "timer", machine, timer }] } };
      }
      default:
        return this.#describeDelivery(line, event);
    }
  }

  #describeDelivery({ node, incarnation }: Line, event: ReportedEvent): { choice: Choice; details: Details } {
    const { letter, nth, from } = this.#find(event);
    const { message, messageId, cause } = letter;
    const kind = this.#system.channels[event.channel ?? -1]?.kind;
    if (kind !== "duplicating") this.#remove(event, letter);
    const observations = deliveryObservations(node, from, message, { ...unborn, incarnation });
    const choice: Choice = { kind: "deliver", from, to: node.id, nth };
    if (!isPort(from)) return { choice, details: { kind: "deliver", message, messageId, cause, from, observations } };
    const { request, reply } = message as { readonly request: unknown; readonly reply: unknown };
    const call = { port: portOf(from), request };
    return { choice, details: { kind: "reply", reply, call, messageId, cause, from, observations } };
  }

  #placeFate(line: Line, event: ReportedEvent): void {
    const kind = event.kind === "drop" ? "drop" : "duplicate";
    const { letter, nth, from } = this.#find(event);
    const { message, messageId, cause } = letter;
    if (kind === "drop" && this.#loseOneOfEqual(event, letter)) return;
    this.#counts[kind] += 1;
    const machine = line.node.id;
    // A copy stands right behind.
    if (kind === "drop") this.#remove(event, letter);
    else letter.copies += 1;
    const observations = [{ kind, machine, from, message } as const];
    this.#note(
      machine,
      { kind, message, messageId, cause, from, observations, vector: line.vector, atMs: event.atMs },
      { kind, from, to: machine, nth },
    );
  }

  /**
   * A duplicating channel has a message or has it not, however often it was sent: while another letter that says the same is
   * on its way, nothing is lost with this one. With the last of them all are gone.
   */
  #loseOneOfEqual({ channel = -1 }: ReportedEvent, lost: Letter): boolean {
    if (this.#system.channels[channel]?.kind !== "duplicating") return false;
    const text = encode(lost.message);
    const { letters, order } = this.#channels[channel] ?? {};
    const equals = [...(letters ?? [])].filter(([, letter]) => letter !== lost && encode(letter.message) === text);
    lost.isLost = true;
    if (equals.some(([, letter]) => letter.isLost !== true)) return true;
    for (const [sequence] of equals) {
      letters?.delete(sequence);
      order?.splice(order.indexOf(sequence), 1);
    }
    return false;
  }

  #placeCrash(line: Line, atMs: number): void {
    const machine = line.node.id;
    this.#counts.crash += 1;
    line.incarnation += 1;
    line.timers = [];
    line.vector = { ...line.vector, [machine]: (line.vector[machine] ?? 0) + 1 };
    const observations = [{ kind: "crash", machine } as const];
    this.#note(machine, { kind: "crash", observations, vector: line.vector, atMs }, { kind: "crash", machine });
  }

  #placeCut(ready: PlacedCut): void {
    const cut = this.#cuts.push(ready) - 1;
    this.#isCut.add(cut);
    this.#note("", { kind: "cut", cut, atMs: ready.atMs }, { kind: "cut", cut });
  }

  /** An event in which no handler ran. */
  #note(machine: string, details: Partial<Event> & Pick<Event, "kind">, choice: Choice): void {
    const { kind, cut = 0 } = details;
    const observations = kind === "cut" || kind === "heal" ? [{ kind, machine: "" as const, cut }] : [];
    this.#push({ machine, observations, sends: [], outputs: [], timersSet: [], vector: {}, ...details }, choice);
  }

  #push(event: Omit<Event, "id">, choice: TimedChoice | undefined): void {
    if (choice !== undefined) this.#schedule.push(choice);
    const whole: Event = { id: this.events.length, ...event };
    this.events.push(whole);
    this.#options.onEvent(whole);
  }

  /** A letter, and how many stand before it in its channel. */
  #find({ kind, channel = -1, sequence = -1 }: ReportedEvent): { letter: Letter; nth: number; from: string } {
    const { from = "", to = "" } = this.#system.channels[channel] ?? {};
    const { letters, order } = this.#channels[channel] ?? {};
    const letter = letters?.get(sequence);
    if (letter === undefined)
      throw new Error(`Cannot place letter ${sequence} from ${from} to ${to}: it is not in its channel.`);
    let nth = 0;
    // In order, it is always the first that is delivered.
    for (const earlier of order ?? (kind === "deliver" ? [] : (letters?.keys() ?? []))) {
      if (earlier === sequence) break;
      nth += letters?.get(earlier)?.copies ?? 0;
    }
    return { letter, nth, from };
  }

  #remove({ channel = -1, sequence = -1 }: ReportedEvent, letter: Letter): void {
    letter.copies -= 1;
    if (letter.copies > 0) return;
    const { letters, order } = this.#channels[channel] ?? {};
    letters?.delete(sequence);
    order?.splice(order.indexOf(sequence), 1);
  }

  #toVector(stamp: readonly number[]): Vector {
    return Object.fromEntries(
      this.#system.nodes.flatMap(({ id, index }) => ((stamp[index] ?? 0) > 0 ? [[id, stamp[index] ?? 0]] : [])),
    );
  }

  #line({ index }: Node): Line {
    const line = this.#lines[index];
    if (line === undefined) throw new Error(`Cannot find machine ${index} among the recorded.`);
    return line;
  }
}

type Details = Pick<Event, "kind" | "observations"> & Partial<Event>;
