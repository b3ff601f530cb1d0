// A program for Deno and for a page: says each figure in a line of JSON; the last line is "end".
import { measureAll } from "./measure.ts";

interface Host {
  readonly Deno?: { memoryUsage(): { readonly rss: number } };
}

const { Deno } = globalThis as Host;
const memoryMb = Deno === undefined ? undefined : () => Deno.memoryUsage().rss / 2 ** 20;

await measureAll(memoryMb, (what, unit, value) => console.log(JSON.stringify({ what, unit, value })));
console.log(JSON.stringify("end"));
