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
  describeValue,
} from "@millrace/core";
import { longestWaitMs } from "../clock.ts";
import type { LiveFailure, LiveMachine, LiveSystem } from "../live-system.ts";
import { WorkerError } from "../worker-error.ts";
import type { Disturbance } from "../worker-protocol.ts";
import { EventStream } from "./event-stream.ts";
import { checkDisturbance, copyInput, startError } from "./failure-text.ts";
import { StandIns } from "./stand-ins.ts";
import { LoadFailure, Supervisor } from "./supervisor.ts";
import { LiveRun, type RunOptions } from "./live-run.ts";

type Sides = readonly [from: readonly MachineId[], to: readonly MachineId[]];

/** A {@link LiveSystem} at work. */
export class LiveController implements LiveSystem {
  readonly #run: LiveRun;
  readonly #supervisors: readonly Supervisor[];
  readonly #stream: EventStream;
  readonly #standIns = new StandIns();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #cuts: readonly Sides[] = [];
  /** The last change of the network: one after the other. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #stopping: Promise<Execution> | undefined;

  constructor(system: System, options: RunOptions) {
    this.#run = new LiveRun(system, options, () => this.#stream.wake());
    this.#stream = new EventStream(this.#run.recorder.events);
    this.#supervisors = system.nodes.map((node) => new Supervisor(node, this.#run, () => this.#onDown(node)));
  }

  /** Loads and starts every machine. If it rejects, nothing is left behind. */
  async start(): Promise<void> {
    try {
      await this.#loadAll();
      this.#connect([...this.#run.system.channels.keys()]);
      const running = this.#supervisors.filter(({ isUp }) => isUp);
      for (const supervisor of running) supervisor.run();
      await this.#run.until.true(() => running.every(({ hasStarted, failure }) => hasStarted || failure !== undefined));
      const failed = running.find(({ hasStarted }) => !hasStarted);
      if (failed?.failure !== undefined) throw startError(failed.failure);
      this.#run.hasBegun = true;
      for (const supervisor of running) supervisor.open();
    } catch (error) {
      await this.stop();
      throw error;
    }
    for (const { id } of this.#run.system.nodes)
      this.#giveInTurn(this.#ownInputs.filter(({ machine }) => machine === id));
    this.#watchOver();
  }

  get system(): System {
    const { system, recorder } = this.#run;
    return { ...system, faults: { ...system.faults, cuts: recorder.cuts } };
  }

  get machines(): readonly LiveMachine[] {
    return this.#supervisors.map(({ view }) => view);
  }

  get inTransit(): readonly InTransit[] {
    const isResource = (id: MachineId): boolean =>
      this.#supervisors.some(({ node }) => node.id === id && node.isResource);
    return this.#run.system.channels.flatMap(({ from, to }, channel) =>
      isResource(from) || isResource(to)
        ? []
        : this.#run.ledger
            .contents(channel)
            .flatMap(({ message, copies }) => Array.from({ length: copies }, () => ({ from, to, message }))),
    );
  }

  get inputs(): readonly Input[] {
    return this.#run.inputs.slice();
  }

  get failures(): readonly LiveFailure[] {
    return this.#run.failures.slice();
  }

  get events(): AsyncIterable<Event> {
    return this.#stream;
  }

  get cuts(): LiveSystem["cuts"] {
    return this.#cuts;
  }

  async input(machine: MachineId, input: unknown): Promise<void> {
    this.#supervisorOf(machine, "give an input to");
    await this.#give({ machine, input: copyInput(machine, input), atMs: this.#run.nowMs });
  }

  async kill(machine: MachineId): Promise<void> {
    const supervisor = this.#supervisorOf(machine, "kill");
    return supervisor.inTurn(async () => {
      if (!supervisor.isUp)
        throw new WorkerError(`Cannot kill ${machine} as it is down already. Restart it first.`, { machine });
      await supervisor.takeDown();
    });
  }

  async restart(machine: MachineId): Promise<void> {
    const supervisor = this.#supervisorOf(machine, "restart");
    return supervisor.inTurn(async () => {
      if (supervisor.isUp) throw new WorkerError(`Cannot restart ${machine} as it is up. Kill it first.`, { machine });
      await supervisor.bringUp(() => this.#connect(this.#run.channelsOf(supervisor.node)));
    });
  }

  async cut(from: MachineId | readonly MachineId[], to: MachineId | readonly MachineId[]): Promise<void> {
    const sides: Sides = [[from].flat(), [to].flat()];
    const receivers = sides.flatMap((side) => side.map((machine) => this.#supervisorOf(machine, "cut at")));
    await this.#change(async () => {
      const channels = this.#channelsBetween(sides);
      this.#cuts = [...this.#cuts, sides];
      this.#run.cutChannels = new Set([...this.#run.cutChannels, ...channels]);
      const after = await Promise.all(
        receivers.map(async (supervisor) => [supervisor.node, await supervisor.hold()] as const),
      );
      const { recorder, nowMs, isStopping } = this.#run;
      if (isStopping) return;
      recorder.cut({ from: sides[0], to: sides[1], channels: new Set(channels), after, atMs: nowMs });
      this.#run.until.look();
    });
  }

  async heal(): Promise<void> {
    this.#refuseStopped("heal");
    await this.#change(async () => {
      const { recorder, until } = this.#run;
      await until.true(() => recorder.hasPlacedCuts || this.#run.isStopping);
      if (this.#run.isStopping) return;
      recorder.heal(this.#run.nowMs);
      this.#cuts = [];
      this.#run.cutChannels = new Set();
      await Promise.all(this.#supervisors.map((supervisor) => supervisor.hold()));
      until.look();
    });
  }

  async delay(leastMs: number, mostMs: number): Promise<void> {
    await this.#disturb({ delayMs: [leastMs, mostMs] });
  }

  async drop(rate: number): Promise<void> {
    await this.#disturb({ dropRate: rate });
  }

  async duplicate(rate: number): Promise<void> {
    await this.#disturb({ duplicateRate: rate });
  }

  async settled(): Promise<void> {
    await this.#run.until.true(() => this.#run.isStopping || this.#isSettled());
  }

  stop(): Promise<Execution> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<Execution> {
    const { recorder, inputs, options } = this.#run;
    this.#run.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    try {
      await Promise.all(this.#supervisors.map((supervisor) => supervisor.inTurn(() => supervisor.bringToRest())));
      this.#standIns.close();
      await removeDisks(options.place);
    } finally {
      this.#stream.end();
    }
    if (this.#supervisors.every(({ hasStarted }) => hasStarted) && !recorder.isCaughtUp)
      throw new WorkerError(
        "Cannot put the execution together as a worker was ended before its report arrived: our fault.",
      );
    return recorder.execution([...inputs, ...this.#ownInputs.filter((input) => !inputs.includes(input))]);
  }

  async #loadAll(): Promise<void> {
    const loads = await Promise.allSettled(this.#supervisors.map((supervisor) => supervisor.load()));
    const reasons = loads.flatMap((load) => (load.status === "rejected" ? [load.reason as unknown] : []));
    const [refusal] = reasons.filter((reason) => !(reason instanceof LoadFailure));
    if (refusal !== undefined) throw refusal;
    const failed = this.#supervisors.filter(({ failure }) => failure !== undefined);
    const vital = failed.length === this.#supervisors.length ? failed[0] : failed.find(({ node }) => node.isResource);
    if (vital?.failure !== undefined) throw startError(vital.failure);
    for (const { node } of failed) this.#run.recorder.leaveOut(node);
  }

  /** Hands out new ports for channels: to both ends or, where the sender is down, to the receiver and a stand-in. */
  #connect(channels: readonly number[]): void {
    for (const channel of channels) {
      this.#standIns.end(channel);
      const { from, to } = this.#run.system.channels[channel] ?? {};
      const sender = this.#supervisors.find(({ node }) => node.id === from);
      const receiver = this.#supervisors.find(({ node }) => node.id === to);
      const known = sender?.isDown === true ? this.#run.ledger.outgoing(channel) : undefined;
      if (receiver?.isUp !== true || (sender?.isUp !== true && known === undefined)) continue;
      const { port1, port2 } = new MessageChannel();
      receiver.ask("connect it", (side) => side.connect("in", channel, transfer(port2, [port2])));
      if (known !== undefined) this.#standIns.begin(known, port1);
      else sender?.ask("connect it", (side) => side.connect("out", channel, transfer(port1, [port1])));
    }
  }

  /** Tells all others that a machine is down, as ports to a dead worker do not say so everywhere. */
  #onDown(node: Node): void {
    const channels = this.#run.channelsOf(node);
    for (const other of this.#supervisors) {
      if (other.isUp) other.ask("disconnect it", (side) => side.disconnect(channels));
    }
    if (!this.#run.isStopping) this.#connect(channels);
  }

  /** Asks every worker from time to time whether it is there: one in an endless loop does not tell by itself. */
  #watchOver(): void {
    this.#later(heartbeatMs, () => {
      void Promise.all(this.#supervisors.map((supervisor) => supervisor.check())).then(() => this.#watchOver());
    });
  }

  /** A machine's inputs, each at its time and after the one before it: timers that are late may go off in any order. */
  #giveInTurn([input, ...others]: readonly Input[]): void {
    if (input === undefined) return;
    this.#later(Math.max(0, input.atMs - this.#run.nowMs), () => {
      void this.#give(input);
      this.#giveInTurn(others);
    });
  }

  async #give(input: Input): Promise<void> {
    const supervisor = this.#supervisorOf(input.machine, "give an input to");
    await supervisor.give({ input: this.#run.inputs.push(input) - 1, value: input.input });
  }

  async #disturb(change: Partial<Disturbance>): Promise<void> {
    this.#refuseStopped("disturb the network");
    const disturbance = { ...this.#run.disturbance, ...change };
    checkDisturbance(disturbance);
    this.#run.disturbance = disturbance;
    for (const supervisor of this.#supervisors)
      if (supervisor.isUp) supervisor.ask("tell it of the network", (side) => side.disturb(disturbance));
  }

  #change(work: () => Promise<void>): Promise<void> {
    const result = this.#lastChange.then(work, work);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #later(afterMs: number, work: () => void): void {
    if (this.#run.isStopping) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (afterMs > longestWaitMs) this.#later(afterMs - longestWaitMs, work);
        else work();
      },
      Math.min(afterMs, longestWaitMs),
    );
    this.#timers.add(timer);
  }

  /** The inputs that the system itself lists, unless they are not wanted. */
  get #ownInputs(): readonly Input[] {
    return this.#run.options.inputs === false ? [] : this.#run.system.inputs;
  }

  #isSettled(): boolean {
    const { ledger, recorder, cutChannels, inputs } = this.#run;
    const up = new Set(this.#supervisors.filter(({ isUp }) => isUp).map(({ node }) => node.id));
    const isStuck = ({ to }: { readonly to: MachineId }, channel: number): boolean =>
      cutChannels.has(channel) || !up.has(to);
    return (
      this.#supervisors.every(({ isIdle }) => isIdle) &&
      this.#ownInputs.every((input) => inputs.includes(input)) &&
      this.#run.system.channels.every((channel, place) => ledger.countIn(place) === 0 || isStuck(channel, place)) &&
      !ledger.isBehind &&
      recorder.isCaughtUp
    );
  }

  #channelsBetween([sources, targets]: Sides): number[] {
    return this.#run.system.channels.flatMap(({ from, to }, channel) =>
      sources.includes(from) && targets.includes(to) ? [channel] : [],
    );
  }

  /** The machine of a name. Throws a {@link WorkerError} if there is none, or nothing can be done any more. */
  #supervisorOf(machine: MachineId, what: string): Supervisor {
    this.#refuseStopped(`${what} ${describeValue(machine)}`);
    const machines = this.#supervisors.filter(({ node }) => !node.isResource);
    const supervisor = machines.find(({ node }) => node.id === machine);
    if (supervisor !== undefined) return supervisor;
    const names = machines.map(({ node }) => node.id).join(", ");
    throw new WorkerError(
      `Cannot ${what} ${describeValue(machine)} as no machine has that name: ${names}. Use one of these.`,
    );
  }

  #refuseStopped(what: string): void {
    if (this.#run.isStopping) throw new WorkerError(`Cannot ${what} as the system is stopped. Spawn it again.`);
  }
}

/** How often workers are asked whether they are there. */
const heartbeatMs = 1000;
