import {
  at,
  type AnyMachine,
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
import { dijkstraScholten, type Message, type State } from "./dijkstra-scholten.ts";
import {
  allWorkIsAnswered,
  busyMachinesHangOnTheRoot,
  dijkstraScholtenLaws,
  oneSignalEach,
  signalsAnswerWork,
  signalsAreInAtDeclaration,
} from "./dijkstra-scholten.laws.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import {
  handsOutItsTasks,
  isNeverTooEarly,
  isSaidInTheEnd,
  onlyTheRootSaysSo,
  terminationLaws,
} from "./termination.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task } from "./workload.ts";

const laws = [...terminationLaws, ...dijkstraScholtenLaws];

describe("Dijkstra–Scholten keeps its laws in every order of messages", () => {
  test("for every task of up to three pieces, on up to three machines", () => {
    for (const machines of [["root"], ["root", "a"], ["root", "a", "b"]]) {
      for (const pieces of machines.length === 1 ? [0] : [0, 1, 2, 3]) {
        for (const load of everyTask({ machines, root: "root", pieces })) {
          expect(outcomeOf(explore(systemOf(dijkstraScholten, machines, load), { laws }))).toBe("proved");
        }
      }
    }
  });

  test("for work that comes from two sides and goes round, on four machines", () => {
    expect(outcomeOf(explore(systemOf(dijkstraScholten, ["root", "a", "b", "c"], twoSides), { laws }))).toBe("proved");
    expect(outcomeOf(explore(systemOf(dijkstraScholten, ["root", "a", "b", "c"], round), { laws }))).toBe("proved");
  });

  test("for random tasks of forty pieces, on seven machines", () => {
    const machines = ["root", "a", "b", "c", "d", "e", "f"];
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines, pieces: 40 });
      expect(outcomeOf(sample(systemOf(dijkstraScholten, machines, load), { laws, runs: 5, seed }))).toBe("sampled");
    }
  });
});

test("nothing is left in a machine when it is over: it could start anew", () => {
  const { events } = simulate(systemOf(dijkstraScholten, ["root", "a", "b"], twoPieces), { seed: 3 });
  const last = new Map(events.map(({ machine, state }) => [machine, state]));
  for (const state of last.values()) expect(state).toEqual({ parent: undefined, deficit: 0, workload: [] });
});

describe("a wrong detector breaks", () => {
  const cases: readonly (readonly [string, Law, AnyMachine, Task])[] = [
    ["safety, if it answers at once", isNeverTooEarly, wrong({ answersAtOnce: true }), twoPieces],
    ["safety, if it leaves with signals missing", isNeverTooEarly, wrong({ ignoresDeficit: true }), twoPieces],
    ["safety, if it leaves at work", isNeverTooEarly, wrong({ ignoresWork: true }), twoPieces],
    ["liveness, if work in the tree has no answer", isSaidInTheEnd, wrong({ answersOnlyTheFirst: true }), twoPieces],
    ["the tree, if it leaves with signals missing", busyMachinesHangOnTheRoot, wrong({ ignoresDeficit: true }), round],
    ["the tree, if it moves under the newest sender", busyMachinesHangOnTheRoot, wrong({ moves: true }), round],
    ["the count, if work in the tree has no answer", oneSignalEach, wrong({ answersOnlyTheFirst: true }), twoPieces],
    ["the answers, if work in the tree has none", allWorkIsAnswered, wrong({ answersOnlyTheFirst: true }), twoPieces],
    [
      "the count at declaration, if it leaves with signals missing",
      signalsAreInAtDeclaration,
      wrong({ ignoresDeficit: true }),
      twoPieces,
    ],
    ["the meaning of a signal, if it sends two", signalsAnswerWork, wrong({ signalsTwice: true }), twoPieces],
    [
      "the meaning of a signal, if it goes to somebody else",
      signalsAnswerWork,
      wrong({ signalsToRoot: true }),
      twoSides,
    ],
    ["the work, if it makes some up", handsOutItsTasks, wrong({ makesWorkUp: true }), twoPieces],
    ["the work, if it hands out another task", handsOutItsTasks, wrong({ emptiesTasks: true }), twoPieces],
    ["the output, if every machine speaks", onlyTheRootSaysSo, wrong({ everybodySpeaks: true }), twoPieces],
    ["the output, if it speaks twice", onlyTheRootSaysSo, wrong({ speaksTwice: true }), twoPieces],
    ["the output, if it has another shape", onlyTheRootSaysSo, wrong({ says: "done" }), twoPieces],
  ];
  test.for(cases)("%s", ([, law, machine, load]) => {
    const system = systemOf(machine, ["root", "a", "b", "c"], load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 20_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
    expect(outcomeOf(explore(systemOf(wrong({}), ["root", "a", "b", "c"], load), { laws }))).toBe("proved");
  });

  test("safety in four steps, if it answers at once", () => {
    const load = task({ to: "a", task: task({ to: "b" }) });
    const { counterexample } = explore(systemOf(wrong({ answersAtOnce: true }), ["root", "a", "b"], load), {
      laws: [isNeverTooEarly],
    });
    expect(counterexample).toMatchObject({
      shortest: true,
      actual: 'root said it although a has yet to send { type: "work", … } to b',
    });
    expect(counterexample?.schedule).toHaveLength(4);
  });
});

test("whoever changes a task reads which one was to be sent", () => {
  const load = task({ to: "a", task: task({ to: "b" }) });
  const { counterexample } = explore(systemOf(wrong({ emptiesTasks: true }), ["root", "a", "b"], load), {
    laws: [handsOutItsTasks],
  });
  expect(counterexample).toMatchObject({
    expected: 'root sends a { type: "work", task: { spawns: [{ to: "b", task: { spawns: [] } }] } }',
    actual: 'root sent a { type: "work", task: { spawns: [] } }',
  });
});

const twoPieces = task({ to: "a" }, { to: "a", task: task({ to: "root" }) });
const round = task({
  to: "a",
  task: task({ to: "b", task: task({ to: "c", task: task({ to: "a", task: task({ to: "root" }) }) }) }),
});
const twoSides = task(
  { to: "a", task: task({ to: "c", task: task({ to: "root" }) }) },
  { to: "b", task: task({ to: "c", task: task({ to: "a" }) }) },
);

function systemOf(machine: AnyMachine, names: readonly MachineId[], load: Task): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: [at("root", { type: "begin", task: load })],
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

interface Flaws {
  readonly answersAtOnce?: boolean;
  readonly answersOnlyTheFirst?: boolean;
  readonly ignoresDeficit?: boolean;
  readonly ignoresWork?: boolean;
  readonly moves?: boolean;
  readonly signalsTwice?: boolean;
  readonly signalsToRoot?: boolean;
  readonly makesWorkUp?: boolean;
  readonly emptiesTasks?: boolean;
  readonly everybodySpeaks?: boolean;
  readonly speaksTwice?: boolean;
  readonly says?: string;
}

/** A right detector but for the flaws: none of them, and it is right. */
function wrong(flaws: Flaws): Machine<State, Message, { type: string }, Begin> {
  const speak = (context: { output(value: { type: string }): void }): void =>
    context.output({ type: flaws.says ?? "terminated" });
  const machine = defineMachine<State, Message, { type: string }, Begin>({
    start: () => ({ parent: undefined, deficit: 0, workload: [] }),
    onMessage(state, message, from, context) {
      const signal = (to: MachineId): void =>
        context.send(flaws.signalsToRoot === true && context.self !== "root" ? "root" : to, { type: "signal" });
      if (message.type === "signal") {
        state.deficit -= 1;
      } else if (flaws.answersAtOnce === true) {
        signal(from);
      } else if (state.parent === undefined) {
        state.parent = from;
      } else if (flaws.moves === true && state.parent !== context.self) {
        signal(state.parent);
        state.parent = from;
      } else if (flaws.answersOnlyTheFirst !== true) {
        signal(from);
      }
      if (message.type === "work") takeOn(state.workload, message.task, context);
      leave(state, context);
    },
    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task: flaws.emptiesTasks === true ? { spawns: [] } : task });
      if (flaws.makesWorkUp === true) context.send(to, { type: "work", task });
      state.deficit += 1;
    },
    onInput(state, { task }, context) {
      state.parent = context.self;
      takeOn(state.workload, task, context);
      leave(state, context);
    },
  });
  return machine;

  function leave(state: State, context: Parameters<NonNullable<typeof machine.onMessage>>[3]): void {
    const isWaiting = state.deficit > 0 && flaws.ignoresDeficit !== true;
    const isWorking = !isPassive(state.workload) && flaws.ignoresWork !== true;
    if (state.parent === undefined || isWaiting || isWorking) return;
    const isRoot = state.parent === context.self;
    if (isRoot || flaws.everybodySpeaks === true) speak(context);
    if (isRoot && flaws.speaksTwice === true) speak(context);
    if (!isRoot) context.send(flaws.signalsToRoot === true ? "root" : state.parent, { type: "signal" });
    if (!isRoot && flaws.signalsTwice === true) context.send(state.parent, { type: "signal" });
    state.parent = undefined;
  }
}
