import type { Event, Execution } from "./execution.ts";
import { Heap } from "./heap.ts";
import type { MachineId } from "./machine.ts";
import { createRandom, type Random } from "./random.ts";
import type { Choice } from "./schedule.ts";
import type { System } from "./system.ts";
import { World } from "./world.ts";

/** How a simulation goes. */
export interface SimulateOptions {
  /** A whole number; the same seed gives the same run. 0 by default. */
  readonly seed?: number;
  /** The run ends after so many events; 1,000 by default. */
  readonly steps?: number;
  /** How long a message takes: the shortest and the longest, in virtual milliseconds; [1, 10] by default. */
  readonly latencyMs?: readonly [number, number];
  /** Whether every handler is run twice, to find non-determinism; true by default. */
  readonly twice?: boolean;
  /** Looks at the world at the start and after each event; the run ends when it says true. */
  readonly stop?: (world: World) => boolean;
}

/**
 * One run in virtual time, with delays and faults from a seed. It ends when nothing is left to do, or after `steps`.
 *
 * The execution's system is the given one with `seed` added to its own, so that it replays with the same numbers drawn.
 * Faults stay within the system's budgets. How likely each kind is differs from seed to seed, and some kinds are left
 * out altogether, so that a set of seeds meets quiet networks as well as storms (swarm testing).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, simulate } from "@millrace/core";
 *
 * const relay = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const system = defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "hello")] });
 * const { events } = simulate(system, { seed: 1 });
 * assert.deepEqual(events.at(-1)?.outputs, ["hello"]);
 * ```
 */
export function simulate(system: System, options: SimulateOptions = {}): Execution {
  return runSimulation(system, options).execution;
}

/** As {@link simulate}, and gives the world in which it ended. */
export function runSimulation(system: System, options: SimulateOptions = {}): World {
  const seed = options.seed ?? 0;
  const world = new World({ ...system, seed: system.seed + seed }, { twice: options.twice ?? true });
  const simulation = new Simulation(world, options);
  simulation.run(options.steps ?? 1000);
  return world;
}

/** Something that is planned for a moment. A message is named by its send: its place in the channel may change. */
type Plan =
  | { readonly kind: "choice"; readonly choice: Choice }
  | { readonly kind: "message"; readonly from: MachineId; readonly to: MachineId; readonly messageId: number }
  | { readonly kind: "timer"; readonly machine: MachineId; readonly timer: string; readonly setBy: number };

class Simulation {
  private readonly world: World;
  private readonly random: Random;
  private readonly plans = new Heap<Plan>();
  private readonly latencyMs: readonly [number, number];
  private readonly rates: Readonly<Record<"drop" | "duplicate" | "crash" | "cut" | "skew", number>>;
  /** By how much each machine's clock is off. */
  private readonly offsetsMs = new Map<MachineId, number>();
  private readonly lastArrivalMs = new Map<string, number>();
  /** The event that set a timer last, so that a replaced or cleared one does not go off. */
  private readonly timerSetBy = new Map<string, number>();
  private readonly stop: (world: World) => boolean;
  private isStopped = false;
  private nowMs = 0;
  private seen = 0;

  constructor(world: World, { seed = 0, latencyMs = [1, 10], stop = () => false }: SimulateOptions) {
    this.world = world;
    this.stop = stop;
    this.latencyMs = latencyMs;
    this.random = createRandom(seed);
    const rate = (): number => (this.random() < 0.5 ? 0 : this.random() * 0.3);
    this.rates = { drop: rate(), duplicate: rate(), crash: rate() / 3, cut: rate() / 3, skew: rate() };
    const { nodes, inputs, faults } = world.system;
    for (const { id } of nodes) this.offsetsMs.set(id, Math.round((this.random() * 2 - 1) * faults.clockSkewMs));
    for (const [input, { machine, atMs }] of inputs.entries()) {
      this.plans.add(atMs + (atMs === 0 ? this.random() * 5 : 0), {
        kind: "choice",
        choice: { kind: "input", machine, input },
      });
    }
    this.planAfter();
  }

  run(steps: number): void {
    const { world } = this;
    this.isStopped = this.stop(world);
    while (world.eventCount < steps && !world.hasFailed && !this.isStopped) {
      const next = this.plans.take();
      if (next === undefined) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.carryOut(next.item);
    }
  }

  private carryOut(plan: Plan): void {
    this.disturb();
    if (plan.kind === "message") return this.arrive(plan);
    if (plan.kind === "timer") {
      const { machine, timer } = plan;
      if (this.timerSetBy.get(`${machine} ${timer}`) === plan.setBy) this.make({ kind: "timer", machine, timer });
      return;
    }
    const { choice } = plan;
    if (choice.kind !== "input") return void this.make(choice);
    // Inputs of one machine keep their order; one that finds the machine down waits for it.
    const next = this.world.work.find(
      (candidate) => candidate.kind === "input" && candidate.machine === choice.machine,
    );
    if (next === undefined || !this.make(next)) this.later(plan);
  }

  private arrive(plan: Plan & { readonly kind: "message" }): void {
    const { from, to, messageId } = plan;
    const nth = this.world.contents(from, to).findIndex((letter) => letter.messageId === messageId);
    if (nth < 0) return;
    const place = { from, to, nth };
    if (this.random() < this.rates.drop && this.make({ kind: "drop", ...place })) return;
    if (this.random() < this.rates.duplicate && this.make({ kind: "duplicate", ...place })) this.later(plan);
    if (this.make({ kind: "deliver", ...place })) return;
    if (this.world.system.idleDeliveries === "step") this.later(plan);
  }

  /** Perhaps a crash, a cut or a jump of a clock, before the next thing happens. */
  private disturb(): void {
    const { nodes, faults } = this.world.system;
    if (this.random() < this.rates.crash) {
      const machine = this.pick(nodes)?.id ?? "";
      if (this.make({ kind: "crash", machine })) this.plan(1 + this.random() * 50, { kind: "restart", machine });
    }
    if (faults.cuts.length > 0 && this.random() < this.rates.cut) {
      const cut = Math.floor(this.random() * faults.cuts.length);
      if (this.make({ kind: "cut", cut })) this.plan(1 + this.random() * 100, { kind: "heal", cut });
    }
    if (faults.clockSkewMs > 0 && this.random() < this.rates.skew) {
      const machine = this.pick(nodes)?.id ?? "";
      const byMs = Math.round((this.random() * 2 - 1) * faults.clockSkewMs);
      if (this.make({ kind: "skew", machine, byMs }))
        this.offsetsMs.set(machine, (this.offsetsMs.get(machine) ?? 0) + byMs);
    }
  }

  private make(choice: Choice): boolean {
    if (this.isStopped || !this.world.canApply(choice)) return false;
    const machine = choice.kind === "deliver" ? choice.to : "machine" in choice ? choice.machine : "";
    const runsHandler =
      choice.kind !== "drop" &&
      choice.kind !== "duplicate" &&
      choice.kind !== "crash" &&
      choice.kind !== "cut" &&
      choice.kind !== "heal" &&
      choice.kind !== "skew";
    const nowMs = Math.round(this.nowMs + (this.offsetsMs.get(machine) ?? 0));
    this.world.apply(runsHandler ? { ...choice, nowMs } : choice, this.nowMs);
    this.planAfter();
    this.isStopped = this.stop(this.world);
    return true;
  }

  /** Plans what the newest events set off. */
  private planAfter(): void {
    for (const event of this.world.eventsFrom(this.seen)) {
      this.seen += 1;
      for (const { to, messageId } of event.sends)
        this.planArrival({ kind: "message", from: event.machine, to, messageId });
      for (const timer of event.timers ?? []) this.planTimer(event, timer.name, timer.afterMs);
    }
  }

  private planArrival(plan: Plan & { readonly kind: "message" }): void {
    const [least, most] = this.latencyMs;
    const channel = `${plan.from} ${plan.to}`;
    const isFifo = this.world.system.channels.some(
      ({ from, to, kind }) => from === plan.from && to === plan.to && kind === "fifo",
    );
    const arrivalMs = this.nowMs + least + this.random() * (most - least);
    const atMs = isFifo ? Math.max(arrivalMs, this.lastArrivalMs.get(channel) ?? 0) : arrivalMs;
    this.lastArrivalMs.set(channel, atMs);
    this.plans.add(atMs, plan);
  }

  private planTimer(event: Event, timer: string, afterMs: number): void {
    const key = `${event.machine} ${timer}`;
    if (!event.timersSet.includes(timer)) return;
    this.timerSetBy.set(key, event.id);
    this.plans.add(this.nowMs + afterMs, { kind: "timer", machine: event.machine, timer, setBy: event.id });
  }

  private later(plan: Plan): void {
    this.plans.add(this.nowMs + 1 + this.random() * 10, plan);
  }

  private plan(afterMs: number, choice: Choice): void {
    this.plans.add(this.nowMs + afterMs, { kind: "choice", choice });
  }

  private pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.random() * items.length)];
  }
}
