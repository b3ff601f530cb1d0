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
import { huangSnapshot, type Message, type Snapshot, type State } from "./huang-snapshot.ts";
import { everybodyIsAsked, huangSnapshotLaws, reportsAreAllowed, requestsAreOwed } from "./huang-snapshot.laws.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, onlyTheRootSaysSo, terminationLaws } from "./termination.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task, type Terminated } from "./workload.ts";

const laws = [...terminationLaws, ...huangSnapshotLaws];

describe("Huang's votes keep their laws in every order of messages", () => {
  test("for every task of up to three pieces, on up to two machines", () => {
    for (const machines of [["root"], ["root", "a"]]) {
      for (const pieces of machines.length === 1 ? [0] : [0, 1, 2, 3]) {
        for (const load of everyTask({ machines, root: "root", pieces })) {
          expect(outcomeOf(explore(systemOf(huangSnapshot, machines, load), { laws }))).toBe("proved");
        }
      }
    }
  });

  test("for every task of up to two pieces, on three machines, whoever has the largest name", () => {
    for (const machines of [
      ["a", "b", "c"],
      ["c", "b", "a"],
    ]) {
      for (const load of everyTask({ machines, root: machines[0] ?? "", pieces: 2 })) {
        const system = systemOf(huangSnapshot, machines, load);
        expect(outcomeOf(explore(system, { laws: terminationLaws }))).toBe("proved");
      }
    }
  });

  test("for random tasks of thirty pieces, on six machines", () => {
    const machines = ["root", "a", "b", "c", "d", "e"];
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines, pieces: 30 });
      expect(outcomeOf(sample(systemOf(huangSnapshot, machines, load), { laws, runs: 5, seed }))).toBe("sampled");
    }
  });
});

test("the time of a machine never goes back, and every passive machine ends with the time of the last request", () => {
  const load = randomTask(createRandom(4), { machines: ["root", "a", "b"], pieces: 12 });
  const { events } = simulate(systemOf(huangSnapshot, ["root", "a", "b"], load), { seed: 3 });
  const last = new Map<MachineId, State>();
  for (const { machine, state } of events) {
    const now = state as State;
    expect(now.time).toBeGreaterThanOrEqual(last.get(machine)?.time ?? 0);
    last.set(machine, now);
  }
  expect(new Set([...last.values()].map(({ time, by }) => `${time} ${by}`)).size).toBe(1);
});

describe("a wrong detector breaks", () => {
  const cases: readonly (readonly [string, Law, AnyMachine, Task])[] = [
    ["safety, if it counts nothing", isNeverTooEarly, wrong({ countsNothing: true }), fan],
    ["safety, if it grants while it is at work", isNeverTooEarly, wrong({ grantsAtWork: true }), chain],
    ["liveness, if a clock may go back", isSaidInTheEnd, wrong({ goesBack: true }), fan],
    ["liveness, if it does not compare names", isSaidInTheEnd, wrong({ comparesTimesOnly: true }), fan],
    ["liveness, if it hears nothing while it is at work", isSaidInTheEnd, wrong({ isDeafAtWork: true }), nafFan],
    ["the output, if it grants every request", onlyTheRootSaysSo, wrong({ grantsAll: true }), chain],
    ["the price, if it asks twice", requestsAreOwed, wrong({ asksTwice: true }), chain],
    ["the price, if it leaves one out", everybodyIsAsked, wrong({ leavesOut: "b" }), chain],
    ["the price, if it answers twice", reportsAreAllowed, wrong({ answersTwice: true }), chain],
  ];
  test.for(cases)("%s", ([, law, machine, load]) => {
    const system = systemOf(machine, ["root", "a", "b"], load, "fifo");
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 50_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
    expect(outcomeOf(explore(systemOf(wrong({}), ["root", "a", "b"], load, "fifo"), { laws }))).toBe("proved");
  });

  test("safety in four steps, if it counts nothing and a request overtakes the work", () => {
    const system = systemOf(wrong({ countsNothing: true }), ["root", "a"], task({ to: "a" }));
    const { counterexample } = explore(system, { laws: [isNeverTooEarly] });
    expect(counterexample).toMatchObject({
      shortest: true,
      actual: "root said it although work is on its way from root to a",
    });
    expect(counterexample?.schedule).toHaveLength(4);
  });
});

const chain = task({ to: "a", task: task({ to: "b" }) });
const fan = task({ to: "a" }, { to: "b" });
const nafFan = task({ to: "b" }, { to: "a" });

function systemOf(
  machine: AnyMachine,
  names: readonly MachineId[],
  load: Task,
  channels: "any-order" | "fifo" = "any-order",
): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels,
    inputs: [at(names[0] ?? "", { type: "begin", task: load })],
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample, reason }: Exploration): string {
  return counterexample === undefined
    ? `${outcome}${reason ?? ""}`
    : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

interface Flaws {
  readonly countsNothing?: boolean;
  readonly grantsAtWork?: boolean;
  readonly goesBack?: boolean;
  readonly comparesTimesOnly?: boolean;
  readonly isDeafAtWork?: boolean;
  readonly grantsAll?: boolean;
  readonly asksTwice?: boolean;
  /** A machine that is never asked. */
  readonly leavesOut?: MachineId;
  readonly answersTwice?: boolean;
}

interface Voter {
  time: number;
  by: MachineId;
  /** Pieces sent less pieces received. */
  surplus: number;
  /** Of the last request of this machine: how many have granted it, itself among them, and their surplus in all. */
  granted: number;
  sum: number;
  workload: State["workload"];
}

/** A right detector but for the flaws: none of them, and it is right. It adds up; its first machine is called root. */
function wrong(flaws: Flaws): Machine<Voter, Message, Terminated, Begin> {
  const asSnapshot = (surplus: number): Snapshot => ({ sent: { all: surplus }, received: {} });
  const machine = defineMachine<Voter, Message, Terminated, Begin>({
    start: () => ({ time: 0, by: "", surplus: 0, granted: 0, sum: 0, workload: [] }),
    onMessage(voter, message, from, context) {
      if (message.type === "work") {
        voter.surplus -= 1;
        voter.time = (flaws.goesBack === true ? message.time : Math.max(voter.time, message.time)) + 1;
        takeOn(voter.workload, message.task, context);
        ask(voter, context);
      } else if (message.type === "request") {
        const { time } = message;
        const isTie = time === voter.time && flaws.comparesTimesOnly !== true;
        const isNewer = time > voter.time || (isTie && from > voter.by) || flaws.grantsAll === true;
        if (!isPassive(voter.workload) && flaws.grantsAtWork !== true) {
          if (flaws.isDeafAtWork !== true) voter.time = Math.max(voter.time, time);
        } else if (isNewer) {
          Object.assign(voter, { time, by: from });
          for (let times = flaws.answersTwice === true ? 2 : 1; times > 0; times--)
            context.send(from, { type: "grant", time, ...asSnapshot(voter.surplus) });
        }
      } else if (message.type === "grant") {
        const isForOlder = voter.by !== context.self || voter.time !== message.time;
        if (isForOlder && flaws.grantsAll !== true) return;
        voter.granted += 1;
        voter.sum += message.sent["all"] ?? 0;
        declare(voter, context);
      } else {
        context.output({ type: "terminated" });
      }
    },
    onTimer(voter, _timer, context) {
      const { to, task } = nextSpawn(voter.workload, context);
      voter.surplus += 1;
      context.send(to, { type: "work", task, time: voter.time, root: "root" });
      ask(voter, context);
    },
    onInput(voter, { task }, context) {
      takeOn(voter.workload, task, context);
      ask(voter, context);
    },
  });
  return machine;

  type Reach = Parameters<NonNullable<typeof machine.onMessage>>[3];

  function ask(voter: Voter, context: Reach): void {
    if (!isPassive(voter.workload)) return;
    voter.time += 1;
    voter.by = context.self;
    voter.granted = 1;
    voter.sum = voter.surplus;
    for (const peer of context.peers.filter((other) => other !== flaws.leavesOut)) {
      context.send(peer, { type: "request", time: voter.time });
      if (flaws.asksTwice === true) context.send(peer, { type: "request", time: voter.time });
    }
    declare(voter, context);
  }

  function declare(voter: Voter, context: Reach): void {
    if (voter.granted !== context.peers.length + 1 || (voter.sum !== 0 && flaws.countsNothing !== true)) return;
    if (context.self === "root") context.output({ type: "terminated" });
    else context.send("root", { type: "over" });
  }
}
