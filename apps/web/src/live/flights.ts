import type { Event, MachineId } from "@millrace/core";

/** One copy of a message on its way. Times are milliseconds on the page's own clock. */
export interface Flight {
  /** Unique in its run. */
  readonly id: number;
  readonly from: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
  /** When it was sent, as its sender's worker told. */
  readonly sentMs: number;
  /** How long the network takes at present. It may take longer: the receiver is down, or the channel is cut. */
  readonly expectedMs: number;
  /** How it ended; absent while it is on its way. */
  end?: { readonly how: "arrived" | "lost"; readonly learntMs: number; readonly progress: number };
}

/** How long an end is shown, in milliseconds. */
export const endShownMs = { arrived: 140, lost: 700 } as const;

/** A droplet that has taken as long as was expected and is not there waits here: at the receiver's door. */
export const doorProgress = 0.93;

/** The messages in flight, told by the events of a live system alone. */
export class Flights {
  readonly #open = new Map<number, Flight[]>();
  #begun = 0;
  #ending: Flight[] = [];

  /** Takes note of what an event sent, delivered, lost or doubled. `toPageMs` puts a worker's time on the page's clock. */
  note(event: Event, { nowMs, expectedMs, toPageMs }: NoteOptions): void {
    const sentMs = toPageMs(event.atMs ?? 0);
    for (const { messageId, to, message } of event.sends)
      this.#add(messageId, { from: event.machine, to, message, sentMs, expectedMs });
    const { messageId, from } = event;
    if (messageId === undefined || from === undefined) return;
    if (event.kind === "duplicate")
      this.#add(messageId, {
        from,
        to: event.machine,
        message: event.message,
        sentMs: nowMs - expectedMs / 2,
        expectedMs,
      });
    else this.#finish(messageId, { how: event.kind === "drop" ? "lost" : "arrived", nowMs });
  }

  /** All that can be seen now, oldest first: what is on its way, and what has just ended. Forgets what is over. */
  at(nowMs: number): readonly Flight[] {
    this.#ending = this.#ending.filter(({ end }) => end !== undefined && nowMs - end.learntMs < endShownMs[end.how]);
    return [...this.open, ...this.#ending];
  }

  /** All that are on their way, oldest first: those to a machine that is down wait for it, and are among them. */
  get open(): readonly Flight[] {
    return [...this.#open.values()].flat();
  }

  /** How many are on their way in all. */
  get size(): number {
    return this.open.length;
  }

  #add(messageId: number, flight: Omit<Flight, "id">): void {
    const id = this.#begun++;
    this.#open.set(messageId, [...(this.#open.get(messageId) ?? []), { id, ...flight }]);
  }

  #finish(messageId: number, { how, nowMs }: { readonly how: "arrived" | "lost"; readonly nowMs: number }): void {
    const [flight, ...others] = this.#open.get(messageId) ?? [];
    if (flight === undefined) return;
    if (others.length > 0) this.#open.set(messageId, others);
    else this.#open.delete(messageId);
    flight.end = { how, learntMs: nowMs, progress: progressOf(flight, nowMs) };
    this.#ending.push(flight);
  }
}

interface NoteOptions {
  readonly nowMs: number;
  readonly expectedMs: number;
  toPageMs(atMs: number): number;
}

/** How far along its line a droplet is: 0 at the sender, 1 at the receiver. */
export function progressOf({ sentMs, expectedMs, end }: Flight, nowMs: number): number {
  if (end === undefined) return Math.min(doorProgress, Math.max(0, (nowMs - sentMs) / Math.max(1, expectedMs)));
  if (end.how === "lost") return end.progress;
  const share = Math.min(1, Math.max(0, (nowMs - end.learntMs) / endShownMs.arrived));
  return end.progress + (1 - end.progress) * share;
}
