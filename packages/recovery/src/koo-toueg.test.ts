import {
  type AnyMachine,
  type Context,
  type Event,
  type Exploration,
  type Input,
  type Law,
  type MachineId,
  type System,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  sample,
  simulate,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  checkpointsAreDecided,
  kooTouegLaws as laws,
  lineHasNoOrphan,
  onlyThoseSaveThatMust,
  threeMessagesForEachRequest,
  workGoesOn,
} from "./koo-toueg.laws.ts";
import { type Labels, whoGoesBack } from "./koo-toueg.rollback.ts";
import { fillsUp, randomRun, saves, sends } from "./koo-toueg.runs-to-try.ts";
import { type Message, type State, kooToueg } from "./koo-toueg.ts";
import type { CheckpointOutput, WorkerInput } from "./koo-toueg.workers.ts";
import { type Histories, type HistoryEvent, recoveryLine } from "./recovery-line.ts";

const three = ["a", "b", "c"];
const savedBefore = [sends("b", "a"), saves("b"), sends("b", "a"), saves("a")];
const alongThree = [sends("c", "b", 3), sends("b", "a", 2), saves("a")];

describe("the line has no orphan, nobody saves who need not, all decide alike, and work goes on", () => {
  test("for messages along three machines, whatever else is sent, and whichever disk is full", () => {
    for (const more of [sends("b", "c"), sends("a", "c"), fillsUp("b"), fillsUp("c"), fillsUp("a")]) {
      expect(outcomeOf(tried(kooToueg, three, [...alongThree, more]))).toBe("proved");
    }
  });

  test("for machines that have received something of each other", () => {
    const inputs = [sends("a", "b"), sends("b", "a"), sends("c", "b"), sends("a", "c"), saves("a")];
    expect(outcomeOf(tried(kooToueg, three, inputs))).toBe("proved");
  });

  test("for a hundred messages and several saves on six machines", () => {
    const names = ["a", "b", "c", "d", "9", "10"];
    for (const seed of [1, 2, 3]) {
      const inputs = randomRun(createRandom(seed), { machines: names, work: 100, everyMs: 10, saveEveryMs: 150 });
      expect(outcomeOf(sample(systemOf(kooToueg, names, inputs), { laws, runs: 4 }))).toBe("sampled");
    }
  });
});

test("if the next save is asked for before the last is over, the line has no orphan in the end nevertheless", () => {
  const names = ["a", "b", "c", "d"];
  for (let seed = 0; seed < 20; seed++) {
    const inputs = randomRun(createRandom(seed), { machines: names, work: 40, everyMs: 10, saveEveryMs: 25 });
    const fromA = inputs.map((input) => (Object(input.input).type === "save" ? { ...input, machine: "a" } : input));
    const { events } = simulate(systemOf(kooToueg, names, fromA), { seed });
    const histories = historiesOf(events, names);
    // Back to the permanent checkpoints, all of them.
    const lines = Object.entries(histories).map(([machine, { events, saved }]) => [
      machine,
      { events, saved: saved.slice(0, 1) },
    ]);
    const permanent = Object.fromEntries(Object.entries(histories).map(([machine, { saved }]) => [machine, saved[0]]));
    expect(recoveryLine(Object.fromEntries(lines))).toEqual(permanent);
  }
});

describe("a wrong one breaks", () => {
  const cases: readonly (readonly [string, Law, AnyMachine, readonly Input[]])[] = [
    ["the line, if nobody else saves", lineHasNoOrphan, labelled(0), [sends("b", "a"), saves("a")]],
    ["the need, if somebody saves for what is saved", onlyThoseSaveThatMust, labelled(99), savedBefore],
    ["the end, if no reply is sent", checkpointsAreDecided, sending(without("reply")), alongThree],
    ["the decision, if it is not passed on", checkpointsAreDecided, sending(without("decision")), alongThree],
    ["the outputs, if they have another shape", checkpointsAreDecided, showing(() => ["saved"]), alongThree],
    ["the outputs, if a total is off", checkpointsAreDecided, showing((output) => [off(output)]), alongThree],
    ["the outputs, if one is doubled", checkpointsAreDecided, showing((output) => [output, output]), alongThree],
    ["the work, if it is not sent", workGoesOn, sending(without("work")), alongThree],
    ["the work, if it is sent twice", workGoesOn, sending((message) => [message, message]), alongThree],
    ["the cost, if a decision is told twice", threeMessagesForEachRequest, sending(twice("decision")), alongThree],
  ];
  test.for(cases)("%s", ([, law, machine, inputs]) => {
    const { counterexample } = tried(machine, three, inputs, [law]);
    expect(counterexample?.law).toBe(law.name);
    expect(outcomeOf(tried(kooToueg, three, inputs, [law]))).toBe("proved");
  });
});

describe("when a machine has crashed and goes back to its checkpoint", () => {
  const names = ["a", "b", "c", "d"];
  const runs = Array.from({ length: 30 }, (_, seed) => {
    const inputs = randomRun(createRandom(seed), { machines: names, work: 24, everyMs: 30, saveEveryMs: 200 });
    return historiesOf(simulate(systemOf(kooToueg, names, inputs), { seed }).events, names);
  });

  test("those go back with it that would keep an orphan, and nobody else", () => {
    for (const histories of runs) {
      for (const crashed of names) {
        expect(whoGoesBack(crashed, labelsOf(histories)).toSorted()).toEqual(mustGoBack(histories, crashed));
      }
    }
  });

  test("if “nothing sent before” counts as more than every label, orphans are kept", () => {
    const isWrong = (histories: Histories, crashed: MachineId): boolean => {
      const labels = Object.entries(labelsOf(histories)).map(([machine, { sentBefore, receivedSince }]) => {
        const top = Object.fromEntries(names.map((name) => [name, sentBefore[name] ?? Infinity]));
        return [machine, { sentBefore: top, receivedSince }] as const;
      });
      return whoGoesBack(crashed, Object.fromEntries(labels)).length < mustGoBack(histories, crashed).length;
    };
    expect(runs.some((histories) => names.some((crashed) => isWrong(histories, crashed)))).toBe(true);
  });
});

/** What each has done in a run, and where it can go back to: its permanent checkpoint, or to where it is. */
function historiesOf(events: readonly Event[], names: readonly MachineId[]): Histories {
  return Object.fromEntries(
    names.map((machine) => {
      const all: HistoryEvent[] = [];
      let tentative = 0;
      let permanent = 0;
      for (const { observations } of events.filter((event) => event.machine === machine)) {
        for (const seen of observations) {
          if (seen.kind === "deliver" && isWork(seen.message)) all.push({ from: seen.from, to: [] });
          if (seen.kind === "send" && isWork(seen.message)) all.push({ from: null, to: [seen.to] });
          if (seen.kind !== "output") continue;
          const { type } = Object(seen.output) as CheckpointOutput;
          if (type === "tentative") tentative = all.length;
          if (type === "permanent") permanent = tentative;
        }
      }
      return [machine, { events: all, saved: [permanent, all.length] }];
    }),
  );
}

function labelsOf(histories: Histories): Record<MachineId, Labels> {
  return Object.fromEntries(
    Object.entries(histories).map(
      ([
        machine,
        {
          events,
          saved: [permanent = 0],
        },
      ]) => {
        const sentBefore: Record<MachineId, number> = {};
        const receivedSince: Record<MachineId, number> = {};
        for (const to of events.slice(0, permanent).flatMap((event) => event.to))
          sentBefore[to] = (sentBefore[to] ?? 0) + 1;
        for (const { from } of events.slice(permanent)) {
          if (from !== null) receivedSince[from] = events.filter((event) => event.from === from).length;
        }
        return [machine, { sentBefore, receivedSince }];
      },
    ),
  );
}

/** Worked out from the histories: the one that crashed, and who is not where it was in the latest line. */
function mustGoBack(histories: Histories, crashed: MachineId): MachineId[] {
  const afterCrash = Object.entries(histories).map(([machine, { events, saved }]) => [
    machine,
    { events, saved: machine === crashed ? saved.slice(0, 1) : saved },
  ]);
  const line = recoveryLine(Object.fromEntries(afterCrash));
  const isBack = (machine: MachineId): boolean =>
    machine === crashed || line[machine] !== histories[machine]?.saved.at(-1);
  return Object.keys(histories).filter(isBack).toSorted();
}

function tried(
  machine: AnyMachine,
  names: readonly MachineId[],
  inputs: readonly Input[],
  judges: readonly Law[] = laws,
): Exploration {
  return explore(systemOf(machine, names, inputs), { laws: judges, limits: { states: 40_000 } });
}

function systemOf(machine: AnyMachine, names: readonly MachineId[], inputs: readonly Input[]): System {
  return defineSystem({ machines: Object.fromEntries(names.map((name) => [name, machine])), channels: "fifo", inputs });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample?.actual ?? outcome;
}

type Sending = (message: Message) => readonly Message[];

function without(type: Message["type"]): Sending {
  return (message) => (message.type === type ? [] : [message]);
}

function twice(type: Message["type"]): Sending {
  return (message) => (message.type === type ? [message, message] : [message]);
}

/** The right machine, but that every request has this label. */
function labelled(label: number): AnyMachine {
  return sending((message) => [message.type === "request" ? { ...message, label } : message]);
}

function off(output: CheckpointOutput): CheckpointOutput {
  return output.type === "permanent" ? { ...output, total: output.total + 1 } : output;
}

/** The right machine, with other messages. */
function sending(send: Sending): AnyMachine {
  return twisted({ send, output: (output) => [output] });
}

/** The right machine, with other outputs. */
function showing(output: (output: CheckpointOutput) => readonly unknown[]): AnyMachine {
  return twisted({ send: (message) => [message], output });
}

function twisted({
  send,
  output,
}: {
  readonly send: Sending;
  output(output: CheckpointOutput): readonly unknown[];
}): AnyMachine {
  const own = (context: Context<Message, unknown>): Context<Message, CheckpointOutput> => ({
    ...context,
    send: (to, message) => send(message).forEach((other) => context.send(to, other)),
    output: (value) => output(value).forEach((other) => context.output(other)),
  });
  return defineMachine<State, Message, unknown, WorkerInput>({
    start: (context) => kooToueg.start(own(context)),
    onMessage: (state, message, from, context) => kooToueg.onMessage?.(state, message, from, own(context)),
    onInput: (state, input, context) => kooToueg.onInput?.(state, input, own(context)),
  });
}

function isWork(message: unknown): boolean {
  return Object(message).type === "work";
}
