import type { Random } from "../random.ts";

/** One of the items, each as likely as another; undefined if there are none. */
export function pickOne<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
