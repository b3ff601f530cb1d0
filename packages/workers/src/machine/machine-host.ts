/**
 * One machine at work in its worker.
 *
 * Work comes from three sides: requests from outside, timers, and letters. A *turn* takes whatever is due and runs one
 * handler after the other, by the same `step` as the simulator. Nothing that a turn does is seen before its end; then, in
 * this order: the disk is written, the turn is reported to the journal, what it sent is posted, and what it received is
 * acknowledged. A kill in between is harmless: what was not reported has not happened, and what was reported and not
 * posted, or not acknowledged, is posted again by the next life of the one or to the next life of the other.
 */
import { type Local, unborn } from "@millrace/core/local.ts";
import type { HandlerFailure, Node, System } from "@millrace/core";
import { type Outcome, type Trigger, step } from "@millrace/core/step.ts";
import { longestWaitMs, sharedNowMs } from "../clock.ts";
import { type DiskLog, type DiskOptions, type DiskPlace, memoryDisk } from "../disk/disk-log.ts";
import { Queue } from "../queue.ts";
import type {
  Disturbance,
  GivenInput,
  MachineSide,
  ReportedEvent,
  ReportedFailure,
  Settings,
  Turn,
} from "../worker-protocol.ts";
import { Alarms } from "./alarms.ts";
import { ChannelEnds } from "./channel-ends.ts";
import { findNode } from "./find-node.ts";
import type { Batch, Inbox, Letter } from "./inbox.ts";

/** What a machine's host has to be given. */
export interface HostOptions {
  /** What the worker's code exposes: systems, by name. */
  readonly exposed: Readonly<Record<string, unknown>>;
  /** Tells the journal. */
  report(turn: Turn): void;
  /** Opens a disk that outlives the worker. */
  openDisk(place: Exclude<DiskPlace, { kind: "memory" }>, options: DiskOptions): DiskLog | Promise<DiskLog>;
}

/** A turn ends after so many events, or milliseconds, so that nobody waits for it for long. */
const turnEvents = 4096;
const turnMs = 20;

/** The {@link MachineSide} of a worker. */
export class MachineHost implements MachineSide {
  readonly #options: HostOptions;
  #settings!: Settings;
  #system!: System;
  #node!: Node;
  #disk!: DiskLog;
  #local: Local = unborn;
  #stamp: readonly number[] = [];
  /** How many events the machine has had, all lives together. */
  #events = 0;
  #ends!: ChannelEnds;
  readonly #alarms = new Alarms();
  readonly #inputs = new Queue<GivenInput>();
  #isRunning = false;
  #wake: ReturnType<typeof setTimeout> | undefined;
  #wakeMs = Infinity;
  #turnEndsMs = 0;
  /** What this turn has done so far. */
  #reports: ReportedEvent[] = [];
  readonly #finished: Batch[] = [];

  constructor(options: HostOptions) {
    this.#options = options;
  }

  async load(settings: Settings): Promise<void> {
    const { past, machine, disk } = settings;
    const { system, node } = findNode(this.#options.exposed, settings);
    this.#settings = settings;
    this.#system = system;
    this.#node = node;
    this.#events = past?.events ?? 0;
    this.#disk =
      disk.kind === "memory"
        ? memoryDisk(past?.disk ?? new Map())
        : await this.#options.openDisk(disk, { machine, index: node.index, events: this.#events });
    this.#local = {
      ...unborn,
      disk: this.#disk.contents,
      incarnation: past?.incarnation ?? 0,
      draws: past?.draws ?? 0,
      clockMs: past?.clockMs ?? 0,
    };
    this.#stamp = past?.stamp ?? system.nodes.map(() => 0);
    this.#ends = new ChannelEnds({ system, node }, settings, () => this.#turn());
  }

  connect(end: "out" | "in", channel: number, port: MessagePort): void {
    this.#ends.connect(end, channel, port);
  }

  disconnect(channels: readonly number[]): void {
    this.#ends.disconnect(channels);
  }

  run(): void {
    this.#isRunning = true;
    const failure = this.#handle({ kind: "start" }, { kind: this.#settings.begin });
    this.#endTurn(failure);
    if (failure === undefined) this.#turn();
  }

  give(inputs: readonly GivenInput[]): void {
    for (const input of inputs) this.#inputs.push(input);
    this.#turn();
  }

  disturb(disturbance: Disturbance): void {
    this.#ends.disturb(disturbance);
  }

  hold(channels: readonly number[]): number {
    this.#ends.hold(channels);
    this.#turn();
    return this.#events;
  }

  ping(): void {}

  close(): number {
    this.#isRunning = false;
    clearTimeout(this.#wake);
    this.#ends.close();
    this.#disk.close();
    return this.#events;
  }

  /** Does all that is due, then sleeps until something is. */
  #turn(): void {
    if (!this.#isRunning) return;
    let failure: ReportedFailure | undefined;
    let isBusy = true;
    this.#turnEndsMs = sharedNowMs() + turnMs;
    while (isBusy && failure === undefined && !this.#isTurnOver) {
      const nowMs = sharedNowMs();
      const before = this.#reports.length;
      failure = this.#takeInput() ?? this.#takeAlarm(nowMs);
      for (const [channel, inbox] of this.#ends.inboxes) failure ??= this.#takeLetters(channel, inbox, nowMs);
      isBusy = this.#reports.length > before;
    }
    this.#endTurn(failure);
    if (failure === undefined) this.#sleep(isBusy);
  }

  get #isTurnOver(): boolean {
    return this.#reports.length >= turnEvents || sharedNowMs() > this.#turnEndsMs;
  }

  #takeInput(): ReportedFailure | undefined {
    const next = this.#inputs.first;
    if (next === undefined) return undefined;
    const failure = this.#handle({ kind: "input", input: next.value }, { kind: "input", input: next.input });
    if (failure === undefined) this.#inputs.take();
    return failure;
  }

  #takeAlarm(nowMs: number): ReportedFailure | undefined {
    const timer = this.#alarms.next(nowMs);
    if (timer === undefined) return undefined;
    this.#alarms.clear(timer);
    return this.#handle({ kind: "timer", timer }, { kind: "timer", timer });
  }

  /** All letters of one channel that are due, up to the end of the turn. */
  #takeLetters(channel: number, inbox: Inbox, nowMs: number): ReportedFailure | undefined {
    for (let letter = inbox.next(nowMs); letter !== undefined; letter = inbox.next(nowMs)) {
      const { isLost, isDoubled } = letter.fate;
      const isFresh = !letter.isDecided;
      letter.isDecided = true;
      if (isFresh && isDoubled && !isLost) {
        letter.copies += 1;
        this.#noteFate("duplicate", channel, letter);
      }
      if (isFresh && isLost) {
        letter.copies = 1; // of a channel that repeats, all are lost
        this.#noteFate("drop", channel, letter);
      } else {
        const from = this.#system.channels[channel]?.from ?? "";
        const { sequence, message, stamp } = letter;
        const failure = this.#handle({ kind: "message", message, from }, { kind: "deliver", channel, sequence }, stamp);
        if (failure !== undefined) return failure;
      }
      inbox.finish(letter, nowMs);
      if (letter.batch.left === 0) this.#finished.push(letter.batch);
      if (this.#isTurnOver) return undefined;
    }
    return undefined;
  }

  /** Runs a handler and notes the event; a failure is no event. `seen` is the vector clock that came with a letter. */
  #handle(
    trigger: Trigger,
    event: Pick<ReportedEvent, "kind" | "channel" | "sequence" | "input" | "timer">,
    seen?: readonly number[],
  ): ReportedFailure | undefined {
    const { originMs, clockOffsetMs, seed } = this.#settings;
    const atMs = sharedNowMs() - originMs;
    const nowMs = event.kind === "start" ? undefined : Math.round(atMs + clockOffsetMs);
    const before = nowMs === undefined ? this.#local : { ...this.#local, clockMs: nowMs };
    const outcome = step(this.#node, before, trigger, { seed, clocks: nowMs === undefined, twice: false });
    if (outcome.failure !== undefined) return describeFailure(outcome.failure, trigger);
    const stamp = this.#tick(seen);
    this.#events += 1;
    const writes = writesOf(before, outcome);
    if (writes !== undefined) this.#disk.append(this.#events, writes);
    this.#local = outcome.local;
    this.#carryOut(outcome, stamp);
    const { state, disk, draws } = outcome.local;
    const report: ReportedEvent = Object.assign(event, { effects: outcome.effects, state, draws, stamp, atMs });
    this.#reports.push(report);
    if (writes !== undefined) report.disk = disk;
    if (nowMs !== undefined) report.nowMs = nowMs;
    return undefined;
  }

  #noteFate(kind: "drop" | "duplicate", channel: number, { sequence, stamp }: Letter): void {
    this.#events += 1;
    this.#reports.push({ kind, channel, sequence, stamp, atMs: sharedNowMs() - this.#settings.originMs });
  }

  #tick(seen: readonly number[] = []): readonly number[] {
    const stamp = this.#stamp.map((count, place) => Math.max(count, seen[place] ?? 0));
    stamp[this.#node.index] = (stamp[this.#node.index] ?? 0) + 1;
    this.#stamp = stamp;
    return stamp;
  }

  #carryOut({ effects }: Outcome, stamp: readonly number[]): void {
    for (const effect of effects) {
      if (effect.kind === "send") this.#ends.send(effect.channel, effect.message, stamp);
      else if (effect.kind === "set-timer") this.#alarms.set(effect.name, effect.afterMs);
      else if (effect.kind === "clear-timer") this.#alarms.clear(effect.name);
    }
  }

  /** Tells the journal, then the peers: see the top of this file. */
  #endTurn(failure: ReportedFailure | undefined): void {
    const events = this.#reports;
    if (events.length === 0 && failure === undefined) return;
    this.#reports = [];
    this.#options.report(failure === undefined ? { events } : { events, failure });
    this.#ends.flush();
    if (this.#finished.length > 0) this.#ends.acknowledge(this.#finished.splice(0));
    if (failure !== undefined) this.#isRunning = false;
  }

  #sleep(isBusy: boolean): void {
    const dueMs = isBusy ? 0 : Math.min(this.#alarms.nextMs, this.#ends.nextMs);
    if (dueMs === this.#wakeMs) return;
    clearTimeout(this.#wake);
    this.#wakeMs = dueMs;
    if (dueMs === Infinity) return;
    const waitMs = Math.min(Math.max(0, Math.ceil(dueMs - sharedNowMs())), longestWaitMs);
    this.#wake = setTimeout(() => {
      this.#wakeMs = Infinity;
      this.#turn();
    }, waitMs);
  }
}

function writesOf(before: Local, { local }: Outcome): Map<string, unknown> | undefined {
  if (local.disk === before.disk) return undefined;
  return new Map(
    [...local.disk].filter(([key, value]) => !before.disk.has(key) || !Object.is(before.disk.get(key), value)),
  );
}

function describeFailure(failure: HandlerFailure, trigger: Trigger): ReportedFailure {
  if (trigger.kind === "start") return { failure, event: { kind: "start", value: undefined } };
  if (trigger.kind === "timer") return { failure, event: { kind: "timer", value: trigger.timer } };
  if (trigger.kind === "input") return { failure, event: { kind: "input", value: trigger.input } };
  return { failure, event: { kind: "message", value: trigger.message, from: trigger.from } };
}
