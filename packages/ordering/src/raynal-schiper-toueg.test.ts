import {
  type AnyMachine,
  type Exploration,
  type Input,
  type Law,
  type System,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  deliversEverything,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";
import {
  type RstInput,
  type RstMessage,
  type RstOutput,
  type RstState,
  raynalSchiperToueg,
} from "./raynal-schiper-toueg.ts";

const laws = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything, sendsNoControlMessage];

describe("what could have caused a message is delivered before it, without a control message", () => {
  test("in every order, for all ways of three messages among three machines", () => {
    const routes = routesAmong(["a", "b", "c"]);
    for (const second of routes)
      for (const third of routes) expect(run(raynalSchiperToueg, ["ab", second, third]).outcome).toBe("proved");
  });

  test("in every order, for drawn ways of five messages among four machines", () => {
    const random = createRandom(1);
    const routes = routesAmong(["a", "b", "c", "d"]);
    for (let times = 0; times < 6; times++) {
      const drawn = Array.from({ length: 5 }, () => routes[Math.floor(random() * routes.length)] ?? "ab");
      expect(run(raynalSchiperToueg, drawn).outcome).toBe("proved");
    }
  });

  test("for sixty messages of six machines", () => {
    const routes = routesAmong(["a", "b", "c", "d", "e", "f"]);
    const drawn = Array.from({ length: 60 }, (_, turn) => routes[(turn * 7) % routes.length] ?? "ab");
    const exploration = sample(systemOf(raynalSchiperToueg, drawn), { laws, runs: 5, strategy: "pos" });
    expect(exploration.outcome).toBe("sampled");
  });
});

test("whether a message is counted on delivery changes nothing: same safety, same promptness", () => {
  for (const routes of [longWay, ["ab", "ba", "ac", "cb", "bc"], ["ab", "ba", "ab", "ba"], ["ab", "bc", "ca", "ab"]])
    expect(run(forgetting("received"), routes).outcome).toBe("proved");
});

test("a machine that forgets what it has sent breaks causal order in five steps", () => {
  const { counterexample } = run(forgetting("sent"), longWay, [deliversInCausalOrder]);
  expect(counterexample).toMatchObject({
    law: deliversInCausalOrder.name,
    shortest: true,
    expected: "c delivers 0 from a first: it could have caused 2 from b",
    actual: "c delivered 2 from b",
  });
  expect(counterexample?.schedule).toHaveLength(5);
});

test("a machine whose messages wait for themselves never delivers", () => {
  expect(run(forgetting("this message"), ["ab"], [deliversEverything]).counterexample?.law).toBe(
    deliversEverything.name,
  );
});

test("a machine that learns from what it holds back makes others wait too long", () => {
  const routes = ["ab", "ac", "ab", "bc"];
  expect(run(learningEarly, routes, [deliversInCausalOrder, deliversEverything]).outcome).toBe("proved");
  expect(run(learningEarly, routes, laws).counterexample?.law).toBe(waitsOnlyForItsPast.name);
});

test("a machine that tells others, too, breaks the law on messages", () => {
  const telling: AnyMachine = {
    ...raynalSchiperToueg,
    onInput: (_state, _input, context) => context.peers.forEach((to) => context.send(to, "news")),
  };
  expect(run(telling, ["ab", "bc"], [sendsNoControlMessage]).counterexample?.law).toBe(sendsNoControlMessage.name);
});

/** What `a` has sent `c` is news that reaches `c` by way of `b`. */
const longWay = ["ac", "ab", "bc"];

/** The right machine, but its table lacks what it has sent, or received, or names the very message that it goes with. */
function forgetting(what: "sent" | "received" | "this message"): AnyMachine {
  return defineMachine<RstState, RstMessage, RstOutput, RstInput>({
    ...raynalSchiperToueg,
    onMessage(state, message, from, context) {
      raynalSchiperToueg.onMessage?.(state, message, from, context);
      if (what === "received") for (const row of Object.values(state.sent)) row[context.self] = 0;
    },
    onInput(state, { to, payload }, context) {
      const row = state.sent[context.self] ?? {};
      if (what === "this message") row[to] = (row[to] ?? 0) + 1;
      context.send(to, { sent: state.sent, payload });
      if (what === "received") row[to] = (row[to] ?? 0) + 1;
    },
  });
}

/** The right machine, but it takes in the table of a message that it may have to hold back. */
const learningEarly: AnyMachine = defineMachine<RstState, RstMessage, RstOutput, RstInput>({
  ...raynalSchiperToueg,
  onMessage(state, message, from, context) {
    for (const [source, row] of Object.entries(message.sent)) {
      const own = (state.sent[source] ??= {});
      for (const [to, count] of Object.entries(row)) own[to] = Math.max(own[to] ?? 0, count);
    }
    raynalSchiperToueg.onMessage?.(state, message, from, context);
  },
});

/** Every way from one to another, written "ab". */
function routesAmong(machines: readonly string[]): string[] {
  return machines.flatMap((from) => machines.filter((to) => to !== from).map((to) => from + to));
}

function run(machine: AnyMachine, routes: readonly string[], judges: readonly Law[] = laws): Exploration {
  return explore(systemOf(machine, routes), { laws: judges });
}

/** The machines that the routes name, and requests numbered from 0. */
function systemOf(machine: AnyMachine, routes: readonly string[]): System {
  const names = [...new Set(routes.join(""))].sort();
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: routes.map(sending),
  });
}

function sending(route: string, payload: number): Input {
  return at(route.charAt(0), { to: route.charAt(1), payload });
}
