import {
  type AnyMachine,
  at,
  type Context,
  createRandom,
  defineMachine,
  defineSystem,
  type Exploration,
  explore,
  type Law,
  type Machine,
  type MachineId,
  type MonitorLaw,
  sample,
  simulate,
  type System,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, onlyTheRootSaysSo, terminationLaws } from "./termination.laws.ts";
import { type Message, type State, topor } from "./topor.ts";
import {
  acknowledgesWork,
  allWorkIsAcknowledged,
  isSaidWhenAllTokensAreIn,
  isSaidWithinTwoMoreWaves,
  type LastWaves,
  onlyThoseAtRestPass,
  tokensAndRepeats,
  toporLaws,
  toporsInvariant,
  wavesGoUpAndDown,
} from "./topor.laws.ts";
import { childrenOf, type Tree } from "./tree.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task, type Terminated } from "./workload.ts";

const pair: Tree = { a: "root" };
const chain: Tree = { b: "a", a: "root" };
const star: Tree = { a: "root", b: "root" };
const fork: Tree = { a: "root", b: "a", c: "a" };

describe("Topor keeps its laws in every order of messages", () => {
  test("for every task of up to four pieces on two machines, up to three on three, up to two on four", () => {
    for (const [tree, most] of [
      [{}, 0],
      [pair, 4],
      [chain, 3],
      [star, 3],
      [fork, 2],
    ] as const) {
      for (const load of tasksFor(tree, most))
        expect(outcomeOf(explore(systemOf(topor, tree, load), { laws: lawsOf(tree) }))).toBe("proved");
    }
  });

  test("for random tasks of forty pieces, on seven machines", () => {
    const tree = { a: "root", b: "root", c: "a", d: "a", e: "d", f: "b" };
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines: namesOf(tree), pieces: 40 });
      const options = { laws: lawsOf(tree), runs: 5, seed };
      expect(outcomeOf(sample(systemOf(topor, tree, load), options))).toBe("sampled");
      expect(outcomeOf(sample(systemOf(topor, tree, load), { ...options, strategy: "walk" }))).toBe("sampled");
    }
  });
});

test("a computation that is over when it begins takes one wave: a token from each machine but the root", () => {
  const { events } = simulate(systemOf(topor, fork, task()));
  const sent = events.flatMap(({ machine, sends }) => sends.map(({ to }) => `${machine} ${to}`));
  expect(sent.toSorted()).toEqual(["a root", "b a", "c a"]);
});

test("once all is over, two more waves may be needed, and are enough", () => {
  for (const tree of [pair, chain, star]) {
    const isKept = (most: number): boolean =>
      tasksFor(tree, 2).every(
        (load) => explore(systemOf(topor, tree, load), { laws: [withBound(tree, most)] }).outcome === "proved",
      );
    expect([1, 2].map(isKept)).toEqual([false, true]);
  }
});

test("a tree has children for each of its machines, in its own order", () => {
  expect(["root", "a", "b"].map((machine) => childrenOf(fork, machine))).toEqual([["a"], ["b", "c"], []]);
});

describe("a wrong detector breaks", () => {
  const cases: readonly (readonly [string, Law, Flaws, Task, Tree])[] = [
    ["safety, if it waits for no acknowledgement", isNeverTooEarly, { waitsForAcks: false }, task({ to: "a" }), pair],
    ["safety, if nobody turns black", isNeverTooEarly, { turnsBlack: "never" }, aside(), star],
    ["safety, if the receiver turns black", isNeverTooEarly, { turnsBlack: "receiver" }, aside(), star],
    [
      "the invariant, if it waits for no acknowledgement",
      toporsInvariant(star),
      { waitsForAcks: false },
      aside(),
      star,
    ],
    [
      "the passing, if it waits for no acknowledgement",
      onlyThoseAtRestPass(pair),
      { waitsForAcks: false },
      backTo(),
      pair,
    ],
    ["the passing, if it is at work", onlyThoseAtRestPass(pair), { waitsForWork: false }, backTo(), pair],
    ["liveness, if nobody turns white", isSaidInTheEnd, { turnsWhite: false }, aside(), star],
    ["liveness, if nothing is acknowledged", isSaidInTheEnd, { acks: 0 }, task({ to: "a" }), pair],
    ["the acknowledgements, if there are none", allWorkIsAcknowledged, { acks: 0 }, task({ to: "a" }), pair],
    ["the acknowledgements, if there are two", acknowledgesWork, { acks: 2 }, task({ to: "a" }), pair],
    ["the way of tokens, if they skip a level", wavesGoUpAndDown(chain), { toRoot: true }, task(), chain],
    ["the way of tokens, if it waits for no child", wavesGoUpAndDown(chain), { waitsForTokens: false }, task(), chain],
    ["the waves, if one begins before the root has", onlyTheRootSaysSo, { waitsForBegin: false }, task(), pair],
    [
      "the last wave, if it waits for no child",
      isSaidWhenAllTokensAreIn(pair),
      { waitsForTokens: false },
      task(),
      pair,
    ],
    ["the cost, if a child is left out", tokensAndRepeats, { repeatsTo: 1 }, task({ to: "a" }), star],
    [
      "the bound on waves, if it wants to be quite sure",
      isSaidWithinTwoMoreWaves(star),
      { whiteWaves: 3 },
      aside(),
      star,
    ],
  ];
  test.for(cases)("%s", ([, law, flaws, load, tree]) => {
    const system = systemOf((of) => wrong(of, flaws), tree, load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 20_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("and without a flaw it breaks none", () => {
    for (const [tree, load] of [
      [pair, backTo()],
      [star, aside()],
      [chain, aside()],
    ] as const) {
      const system = systemOf((of) => wrong(of, {}), tree, load);
      expect(outcomeOf(explore(system, { laws: lawsOf(tree) }))).toBe("proved");
    }
  });
});

function aside(): Task {
  return task({ to: "a", task: task({ to: "b", task: task({ to: "root" }) }) });
}

function backTo(): Task {
  return task({ to: "a", task: task({ to: "root" }, { to: "root" }) });
}

/** The bound, but for another number of waves, up to two. */
function withBound(tree: Tree, most: number): MonitorLaw<LastWaves> {
  const law = isSaidWithinTwoMoreWaves(tree);
  const repeats = (2 - most) * childrenOf(tree, "root").length;
  return { ...law, start: () => ({ inTransit: 0, toSend: 0, repeats }) };
}

function tasksFor(tree: Tree, most: number): Task[] {
  return Array.from({ length: most + 1 }, (_, pieces) =>
    everyTask({ machines: namesOf(tree), root: "root", pieces }),
  ).flat();
}

function lawsOf(tree: Tree): Law[] {
  return [...terminationLaws, ...toporLaws(tree)];
}

function namesOf(tree: Tree): MachineId[] {
  return ["root", ...Object.keys(tree)];
}

function systemOf(of: (tree: Tree) => AnyMachine, tree: Tree, load: Task): System {
  return defineSystem({
    machines: Object.fromEntries(namesOf(tree).map((name) => [name, of(tree)])),
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
  readonly turnsBlack?: "never" | "receiver";
  readonly turnsWhite?: boolean;
  readonly waitsForAcks?: boolean;
  readonly waitsForWork?: boolean;
  readonly waitsForTokens?: boolean;
  readonly waitsForBegin?: boolean;
  /** How many acknowledgements a piece gets. */
  readonly acks?: number;
  /** Whether every token goes to the root. */
  readonly toRoot?: boolean;
  /** How many children hear of another wave. */
  readonly repeatsTo?: number;
  /** How many waves have to be white. */
  readonly whiteWaves?: number;
}

interface Book extends State {
  whiteWaves: number;
}

/** A right detector but for the flaws: none of them, and it is right. */
function wrong(tree: Tree, flaws: Flaws): Machine<Book, Message, Terminated, Begin> {
  type Reach = Context<Message, Terminated>;
  const repeat = (book: Book, context: Reach): void => {
    const children = childrenOf(tree, context.self).slice(0, flaws.repeatsTo);
    for (const child of children) context.send(child, { type: "repeat" });
    Object.assign(book, { isDue: true, awaited: children.length, below: "white" });
  };
  const look = (book: Book, context: Reach): void => {
    if (!book.isDue || (flaws.waitsForTokens !== false && book.awaited > 0)) return;
    if (flaws.waitsForAcks !== false && book.unacknowledged > 0) return;
    if (flaws.waitsForWork !== false && !isPassive(book.workload)) return;
    const parent = tree[context.self];
    const colour = book.colour === "black" ? "black" : book.below;
    if (flaws.turnsWhite !== false) book.colour = "white";
    book.isDue = false;
    if (parent !== undefined) return context.send(flaws.toRoot === true ? "root" : parent, { type: "token", colour });
    if (colour === "white") book.whiteWaves += 1;
    if (book.whiteWaves >= (flaws.whiteWaves ?? 1)) context.output({ type: "terminated" });
    else repeat(book, context);
  };
  return defineMachine<Book, Message, Terminated, Begin>({
    start(context) {
      const book: Book = {
        colour: "white",
        unacknowledged: 0,
        workload: [],
        isDue: flaws.waitsForBegin === false || tree[context.self] !== undefined,
        awaited: childrenOf(tree, context.self).length,
        below: "white",
        whiteWaves: 0,
      };
      look(book, context);
      return book;
    },
    onMessage(book, message, from, context) {
      if (message.type === "work") {
        for (let count = 0; count < (flaws.acks ?? 1); count++) context.send(from, { type: "ack" });
        if (flaws.turnsBlack === "receiver") book.colour = "black";
        takeOn(book.workload, message.task, context);
      }
      if (message.type === "ack") book.unacknowledged -= 1;
      if (message.type === "token") {
        book.awaited -= 1;
        if (message.colour === "black") book.below = "black";
      }
      if (message.type === "repeat") repeat(book, context);
      look(book, context);
    },
    onTimer(book, _timer, context) {
      const { to, task } = nextSpawn(book.workload, context);
      context.send(to, { type: "work", task });
      book.unacknowledged += 1;
      if (flaws.turnsBlack === undefined) book.colour = "black";
      look(book, context);
    },
    onInput(book, { task }, context) {
      book.isDue = true;
      takeOn(book.workload, task, context);
      look(book, context);
    },
  });
}
