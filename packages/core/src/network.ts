import { sameData } from "./difference.ts";
import type { InTransit } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import { isPort, type System } from "./system.ts";

/** A message on its way, with the event that sent it. */
export interface Letter {
  readonly messageId: number;
  readonly message: unknown;
  readonly cause: number;
  /** The hidden vector clock of that event. */
  readonly vector: Readonly<Record<MachineId, number>>;
}

/** Which message of which channel: `nth` counts from the oldest, 0. */
export interface Place {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly nth: number;
}

type CutStatus = "not yet" | "cut" | "healed";

/** The channels of one execution: what is in them, which are cut, and which faults the network may still make. */
export class Network {
  readonly #system: System;
  #letters: (readonly Letter[])[];
  #cuts: CutStatus[];
  #left: { readonly drop: number; readonly duplicate: number };

  constructor(system: System) {
    const { channels, faults } = system;
    this.#system = system;
    this.#letters = channels.map(() => []);
    this.#cuts = faults.cuts.map(() => "not yet");
    this.#left = { drop: faults.drops, duplicate: faults.duplicates };
  }

  fork(): Network {
    const other = new Network(this.#system);
    other.#letters = this.#letters.slice();
    other.#cuts = this.#cuts.slice();
    other.#left = this.#left;
    return other;
  }

  /** Every letter on its way, channel by channel, the oldest first. */
  get places(): Place[] {
    return this.#system.channels.flatMap(({ from, to }, channel) =>
      this.#list(channel).map((_letter, nth) => ({ from, to, nth })),
    );
  }

  /** The messages between machines, as laws see them. A duplicating channel has a message once, however often it was sent. */
  get inTransit(): InTransit[] {
    return this.#system.channels.flatMap(({ from, to, kind }, channel): InTransit[] => {
      if (isPort(from) || isPort(to)) return [];
      const messages = this.#list(channel).map(({ message }) => message);
      const isFirst = (message: unknown, place: number): boolean =>
        messages.findIndex((other) => sameData(other, message)) === place;
      const listed = kind === "duplicating" ? messages.filter(isFirst) : messages;
      return listed.map((message) => ({ from, to, message }));
    });
  }

  contents(from: MachineId, to: MachineId): readonly Letter[] {
    return this.#list(this.#channel({ from, to }));
  }

  put(channel: number, letter: Letter): void {
    this.#letters[channel] = [...this.#list(channel), letter];
  }

  /** Whether a letter may be delivered now, as far as the network is concerned; gives it, or undefined. */
  deliverable(place: Place): Letter | undefined {
    const channel = this.#channel(place);
    return this.#isBehind(place) || this.#isCut(channel) ? undefined : this.#list(channel)[place.nth];
  }

  /** Hands a letter over. In a duplicating channel it stays. */
  take(place: Place): Letter {
    const channel = this.#channel(place);
    const letter = this.#get(place);
    if (this.#system.channels[channel]?.kind !== "duplicating") this.#remove(place);
    return letter;
  }

  canDisturb(kind: "drop" | "duplicate", place: Place): boolean {
    const isOwn = !isPort(place.from) && !isPort(place.to);
    if (kind === "drop" && this.#isBehind(place) && this.#system.faults.dropsFrom === "front") return false;
    if (kind === "duplicate" && this.#isDuplicating(place)) return false;
    return isOwn && this.#left[kind] > 0 && this.contents(place.from, place.to)[place.nth] !== undefined;
  }

  /**
   * Loses a letter, or puts a copy right behind it; gives it. A duplicating channel has a message or has it not, however
   * often it was sent: what it loses, it loses for good.
   */
  disturb(kind: "drop" | "duplicate", place: Place): Letter {
    const letter = this.#get(place);
    this.#left = { ...this.#left, [kind]: this.#left[kind] - 1 };
    if (kind === "drop" && this.#isDuplicating(place)) this.#removeAll(place, letter.message);
    else if (kind === "drop") this.#remove(place);
    else this.#letters[this.#channel(place)] = this.contents(place.from, place.to).toSpliced(place.nth, 0, letter);
    return letter;
  }

  get cuts(): number[] {
    return [...this.#cuts.keys()];
  }

  canTurn(kind: "cut" | "heal", cut: number): boolean {
    return this.#cuts[cut] === (kind === "cut" ? "not yet" : "cut");
  }

  turn(kind: "cut" | "heal", cut: number): void {
    this.#cuts[cut] = kind === "cut" ? "cut" : "healed";
  }

  #get(place: Place): Letter {
    const letter = this.contents(place.from, place.to)[place.nth];
    if (letter === undefined)
      throw new Error(`Cannot find message ${place.nth} from ${place.from} to ${place.to}: the channel holds fewer.`);
    return letter;
  }

  #remove(place: Place): void {
    this.#letters[this.#channel(place)] = this.contents(place.from, place.to).toSpliced(place.nth, 1);
  }

  #removeAll(place: Place, message: unknown): void {
    this.#letters[this.#channel(place)] = this.contents(place.from, place.to).filter(
      (letter) => !sameData(letter.message, message),
    );
  }

  #isDuplicating(place: Place): boolean {
    return this.#system.channels[this.#channel(place)]?.kind === "duplicating";
  }

  /** Whether others must be taken out of the channel first. */
  #isBehind(place: Place): boolean {
    return place.nth > 0 && this.#system.channels[this.#channel(place)]?.kind === "fifo";
  }

  #isCut(channel: number): boolean {
    return this.#cuts.some(
      (status, index) => status === "cut" && this.#system.faults.cuts[index]?.channels.has(channel) === true,
    );
  }

  #list(channel: number): readonly Letter[] {
    return this.#letters[channel] ?? [];
  }

  #channel({ from, to }: Omit<Place, "nth">): number {
    return this.#system.nodes.find((node) => node.id === from)?.channelTo.get(to) ?? -1;
  }
}
