import { Agenda } from "../heap.ts";
import type { TimerSet } from "../execution.ts";
import { createRandom, type Random } from "../random.ts";
import type { System } from "../system.ts";
import {
  crashKind,
  cutKind,
  deliverKind,
  dropKind,
  duplicateKind,
  healKind,
  inputKind,
  type Move,
  restartKind,
  skewKind,
  timerKind,
} from "./move.ts";
import type { Planner, Stage } from "./stage.ts";

/** What a scheduler needs to know besides the system. */
export interface SchedulerOptions {
  /** A whole number. */
  readonly seed: number;
  /** The shortest and the longest time on the way, in virtual milliseconds. */
  readonly latencyMs: readonly [number, number];
}

/**
 * Decides what is tried next in a simulated run, and when: delays and faults from a seed. It knows nothing of states and
 * messages, so that the same seed plans the same run on every stage.
 *
 * A plan is a moment of the agenda, and under its slot what to try then: a kind, an index and a number, as in a `Move`,
 * where a letter stands for its place and a timer has the number of its setting, so that one that was set again or cleared
 * does not go off. A letter is named by its number, since its place in the channel may change until then.
 */
export class Scheduler implements Planner {
  readonly timers: string[] = [];
  private readonly timerNumbers = new Map<string, number>();
  private readonly system: System;
  private readonly random: Random;
  private readonly latencyMs: readonly [number, number];
  private readonly rates: Readonly<Record<"drop" | "duplicate" | "crash" | "cut" | "skew", number>>;
  private readonly agenda = new Agenda();
  private readonly plans: Plan[] = [];
  /** By how much each machine's clock is off. */
  private readonly offsetsMs: number[];
  private readonly inputsTaken: number[];
  private readonly receivers: readonly number[];
  private readonly isFifo: readonly boolean[];
  private readonly lastArrivalMs: Float64Array;
  /** By machine, then by timer: the number of its last setting. */
  private readonly settings: Map<number, number>[];
  private settingCount = 0;
  private readonly move: Move = { kind: 0, subject: 0, detail: 0, clockMs: NaN, atMs: 0 };
  private nowMs = 0;

  constructor(system: System, { seed, latencyMs }: SchedulerOptions) {
    const { nodes, channels, faults } = system;
    this.system = system;
    this.latencyMs = latencyMs;
    this.random = createRandom(seed);
    const rate = (): number => (this.random() < 0.5 ? 0 : this.random() * 0.3);
    this.rates = { drop: rate(), duplicate: rate(), crash: rate() / 3, cut: rate() / 3, skew: rate() };
    this.offsetsMs = nodes.map(() => this.jump(faults.clockSkewMs));
    this.inputsTaken = nodes.map(() => 0);
    this.receivers = channels.map(({ to }) => nodes.findIndex(({ id }) => id === to));
    this.isFifo = channels.map(({ kind }) => kind === "fifo");
    this.lastArrivalMs = new Float64Array(channels.length);
    this.settings = nodes.map(() => new Map());
  }

  /** Runs on a stage until nothing is left to do, it is over, or there have been so many events. Called once. */
  run(stage: Stage, steps: number): void {
    // Inputs of one machine keep their order: each moment is for the next one, whichever that is.
    for (const { machine, atMs } of this.system.inputs) {
      const index = this.system.nodes.findIndex(({ id }) => id === machine);
      this.plan(atMs + (atMs === 0 ? this.random() * 5 : 0), inputKind, index);
    }
    stage.boot();
    while (stage.eventCount < steps && !stage.isOver) {
      const atMs = this.agenda.firstMs;
      const plan = this.plans[this.agenda.take()];
      if (plan === undefined) return;
      if (atMs > this.nowMs) this.nowMs = atMs;
      this.carryOut(stage, plan);
    }
  }

  sent(channel: number, letter: number): void {
    const [least, most] = this.latencyMs;
    let atMs = this.nowMs + least + this.random() * (most - least);
    if (this.isFifo[channel] === true) atMs = Math.max(atMs, this.lastArrivalMs[channel] ?? 0);
    this.lastArrivalMs[channel] = atMs;
    this.plan(atMs, deliverKind, channel).detail = letter;
  }

  timerSet(machine: number, { name, afterMs }: TimerSet): void {
    const timer = this.numberOf(name);
    const setting = this.settingCount++;
    this.settings[machine]?.set(timer, setting);
    const plan = this.plan(this.nowMs + afterMs, timerKind, machine);
    plan.detail = timer;
    plan.setting = setting;
  }

  private numberOf(timer: string): number {
    const known = this.timerNumbers.get(timer);
    if (known !== undefined) return known;
    this.timerNumbers.set(timer, this.timers.length);
    return this.timers.push(timer) - 1;
  }

  /** `plan` is of the moment that was just taken: its slot, and so the object, is used again by the next that is planned. */
  private carryOut(stage: Stage, { kind, subject, detail, setting }: Readonly<Plan>): void {
    this.disturb(stage);
    if (kind === deliverKind) this.arrive(stage, subject, detail);
    else if (kind === inputKind) this.handIn(stage, subject);
    else if (kind !== timerKind) this.make(stage, kind, subject);
    else if (this.settings[subject]?.get(detail) === setting) this.make(stage, timerKind, subject, detail);
  }

  /** An input that finds the machine down waits for it. */
  private handIn(stage: Stage, machine: number): void {
    const taken = this.inputsTaken[machine] ?? 0;
    const input = this.system.nodes[machine]?.inputs[taken];
    if (input === undefined) return;
    if (this.make(stage, inputKind, machine, input)) this.inputsTaken[machine] = taken + 1;
    else this.later(inputKind, machine);
  }

  /**
   * In a fifo channel, whatever is first arrives: there is a plan for each letter in it, and they come in order unless a
   * fault holds them up. If each waited for its own letter then, thousands would try in vain until it is their turn.
   */
  private arrive(stage: Stage, channel: number, letter: number): void {
    const nth = this.isFifo[channel] === true ? 0 : stage.nthOf(channel, letter);
    if (nth < 0) return;
    const { faults, idleDeliveries } = this.system;
    if (faults.drops > 0 && this.random() < this.rates.drop && this.make(stage, dropKind, channel, nth)) return;
    if (faults.duplicates > 0 && this.random() < this.rates.duplicate && this.make(stage, duplicateKind, channel, nth))
      this.later(deliverKind, channel, letter);
    if (this.make(stage, deliverKind, channel, nth)) return;
    if (idleDeliveries === "step") this.later(deliverKind, channel, letter);
  }

  /** Perhaps a crash, a cut or a jump of a clock, before the next thing happens. */
  private disturb(stage: Stage): void {
    const { nodes, faults } = this.system;
    if (faults.crashes > 0 && this.random() < this.rates.crash) {
      const machine = this.pick(nodes.length);
      if (this.make(stage, crashKind, machine)) this.plan(this.nowMs + 1 + this.random() * 50, restartKind, machine);
    }
    if (faults.cuts.length > 0 && this.random() < this.rates.cut) {
      const cut = this.pick(faults.cuts.length);
      if (this.make(stage, cutKind, cut)) this.plan(this.nowMs + 1 + this.random() * 100, healKind, cut);
    }
    if (faults.clockSkewMs > 0 && this.random() < this.rates.skew) {
      const machine = this.pick(nodes.length);
      const byMs = this.jump(faults.clockSkewMs);
      if (this.make(stage, skewKind, machine, byMs)) this.offsetsMs[machine] = (this.offsetsMs[machine] ?? 0) + byMs;
    }
  }

  private make(stage: Stage, kind: number, subject: number, detail = 0): boolean {
    const { move } = this;
    move.kind = kind;
    move.subject = subject;
    move.detail = detail;
    move.atMs = this.nowMs;
    const runsHandler = kind === deliverKind || kind === inputKind || kind === timerKind || kind === restartKind;
    const machine = kind === deliverKind ? (this.receivers[subject] ?? -1) : subject;
    move.clockMs = runsHandler ? Math.round(this.nowMs + (this.offsetsMs[machine] ?? 0)) : NaN;
    return !stage.isOver && stage.make(move);
  }

  private later(kind: number, subject: number, detail = 0): void {
    this.plan(this.nowMs + 1 + this.random() * 10, kind, subject).detail = detail;
  }

  private plan(atMs: number, kind: number, subject: number): Plan {
    const slot = this.agenda.add(atMs);
    const plan = (this.plans[slot] ??= { kind, subject, detail: 0, setting: 0 });
    plan.kind = kind;
    plan.subject = subject;
    return plan;
  }

  private pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  /** By how much a clock is off: whole milliseconds, at most so many either way. */
  private jump(mostMs: number): number {
    return Math.round((this.random() * 2 - 1) * mostMs);
  }
}

interface Plan {
  kind: number;
  subject: number;
  detail: number;
  setting: number;
}
