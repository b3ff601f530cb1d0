/**
 * The thread that spawns a system: it starts and ends workers, hands them their ports, and keeps the journal. Messages
 * between machines do not pass through here.
 */
import { transfer } from "comlink";
import { removeDisks } from "#host";
import {
  type Event,
  type Execution,
  type InTransit,
  type Input,
  type MachineId,
  type Node,
  type System,
  NotPlainError,
  clone,
  describeValue,
  randomAt,
} from "@millrace/core";
import { sharedNowMs } from "../clock.ts";
import type { DiskPlace } from "../disk/disk-log.ts";
import type { LiveFailure, LiveMachine, LiveSystem, SpawnOptions } from "../live-system.ts";
import { shapeOf } from "../system-shape.ts";
import { WorkerError } from "../worker-error.ts";
import type { Disturbance, GivenInput, Settings, Turn } from "../worker-protocol.ts";
import { EventStream } from "./event-stream.ts";
import { Ledger } from "./ledger.ts";
import { Recorder } from "./recorder.ts";
import { Thread, type UncaughtError } from "./thread.ts";
import { Until } from "./until.ts";

/** What is kept of a machine besides the ledger. */
interface Seat {
  readonly node: Node;
  status: LiveMachine["status"];
  thread: Thread | undefined;
  crashes: number;
  /** Whether requests are handed to it as they come; before, they wait. */
  isOpen: boolean;
  /** Requests that are given and not taken. */
  readonly waiting: GivenInput[];
  /** The last of what is to be done with this machine, one after the other. */
  last: Promise<unknown>;
  /** Why it is down, if that was a failure. */
  failure: LiveFailure | undefined;
}

/** Fills in what {@link SpawnOptions} leaves out. */
export interface ControllerOptions extends SpawnOptions {
  readonly seed: number;
  readonly readyMs: number;
  readonly deadlineMs: number;
  readonly disturbance: Disturbance;
  readonly place: DiskPlace;
}

/** A {@link LiveSystem} at work. */
export class LiveController implements LiveSystem {
  readonly system: System;
  readonly #options: ControllerOptions;
  readonly #seats: readonly Seat[];
  readonly #ledger: Ledger;
  readonly #recorder: Recorder;
  readonly #stream: EventStream;
  readonly #until = new Until();
  readonly #inputs: Input[] = [];
  readonly #failures: LiveFailure[] = [];
  readonly #originMs = sharedNowMs();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #cuts: (readonly [from: readonly MachineId[], to: readonly MachineId[]])[] = [];
  #disturbance: Disturbance;
  #stopping: Promise<Execution> | undefined;

  constructor(system: System, options: ControllerOptions) {
    this.system = { ...system, seed: system.seed + options.seed };
    this.#options = options;
    this.#disturbance = options.disturbance;
    this.#ledger = new Ledger(system, { networkSeed: options.seed });
    this.#recorder = new Recorder(this.system, {
      inputOf: (input) => this.#inputs[input],
      onEvent: () => this.#stream.wake(),
    });
    this.#stream = new EventStream(this.#recorder.events);
    this.#seats = system.nodes.map((node) => ({
      node,
      status: "starting",
      thread: undefined,
      crashes: 0,
      isOpen: false,
      waiting: [],
      last: Promise.resolve(),
      failure: undefined,
    }));
  }

  /** Loads and starts every machine. If it rejects, nothing is left behind. */
  async start(): Promise<void> {
    let running: readonly Seat[];
    try {
      await this.#loadAll();
      this.#connect([...this.system.channels.keys()]);
      running = this.#seats.filter(({ status }) => status === "up");
      for (const seat of running) void this.#run(seat);
      await this.#until.true(() => running.every(({ node, failure }) => this.#ledger.of(node).events > 0 || failure));
      const [failed] = running.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
      if (failed !== undefined) throw startError(failed);
    } catch (error) {
      await this.stop();
      throw error;
    }
    for (const seat of running) this.#open(seat);
    for (const [input, { machine, atMs }] of ((this.#options.inputs ?? true) ? this.system.inputs : []).entries()) {
      this.#later(
        atMs,
        () => void this.#give(machine, this.system.inputs[input] ?? { machine, input: undefined, atMs }),
      );
    }
    this.#watchOver();
  }

  get machines(): readonly LiveMachine[] {
    return this.#seats.map(({ node, status, crashes, waiting }) => {
      const { events, state, timers } = this.#ledger.of(node);
      const { id, isResource } = node;
      return { id, isResource, status, crashes, events, state, timers, inputsLeft: waiting.length };
    });
  }

  get inTransit(): readonly InTransit[] {
    return this.system.channels.flatMap(({ from, to }, channel) => {
      if (this.#isResource(from) || this.#isResource(to)) return [];
      return this.#ledger
        .contents(channel)
        .flatMap(({ message, copies }) => Array.from({ length: copies }, () => ({ from, to, message })));
    });
  }

  get inputs(): readonly Input[] {
    return this.#inputs.slice();
  }

  get failures(): readonly LiveFailure[] {
    return this.#failures.slice();
  }

  get events(): AsyncIterable<Event> {
    return this.#stream;
  }

  get cuts(): LiveSystem["cuts"] {
    return this.#cuts.slice();
  }

  async input(machine: MachineId, input: unknown): Promise<void> {
    this.#seatOf(machine, "give an input to");
    this.#refuseStopped("give an input");
    await this.#give(machine, { machine, input: copyOf(machine, input), atMs: this.#nowMs() });
  }

  async kill(machine: MachineId): Promise<void> {
    const seat = this.#seatOf(machine, "kill");
    this.#refuseStopped("kill a machine");
    return this.#inTurn(seat, async () => {
      if (seat.status !== "up")
        throw new WorkerError(`Cannot kill ${machine} as it is down already. Restart it first.`, { machine });
      await this.#takeDown(seat);
    });
  }

  async restart(machine: MachineId): Promise<void> {
    const seat = this.#seatOf(machine, "restart");
    this.#refuseStopped("restart a machine");
    return this.#inTurn(seat, async () => {
      if (seat.status !== "down")
        throw new WorkerError(`Cannot restart ${machine} as it is up. Kill it first.`, { machine });
      await this.#bringUp(seat);
    });
  }

  async cut(from: MachineId | readonly MachineId[], to: MachineId | readonly MachineId[]): Promise<void> {
    this.#refuseStopped("cut");
    const sides = [[from].flat(), [to].flat()] as const;
    for (const machine of sides.flat()) this.#seatOf(machine, "cut at");
    this.#cuts.push(sides);
    const channels = this.#channelsBetween(sides);
    const receivers = this.#seats.filter(({ node }) => sides[1].includes(node.id));
    const after = await Promise.all(receivers.map(async (seat) => [seat.node, await this.#hold(seat)] as const));
    const [sources, targets] = sides;
    this.#recorder.cut({ from: sources, to: targets, channels: new Set(channels), after, atMs: this.#nowMs() });
  }

  async heal(): Promise<void> {
    this.#refuseStopped("heal");
    await this.#until.true(() => this.#recorder.hasPlacedCuts);
    this.#recorder.heal(this.#nowMs());
    const receivers = new Set(this.#cuts.flatMap(([, to]) => to));
    this.#cuts = [];
    await Promise.all(this.#seats.filter(({ node }) => receivers.has(node.id)).map((seat) => this.#hold(seat)));
    this.#until.look();
  }

  async delay(leastMs: number, mostMs: number): Promise<void> {
    await this.#disturb({ ...this.#disturbance, delayMs: [leastMs, mostMs] });
  }

  async drop(rate: number): Promise<void> {
    await this.#disturb({ ...this.#disturbance, dropRate: rate });
  }

  async duplicate(rate: number): Promise<void> {
    await this.#disturb({ ...this.#disturbance, duplicateRate: rate });
  }

  async settled(): Promise<void> {
    await this.#until.true(() => this.#stopping !== undefined || this.#isSettled());
  }

  stop(): Promise<Execution> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<Execution> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(
      this.#seats.map((seat) => this.#inTurn(seat, () => this.#bringToRest(seat)).catch(() => undefined)),
    );
    await removeDisks(this.#options.place);
    this.#until.look();
    this.#stream.end();
    return this.#recorder.execution(this.#inputs.length > 0 ? this.#inputs : this.system.inputs);
  }

  /** Ends a worker that has said how far it is, once all of that is in the journal. */
  async #bringToRest(seat: Seat): Promise<void> {
    const { thread } = seat;
    if (thread === undefined) return;
    try {
      const events = await thread.call("stop it", (side) => side.close());
      await this.#until.within(this.#options.deadlineMs, () => this.#ledger.of(seat.node).events >= events);
    } catch {
      // It does not answer, or has not been loaded: what it has reported is what there is.
    }
    seat.status = "down";
    await thread.end();
    seat.thread = undefined;
  }

  async #loadAll(): Promise<void> {
    const loads = await Promise.allSettled(this.#seats.map((seat) => this.#load(seat)));
    const reasons = loads.flatMap((load) => (load.status === "rejected" ? [load.reason as unknown] : []));
    const [refusal] = reasons.filter((reason) => !(reason instanceof LoadFailure));
    if (refusal !== undefined) throw refusal;
    const failed = this.#seats.filter(({ failure }) => failure !== undefined);
    const [first] = failed;
    if (first?.failure === undefined) return;
    const vital =
      failed.find(({ node }) => node.isResource) ?? (failed.length === this.#seats.length ? first : undefined);
    if (vital?.failure !== undefined) throw startError(vital.failure);
    for (const { node } of failed) this.#recorder.leaveOut(node);
  }

  /** Makes a worker, and has it find its machine. Rejects with a {@link LoadFailure} if its code throws. */
  async #load(seat: Seat): Promise<void> {
    const { node } = seat;
    const { readyMs, deadlineMs, worker, name, clockSkewMs = 0, seed, place } = this.#options;
    const isFirst = this.#ledger.of(node).events === 0;
    seat.status = "starting";
    seat.failure = undefined;
    let fail: (error: Error) => void = () => undefined;
    const failing = new Promise<never>((_resolve, reject) => (fail = reject));
    failing.catch(() => undefined);
    const thread = new Thread(worker, {
      machine: node.id,
      deadlineMs,
      onTurn: (turn) => this.#onTurn(seat, turn),
      onError: (error) => {
        fail(new LoadFailure(error));
        if (seat.status === "up") this.#onUncaught(seat, error);
      },
    });
    seat.thread = thread;
    const settings: Settings = {
      name,
      shape: shapeOf(this.system),
      machine: node.id,
      seed: this.system.seed,
      networkSeed: seed,
      originMs: this.#originMs,
      clockOffsetMs: Math.round((randomAt(seed, `clock of ${node.id}`, 0) * 2 - 1) * clockSkewMs),
      disk: place,
      disturbance: this.#disturbance,
      held: this.#heldOf(seat),
      ...(isFirst ? {} : { past: this.#ledger.past(node) }),
    };
    try {
      const loading = thread.call(`start ${node.id}`, (side) => side.load(settings), {
        deadlineMs: readyMs,
        advice: "Does its worker's file call exposeSystems? If it only needs longer, raise readyMs.",
      });
      loading.catch(() => undefined);
      await Promise.race([loading, failing]);
      seat.status = "up";
    } catch (error) {
      seat.status = "down";
      seat.thread = undefined;
      await thread.end();
      if (error instanceof LoadFailure) this.#note(seat, { machine: node.id, during: "load", ...error.uncaught });
      throw error;
    }
  }

  /** Hands out new ports for channels whose two ends are up. */
  #connect(channels: readonly number[]): void {
    for (const channel of channels) {
      const { from, to } = this.system.channels[channel] ?? {};
      const sender = this.#seats.find(({ node }) => node.id === from);
      const receiver = this.#seats.find(({ node }) => node.id === to);
      if (sender?.status !== "up" || receiver?.status !== "up") continue;
      const { port1, port2 } = new MessageChannel();
      void this.#ask(receiver, "connect it", (side) => side.connect(channel, transfer(port2, [port2])));
      void this.#ask(sender, "connect it", (side) => side.connect(channel, transfer(port1, [port1])));
    }
  }

  async #bringUp(seat: Seat): Promise<void> {
    const { node } = seat;
    await this.#load(seat).catch((error: unknown) => {
      throw error instanceof LoadFailure && seat.failure !== undefined ? startError(seat.failure) : error;
    });
    this.#connect(this.#channelsOf(node));
    const { events } = this.#ledger.of(node);
    await this.#run(seat);
    await this.#until.true(() => this.#ledger.of(node).events > events || seat.failure !== undefined);
    const { failure } = seat as { readonly failure: LiveFailure | undefined };
    if (failure !== undefined) throw startError(failure);
    this.#open(seat);
  }

  /** Has a machine begin. What became of the network while it was loading is told first. */
  async #run(seat: Seat): Promise<void> {
    const [held, disturbance] = [this.#heldOf(seat), this.#disturbance];
    void this.#ask(seat, "cut it off", (side) => side.hold(held));
    void this.#ask(seat, "tell it of the network", (side) => side.disturb(disturbance));
    await this.#ask(seat, "start it", (side) => side.run());
  }

  /** Hands a machine all that waits for it; from here on it gets requests as they come. */
  #open(seat: Seat): void {
    seat.isOpen = true;
    const waiting = seat.waiting.slice();
    if (waiting.length > 0) void this.#ask(seat, "give it inputs", (side) => side.give(waiting));
  }

  /** Ends a worker, and writes the crash into the journal behind all that it reported. */
  async #takeDown(seat: Seat): Promise<void> {
    const { node, thread } = seat;
    seat.status = "stopping";
    seat.isOpen = false;
    const channels = this.#channelsOf(node);
    for (const other of this.#seats) {
      if (other !== seat && other.status === "up")
        void this.#ask(other, "disconnect it", (side) => side.disconnect(channels));
    }
    await thread?.end();
    seat.thread = undefined;
    seat.status = "down";
    if (this.#ledger.of(node).events > 0) {
      seat.crashes += 1;
      this.#ledger.crash(node);
      this.#recorder.crash(node, this.#nowMs());
    }
    this.#until.look();
  }

  #onTurn(seat: Seat, turn: Turn): void {
    const { node } = seat;
    for (const event of turn.events) {
      this.#ledger.note(node, event);
      if (event.kind !== "input") continue;
      const place = seat.waiting.findIndex(({ input }) => input === event.input);
      if (place >= 0) seat.waiting.splice(place, 1);
    }
    this.#recorder.add(node, turn.events);
    if (turn.failure !== undefined) {
      const { failure, event } = turn.failure;
      this.#onFailure(seat, {
        machine: node.id,
        during: "handler",
        kind: failure.kind,
        event: describeEvent(event),
        message: failure.message,
        ...(failure.stack === undefined ? {} : { stack: failure.stack }),
      });
    }
    this.#until.look();
  }

  #onUncaught(seat: Seat, error: UncaughtError): void {
    this.#onFailure(seat, { machine: seat.node.id, during: "uncaught", ...error });
  }

  /** A machine cannot go on: its worker is ended as by a kill; the others go on. */
  #onFailure(seat: Seat, failure: LiveFailure): void {
    if (seat.failure !== undefined || this.#stopping !== undefined) return;
    this.#note(seat, failure);
    void this.#inTurn(seat, async () => {
      if (seat.status === "up") await this.#takeDown(seat);
    });
    this.#until.look();
  }

  #note(seat: Seat, failure: LiveFailure): void {
    seat.failure = failure;
    this.#failures.push(failure);
    this.#options.onFailure?.(failure);
  }

  /** Asks every worker from time to time whether it is there: one in an endless loop does not tell by itself. */
  #watchOver(): void {
    this.#later(heartbeatMs, async () => {
      await Promise.all(
        this.#seats.map(async (seat) => {
          const { thread } = seat;
          if (thread === undefined || seat.status !== "up") return;
          try {
            await thread.call("go on", (side) => side.ping());
          } catch (error) {
            if (seat.thread !== thread || seat.status !== "up") return;
            const message = error instanceof Error ? error.message : String(error);
            this.#onFailure(seat, { machine: seat.node.id, during: "unresponsive", message });
          }
        }),
      );
      this.#watchOver();
    });
  }

  async #give(machine: MachineId, input: Input): Promise<void> {
    const seat = this.#seatOf(machine, "give an input to");
    const given: GivenInput = { input: this.#inputs.push(input) - 1, value: input.input };
    seat.waiting.push(given);
    if (seat.isOpen) void this.#ask(seat, "give it an input", (side) => side.give([given]));
    await this.#until.true(() => this.#stopping !== undefined || !seat.waiting.includes(given));
  }

  /** Tells a receiver which of its channels are cut now. Gives the number of its events up to there. */
  async #hold(seat: Seat): Promise<number> {
    const held = this.#heldOf(seat);
    if (seat.status !== "up") return this.#ledger.of(seat.node).events;
    try {
      return (await seat.thread?.call("cut it off", (side) => side.hold(held))) ?? 0;
    } catch {
      // It went down meanwhile: no delivery follows, and its next life is told at its start.
      await seat.last;
      return this.#ledger.of(seat.node).events;
    }
  }

  async #disturb(disturbance: Disturbance): Promise<void> {
    this.#refuseStopped("disturb the network");
    checkDisturbance(disturbance);
    this.#disturbance = disturbance;
    const up = this.#seats.filter(({ status }) => status === "up");
    await Promise.all(up.map((seat) => this.#ask(seat, "tell it of the network", (side) => side.disturb(disturbance))));
  }

  /** A call that need not be answered: a worker that goes down meanwhile is told again at its next start. */
  async #ask(seat: Seat, what: string, ask: Parameters<Thread["call"]>[1]): Promise<void> {
    await seat.thread?.call(what, ask).catch(() => undefined);
  }

  /** One thing at a time with each machine. */
  #inTurn<Result>({ last, ...seat }: Seat, work: () => Promise<Result>): Promise<Result> {
    const owner = this.#seats[seat.node.index];
    const result = last.then(work, work);
    if (owner !== undefined) owner.last = result.catch(() => undefined);
    return result;
  }

  #later(afterMs: number, work: () => void): void {
    if (this.#stopping !== undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, afterMs);
    this.#timers.add(timer);
  }

  #isSettled(): boolean {
    const isUp = (id: MachineId): boolean => this.#seats.some(({ node, status }) => node.id === id && status === "up");
    const isIdle = this.#seats.every(
      ({ node, status, waiting }) =>
        status === "down" || (status === "up" && waiting.length === 0 && this.#ledger.of(node).timers.length === 0),
    );
    const held = new Set(this.#seats.flatMap((seat) => this.#heldOf(seat)));
    const isEmpty = this.system.channels.every(
      ({ to }, channel) => held.has(channel) || !isUp(to) || this.#ledger.contents(channel).length === 0,
    );
    const isGiven = !(this.#options.inputs ?? true) || this.#inputs.length >= this.system.inputs.length;
    return isIdle && isEmpty && isGiven && !this.#ledger.isBehind && this.#recorder.isCaughtUp;
  }

  /** The incoming channels of a machine that are cut. */
  #heldOf({ node }: Seat): number[] {
    return this.#cuts.flatMap((sides) =>
      this.#channelsBetween(sides).filter((channel) => this.system.channels[channel]?.to === node.id),
    );
  }

  #channelsBetween([sources, targets]: LiveSystem["cuts"][number]): number[] {
    return this.system.channels.flatMap(({ from, to }, channel) =>
      sources.includes(from) && targets.includes(to) ? [channel] : [],
    );
  }

  #channelsOf({ id }: Node): number[] {
    return this.system.channels.flatMap(({ from, to }, channel) => (from === id || to === id ? [channel] : []));
  }

  #isResource(id: MachineId): boolean {
    return this.system.nodes.some((node) => node.id === id && node.isResource);
  }

  #seatOf(machine: MachineId, what: string): Seat {
    const seat = this.#seats.find(({ node }) => node.id === machine && !node.isResource);
    if (seat !== undefined) return seat;
    const names = this.#seats.filter(({ node }) => !node.isResource).map(({ node }) => node.id);
    throw new WorkerError(
      `Cannot ${what} ${describeValue(machine)} as no machine has that name: ${names.join(", ")}. Use one of these.`,
    );
  }

  #refuseStopped(what: string): void {
    if (this.#stopping !== undefined) throw new WorkerError(`Cannot ${what} as the system is stopped. Spawn it again.`);
  }

  #nowMs(): number {
    return sharedNowMs() - this.#originMs;
  }
}

/** How often workers are asked whether they are there. */
const heartbeatMs = 1000;

/** A worker's file threw, or could not be loaded. */
class LoadFailure extends Error {
  readonly uncaught: UncaughtError;

  constructor(uncaught: UncaughtError) {
    super(uncaught.message);
    this.uncaught = uncaught;
  }
}

/** Refuses rates that are no share, and delays that are no time. Throws a {@link WorkerError}. */
export function checkDisturbance({ delayMs: [leastMs, mostMs], dropRate, duplicateRate }: Disturbance): void {
  if (!(leastMs >= 0 && leastMs <= mostMs && mostMs < Infinity))
    throw new WorkerError(
      `Cannot delay messages by ${leastMs} to ${mostMs} ms as that is no span of time. Give two numbers from 0, the smaller first.`,
    );
  for (const [what, rate] of [
    ["lose", dropRate],
    ["double", duplicateRate],
  ] as const) {
    if (!(rate >= 0 && rate <= 1))
      throw new WorkerError(`Cannot ${what} a share of ${rate} of the messages. Give a number from 0 to 1.`);
  }
}

function startError({ machine, during, event, message, stack }: LiveFailure): WorkerError {
  const what = during === "load" ? `its file could not be run` : `it failed at ${event ?? "its start"}`;
  const where = stack === undefined ? "" : `\n${stack}`;
  return new WorkerError(`Cannot start ${machine} as ${what}: ${message}${where}`, { machine });
}

function describeEvent({
  kind,
  value,
  from,
}: {
  readonly kind: string;
  readonly value: unknown;
  readonly from?: MachineId;
}): string {
  if (kind === "start") return "its start";
  if (kind === "timer") return `timer ${describeValue(value)}`;
  if (kind === "input") return `input ${describeValue(value)}`;
  return `message ${describeValue(value)} from ${from ?? "somebody"}`;
}

function copyOf(machine: MachineId, input: unknown): unknown {
  try {
    return clone(input);
  } catch (error) {
    if (!(error instanceof NotPlainError)) throw error;
    throw new WorkerError(`Cannot give an input to ${machine} as it is not plain data: ${error.message}`, {
      machine,
      cause: error,
    });
  }
}
