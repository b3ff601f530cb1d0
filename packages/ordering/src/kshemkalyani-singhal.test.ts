import {
  type AnyMachine,
  type Event,
  type Exploration,
  type Law,
  type MachineId,
  type System,
  at,
  createRandom,
  defineSystem,
  explore,
  replay,
  sample,
  simulate,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  deliversEverything,
  deliversInCausalOrder,
  sendsNoControlMessage,
  waitsOnlyForItsPast,
} from "./causal-order.laws.ts";
import { logIsSmall, logSaysNothingElse, logSaysWhatIsNeeded } from "./kshemkalyani-singhal.laws.ts";
import { type CausalLog, type LogRules, causalMulticast } from "./kshemkalyani-singhal.machine.ts";
import * as rules from "./kshemkalyani-singhal.ts";
import { raynalSchiperToueg } from "./raynal-schiper-toueg.ts";

const orderLaws = [deliversInCausalOrder, waitsOnlyForItsPast, deliversEverything, sendsNoControlMessage];
const logLaws = [logSaysWhatIsNeeded, logSaysNothingElse, logIsSmall];
const laws = [...orderLaws, ...logLaws];

describe("causal order holds, and logs say exactly what is needed", () => {
  test("in every order, for all ways of three messages among three machines", () => {
    const ways = waysAmong(["a", "b", "c"]);
    for (const second of ways)
      for (const third of ways) expect(run(rules, ["a>bc", second, third]).outcome).toBe("proved");
  });

  test("in every order, for drawn ways of four messages among four machines", () => {
    const random = createRandom(1);
    const ways = waysAmong(["a", "b", "c", "d"]).filter((way) => way.length < 5);
    for (let times = 0; times < 4; times++) {
      const drawn = Array.from({ length: 4 }, () => ways[Math.floor(random() * ways.length)] ?? "a>b");
      expect(run(rules, drawn).outcome).toBe("proved");
    }
  });

  test("for forty messages of five machines", () => {
    const ways = waysAmong(["a", "b", "c", "d", "e"]);
    const drawn = Array.from({ length: 40 }, (_, turn) => ways[(turn * 11) % ways.length] ?? "a>b");
    expect(sample(systemOf(rules, drawn), { laws, runs: 3, strategy: "pos" }).outcome).toBe("sampled");
  });
});

test("each machine delivers the same in the same order as with Raynal, Schiper and Toueg", () => {
  const names = ["a", "b", "c", "d"];
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
  const talk = (machine: AnyMachine, destination: (to: MachineId) => unknown): System =>
    defineSystem({
      machines: Object.fromEntries(names.map((name) => [name, machine])),
      channels: "any-order",
      inputs: [...pairs, ...pairs].map((_, turn) => {
        const [from, to] = pairs[(turn * 5) % pairs.length] ?? ["a", "b"];
        return at(from, { to: destination(to), payload: turn }, { atMs: turn });
      }),
    });
  for (const seed of [1, 2, 3, 4, 5]) {
    const theirs = simulate(
      talk(raynalSchiperToueg, (to) => to),
      { seed },
    );
    const ours = replay(
      talk(causalMulticast(rules), (to) => [to]),
      theirs.schedule,
    );
    expect(ours.events.map(outputsOf)).toEqual(theirs.events.map(outputsOf));
  }
});

describe("wrong rules break", () => {
  const cases: readonly (readonly [string, Law, Partial<LogRules>, readonly string[]])[] = [
    ["the order, if everything is due", deliversInCausalOrder, { isDue: () => true }, longWay],
    ["the order, if nothing is said", deliversInCausalOrder, { toSend: () => [] }, longWay],
    ["the end, if nothing is due", deliversEverything, { isDue: () => false }, ["a>b"]],
    ["what is needed, if nothing is said", logSaysWhatIsNeeded, { toSend: () => [] }, longWay],
    ["what is needed, if what is sent is forgotten", logSaysWhatIsNeeded, { afterSending: (log) => log }, longWay],
    ["what is settled, if every copy has it all", logSaysNothingElse, { toSend: (log) => log }, ["a>b", "a>bc"]],
    [
      "what is settled, if logs are only added up",
      logSaysNothingElse,
      { afterDelivery: (log, { entry, came }) => [...log, ...came, entry] },
      ["a>bc", "b>c"],
    ],
    [
      "the length, if logs are only added up",
      logIsSmall,
      { afterDelivery: (log, { entry, came }) => [...log, ...came, entry] },
      ["a>b", "b>a", "a>b"],
    ],
    [
      "the length, if entries that say nothing stay",
      logIsSmall,
      { afterSending: (log, sent) => [...log.map((entry) => ({ ...entry, to: [] })), sent], toSend: (log) => log },
      ["a>b", "a>b", "a>b"],
    ],
    ["the form of a log", logIsSmall, { toSend: () => oddLog }, ["a>b"]],
  ];
  test.for(cases)("%s", ([, law, wrong, ways]) => {
    expect(run({ ...rules, ...wrong }, ways, [law]).counterexample?.law).toBe(law.name);
    expect(run(rules, ways).outcome).toBe("proved");
  });
});

test("whoever says too little reads what is missing, and whoever says too much what is settled", () => {
  expect(run({ ...rules, toSend: () => [] }, longWay, [logSaysWhatIsNeeded]).counterexample).toMatchObject({
    expected: "the log from a to b says that message 1 of a has to be minded at c",
    actual: "it says nothing of any message",
  });
  expect(run({ ...rules, toSend: (log) => log }, ["a>b", "a>bc"], [logSaysNothingElse]).counterexample).toMatchObject({
    expected: "the log from a to c does not say that message 1 of a has to be minded at b: that is settled",
    actual: "it says 1 of a at b",
  });
});

/** What `a` has sent `c` is news that reaches `c` by way of `b`. */
const longWay = ["a>c", "a>b", "b>c"];

const oddLog: CausalLog = JSON.parse('[{ "from": "a", "clock": 1, "to": "b" }]');

/** Every way from one to one or more others, written "a>bc". */
function waysAmong(machines: readonly string[]): string[] {
  return machines.flatMap((from) =>
    machines
      .filter((to) => to !== from)
      .reduce<string[]>((sets, to) => [...sets, ...sets.map((set) => set + to)], [""])
      .filter((set) => set !== "")
      .map((set) => `${from}>${set}`),
  );
}

function run(own: LogRules, ways: readonly string[], judges: readonly Law[] = laws): Exploration {
  return explore(systemOf(own, ways), { laws: judges });
}

/** The machines that the ways name, and requests numbered from 0. */
function systemOf(own: LogRules, ways: readonly string[]): System {
  const names = [...new Set(ways.join("").replaceAll(">", ""))].sort();
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, causalMulticast(own)])),
    channels: "any-order",
    inputs: ways.map((way, payload) => at(way.charAt(0), { to: way.slice(2).split(""), payload })),
  });
}

function outputsOf({ machine, outputs }: Event): unknown {
  return { machine, outputs };
}
