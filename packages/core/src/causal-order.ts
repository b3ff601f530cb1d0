/**
 * A schedule in an order in which it reads well. Events that know nothing of each other can change places, and nobody
 * notices: of all these orders, this is one that tells one thing after the other.
 */
import { sameData } from "./difference.ts";
import type { Counterexample } from "./exploration.ts";
import type { Event, Execution } from "./execution.ts";
import { follow } from "./follow.ts";
import type { Law } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import type { Choice, Schedule } from "./schedule.ts";
import type { System } from "./system.ts";
import type { TimedChoice } from "./world.ts";

/** Within how many fair steps a law about the end must hold. */
const drainSteps = 2000;

/**
 * The schedule of an execution in another order of the same trace: each message arrives as soon as it can after what it
 * needs, chains of messages stay together, and the last event stays the last.
 *
 * Every machine goes through the same events, and so do the network's faults; whoever does not compare events of different
 * machines sees no difference.
 */
export function orderCausally({ system, schedule, events }: Execution): Schedule {
  // Where timers wait for messages, an order between machines can be told from outside.
  if (system.timers === "messages-first" && schedule.some(({ kind }) => kind === "timer")) return schedule;
  const own = events.slice(events.length - schedule.length);
  const contents = new Contents(system);
  for (const event of events.slice(0, events.length - schedule.length)) contents.note(event);
  return new Ordering(system, own).places.map((place) => {
    const choice = schedule[place] as TimedChoice;
    const event = own[place] as Event;
    const nth = isAboutMessage(choice) ? contents.find(event, choice) : 0;
    contents.note(event);
    return isAboutMessage(choice) && choice.nth !== nth ? { ...choice, nth } : choice;
  });
}

/** A counterexample told in causal order; as it is, if the same law is not broken in it as before. */
export function tellCausally(found: Counterexample, laws: readonly Law[]): Counterexample {
  const schedule = orderCausally(found.execution);
  if (schedule.every((choice, place) => choice === found.schedule[place])) return found;
  const { system } = found.execution;
  const { execution, violation } = follow(system, schedule, laws);
  const seen = violation ?? follow(system, schedule, laws, { drainSteps }).violation;
  if (seen?.law !== found.law || execution.schedule.length < schedule.length) return found;
  const { event } = violation ?? found;
  return { ...found, ...violation, event, schedule, execution };
}

/** Which event comes after which, as places in a schedule. */
class Ordering {
  readonly places: number[] = [];
  /** By event: those that must wait for it, its messages first. */
  private readonly next: number[][];
  /** By event: for how many others it still waits. */
  private readonly waitsFor: number[];
  private readonly events: readonly Event[];
  private readonly isDone: boolean[];

  constructor(system: System, events: readonly Event[]) {
    this.events = events;
    this.next = events.map(() => []);
    this.waitsFor = events.map(() => 0);
    this.isDone = events.map(() => false);
    const lines = new Map<string, number>();
    const hasCuts = events.some(({ kind }) => kind === "cut");
    for (const [place, event] of events.entries()) {
      const sender = event.cause === undefined ? -1 : event.cause - (events[0]?.id ?? 0);
      const before = linesOf(event, system, { hasCuts }).flatMap((line) => {
        const last = lines.get(line);
        lines.set(line, place);
        return last === undefined ? [] : [last];
      });
      for (const earlier of new Set([...before, ...(sender >= 0 ? [sender] : [])])) {
        const waiting = this.next[earlier] ?? [];
        if (earlier === sender) waiting.splice(this.countMessages(earlier, waiting), 0, place);
        else waiting.push(place);
        this.waitsFor[place] = (this.waitsFor[place] ?? 0) + 1;
      }
    }
    this.order();
  }

  /** Follows each chain to its end, and only then goes back to where it has branched off. */
  private order(): void {
    const chain: number[] = [];
    while (this.places.length < this.events.length) {
      const [here] = chain.slice(-1);
      const next = here === undefined ? this.findBeginning() : this.next[here]?.find((place) => this.isReady(place));
      if (next === undefined) {
        chain.pop();
        continue;
      }
      this.isDone[next] = true;
      this.places.push(next);
      for (const place of this.next[next] ?? []) this.waitsFor[place] = (this.waitsFor[place] ?? 0) - 1;
      chain.push(next);
    }
  }

  /** What can begin a chain: the first that can happen, faults after all others. */
  private findBeginning(): number {
    const ready = [...this.events.keys()].filter((place) => this.isReady(place));
    return ready.find((place) => !isDisturbance(this.events[place])) ?? ready[0] ?? this.events.length - 1;
  }

  private isReady(place: number): boolean {
    const isLast = place === this.events.length - 1 && this.places.length < place;
    return !isLast && this.isDone[place] === false && this.waitsFor[place] === 0;
  }

  private countMessages(sender: number, waiting: readonly number[]): number {
    const id = this.events[sender]?.id;
    return waiting.filter((place) => this.events[place]?.cause === id).length;
  }
}

/**
 * The lines that an event stands in: those in one line keep their order. Losing or doubling a message stands in its
 * receiver's, as its deliveries do, so that the order within a channel stays.
 */
function linesOf(
  { kind, machine, from, cut }: Event,
  system: System,
  { hasCuts }: { readonly hasCuts: boolean },
): string[] {
  const line = (...name: (string | number)[]): string => JSON.stringify(name);
  if (kind === "cut" || kind === "heal") {
    const channels = system.faults.cuts[cut ?? -1]?.channels ?? new Set();
    return [line("network"), ...[...channels].map((channel) => line("cut", channel))];
  }
  if (kind === "drop" || kind === "duplicate") {
    // A duplicating channel loses what was sent so far: what is sent again comes after that.
    const channel = from === undefined ? -1 : channelOf(system, { from, to: machine });
    const sender = system.channels[channel]?.kind === "duplicating" ? [line("machine", from ?? "")] : [];
    return [line("machine", machine), ...sender, line("network")];
  }
  const channel = from === undefined ? -1 : channelOf(system, { from, to: machine });
  const isBlocked = hasCuts && system.faults.cuts.some(({ channels }) => channels.has(channel));
  return [line("machine", machine), ...(isBlocked ? [line("cut", channel)] : [])];
}

/** What is in each channel. */
class Contents {
  private readonly system: System;
  private readonly letters: { readonly messageId: number; readonly message: unknown }[][];

  constructor(system: System) {
    this.system = system;
    this.letters = system.channels.map(() => []);
  }

  note(event: Event): void {
    if (event.from !== undefined && event.messageId !== undefined) this.meet(event);
    for (const send of event.sends)
      this.letters[channelOf(this.system, { from: event.machine, to: send.to })]?.push(send);
  }

  find({ messageId }: Event, { from, to }: { readonly from: MachineId; readonly to: MachineId }): number {
    const letters = this.letters[channelOf(this.system, { from, to })];
    return letters?.findIndex((letter) => letter.messageId === messageId) ?? -1;
  }

  /** What happens to a letter. */
  private meet(event: Event): void {
    const { kind, machine, from = "", message } = event;
    const channel = channelOf(this.system, { from, to: machine });
    const letters = this.letters[channel] ?? [];
    const place = this.find(event, { from, to: machine });
    const [letter] = letters.slice(place, place + 1);
    const isDuplicating = this.system.channels[channel]?.kind === "duplicating";
    if (letter === undefined) return;
    if (kind === "duplicate") letters.splice(place, 0, letter);
    else if (!isDuplicating) letters.splice(place, 1);
    else if (kind === "drop") this.letters[channel] = letters.filter((other) => !sameData(other.message, message));
  }
}

function channelOf(system: System, { from, to }: { readonly from: MachineId; readonly to: MachineId }): number {
  return system.nodes.find(({ id }) => id === from)?.channelTo.get(to) ?? -1;
}

function isAboutMessage(choice: Choice): choice is Choice & { readonly kind: "deliver" | "drop" | "duplicate" } {
  return choice.kind === "deliver" || choice.kind === "drop" || choice.kind === "duplicate";
}

function isDisturbance(event: Event | undefined): boolean {
  return event !== undefined && ["crash", "skew", "cut", "drop", "duplicate"].includes(event.kind);
}
