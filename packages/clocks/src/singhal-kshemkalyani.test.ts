import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  at,
  defineMachine,
  defineSystem,
  exactly,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import { type DifferentialMessage, type DifferentialState, singhalKshemkalyani, vectorClock } from "./mod.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import {
  countEntries,
  messageLaws,
  messagesAreEntries,
  numbersAreCountsOrRises,
  tellsAllNews,
  tellsNothingTwice,
} from "./singhal-kshemkalyani.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

const clockLaws = [sendsAsTold, putsOutVectors, vectorsAreHappensBefore, entriesCountEvents];

const toldOnce = [send("b", "a"), send("a", "c"), send("a", "c")];

const bothWays = [send("b", "a"), send("b", "c"), send("a", "c"), send("c", "a"), send("c", "a")];

test("over FIFO channels the stamps are those of a vector clock, though each message tells only what has changed", () => {
  for (const requests of [toldOnce, bothWays])
    expect(run(singhalKshemkalyani, requests, [...clockLaws, ...messageLaws]).outcome).toBe("proved");
});

test("over channels that let messages overtake each other they are not: three machines and five steps show it", () => {
  for (const law of [vectorsAreHappensBefore, entriesCountEvents]) {
    const { counterexample } = run(singhalKshemkalyani, toldOnce, [law], "any-order");
    expect(counterexample).toMatchObject({ law: law.name, schedule: { length: 5 } });
  }
  expect(run(singhalKshemkalyani, toldOnce, messageLaws, "any-order").outcome).toBe("proved");
});

test("two machines alone never notice: whoever receives knows its own entry best", () => {
  const requests = [send("a", "b"), send("a", "b"), send("b", "a"), send("a", "b")];
  expect(run(singhalKshemkalyani, requests, clockLaws, "any-order").outcome).toBe("proved");
});

test("a machine that tells all each time sends what has not changed", () => {
  expect(brokenBy(differing({ told: () => 0 }))).toBe(tellsNothingTwice.name);
});

test("a machine with one account for all receivers keeps back what one of them has not heard", () => {
  expect(brokenBy(differing({ told: (state) => Math.max(0, ...Object.values(state.toldAt)) }))).toBe(tellsAllNews.name);
});

test("news noted under the number of the sending before it counts as told", () => {
  expect(brokenBy(differing({ receiptIsNotedAt: (own) => own - 1 }))).toBe(tellsAllNews.name);
  expect(run(differing({ receiptIsNotedAt: (own) => own - 1 }), toldOnce, clockLaws).outcome).toBe("broken");
});

test("a number may be the rise since the last message, and nothing but that or the count", () => {
  expect(brokenBy(differing({ says: (count, before) => count - before }))).toBeUndefined();
  expect(brokenBy(differing({ says: (count) => count + 1_000 }))).toBe(numbersAreCountsOrRises.name);
});

test("a message of another form is seen", () => {
  for (const message of [
    null,
    1,
    {},
    { entries: [1] },
    { entries: { a: 0 } },
    { entries: { a: "1" } },
    { entries: { a: 1 }, sentAtMs: 0 },
  ]) {
    const machine = defineMachine<object, unknown, unknown, unknown>({
      start: () => ({}),
      onInput: (_state, _input, context) => context.send("c", message),
    });
    expect(run(machine, [send("a", "c")], [messagesAreEntries]).counterexample?.law).toBe(messagesAreEntries.name);
  }
});

test("eight machines that write to anybody send six in ten of the entries of whole vectors", () => {
  const machines = Array.from({ length: 8 }, (_, index) => `m${index}`);
  const requests = machines.flatMap((machine, place) =>
    Array.from({ length: 12 }, (_, turn) => {
      const to = machines[(place + 1 + ((place + turn * turn) % 7)) % 8] ?? "";
      return at(machine, { type: "send", to }, { atMs: turn * 4 + place });
    }),
  );
  let [count, entries] = [0, 0];
  const counting = exactly("entries are counted", {
    counts(observation) {
      count += observation.kind === "send" ? 1 : 0;
      entries += countEntries(observation);
      return 0;
    },
    of: 0,
    unit: "entries",
  });
  const system = defineSystem({
    machines: Object.fromEntries(machines.map((machine) => [machine, singhalKshemkalyani])),
    inputs: requests,
  });
  expect(sample(system, { laws: [counting, ...clockLaws, ...messageLaws], runs: 10 }).outcome).toBe("sampled");
  expect(entries / count).toBeGreaterThan(4);
  expect(entries / count).toBeLessThan(5.5);
});

test("a vector clock's messages are no entries", () => {
  expect(brokenBy(vectorClock)).toBe(messagesAreEntries.name);
});

/** The right machine, but for what it takes to have been told, when it notes news, and which numbers it says. */
function differing({
  told = (state, to) => state.toldAt[to] ?? 0,
  receiptIsNotedAt = (own) => own,
  says = (count) => count,
}: {
  told?: (state: DifferentialState, to: string) => number;
  receiptIsNotedAt?: (own: number) => number;
  says?: (count: number, before: number) => number;
}): AnyMachine {
  return defineMachine<
    DifferentialState & { said: Record<string, Record<string, number>>; heard: Record<string, Record<string, number>> },
    DifferentialMessage,
    unknown,
    { to: string }
  >({
    start: () => ({ vector: {}, changedAt: {}, toldAt: {}, said: {}, heard: {} }),
    onMessage(state, { entries }, from, { self, output }) {
      const { vector, changedAt } = state;
      vector[self] = (vector[self] ?? 0) + 1;
      changedAt[self] = vector[self];
      const heard = (state.heard[from] ??= {});
      for (const [machine, number] of Object.entries(entries)) {
        const isRise = says(5, 3) === 2;
        heard[machine] = number + (isRise ? (heard[machine] ?? 0) : 0);
        if (heard[machine] <= (vector[machine] ?? 0)) continue;
        vector[machine] = heard[machine];
        changedAt[machine] = receiptIsNotedAt(vector[self]);
      }
      output({ type: "stamped", vector });
    },
    onInput(state, { to }, { self, output, send }) {
      const { vector, changedAt } = state;
      const own = (vector[self] ?? 0) + 1;
      vector[self] = own;
      changedAt[self] = own;
      output({ type: "stamped", vector });
      const said = state.said[to] ?? {};
      const news = Object.entries(vector).filter(([machine]) => (changedAt[machine] ?? 0) > told(state, to));
      send(to, {
        entries: Object.fromEntries(news.map(([machine, count]) => [machine, says(count, said[machine] ?? 0)])),
      });
      state.said[to] = { ...vector };
      state.toldAt[to] = own;
    },
  });
}

function run(
  machine: AnyMachine,
  inputs: readonly Input[],
  laws: readonly Law[],
  channels: "fifo" | "any-order" = "fifo",
): Exploration {
  return explore(defineSystem({ machines: { a: machine, b: machine, c: machine }, channels, inputs }), { laws });
}

/** The first law that is broken, if any is, in two small worlds. */
function brokenBy(machine: AnyMachine): string | undefined {
  const everyLaw = [...messageLaws, ...clockLaws];
  return [[...toldOnce, send("a", "b")], bothWays]
    .map((requests) => run(machine, requests, everyLaw).counterexample?.law)
    .find((law) => law !== undefined);
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}
