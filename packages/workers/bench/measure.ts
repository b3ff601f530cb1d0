/** What is measured, on any host. */
import { Worker, spawn } from "../src/mod.ts";
import type { Role } from "./bare.worker.ts";
import { pair, ten } from "./systems.ts";

/** One figure. */
export interface Figure {
  readonly what: string;
  /** `per second` is better when it is larger, `µs`, `ms` and `MB` when they are smaller. */
  readonly unit: "per second" | "µs" | "ms" | "MB";
  readonly value: number;
}

/** Takes a figure. */
export type Note = (what: string, unit: Figure["unit"], value: number) => void;

/** How much the process takes, in megabytes. */
export type MemoryMb = () => number | Promise<number>;

const rounds = 7;
const batch = 1_000;
const ways = ["post", "comlink", "channel"] as const;

/**
 * Measures everything several times, in turn, so that all of it meets the same computer. `memoryMb` is how much the process
 * takes, where the host tells.
 */
export async function measureAll(memoryMb: MemoryMb | undefined, note: Note): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const messages = way === "comlink" ? 20_000 : 400_000;
      note(`one way: ${way}`, "per second", (messages / (await timeOf(way, ["send", "count"], messages))) * 1_000);
    }
    for (const way of ways) {
      const trips = 5_000;
      note(`round trip: ${way}`, "µs", ((await timeOf(way, ["ping", "pong"], trips)) / trips) * 1_000);
    }
    await measureMachines(note);
    note("10 up: bare", "ms", await timeOfBare(10));
    note("10 up: machines", "ms", await timeOfTen());
    if (memoryMb === undefined) continue;
    note("memory: bare", "MB", await memoryOf(memoryMb, () => bareWorkers(20), 20));
    note("memory: machines", "MB", await memoryOf(memoryMb, twoTens, 20));
  }
}

function bare(): Worker {
  return new Worker(new URL("./bare.worker.ts", import.meta.url), { type: "module" });
}

function machine(): Worker {
  return new Worker(new URL("./machines.worker.ts", import.meta.url), { type: "module" });
}

/** Milliseconds that two workers take; they have done it once before. */
async function timeOf(
  way: Role["way"],
  [first, second]: [Role["part"], Role["part"]],
  messages: number,
): Promise<number> {
  const one = new MessageChannel();
  const other = new MessageChannel();
  const there = await seat({ way, part: first, messages, batch, out: one.port1, in: other.port1 });
  const here = await seat({ way, part: second, messages, batch, out: other.port2, in: one.port2 });
  let timeMs = 0;
  // The first time is for warming up.
  for (let time = 0; time < 2; time++) {
    const begin = performance.now();
    const done = Promise.race([there.done(), here.done()]);
    there.begin();
    await done;
    timeMs = performance.now() - begin;
  }
  there.end();
  here.end();
  return timeMs;
}

async function seat(role: Omit<Role, "report">): Promise<{ done(): Promise<void>; begin(): void; end(): void }> {
  const worker = bare();
  const { port1, port2 } = new MessageChannel();
  const heard = (word: string): Promise<void> =>
    new Promise((resolve) => port1.addEventListener("message", ({ data }) => data === word && resolve()));
  const ready = heard("ready");
  port1.start();
  worker.postMessage({ ...role, report: port2 } satisfies Role, [port2, role.out, role.in]);
  await ready;
  return {
    done: () => heard("done"),
    begin: () => port1.postMessage("begin"),
    end() {
      worker.terminate();
      port1.close();
    },
  };
}

/** Whole machines: handlers, vector clocks, the journal and its execution. */
async function measureMachines(note: Note): Promise<void> {
  const live = await spawn(pair, { worker: machine, name: "pair" });
  const flood = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) void live.input("a", { flood: batch });
    await live.settled();
  };
  const play = async (trips: number): Promise<void> => {
    await live.input("a", { rounds: trips });
    await live.settled();
  };
  await flood(10);
  let begin = performance.now();
  await flood(50);
  note("one way: machines", "per second", ((50 * batch) / (performance.now() - begin)) * 1_000);
  await play(5_000);
  begin = performance.now();
  await play(5_000);
  note("round trip: machines", "µs", ((performance.now() - begin) / 5_000) * 1_000);
  await live.stop();
}

async function timeOfBare(count: number): Promise<number> {
  const begin = performance.now();
  const end = await bareWorkers(count);
  const timeMs = performance.now() - begin;
  await end();
  return timeMs;
}

async function bareWorkers(count: number): Promise<() => Promise<void>> {
  const seats = await Promise.all(
    Array.from({ length: count }, () => {
      const { port1, port2 } = new MessageChannel();
      return seat({ way: "post", part: "count", messages: 1, batch: 1, out: port1, in: port2 });
    }),
  );
  return async () => seats.forEach((each) => each.end());
}

async function timeOfTen(): Promise<number> {
  const begin = performance.now();
  const live = await spawn(ten, { worker: machine, name: "ten" });
  const timeMs = performance.now() - begin;
  await live.stop();
  return timeMs;
}

async function twoTens(): Promise<() => Promise<void>> {
  const both = await Promise.all([1, 2].map(() => spawn(ten, { worker: machine, name: "ten" })));
  return async () => void (await Promise.all(both.map((live) => live.stop())));
}

/** Megabytes that each of so many takes while it is there. */
async function memoryOf(memoryMb: MemoryMb, make: () => Promise<() => Promise<void>>, count: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = await memoryMb();
  const end = await make();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const each = ((await memoryMb()) - before) / count;
  await end();
  return each;
}
