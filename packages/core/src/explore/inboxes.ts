import type { ChannelKind } from "../channels.ts";
import type { Events } from "./events.ts";
import type { Messages } from "./messages.ts";
import type { Numbering } from "./numbering.ts";
import { absent, PairTable } from "./pair-table.ts";

/**
 * What lies in all the channels that lead to one machine, numbered: 0 is nothing. One number for all of them keeps a
 * global state short, and there are few of them, since a machine meets the same messages in many global states.
 *
 * An inbox is a list of the deliveries that will empty it: channel by channel in the system's order; within a `fifo`
 * channel in the order of sending; within the others, whose order means nothing, sorted by what the messages say.
 */
export class Inboxes {
  private readonly kinds: readonly ChannelKind[];
  private readonly events: Events;
  private readonly messages: Messages;
  private readonly texts: Numbering;
  private readonly lists: (readonly number[])[] = [];
  private readonly additions = new PairTable();
  /** Where order means nothing, taking a message out undoes putting it in. */
  private readonly removals = new PairTable();
  private readonly deliveries: Int32Array[] = [];

  /** `kinds`: of every channel of the system, by its place. */
  constructor(options: {
    readonly kinds: readonly ChannelKind[];
    readonly events: Events;
    readonly messages: Messages;
    readonly texts: Numbering;
  }) {
    this.kinds = options.kinds;
    this.events = options.events;
    this.messages = options.messages;
    this.texts = options.texts;
    this.texts.number("");
  }

  /** The deliveries that lie in an inbox. */
  list(inbox: number): readonly number[] {
    return (this.lists[inbox] ??= this.read(inbox));
  }

  /** The inbox after a message was sent to it. */
  add(inbox: number, event: number): number {
    let after = this.additions.get(inbox, event);
    if (after === absent) {
      after = this.number(this.put(this.list(inbox), event));
      this.additions.set(inbox, event, after);
      if (this.kindOf(event) === "any-order" && this.removals.get(after, event) === absent)
        this.removals.set(after, event, inbox);
    }
    return after;
  }

  /**
   * What can be delivered: pairs of a delivery and the inbox after it. Equal messages of a channel count once. An inbox that
   * nobody has asked for yet is below 0: {@link take} works it out.
   */
  deliverable(inbox: number): Int32Array {
    return (this.deliveries[inbox] ??= this.findDeliverable(inbox));
  }

  /** The inbox after one of its deliveries, by the place of the pair. In a duplicating channel the message stays. */
  take(inbox: number, pair: number): number {
    const deliveries = this.deliverable(inbox);
    const event = deliveries[pair] as number;
    const known = this.removals.get(inbox, event);
    const place = -1 - (deliveries[pair + 1] as number);
    const isKept = this.kindOf(event) === "duplicating";
    const after = isKept ? inbox : known === absent ? this.remove(inbox, place) : known;
    deliveries[pair + 1] = after;
    return after;
  }

  /** The inbox after the message at a place of its list was lost. */
  remove(inbox: number, place: number): number {
    return this.number(this.list(inbox).filter((_event, index) => index !== place));
  }

  /** The inbox after the message at a place of its list was doubled: the copy stands right behind it. */
  double(inbox: number, place: number): number {
    const list = this.list(inbox);
    return this.number([...list.slice(0, place + 1), ...list.slice(place)]);
  }

  /** The inbox that holds just these deliveries, in whatever order. */
  of(events: readonly number[]): number {
    return events.reduce((inbox, event) => this.add(inbox, event), 0);
  }

  /** For an inbox that is not known yet stands -1 minus the place of the message in the list. */
  private findDeliverable(inbox: number): Int32Array {
    const list = this.list(inbox);
    const deliveries: number[] = [];
    for (let place = 0; place < list.length; place++) {
      const event = list[place] as number;
      const before = list[place - 1];
      const isBehind = before !== undefined && this.events.channelOf(before) === this.events.channelOf(event);
      if (isBehind && (before === event || this.kindOf(event) === "fifo")) continue;
      deliveries.push(event, -1 - place);
    }
    return Int32Array.from(deliveries);
  }

  private put(list: readonly number[], event: number): readonly number[] {
    const kind = this.kindOf(event);
    if (kind === "duplicating" && list.includes(event)) return list;
    const place = list.findIndex((other) => this.goesBefore(event, other, kind));
    return place < 0 ? [...list, event] : [...list.slice(0, place), event, ...list.slice(place)];
  }

  private goesBefore(event: number, other: number, kind: ChannelKind): boolean {
    const byChannel = this.events.channelOf(event) - this.events.channelOf(other);
    if (byChannel !== 0 || kind === "fifo") return byChannel < 0;
    return this.messages.compare(this.events.messageOf(event), this.events.messageOf(other)) < 0;
  }

  private kindOf(event: number): ChannelKind {
    return this.kinds[this.events.channelOf(event)] ?? "fifo";
  }

  private number(list: readonly number[]): number {
    const number = this.texts.number(list.join());
    this.lists[number] ??= list;
    return number;
  }

  private read(inbox: number): readonly number[] {
    const text = this.texts.text(inbox);
    return text === "" ? [] : text.split(",").map(Number);
  }
}
