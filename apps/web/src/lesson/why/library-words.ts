import type { Count } from "./count-books.ts";

/** How much faster the second was, in words. Both read the same books. */
export function compareCounts(one: Pick<Count, "tookMs">, many: Pick<Count, "tookMs" | "librarians">): string {
  const factor = one.tookMs / many.tookMs;
  const times = `${factor.toFixed(2)} times as fast as one`;
  if (factor < 1.05) return `${many.librarians} librarians were no faster than one this time.`;
  return `${many.librarians} librarians were ${times}.`;
}

/** What the number of cores has to do with it. `cores` is what the browser says; undefined if it does not. */
export function explainCores(librarians: number, cores: number | undefined): string {
  if (cores === undefined) return "This browser does not say how many cores the computer has.";
  const has = `This computer has ${cores} ${cores === 1 ? "core" : "cores"}, says the browser.`;
  return librarians > cores
    ? `${has} ${librarians} librarians have to share them, so more than ${cores} cannot read at once.`
    : `${has} Each of ${librarians} librarians can have one, if nothing else is running.`;
}

/** "10,000,000", wherever the reader lives: the text around it is English. */
export function countText(count: number): string {
  return count.toLocaleString("en-GB");
}

export function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
