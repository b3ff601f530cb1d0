import { join } from "node:path";
import { printHead, printRow, ratio, summary } from "./figures.ts";
import { makeProgram, root, runProgram } from "./programs.ts";

const rounds = 5;

/** What is searched, and what others counted there: without these counts, a figure would mean nothing. */
const searches = [
  { what: "paxos, 3 clients", args: ["paxos", "3"], unique: 1_194_428, generated: 2_420_477, wanted: "at least 0.12" },
  {
    what: "two-phase commit, 8",
    args: ["two-phase-commit", "8"],
    unique: 1_745_408,
    generated: 18_507_778,
    wanted: "",
  },
  { what: "two-phase commit, 7", args: ["two-phase-commit", "7"], unique: 296_448, generated: 2_744_706, wanted: "" },
  { what: "paxos, 2 clients", args: ["paxos", "2"], unique: 16_668, generated: 32_971, wanted: "" },
] as const;

/** These are long enough for two threads to be of use. */
const onTwo = searches.slice(0, 2);

/** What `pnpm oracle` prints. */
interface Counts {
  readonly unique: number;
  readonly generated: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** States a second, and memory, beside a loop that does nothing but hash rows of numbers and insert them into a table. */
export async function benchExplorer(): Promise<void> {
  const trivial = await makeProgram("trivial-table-round.ts");
  const results = searches.map(() => [] as Counts[]);
  const onTwoThreads = onTwo.map(() => [] as Counts[]);
  const references: number[] = [];
  for (let round = 0; round < rounds; round++) {
    references.push(runProgram<{ perSecond: number }>(trivial).perSecond);
    for (const [place, search] of searches.entries()) results[place]?.push(count(search));
    for (const [place, search] of onTwo.entries()) onTwoThreads[place]?.push(count(search, "--threads", "2"));
  }

  printHead("Explorer", [
    "search, one thread",
    "generated a second: median (least–most)",
    "reference: rows hashed and inserted a second",
    "ratio",
    "wanted",
    "seconds",
    "peak memory",
    "rounds",
  ]);
  for (const [place, { what, wanted }] of searches.entries()) {
    const counts = results[place] ?? [];
    const perSecond = counts.map(({ generated, seconds }) => generated / seconds);
    const cells = [summary(perSecond), summary(references), ratio(perSecond, references), wanted];
    printRow([what, ...cells, summary(counts.map(secondsOf), { digits: 2 }), memory(counts), rounds]);
  }

  printHead("Two threads", [
    "search",
    "seconds on two threads",
    "reference: on one",
    "speed-up",
    "wanted",
    "peak memory",
    "rounds",
  ]);
  for (const [place, { what }] of onTwo.entries()) {
    const [alone = [], together = []] = [results[place], onTwoThreads[place]];
    const cells = [together, alone].map((counts) => summary(counts.map(secondsOf), { digits: 2 }));
    const speedUp = ratio(alone.map(secondsOf), together.map(secondsOf));
    printRow([what, ...cells, speedUp, "at least 1.70", memory(together), rounds]);
  }
  console.log(`
Every search found the states that others counted. The reference hashes a row of 8 numbers to 64 bits and inserts it into
an open-addressed typed-array table, half of the rows for the second time. Peak memory is the whole process's (wanted: below
450 MB for paxos with 3 clients). Each thread has to compile the engine's code and to come to know what handlers do, which
is most of what it has to do where a search takes two seconds. For scale, on another machine: Stateright 0.31, on one core, 6.02 s for paxos with 3 clients.`);
}

function count({ what, args, unique, generated }: (typeof searches)[number], ...more: readonly string[]): Counts {
  const oracle = join(root, "apps", "cli", "src", "oracle", "main.ts");
  const counts = runProgram<Counts>("--import", import.meta.resolve("tsx"), oracle, ...args, ...more);
  if (counts.unique !== unique || counts.generated !== generated)
    throw new Error(
      `Cannot measure ${what} as it has ${counts.unique} states (${counts.generated} generated), not ${unique} (${generated}).`,
    );
  return counts;
}

function secondsOf({ seconds }: Counts): number {
  return seconds;
}

function memory(counts: readonly Counts[]): string {
  return summary(
    counts.map(({ megabytes }) => megabytes),
    { unit: " MB" },
  );
}
