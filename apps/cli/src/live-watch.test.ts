import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, makeFixture } from "./fixture.ts";
import { readRecording } from "./running/recording-file.ts";

// A person at a terminal: pages come, keys go.
let fixture: Fixture;
beforeAll(() => {
  fixture = makeFixture();
  fixture.write("ping.ts", ping);
});
afterAll(() => fixture.remove());

const ping = `import { at, defineMachine, defineSystem } from "@millrace/core";

const ping = defineMachine<{ heard: number }, string, number, string>({
  start: () => ({ heard: 0 }),
  onMessage: (state, _word, _from, context) => context.output(++state.heard),
  onInput: (_state, to, context) => context.send(to, "ping"),
});
export const system = defineSystem({ machines: { a: ping, b: ping, c: ping }, inputs: [at("a", "b"), at("a", "c")] });
`;

test("keys kill, restart, cut, heal and give requests; what is refused is said; q ends and writes what happened", async () => {
  const session = fixture.open("live ping.ts --delay 0");
  expect(await session.page("s · nothing left to do")).toMatch(/● {2}1 a +up/);
  session.press("2");
  await session.page("●  2 b");
  session.press("k");
  expect(await session.page("b is killed.")).toMatch(/2 b +down +1/);
  session.press("k");
  await session.page("Cannot kill b as it is down already. Restart it first.");
  session.press("r");
  expect(await session.page("b is up again.")).toMatch(/2 b +up +1/);
  session.press("\u001b[A");
  session.press("c");
  await session.page("Cut from a to b?");
  session.press("\u001b[B");
  await session.page("Cut from a to c?");
  session.press("\r");
  expect(await session.page("No message of a reaches c.")).toContain("cut: a ╳ c");
  session.press("i");
  await session.page("Request 1 of 2 is given to a.");
  session.press("i");
  expect(await session.page("a → c  1 in flight")).toContain("ping");
  session.press("h");
  await session.page("The network is whole again.");
  await session.page("nothing in flight");
  session.press("d");
  await session.page("network delay up to 100 ms");
  session.press("q");
  expect(await session.exitCode).toBe(0);
  const { events, cuts } = readRecording(fixture.read(".millrace/live/ping/execution.json"), "it");
  expect(cuts).toEqual([{ from: ["a"], to: ["c"] }]);
  const faults = ["crash", "restart", "cut", "heal"];
  expect(events.map(({ kind }) => kind).filter((kind) => faults.includes(kind))).toEqual(faults);
  expect(events.filter(({ kind }) => kind === "input")).toHaveLength(4);
});

test("replay --step goes through a recorded run", async () => {
  const session = fixture.open("replay .millrace/live/ping/execution.json --step");
  expect(await session.page("event 1 of")).toContain("a takes input b and sends ping to b.");
  session.press("\u001b[F");
  await session.page("✓ no law is broken in this run");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});

test("with --for it ends by itself, and trouble does not stand in the way of q", async () => {
  expect(await fixture.open("live ping.ts --for 0.3").exitCode).toBe(0);
  const session = fixture.open("live ping.ts --chaos");
  await session.page("Trouble for 5 s");
  await session.page("crash");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});
