import { afterEach, beforeEach, expect, test } from "vitest";
import { system as bank } from "../fixtures/bank.ts";
import { type Leftovers, expectNothingLeft, leftovers } from "../fixtures/left-behind.node.ts";
import { type Mischief, failing, notPlain, system } from "../fixtures/mischief.ts";
import { type LiveFailure, type SpawnOptions, Worker, WorkerError, findDivergence, spawn } from "./mod.ts";

let before: Leftovers;
beforeEach(() => void (before = leftovers()));
afterEach(() => expectNothingLeft(before));

const of = (file: string) => (): Worker =>
  new Worker(new URL(`../fixtures/${file}`, import.meta.url), { type: "module" });
const worker = of("mischief.worker.ts");

async function refusal(options: Partial<SpawnOptions>, what = system): Promise<string> {
  const error: unknown = await spawn(what, { worker, ...options }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WorkerError);
  return error instanceof Error ? error.message : "";
}

test("a worker that exposes no such system is told which it has", async () => {
  expect(await refusal({ name: "orders" })).toContain(
    'exposes no system named "orders"; it exposes the systems system, notPlain, failing',
  );
});

test("a worker that exposes another system is told apart", async () => {
  expect(await refusal({ name: "system" }, bank)).toContain("has another system than the one that is spawned");
});

test("a worker that is never ready is given up", async () => {
  const message = await refusal({ worker: of("silent.worker.ts"), readyMs: 200 });
  expect(message).toContain("does not answer: it was given 200 ms. Does its worker's file call exposeSystems?");
  expect(await refusal({ worker: of("idle.worker.ts") })).toContain(
    "ended by itself. Does its file call exposeSystems?",
  );
});

test("a file that cannot be found, read or run is told with its place", async () => {
  expect(await refusal({ worker: of("gone.worker.ts") })).toContain("gone.worker.ts");
  const message = await refusal({ worker: of("throws.worker.ts") });
  expect(message).toContain("Cannot start a as its file could not be run: TypeError: this file is broken");
  expect(message).toContain("throws.worker.ts:5");
});

test("a first state that is no plain data is refused with its path", async () => {
  expect(await refusal({ name: "notPlain" }, notPlain)).toContain(
    "In a, the state, at .opened.at, is an instance of Date",
  );
});

test("a machine that throws at its start is told with its stack", async () => {
  const message = await refusal({ name: "failing" }, failing);
  expect(message).toContain("Cannot start b as it failed at its start: no coffee");
  expect(message).toContain("mischief.ts:");
});

test.each([
  [{ worker: undefined }, "takes a function that makes a worker"],
  [{ seed: 0.5 }, "must be a whole number"],
  [{ network: { dropRate: 2 } }, "Give a number from 0 to 1"],
  [{ network: { delayMs: [9, 1] } }, "the smaller first"],
  [{ network: { delayMs: 5 } }, "that is no span of time"],
  [{ readyMs: Infinity }, "Give milliseconds"],
  [{ deadlineMs: NaN }, "Give milliseconds"],
  [{ clockSkewMs: NaN }, "Give 0 or more"],
  [{ disk: "tape" }, 'Use "memory"'],
  [{ disk: { folder: "/dev/null" } }, "is no folder to write in"],
  [{ disk: "opfs" }, "only browsers have that"],
  [{ disk: { folder: import.meta.dirname } }, "is not empty"],
] as unknown as readonly (readonly [Partial<SpawnOptions>, string])[])("%o is refused", async (options, message) => {
  expect(await refusal(options)).toContain(message);
});

test("a worker that cannot be made is told with the reason", async () => {
  const none = (): never => {
    throw new ReferenceError("Worker is not defined");
  };
  expect(await refusal({ worker: none })).toContain("no worker can be made: Worker is not defined");
});

test("what is no worker is told, and ended if it can be", async () => {
  for (const wrong of [() => undefined, async () => worker(), () => ({ terminate() {} })])
    expect(await refusal({ worker: wrong as never })).toContain("instead of a worker with addEventListener");
  expect(await spawn(undefined as never, { worker }).catch(String)).toContain("as it is no system");
  expect(await spawn(system, undefined as never).catch(String)).toContain("takes a function that makes a worker");
});

test("what is asked of a live system is checked", async () => {
  const live = await spawn(system, { worker });
  const refused = async (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => "",
      (error: Error) => error.message,
    );
  const unknown = "as no machine has that name: a, b. Use one of these.";
  expect(await refused(live.kill("c"))).toBe(`Cannot kill "c" ${unknown}`);
  expect(await refused(live.restart("c"))).toContain(unknown);
  expect(await refused(live.cut("a", "c"))).toContain(unknown);
  expect(await refused(live.input("c", "work"))).toContain(unknown);
  expect(await refused(live.restart("a"))).toContain("as it is up. Kill it first");
  expect(await refused(live.input("a", { when: new Date() }))).toContain(
    "is not plain data: .when is an instance of Date",
  );
  expect(await refused(live.drop(-1))).toContain("Give a number from 0 to 1");
  expect(await refused(live.delay(5, 1))).toContain("the smaller first");
  await live.kill("a");
  expect(await refused(live.kill("a"))).toContain("as it is down already. Restart it first");
  await live.stop();
  expect(await refused(live.kill("b"))).toContain("as the system is stopped. Spawn it again");
  expect(await live.stop()).toEqual(await live.stop());
});

test("a machine whose file throws is reported, and the rest lives on", async () => {
  let made = 0;
  const failures: LiveFailure[] = [];
  const second = (): Worker => (++made === 2 ? of("throws.worker.ts")() : worker());
  const live = await spawn(system, { worker: second, name: "system", onFailure: (failure) => failures.push(failure) });
  expect(failures).toMatchObject([{ machine: "b", during: "load", message: "TypeError: this file is broken" }]);
  expect(failures[0]?.stack).toContain("throws.worker.ts:5");
  expect(live.machines.map(({ status }) => status)).toEqual(["up", "down"]);
  await live.input("a", "work");
  // Its next life has another file, and finds what was sent to it.
  await live.restart("b");
  await live.settled();
  const execution = await live.stop();
  expect(execution.events.map(({ kind, machine }) => `${kind} ${machine}`)).toEqual([
    "start a",
    "input a",
    "restart b",
    "deliver b",
  ]);
  expect(findDivergence(execution)).toBeUndefined();
});

const mistakes: readonly (readonly [Mischief, Partial<LiveFailure>])[] = [
  [
    "throw",
    {
      during: "handler",
      kind: "threw",
      event: 'input "throw"',
      message: "RangeError: asked to throw",
      stack: expect.stringContaining("mischief.ts:"),
    },
  ],
  ["not plain", { during: "handler", kind: "not-plain", event: 'input "not plain"' }],
  ["nobody", { during: "handler", kind: "no-channel", event: 'input "nobody"' }],
  ["promise", { during: "handler", kind: "promise", event: 'input "promise"' }],
  ["reject", { during: "uncaught", message: "Error: nobody catches this" }],
  ["loop", { during: "unresponsive" }],
];
test.each(mistakes)(
  "a machine that is asked to %s is reported and down; the other lives on, and all replays",
  async (mischief, expected) => {
    const live = await spawn(system, { worker, name: "system", deadlineMs: 400 });
    void live.input("a", mischief);
    await until(() => live.failures.length > 0 && live.machines[0]?.status === "down");
    expect(live.failures).toMatchObject([{ machine: "a", ...expected }]);
    await live.input("b", "work");
    expect(live.machines[1]).toMatchObject({ status: "up", events: 2 });
    const execution = await live.stop();
    expect(execution.events.map(({ kind, machine }) => `${kind} ${machine}`).slice(2)).toContain("crash a");
    // Replayed here, the promise would be rejected here.
    const divergence = mischief === "reject" ? undefined : findDivergence(execution);
    expect(divergence).toBeUndefined();
  },
);

test("a poisonous message fails its receiver at each restart, and names its sender", async () => {
  const live = await spawn(system, { worker, name: "system" });
  await live.input("a", "poison");
  await until(() => live.machines[1]?.status === "down");
  await live.restart("b");
  await until(() => live.failures.length === 2);
  expect(live.failures.map(({ event }) => event)).toEqual(['message "poison" from a', 'message "poison" from a']);
  const execution = await live.stop();
  expect(findDivergence(execution)).toBeUndefined();
});

test("a machine with memory outside its state diverges, and the event is named", async () => {
  const live = await spawn(system, { worker, name: "system" });
  await live.input("a", "hidden");
  await live.kill("a");
  await live.restart("a");
  await live.input("a", "hidden");
  const execution = await live.stop();
  const divergence = findDivergence(execution);
  expect(divergence?.field).toBe("outputs");
  expect(divergence?.event).toBe(execution.events.findLastIndex(({ kind }) => kind === "input"));
  expect(divergence?.message).toContain('it was ["call 1"], and is ["call 2"] when it is replayed');
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
