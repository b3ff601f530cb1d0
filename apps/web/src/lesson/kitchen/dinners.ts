import type { Event } from "@millrace/core";
import { type Dish, type Order, type Served, dishes } from "./kitchens.ts";

/** A dinner, and which of its dishes are on the table. */
export interface Dinner {
  readonly dinner: number;
  /** After how long each came, in milliseconds; a dish that has not come is absent. */
  readonly afterMs: Partial<Record<Dish, number>>;
}

/** The dinners of a kitchen, the first one first: what its waiter was asked, and what it put out. */
export function dinnersOf(events: readonly Event[]): Dinner[] {
  const dinners: (Dinner & { readonly orderedAtMs: number })[] = [];
  for (const { machine, kind, input, outputs, atMs = 0 } of events) {
    if (machine !== "waiter") continue;
    // The waiter is ours: these are the shapes of its input and outputs.
    if (kind === "input") dinners.push({ dinner: (input as Order).dinner, afterMs: {}, orderedAtMs: atMs });
    for (const { dinner, dish } of outputs as readonly Served[]) {
      const place = dinners.find((known) => known.dinner === dinner);
      if (place !== undefined) place.afterMs[dish] = atMs - place.orderedAtMs;
    }
  }
  return dinners;
}

/** How a kitchen does, in one sentence or two. */
export function describeDinners(dinners: readonly Dinner[], broken: readonly string[]): string {
  const newest = dinners.at(-1);
  const stoves = broken.length === 0 ? "" : ` Broken: ${broken.join(", ")}.`;
  if (newest === undefined) return `Nobody has ordered.${stoves}`;
  const here = dishes.filter((dish) => newest.afterMs[dish] !== undefined);
  const missing = dishes.filter((dish) => newest.afterMs[dish] === undefined);
  if (missing.length === 0) return `Dinner ${newest.dinner} is complete.${stoves}`;
  if (here.length === 0) return `Dinner ${newest.dinner}: nothing is on the table yet.${stoves}`;
  return `Dinner ${newest.dinner}: ${here.join(" and ")} on the table, ${missing.join(" and ")} missing.${stoves}`;
}

/** The last plate of each dish, with what the two clocks said about its way. */
export function lastPlates(events: readonly Event[]): Served[] {
  const plates = events
    .filter(({ machine }) => machine === "waiter")
    // The waiter is ours: it puts out nothing else.
    .flatMap(({ outputs }) => outputs as readonly Served[]);
  return dishes.flatMap((dish) => plates.findLast((plate) => plate.dish === dish) ?? []);
}
