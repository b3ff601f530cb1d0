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
  sample,
  simulate,
  type System,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { nextInRing } from "./ring.ts";
import { type Message, safra, type State, type Token } from "./safra.ts";
import {
  isSaidWhenTheTokenIsBack,
  isSaidWithinThreeRounds,
  onlyThePassiveOnesPass,
  safraLaws,
  safrasInvariant,
  tokenGoesRound,
} from "./safra.laws.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, isWork, terminationLaws } from "./termination.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task, type Terminated } from "./workload.ts";

describe("Safra keeps its laws in every order of messages", () => {
  test("for every task of up to four pieces on two machines, up to three on three, up to two on four", () => {
    for (const [ring, most] of [
      [["root", "a"], 4],
      [["b", "root", "a"], 3],
      [["root", "a", "b", "c"], 2],
    ] as const) {
      for (let pieces = 0; pieces <= most; pieces++) {
        for (const load of everyTask({ machines: ring, root: "root", pieces })) {
          expect(outcomeOf(explore(systemOf(safra, ring, load), { laws: lawsOf(ring) }))).toBe("proved");
        }
      }
    }
  });

  test("for random tasks of forty pieces, on seven machines", () => {
    const ring = ["root", "a", "b", "c", "d", "e", "f"];
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines: ring, pieces: 40 });
      const options = { laws: lawsOf(ring), runs: 5, seed };
      expect(outcomeOf(sample(systemOf(safra, ring, load), options))).toBe("sampled");
      expect(outcomeOf(sample(systemOf(safra, ring, load), { ...options, strategy: "walk" }))).toBe("sampled");
    }
  });
});

test("a computation that is over when it begins takes one probe: as many hops as machines", () => {
  const { events } = simulate(systemOf(safra, ["root", "a", "b"], task()));
  const tokens = events.flatMap(({ machine, sends }) => sends.map(({ to }) => [machine, to]));
  expect(tokens).toEqual([
    ["root", "a"],
    ["a", "b"],
    ["b", "root"],
  ]);
});

test("once all is over, the token makes up to 4 hops more with two machines, up to 7 with three", () => {
  for (const [ring, most] of [
    [["root", "a"], 4],
    [["root", "a", "b"], 7],
  ] as const) {
    const loads = [0, 1, 2].flatMap((pieces) => everyTask({ machines: ring, root: "root", pieces }));
    const isKept = (bound: number): boolean => {
      const law = { ...isSaidWithinThreeRounds, start: () => ({ inTransit: 0, toSend: 0, bound, hops: 0 }) };
      return loads.every((load) => explore(systemOf(safra, ring, load), { laws: [law] }).outcome === "proved");
    };
    expect([isKept(most), isKept(most + 1)]).toEqual([false, true]);
  }
});

test("the balances of all machines make the number of work messages on their way", () => {
  const ring = ["root", "a", "b", "c"];
  const load = randomTask(createRandom(7), { machines: ring, pieces: 20 });
  const { events } = simulate(systemOf(safra, ring, load));
  const balances = new Map<MachineId, number>();
  let onTheirWay = 0;
  for (const event of events) {
    onTheirWay += event.sends.filter(({ message }) => isWork(message)).length;
    if (event.kind === "deliver" && isWork(event.message)) onTheirWay -= 1;
    balances.set(event.machine, (event.state as State).balance);
    expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(onTheirWay);
  }
});

test("a ring has a next machine for each of its machines, and for no other", () => {
  expect(["a", "b", "c"].map((machine) => nextInRing(["a", "b", "c"], machine))).toEqual(["b", "c", "a"]);
  expect(() => nextInRing(["a", "b"], "c")).toThrow(/Cannot find the machine after "c" as it is not in the ring: a, b/);
});

describe("a wrong detector breaks", () => {
  const ring = ["root", "a", "b"];
  const cases: readonly (readonly [string, Law, Flaws, Task])[] = [
    ["safety, if it does not count", isNeverTooEarly, { counts: false }, chain],
    ["safety, if nobody turns black", isNeverTooEarly, { turnsBlack: "never" }, behind],
    ["safety, if the sender turns black", isNeverTooEarly, { turnsBlack: "sender" }, behind],
    ["safety, if the colour of the token does not count", isNeverTooEarly, { isTokenColourRead: false }, behind],
    ["liveness, if nobody turns white again", isSaidInTheEnd, { turnsWhite: false }, chain],
    ["the invariant, if it passes the token at work", safrasInvariant, { waits: false }, behind],
    ["the passing, if it passes the token at work", onlyThePassiveOnesPass, { waits: false }, chain],
    ["the ring, if it leaves a machine out", tokenGoesRound(ring), { skips: "a" }, chain],
    ["the ring, if it makes a second token", tokenGoesRound(ring), { doubles: true }, chain],
    ["the ring, if somebody speaks to the root", tokenGoesRound(ring), { reports: true }, chain],
    ["the probe, if it needs none", isSaidWhenTheTokenIsBack, { probes: false }, task()],
    ["the bound on hops, if it wants to be quite sure", isSaidWithinThreeRounds, { whiteRounds: 3 }, chain],
  ];
  test.for(cases)("%s", ([, law, flaws, load]) => {
    const system = systemOf((of) => wrong(of, flaws), ring, load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 20_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("and without a flaw it breaks none", () => {
    for (const load of [task(), chain, behind])
      expect(
        outcomeOf(
          explore(
            systemOf((of) => wrong(of, {}), ring, load),
            { laws: lawsOf(ring) },
          ),
        ),
      ).toBe("proved");
  });
});

const chain = task({ to: "a", task: task({ to: "b" }) });
/** Work that goes back to where the token has been, and forward again. */
const behind = task({ to: "b", task: task({ to: "a", task: task({ to: "b" }, { to: "root" }) }) });

function lawsOf(ring: readonly MachineId[]): Law[] {
  return [...terminationLaws, ...safraLaws(ring)];
}

function systemOf(of: (ring: readonly MachineId[]) => AnyMachine, ring: readonly MachineId[], load: Task): System {
  return defineSystem({
    machines: Object.fromEntries(ring.map((name) => [name, of(ring)])),
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
  readonly counts?: boolean;
  readonly turnsBlack?: "never" | "sender";
  readonly isTokenColourRead?: boolean;
  readonly turnsWhite?: boolean;
  /** Whether the token is kept while there is work. */
  readonly waits?: boolean;
  readonly skips?: MachineId;
  readonly doubles?: boolean;
  readonly reports?: boolean;
  readonly probes?: boolean;
  /** How many rounds have to prove it. */
  readonly whiteRounds?: number;
}

interface Book extends State {
  proofs: number;
}

/** A right detector but for the flaws: none of them, and it is right. */
function wrong(ring: readonly MachineId[], flaws: Flaws): Machine<Book, Message, Terminated, Begin> {
  type Reach = Context<Message, Terminated>;
  const isProof = (token: Token, book: Book): boolean =>
    (flaws.isTokenColourRead === false || token.colour === "white") &&
    book.colour === "white" &&
    (flaws.counts === false || token.sum + book.balance === 0);
  const look = (book: Book, context: Reach): void => {
    const { token } = book;
    if (token === undefined || (flaws.waits !== false && !isPassive(book.workload))) return;
    if (book.isRoot && isProof(token, book)) book.proofs += 1;
    if (book.isRoot && book.proofs >= (flaws.whiteRounds ?? 1)) return context.output({ type: "terminated" });
    const isBlack = book.colour === "black" || token.colour === "black";
    const next: Token = book.isRoot
      ? { type: "token", sum: 0, colour: "white" }
      : { type: "token", sum: token.sum + book.balance, colour: isBlack ? "black" : "white" };
    const to = nextInRing(
      ring.filter((machine) => machine !== flaws.skips),
      context.self,
    );
    context.send(to, next);
    if (flaws.doubles === true) context.send(to, next);
    if (flaws.turnsWhite !== false) book.colour = "white";
    book.token = undefined;
  };
  return defineMachine<Book, Message, Terminated, Begin>({
    start: () => ({ balance: 0, colour: "white", workload: [], isRoot: false, token: undefined, proofs: 0 }),
    onMessage(book, message, _from, context) {
      if (message.type === "work") {
        book.balance -= 1;
        if (flaws.turnsBlack === undefined) book.colour = "black";
        takeOn(book.workload, message.task, context);
        if (flaws.reports === true) context.send("root", { type: "token", sum: 0, colour: "black" });
      } else {
        book.token = message;
      }
      look(book, context);
    },
    onTimer(book, _timer, context) {
      const { to, task } = nextSpawn(book.workload, context);
      context.send(to, { type: "work", task });
      book.balance += 1;
      if (flaws.turnsBlack === "sender") book.colour = "black";
      look(book, context);
    },
    onInput(book, { task }, context) {
      book.isRoot = true;
      book.token = { type: "token", sum: 0, colour: flaws.probes === false ? "white" : "black" };
      takeOn(book.workload, task, context);
      look(book, context);
    },
  });
}
