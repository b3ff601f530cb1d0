/** A frame of a screen that shows sixty a second, in milliseconds. */
const frameMs = 1000 / 60;

/**
 * Counts the frames that a picture has shown and those that it missed, where a reader or a script can see them: on the
 * page's root element, as `data-frames-shown`, `data-frames-dropped`, `data-frames-ms` and `data-droplets-most`.
 */
export class FrameCounter {
  #shown = 0;
  #dropped = 0;
  #mostDroplets = 0;
  #totalMs = 0;
  #lastMs: number | undefined;

  /** A frame is drawn at `nowMs`, with so many droplets. */
  note(nowMs: number, droplets: number): void {
    if (this.#lastMs !== undefined) {
      const gapMs = nowMs - this.#lastMs;
      this.#totalMs += gapMs;
      this.#dropped += missedIn(gapMs);
    }
    this.#lastMs = nowMs;
    this.#shown += 1;
    this.#mostDroplets = Math.max(this.#mostDroplets, droplets);
    // Each writing costs the page some work, which would be counted too.
    if (this.#shown % 10 === 0) this.#write();
  }

  /** Nothing moves for a while: the pause is no missed frame. */
  rest(): void {
    this.#lastMs = undefined;
    this.#write();
  }

  #write(): void {
    const { dataset } = document.documentElement;
    dataset["framesShown"] = String(this.#shown);
    dataset["framesDropped"] = String(this.#dropped);
    dataset["framesMs"] = String(Math.round(this.#totalMs));
    dataset["dropletsMost"] = String(this.#mostDroplets);
  }
}

/** How many frames had no time between two that were shown so far apart. */
export function missedIn(gapMs: number): number {
  return Math.max(0, Math.round(gapMs / frameMs) - 1);
}

/** A counter if the address asks for one: `?frames`. */
export function frameCounterIfAsked(): FrameCounter | undefined {
  return new URLSearchParams(location.search).has("frames") ? new FrameCounter() : undefined;
}
