/**
 * What the journal says, kept up as reports come in: how far each machine is, and what is in each channel.
 *
 * Reports of different machines come in any order, so a letter's delivery may be known before its sending.
 */
import type { Node, System, TimerSet } from "@millrace/core";
import { deliveriesOf } from "../machine/network-fate.ts";
import { packLetters } from "../letters.ts";
import type { IncomingPast, Past, ReportedEvent } from "../worker-protocol.ts";

/** What is known of a machine. */
export interface Entry {
  /** How many events it has reported. */
  events: number;
  incarnation: number;
  draws: number;
  clockMs: number;
  stamp: number[];
  disk: ReadonlyMap<string, unknown>;
  timers: readonly TimerSet[];
  state: unknown;
}

interface OpenLetter {
  readonly message: unknown;
  readonly stamp: readonly number[];
  copies: number;
  isDecided: boolean;
}

interface ChannelEntry {
  readonly name: string;
  sent: number;
  /** Sent, and not done with: what is in the channel. */
  readonly open: Map<number, OpenLetter>;
  /** Of letters whose sending is not known yet: how many copies more or fewer are to be delivered. */
  readonly early: Map<number, number>;
}

/** The newest known state of a live system. */
export class Ledger {
  readonly #system: System;
  readonly #networkSeed: number;
  readonly #machines: readonly Entry[];
  readonly #channels: readonly ChannelEntry[];

  constructor(system: System, { networkSeed }: { readonly networkSeed: number }) {
    this.#system = system;
    this.#networkSeed = networkSeed;
    this.#machines = system.nodes.map(() => ({
      events: 0,
      incarnation: 0,
      draws: 0,
      clockMs: 0,
      stamp: system.nodes.map(() => 0),
      disk: new Map(),
      timers: [],
      state: undefined,
    }));
    this.#channels = system.channels.map(({ from, to }) => ({
      name: `${from} → ${to}`,
      sent: 0,
      open: new Map(),
      early: new Map(),
    }));
  }

  /** Takes note of an event of a machine. */
  note(node: Node, event: ReportedEvent): void {
    const entry = this.of(node);
    entry.events += 1;
    if (event.kind === "drop" || event.kind === "duplicate") {
      return this.#count(event, event.kind === "drop" ? -Infinity : 1);
    }
    if (event.kind === "deliver") this.#count(event, -1);
    if (event.kind === "timer") entry.timers = entry.timers.filter(({ name }) => name !== event.timer);
    entry.stamp = event.stamp.slice();
    entry.draws = event.draws ?? entry.draws;
    entry.disk = event.disk ?? entry.disk;
    entry.clockMs = event.nowMs ?? entry.clockMs;
    entry.state = event.state;
    for (const effect of event.effects ?? []) {
      if (effect.kind === "send") this.#send(effect.channel, effect.message, event.stamp);
      else if (effect.kind !== "output") entry.timers = timersAfter(entry.timers, effect);
    }
  }

  /** A machine has been killed, or has failed. */
  crash(node: Node): void {
    const { index } = node;
    const entry = this.of(node);
    entry.incarnation += 1;
    entry.stamp[index] = (entry.stamp[index] ?? 0) + 1;
    entry.timers = [];
    entry.state = undefined;
  }

  /** What the next life of a machine has to know. */
  past(node: Node): Past {
    const { id } = node;
    const { events, incarnation, draws, clockMs, stamp, disk } = this.of(node);
    const channels = this.#system.channels.map((channel, place) => ({ ...channel, place }));
    return {
      events,
      incarnation,
      draws,
      clockMs,
      stamp,
      disk,
      outgoing: channels.filter(({ from }) => from === id).map(({ place }) => this.outgoing(place)),
      incoming: channels.filter(({ to }) => to === id).map(({ place }) => this.#incomingPast(place)),
    };
  }

  /** How many letters are in a channel. */
  countIn(channel: number): number {
    return this.#channel(channel).open.size;
  }

  /** What is in a channel, by number: a copy for each that is to be delivered. */
  contents(channel: number): readonly { readonly message: unknown; readonly copies: number }[] {
    return [...this.#channel(channel).open.values()];
  }

  /** Whether some report tells of a letter whose sending has not been reported yet. */
  get isBehind(): boolean {
    return this.#channels.some(({ early }) => early.size > 0);
  }

  #send(channel: number, message: unknown, stamp: readonly number[]): void {
    const entry = this.#channel(channel);
    const sequence = ++entry.sent;
    const change = entry.early.get(sequence);
    entry.early.delete(sequence);
    const copies = this.#copiesOf(channel, sequence) + (change ?? 0);
    if (copies > 0) entry.open.set(sequence, { message, stamp, copies, isDecided: change !== undefined });
  }

  #count({ channel = -1, sequence = -1 }: ReportedEvent, change: number): void {
    const { open, early } = this.#channel(channel);
    const letter = open.get(sequence);
    if (letter === undefined) return void early.set(sequence, (early.get(sequence) ?? 0) + change);
    letter.copies += change;
    letter.isDecided = true;
    if (letter.copies <= 0) open.delete(sequence);
  }

  /** How many letters were sent into a channel, and those that nobody is known to have received. */
  outgoing(channel: number): Past["outgoing"][number] {
    const { sent, open } = this.#channel(channel);
    const letters = [...open].map(([sequence, { message, stamp }]) => ({ sequence, message, stamp }));
    return { channel, sent, open: packLetters(letters) };
  }

  #incomingPast(channel: number): IncomingPast {
    const { sent, open, early } = this.#channel(channel);
    const left = [...open].map(([sequence, { copies, isDecided }]) => [sequence, copies, isDecided] as const);
    const begun = [...early].map(
      ([sequence, change]) => [sequence, this.#copiesOf(channel, sequence) + change, true] as const,
    );
    const started = begun.filter(([, copies]) => copies > 0);
    const doneBeyond = begun.flatMap(([sequence, copies]) => (copies > 0 ? [] : [sequence]));
    return { channel, sent, open: [...left, ...started], doneBeyond };
  }

  /** What is known of a machine: changes as reports come in. */
  of({ index, id }: Node): Entry {
    const entry = this.#machines[index];
    if (entry === undefined) throw new Error(`Cannot find ${id} in the ledger.`);
    return entry;
  }

  /** How often a letter is delivered, if nothing happens to it. */
  #copiesOf(channel: number, sequence: number): number {
    if (this.#system.channels[channel]?.kind !== "duplicating") return 1;
    return deliveriesOf(sequence, { seed: this.#networkSeed, channel: this.#channel(channel).name });
  }

  #channel(channel: number): ChannelEntry {
    const entry = this.#channels[channel];
    if (entry === undefined) throw new Error(`Cannot find channel ${channel} in the ledger.`);
    return entry;
  }
}

/** The timers that are set after a handler has set or cleared one. */
export function timersAfter(
  timers: readonly TimerSet[],
  effect:
    | { readonly kind: "set-timer"; readonly name: string; readonly afterMs: number }
    | { readonly kind: "clear-timer"; readonly name: string },
): readonly TimerSet[] {
  const others = timers.filter(({ name }) => name !== effect.name);
  return effect.kind === "clear-timer" ? others : [...others, { name: effect.name, afterMs: effect.afterMs }];
}
