import type { Event } from "@millrace/core";

/** A list that grows, as something to iterate over: everybody sees it from its beginning, until it ends. */
export class EventStream implements AsyncIterable<Event> {
  readonly #events: readonly Event[];
  #waiting: (() => void)[] = [];
  #hasEnded = false;

  constructor(events: readonly Event[]) {
    this.#events = events;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Event> {
    for (let place = 0; ; place++) {
      while (place >= this.#events.length) {
        if (this.#hasEnded) return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      const event = this.#events[place];
      if (event !== undefined) yield event;
    }
  }

  /** The list has grown. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  end(): void {
    this.#hasEnded = true;
    this.wake();
  }
}
