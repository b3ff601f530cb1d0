import {
  type AnyMachine,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  type Exploration,
  explore,
  type Law,
  type Machine,
  type MachineId,
  sample,
  simulate,
  type System,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, terminationLaws } from "./termination.laws.ts";
import { type Message, type State, type Weight, weightThrowing } from "./weight-throwing.ts";
import {
  everybodyReturns,
  type Part,
  returnsAreOwed,
  weightsAddUp,
  weightThrowingLaws,
} from "./weight-throwing.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task, type Terminated } from "./workload.ts";

const addUp = weightsAddUp(weightIn);
const laws = [...terminationLaws, ...weightThrowingLaws, addUp];

describe("weight throwing keeps its laws, and weights add up to 1, in every order of messages", () => {
  test("for every task of up to three pieces, on up to three machines", () => {
    for (const machines of [["root"], ["root", "a"], ["root", "a", "b"]]) {
      for (const pieces of machines.length === 1 ? [0] : [0, 1, 2, 3]) {
        for (const load of everyTask({ machines, root: "root", pieces })) {
          expect(outcomeOf(explore(systemOf(weightThrowing, machines, load), { laws }))).toBe("proved");
        }
      }
    }
  });

  test("for work that comes from two sides, on four machines", () => {
    expect(outcomeOf(explore(systemOf(weightThrowing, ["root", "a", "b", "c"], twoSides), { laws }))).toBe("proved");
  });

  test("for random tasks of forty pieces, on seven machines", () => {
    const machines = ["root", "a", "b", "c", "d", "e", "f"];
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines, pieces: 40 });
      expect(outcomeOf(sample(systemOf(weightThrowing, machines, load), { laws, runs: 5, seed }))).toBe("sampled");
    }
  });
});

test("when it is over, the root has 1, in lowest terms, and nobody else has anything", () => {
  const { events } = simulate(systemOf(weightThrowing, ["root", "a", "b", "c"], twoSides), { seed: 3 });
  const last = new Map(events.map(({ machine, state }) => [machine, state as State]));
  expect(last.get("root")?.weight).toEqual({ numerator: 1n, exponent: 0 });
  for (const name of ["a", "b", "c"]) expect(last.get(name)?.weight).toEqual({ numerator: 0n, exponent: 0 });
});

describe("a wrong detector breaks", () => {
  const cases: readonly (readonly [string, Law, AnyMachine, Task])[] = [
    ["safety, if it copies", isNeverTooEarly, wrong({ copies: true }), twoPieces],
    ["safety, if it gives all away", isNeverTooEarly, wrong({ givesAll: true }), twoSides],
    ["safety, if the root does not look at its work", isNeverTooEarly, wrong({ ignoresWork: true }), twoPieces],
    ["liveness, if it overwrites", isSaidInTheEnd, wrong({ overwrites: true }), twoPieces],
    ["the sum, if it copies", addUp, wrong({ copies: true }), twoPieces],
    ["the sum, if it gives all away", addUp, wrong({ givesAll: true }), twoPieces],
    ["the sum, if it overwrites", addUp, wrong({ overwrites: true }), twoSides],
    ["the sum, if it keeps what it returns", addUp, wrong({ keeps: true }), twoPieces],
    ["the price, if it keeps silent", everybodyReturns, wrong({ silent: "a" }), twoPieces],
    ["the price, if it returns at every piece", returnsAreOwed, wrong({ returnsOften: true }), twoSides],
    ["the price, if it returns to somebody else", returnsAreOwed, wrong({ returnsTo: "b" }), twoSides],
    ["the price, if the root asks", returnsAreOwed, wrong({ asks: true }), twoPieces],
  ];
  test.for(cases)("%s", ([, law, machine, load]) => {
    const system = systemOf(machine, ["root", "a", "b", "c"], load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 20_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
    expect(outcomeOf(explore(systemOf(wrong({}), ["root", "a", "b", "c"], load), { laws }))).toBe("proved");
  });

  test("the sum at the first piece, if it copies", () => {
    const { counterexample } = explore(systemOf(wrong({ copies: true }), ["root", "a"], twoPieces), { laws: [addUp] });
    expect(counterexample?.actual).toBe("a gave away more");
  });
});

const twoPieces = task({ to: "a" }, { to: "a", task: task({ to: "root" }) });
const twoSides = task(
  { to: "a", task: task({ to: "b", task: task({ to: "c" }) }, { to: "c" }) },
  { to: "b", task: task({ to: "a" }) },
);

function weightIn(message: unknown): Part | undefined {
  return (message as Partial<Message>).weight;
}

function systemOf(machine: AnyMachine, names: readonly MachineId[], load: Task): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: [at("root", { type: "begin", task: load })],
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample, reason }: Exploration): string {
  return counterexample === undefined
    ? `${outcome}${reason ?? ""}`
    : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

interface Flaws {
  readonly copies?: boolean;
  readonly givesAll?: boolean;
  readonly ignoresWork?: boolean;
  readonly overwrites?: boolean;
  readonly keeps?: boolean;
  /** A machine that returns nothing. */
  readonly silent?: MachineId;
  readonly returnsOften?: boolean;
  readonly returnsTo?: MachineId;
  readonly asks?: boolean;
}

interface Purse {
  /** In sixty-fourths. */
  parts: number;
  workload: State["workload"];
}

/** A right detector for small tasks but for the flaws: none of them, and it is right. Its root is called so. */
function wrong(flaws: Flaws): Machine<Purse, Message, Terminated, Begin> {
  const weightOf = (parts: number): Weight => ({ numerator: BigInt(parts), exponent: 6 });
  const machine = defineMachine<Purse, Message, Terminated, Begin>({
    start: () => ({ parts: 0, workload: [] }),
    onMessage(purse, message, _from, context) {
      const parts = Number(message.weight.numerator);
      purse.parts = flaws.overwrites === true ? parts : purse.parts + parts;
      if (message.type === "work") takeOn(purse.workload, message.task, context);
      settle(purse, context);
    },
    onTimer(purse, _timer, context) {
      const { to, task } = nextSpawn(purse.workload, context);
      const given = flaws.givesAll === true ? purse.parts : purse.parts / 2;
      if (flaws.copies !== true) purse.parts -= given;
      context.send(to, { type: "work", task, root: "root", weight: weightOf(given) });
      if (flaws.returnsOften === true && context.self !== "root") {
        purse.parts /= 2;
        context.send("root", { type: "return", weight: weightOf(purse.parts) });
      }
      if (flaws.asks === true && context.self === "root") context.send("a", { type: "return", weight: weightOf(0) });
      settle(purse, context);
    },
    onInput(purse, { task }, context) {
      purse.parts = 64;
      takeOn(purse.workload, task, context);
      settle(purse, context);
    },
  });
  return machine;

  function settle(purse: Purse, context: Parameters<NonNullable<typeof machine.onMessage>>[3]): void {
    const isRoot = context.self === "root";
    if (!isPassive(purse.workload) && !(isRoot && flaws.ignoresWork === true)) return;
    if (isRoot) {
      if (purse.parts === 64) context.output({ type: "terminated" });
    } else if (context.self !== flaws.silent) {
      const to = flaws.returnsTo === undefined || flaws.returnsTo === context.self ? "root" : flaws.returnsTo;
      context.send(to, { type: "return", weight: weightOf(purse.parts) });
      if (flaws.keeps !== true) purse.parts = 0;
    }
  }
}
