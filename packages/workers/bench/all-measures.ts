// A program for Deno and for a page: says each figure in a line of JSON; the last line is "end".
import { measureAll } from "./measure.ts";

interface Host {
  readonly Deno?: { memoryUsage(): { readonly rss: number } };
  /** A page asks who started it. */
  memoryMb?(): Promise<number>;
}

const { Deno, memoryMb } = globalThis as Host;
const memory = Deno === undefined ? memoryMb : () => Deno.memoryUsage().rss / 2 ** 20;

await measureAll(memory, (what, unit, value) => console.log(JSON.stringify({ what, unit, value })));
console.log(JSON.stringify("end"));
