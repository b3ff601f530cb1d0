import { type Mischief, system } from "@millrace/workers/fixtures/mischief.ts";
import { type LiveFailure, type LiveSystem, type SpawnOptions, Worker, findDivergence, spawn } from "@millrace/workers";
import type { TrialReport } from "./try-live.ts";

const files = {
  mischief: () =>
    new Worker(new URL("../../../../packages/workers/fixtures/mischief.worker.ts", import.meta.url), {
      type: "module",
    }),
  throws: () =>
    new Worker(new URL("../../../../packages/workers/fixtures/throws.worker.ts", import.meta.url), { type: "module" }),
  silent: () =>
    new Worker(new URL("../../../../packages/workers/fixtures/silent.worker.ts", import.meta.url), { type: "module" }),
};

/** What a machine is asked to do wrong, and what must be said of it. */
const expected: readonly (readonly [Mischief, Partial<LiveFailure>])[] = [
  ["throw", { during: "handler", event: 'input "throw"', message: "RangeError: asked to throw" }],
  ["not plain", { during: "handler", event: 'input "not plain"' }],
  ["nobody", { during: "handler", event: 'input "nobody"' }],
];

/** The last thing to try: Deno goes on with an endless loop until it ends itself. */
export async function tryEndlessLoop(): Promise<TrialReport> {
  const onDeno = "Deno" in globalThis ? [{ during: "unresponsive" } as const] : [];
  return tryOne("loop", [{ during: "unresponsive" }, ...onDeno]);
}

/** Everything that can go wrong in a worker, on this host: what is said of it, and that the rest lives on. */
export async function tryMischief(report: (report: TrialReport) => void): Promise<void> {
  for (const [mischief, failure] of expected) report(await tryOne(mischief, [failure]));
  report(await tryRefusal("a missing export", { name: "orders", worker: files.mischief }, "exposes no system named"));
  report(await tryRefusal("a file that throws", { name: "system", worker: files.throws }, "this file is broken"));
  report(await tryRefusal("a worker that is never ready", { worker: files.silent, readyMs: 300 }, "does not answer"));
  report(await tryOneBrokenFile());
}

async function tryOne(mischief: Mischief, failures: readonly Partial<LiveFailure>[]): Promise<TrialReport> {
  const live = await spawn(system, { worker: files.mischief, name: "system", deadlineMs: 1_000 });
  void live.input("a", mischief);
  await until(() => live.failures.length > 0 && live.machines[0]?.status === "down");
  await live.input("b", "work");
  return finish(
    `mischief: ${mischief}`,
    live,
    failures.map((failure) => ({ machine: "a", ...failure })),
  );
}

async function tryOneBrokenFile(): Promise<TrialReport> {
  let made = 0;
  const live = await spawn(system, {
    worker: () => (++made === 2 ? files.throws() : files.mischief()),
    name: "system",
  });
  await live.input("a", "work");
  await live.restart("b");
  await live.settled();
  return finish("mischief: one file that throws", live, [{ machine: "b", during: "load" }]);
}

async function tryRefusal(what: string, options: SpawnOptions, text: string): Promise<TrialReport> {
  const message = await spawn(system, options).then(
    async (live) => (await live.stop(), "it was spawned"),
    (error: unknown) => (error instanceof Error ? error.message : "no Error"),
  );
  const problems = message.includes(text) ? [] : [`expected "…${text}…", but got: ${message}`];
  return { name: `mischief: ${what}`, seed: 0, counts: {}, problems };
}

async function finish(name: string, live: LiveSystem, failures: readonly Partial<LiveFailure>[]): Promise<TrialReport> {
  const execution = await live.stop();
  const problems = failures.flatMap((failure, place) =>
    Object.entries(failure).flatMap(([key, value]) => {
      const found: unknown = live.failures[place]?.[key as keyof LiveFailure];
      return found === value ? [] : [`expected ${key} to be ${String(value)}, but it is ${String(found)}`];
    }),
  );
  if (live.failures.length !== failures.length) problems.push(`${live.failures.length} failures`);
  const divergence = findDivergence(execution);
  return {
    name,
    seed: 0,
    counts: {},
    problems: [...problems, ...(divergence === undefined ? [] : [divergence.message])],
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
