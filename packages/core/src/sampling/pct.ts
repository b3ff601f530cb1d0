/**
 * Probabilistic Concurrency Testing, over machines and channels.
 *
 * What can happen is divided into chains, in each of which one event follows the other by necessity: a fifo channel's
 * messages; a machine's inputs; in other channels, a message and the message that its delivery sends on. Every chain draws
 * a random priority, and the possible event of the highest chain happens next. So some machine or channel is left waiting
 * for as long as at all possible, which a random walk hardly ever does. At d − 1 events, drawn anew for every run, the
 * chain falls behind all others just before the event.
 *
 * A bug has depth d if there are d events such that it shows whenever the first of them happens no earlier than it must,
 * the second no earlier than it must after that, and so on. One late message is depth 1; a message between two others
 * that only just leave room for it is depth 2 or 3. A run with that depth finds it with a probability of at least
 * 1 / (n · k^(d−1)), for n chains and k events that become possible in a run. The bound is for the order of events: where
 * faults are allowed, they come by chance on top (swarm.ts), and the first runs may take k for less than it is.
 *
 * Source: Sebastian Burckhardt, Pravesh Kothari, Madanlal Musuvathi, Santosh Nagarakatte, A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs (ASPLOS 2010). Chains for message passing after Burcu Kulahcioglu Ozkan et al.,
 * Randomized Testing of Distributed Systems with Probabilistic Guarantees (OOPSLA 2018). Where we deviate: chains are
 * made greedily as messages are sent, which may give more than the fewest; k is not given but seen in earlier runs.
 */
import type { Event } from "../execution.ts";
import { runFairly } from "../fair-run.ts";
import type { MachineId } from "../machine.ts";
import { createRandom, type Random } from "../random.ts";
import type { Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import { World } from "../world.ts";
import { nameOf } from "./name-of.ts";
import { type Picker, runByChoices } from "./run-by-choices.ts";
import type { Sampler } from "./sampler.ts";

/** Runs by Probabilistic Concurrency Testing. `depth` is the d above: a whole number from 1. */
export function pct(system: System, { depth, steps }: { readonly depth: number; readonly steps: number }): Sampler {
  // The k above: of a fair run at first, then the largest that was seen.
  let eventCount = countFairly(system, steps);
  return {
    run(options) {
      const random = createRandom(options.seed);
      const chains = new Chains(system, { random, fallsAt: drawDistinct(depth - 1, eventCount, random) });
      const world = runByChoices(system, { ...options, random }, chains);
      eventCount = Math.max(eventCount, chains.eventCount);
      return world;
    },
  };
}

/** A chain of events. What has fallen has a priority below 0, the lower the later its turn. */
interface Chain {
  priority: number;
}

/** An event that is possible, or was and will be again. Its number is its place among all that became possible. */
interface Pending {
  readonly chain: Chain;
  readonly number: number;
}

class Chains implements Picker {
  /** How many events have become possible. */
  eventCount = 0;
  private readonly random: Random;
  /** By the number of an event: the priority to which its chain falls before it. */
  private readonly falls: Map<number, number>;
  /** By sender: the machines that it reaches by a fifo channel. */
  private readonly fifo = new Map<MachineId, Set<MachineId>>();
  private readonly pending = new Map<string, Pending>();
  /** The chains of fifo channels and of machines' inputs. */
  private readonly fixed = new Map<string, Chain>();
  /** Which chain a message goes on with: that of the delivery which sent it. */
  private readonly heirs = new Map<string, Chain>();
  /** The chain of the event that was picked last, if a message that it sends can go on with it. */
  private open: Chain | undefined;

  constructor({ channels }: System, { random, fallsAt }: { random: Random; fallsAt: readonly number[] }) {
    this.random = random;
    this.falls = new Map(fallsAt.map((number, place) => [number, -1 - place]));
    for (const { from, to, kind } of channels) {
      if (kind === "fifo") this.fifo.set(from, (this.fifo.get(from) ?? new Set()).add(to));
    }
  }

  pick(work: readonly Choice[], world: World): Choice | undefined {
    const possible = work.map((choice) => ({ choice, name: nameOf(choice, world) }));
    const events = possible.map(({ choice, name }) => this.note(choice, name));
    for (;;) {
      const place = highest(events);
      const event = events[place];
      const chosen = possible[place];
      if (event === undefined || chosen === undefined) return undefined;
      const fall = this.falls.get(event.number);
      if (fall === undefined) {
        this.take(chosen.choice, chosen.name, event.chain);
        return chosen.choice;
      }
      this.falls.delete(event.number);
      event.chain.priority = fall;
    }
  }

  /** The first message of its own that the picked event sent goes on with its chain; others begin new ones. */
  see({ machine, sends }: Event): void {
    const next = sends.find(({ to }) => !this.isFifo(machine, to));
    if (this.open !== undefined && next !== undefined) this.heirs.set(`message ${next.messageId}`, this.open);
    this.open = undefined;
  }

  /** An event's chain and number, which it gets when it is possible for the first time. */
  private note(choice: Choice, name: string): Pending {
    let event = this.pending.get(name);
    if (event === undefined) {
      event = { chain: this.chainOf(choice, name), number: ++this.eventCount };
      this.pending.set(name, event);
    }
    return event;
  }

  private chainOf(choice: Choice, name: string): Chain {
    const key =
      choice.kind === "input"
        ? `inputs of ${choice.machine}`
        : choice.kind === "deliver" && this.isFifo(choice.from, choice.to)
          ? JSON.stringify([choice.from, choice.to])
          : undefined;
    // A timer that is set again, and a message that comes again, draw anew, lest one that never falls silent starves the rest.
    const chain = (key === undefined ? this.heirs.get(name) : this.fixed.get(key)) ?? { priority: this.random() };
    if (key !== undefined) this.fixed.set(key, chain);
    return chain;
  }

  private take(choice: Choice, name: string, chain: Chain): void {
    this.pending.delete(name);
    this.heirs.delete(name);
    this.open = choice.kind === "deliver" && !this.isFifo(choice.from, choice.to) ? chain : undefined;
  }

  private isFifo(from: MachineId, to: MachineId): boolean {
    return this.fifo.get(from)?.has(to) === true;
  }
}

/** The place of the event whose chain has the highest priority; -1 if there is none. */
function highest(events: readonly Pending[]): number {
  let chosen = -1;
  for (const [place, { chain }] of events.entries()) {
    if (chosen < 0 || chain.priority > (events[chosen]?.chain.priority ?? -Infinity)) chosen = place;
  }
  return chosen;
}

/** So many different numbers from 1 to `most`, all of them if there are fewer, in random order. */
function drawDistinct(count: number, most: number, random: Random): number[] {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(count, most)) drawn.add(1 + Math.floor(random() * most));
  return [...drawn];
}

/** How many choices a fair run takes to the end, or to its limit. */
function countFairly(system: System, steps: number): number {
  const world = new World(system, { twice: false });
  runFairly(world, { steps, stop: () => false });
  return Math.max(1, world.execution.schedule.length);
}
