import type { Event } from "@millrace/core";
import type { LiveSystem } from "@millrace/workers";
import { Flights } from "./flights.ts";

/** Something told by all events so far: `add` returns a new value, or the same one if the event changes nothing. */
export interface Fold<Value> {
  start(): Value;
  add(value: Value, event: Event): Value;
}

/** A live system as a page follows it: its events from the first, the messages in flight, and whoever wants to know. */
export class Feed {
  readonly live: LiveSystem;
  readonly flights: Flights = new Flights();
  /** All events so far: the live system's own, not copies. */
  readonly events: Event[] = [];
  /** Changes with every change. */
  version = 0;
  /** The system has been stopped: no more events come. */
  isOver = false;
  #expectedMs: number;
  /** What to add to a worker's time for the page's: the least that was seen, as a report is never early. */
  #offsetMs = Infinity;
  readonly #folded = new Map<unknown, { place: number; value: unknown }>();
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Set<(event: Event) => void>();
  #isTold = true;

  /** `delayMs`: how long messages take from the start. */
  constructor(live: LiveSystem, { delayMs }: { readonly delayMs: number }) {
    this.live = live;
    this.#expectedMs = delayMs;
    void this.#follow();
  }

  /** Lets every message take so long from now on. */
  async delay(delayMs: number): Promise<void> {
    await this.live.delay(delayMs, delayMs);
    this.#expectedMs = delayMs;
  }

  /** Ends all workers. */
  async stop(): Promise<void> {
    await this.live.stop();
  }

  /** What a fold makes of the events so far. */
  read<Value>(fold: Fold<Value>): Value {
    // Each fold finds only what it left here itself.
    const entry = (this.#folded.get(fold) ?? { place: 0, value: fold.start() }) as { place: number; value: Value };
    for (; entry.place < this.events.length; entry.place += 1) {
      const event = this.events[entry.place];
      if (event !== undefined) entry.value = fold.add(entry.value, event);
    }
    this.#folded.set(fold, entry);
    return entry.value;
  }

  /** Calls `listener` after changes, several at a time. Returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Calls `watcher` at each event, at once. Returns how to end that. */
  watch(watcher: (event: Event) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Something has changed that is no event. */
  touch(): void {
    this.version += 1;
    if (!this.#isTold) return;
    this.#isTold = false;
    setTimeout(() => {
      this.#isTold = true;
      for (const listener of this.#listeners) listener();
    }, listenersMs);
  }

  async #follow(): Promise<void> {
    for await (const event of this.live.events) {
      const nowMs = performance.now();
      this.#offsetMs = Math.min(this.#offsetMs, nowMs - (event.atMs ?? nowMs));
      const toPageMs = (atMs: number): number => atMs + this.#offsetMs;
      this.flights.note(event, { nowMs, expectedMs: this.#expectedMs, toPageMs });
      this.events.push(event);
      for (const watcher of this.#watchers) watcher(event);
      this.touch();
    }
    this.isOver = true;
    this.touch();
  }
}

/** A page that is drawn anew at each of hundreds of events a second has no time for droplets. */
const listenersMs = 80;
