/** What happens at bad moments: to the dead, while machines come and go, and at the very end. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { repeating, system } from "../fixtures/brittle.ts";
import { type Leftovers, expectNothingLeft, leftovers } from "../fixtures/left-behind.node.ts";
import { type LiveSystem, type SpawnOptions, Worker, findDivergence, spawn } from "./mod.ts";

let before: Leftovers;
beforeEach(() => void (before = leftovers()));
afterEach(() => expectNothingLeft(before));

const worker = (): Worker => new Worker(new URL("../fixtures/brittle.worker.ts", import.meta.url), { type: "module" });

async function start(options: Partial<SpawnOptions> = {}): Promise<LiveSystem> {
  return spawn(system, { worker, name: "system", ...options });
}

test("what the dead have sent arrives, though they are never started again", async () => {
  const live = await start();
  await live.kill("b");
  await live.input("a", "send 100");
  await live.kill("a");
  await live.restart("b");
  await live.settled();
  const execution = await live.stop();
  expect(execution.events.filter(({ kind }) => kind === "deliver")).toHaveLength(100);
  expect(findDivergence(execution)).toBeUndefined();
});

test("a sender that is killed while it sends leaves nothing in the channel that does not arrive", async () => {
  for (let turn = 0; turn < 10; turn++) {
    const live = await start({ seed: turn });
    for (let count = 0; count < 5; count++) void live.input("a", "send 300");
    await sleep(turn);
    await live.kill("a");
    await live.settled();
    expect(live.inTransit).toEqual([]);
    expect(findDivergence(await live.stop())).toBeUndefined();
  }
});

test.each([true, false])(
  "a machine that fails at its restart crashes once, is told, and lets the system stop (awaited: %s)",
  async (isAwaited) => {
    const live = await start();
    await live.input("a", "be brittle");
    await live.kill("a");
    const restart = live.restart("a").catch(String);
    if (isAwaited) await restart;
    const execution = await live.stop();
    expect(await restart).toContain("Cannot start a as it failed at its start: once was enough");
    expect(live.failures).toMatchObject([{ machine: "a", message: "once was enough" }]);
    expect(execution.events.filter(({ kind }) => kind === "crash")).toHaveLength(1);
    expect(findDivergence(execution)).toBeUndefined();
  },
);

test("a resource that throws is told, and in the execution nothing has crashed", async () => {
  const live = await start();
  await live.input("a", "call");
  while (live.failures.length === 0) await sleep(5);
  await live.input("b", "read");
  const execution = await live.stop();
  expect(live.failures).toMatchObject([{ machine: "port:shelf", event: expect.stringContaining("from a") }]);
  expect(execution.events.map(({ kind }) => kind)).not.toContain("crash");
  expect(findDivergence(execution)).toBeUndefined();
});

test("on a channel that repeats, a letter that is lost is lost for good", async () => {
  const network = { dropRate: 0.3, duplicateRate: 0.3 };
  const live = await spawn(repeating, { worker, name: "repeating", seed: 1, network });
  await live.input("a", "send 100");
  await live.settled();
  const execution = await live.stop();
  expect(execution.events.filter(({ kind }) => kind === "drop").length).toBeGreaterThan(10);
  expect(findDivergence(execution)).toBeUndefined();
});

test("a cut that meets a kill comes behind all that was delivered before it", async () => {
  for (let turn = 0; turn < 20; turn++) {
    const live = await start({ seed: turn });
    for (let count = 0; count < 5; count++) void live.input("a", "send 200");
    await sleep(turn / 2);
    beBusy(15);
    await Promise.allSettled([live.kill("b"), live.cut("a", "b")]);
    expect(findDivergence(await live.stop())).toBeUndefined();
  }
});

test("a cut that waits in vain for an answer comes behind all that was delivered before it", async () => {
  const live = await start({ deadlineMs: 100 });
  void live.input("b", "work");
  void live.input("a", "send 1");
  await sleep(20);
  await live.cut("a", "b");
  expect(findDivergence(await live.stop())).toBeUndefined();
  expect(live.failures).toMatchObject([{ machine: "b", during: "unresponsive" }]);
});

test("a failure that is heard of while its machine is killed does not end the next life", async () => {
  for (let turn = 0; turn < 20; turn++) {
    const live = await start();
    void live.input("a", "throw");
    beBusy(turn);
    await Promise.allSettled([live.kill("a"), live.restart("a")]);
    await sleep(20);
    const lives = live.failures.length;
    const execution = await live.stop();
    // Each life is given the request anew, and fails at it: no life ends for another reason.
    const crashes = execution.events.filter(({ kind }) => kind === "crash").length;
    expect(crashes - lives).toBeGreaterThanOrEqual(0);
    expect(crashes - lives).toBeLessThanOrEqual(1);
    expect(findDivergence(execution)).toBeUndefined();
  }
});

test("a system is not at rest while a machine has yet to begin its next life", async () => {
  const live = await start();
  await live.settled();
  await live.kill("a");
  const restart = live.restart("a");
  while (live.machines[0]?.status !== "up") await sleep(0);
  await live.settled();
  await restart;
  const { events } = await live.stop();
  expect(events.filter(({ kind, machine }) => kind === "timer" && machine === "a")).toHaveLength(2);
});

test("a worker that ends by itself is told, and a stop does not wait for it", async () => {
  const live = await start({ deadlineMs: 60_000 });
  void live.input("a", "end");
  expect(findDivergence(await live.stop())).toBeUndefined();
});

test("a long backlog is taken in at once", async () => {
  const live = await start();
  await live.cut("a", "b");
  await live.input("a", "send 30000");
  await live.kill("a");
  await live.restart("a");
  await live.heal();
  await live.settled();
  const { events } = await live.stop();
  expect(live.failures).toEqual([]);
  expect(events.filter(({ kind }) => kind === "deliver")).toHaveLength(30_000);
});

test("-0 is not 0, on a disk either", async () => {
  const live = await start({ disk: "folder" });
  await live.input("a", "zero");
  await live.input("a", "minus zero");
  await live.kill("a");
  await live.restart("a");
  await live.input("a", "read");
  const { events } = await live.stop();
  expect(events.find(({ input }) => input === "read")?.outputs).toEqual([-0]);
});

function beBusy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
