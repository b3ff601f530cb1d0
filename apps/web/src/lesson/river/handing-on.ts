/**
 * Handing a batch to the next machine: it is kept until the other has said that it has it, and sent again as long as that
 * is not so. Whoever receives a batch twice knows it by its number.
 */
import type { Context, MachineId } from "@millrace/core";

/** Some rows that travel together. Batches are numbered from 1 at the source. */
export interface Batch {
  readonly batch: number;
  readonly rows: number;
}

/** What travels: down the river batches, and up it the word that one is there. */
export type RiverMessage = ({ readonly type: "batch" } & Batch) | { readonly type: "received"; readonly batch: number };

/** What the outside sees of a batch on its way. */
export type HandingOutput =
  | ({ readonly type: "sent" | "sent again" } & Batch)
  | { readonly type: "known already"; readonly batch: number };

/** What a machine remembers of batches that it has handed on. */
export interface Handing {
  /** How long it waits for the word before it sends again, in milliseconds. */
  patienceMs: number;
  /** Batches without that word, oldest first; `isLate` once a whole wait has gone by. */
  readonly open: (Batch & { isLate: boolean })[];
}

/** The timer that looks after batches without an answer. */
export const lookTimer = "look";

/** Nothing handed on yet. */
export function startHanding(): Handing {
  return { patienceMs: 1500, open: [] };
}

/** Sends a batch, and remembers it. */
export function handOn(state: Handing, { batch, rows }: Batch, { to, context }: Hand): void {
  if (state.open.length === 0) context.setTimer(lookTimer, state.patienceMs);
  state.open.push({ batch, rows, isLate: false });
  context.send(to, { type: "batch", batch, rows });
  context.output({ type: "sent", batch, rows });
}

/** Sends again whatever has waited for a whole turn of the timer. */
export function handAgain(state: Handing, { to, context }: Hand): void {
  for (const kept of state.open) {
    const { batch, rows, isLate } = kept;
    kept.isLate = true;
    if (!isLate) continue;
    context.send(to, { type: "batch", batch, rows });
    context.output({ type: "sent again", batch, rows });
  }
  if (state.open.length > 0) context.setTimer(lookTimer, state.patienceMs);
}

/** The next machine has a batch: it is no longer ours to keep. */
export function letGo(state: Handing, batch: number, context: Hand["context"]): void {
  const place = state.open.findIndex((kept) => kept.batch === batch);
  if (place >= 0) state.open.splice(place, 1);
  if (state.open.length === 0) context.clearTimer(lookTimer);
}

interface Hand {
  /** The next machine. */
  readonly to: MachineId;
  readonly context: Context<RiverMessage, HandingOutput>;
}
