import {
  type AnyMachine,
  type Choice,
  type Context,
  type Exploration,
  type Input,
  type Law,
  type MachineId,
  type Schedule,
  type System,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  follow,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { randomJobs } from "./juang-venkatesan.jobs-to-try.ts";
import { type Job, type JobInput, type JobOutput, type Recovered, job } from "./juang-venkatesan.jobs.ts";
import {
  handlesEachJobOnce,
  handlesEachJobOnceUnderAnyCrash,
  juangVenkatesanLaws as laws,
  returnsToTheLine,
  sendsWhatIsNeeded,
} from "./juang-venkatesan.laws.ts";
import { type Message, type Rollback, type State, juangVenkatesan } from "./juang-venkatesan.ts";

const toAndFro = handedAlong("a", "b", "a", "b");
const twoJobs = [asked("a", job("share out", { to: "b", job: job("1") }, { to: "b", job: job("2") })), flush("a")];

describe("all return to the latest line, each job is handled once, and it costs what it must", () => {
  test("on two machines, whenever one crashes, before a flush and after it", () => {
    const inputs = [asked("a", toAndFro), flush("a"), flush("b"), asked("b", handedAlong("b", "a"))];
    expect(outcomeOf(tried(juangVenkatesan, ["a", "b"], inputs))).toBe("proved");
  });

  test("on three machines, for a job that is handed along", () => {
    expect(outcomeOf(tried(juangVenkatesan, ["a", "b", "c"], [asked("a", handedAlong("a", "b", "c"))]))).toBe("proved");
  });

  test("on one machine that has nobody to ask", () => {
    expect(outcomeOf(tried(juangVenkatesan, ["a"], [asked("a", job("1")), flush("a")]))).toBe("proved");
  });

  test("on five busy machines", () => {
    for (const seed of [1, 2, 3]) {
      const names = ["a", "b", "c", "d", "10"];
      const inputs = randomJobs(createRandom(seed), { machines: names, jobs: 6, depth: 3, everyMs: 15 });
      const { outcome, counterexample } = sample(systemOf(juangVenkatesan, names, inputs), { laws, runs: 6 });
      expect(counterexample?.actual ?? outcome).toBe("sampled");
    }
  });
});

test("machines may crash in the middle of a recovery, too: all that is not undone is handled once", () => {
  const judges = [handlesEachJobOnceUnderAnyCrash];
  const inputs = [asked("a", toAndFro), flush("a")];
  expect(outcomeOf(tried(juangVenkatesan, ["a", "b"], inputs, { crashes: 2, judges }))).toBe("proved");
});

test("what waits for the end of a recovery, when a crash ends it, is sent again and handled once", () => {
  const system = systemOf(juangVenkatesan, ["a", "b", "c"], twoJobs, 2);
  const round = ["ba", "bc", "ab", "ac", "ca", "cb"].flatMap(([from = "", to = ""]) => delivered(from, to, 1));
  // b has lost two jobs. a is through and has sent them again, and they wait at b for a last word of c, which crashes instead.
  const schedule: Schedule = [
    { kind: "input", machine: "a", input: 0 },
    ...delivered("a", "b", 2),
    ...crashed("b"),
    ...[round, round, round].flat().slice(0, -1),
    ...delivered("a", "b", 2),
    ...crashed("c"),
    // b hears of that from a, before the last word of the old recovery.
    ...delivered("c", "a", 1),
    ...delivered("a", "b", 1),
  ];
  const { execution, violation } = follow(system, schedule, [handlesEachJobOnceUnderAnyCrash], {
    loosely: true,
    drainSteps: 200,
  });
  const outputs = execution.events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
  expect(violation?.actual).toBeUndefined();
  expect(outputs.filter((output) => output.includes("recovered")).length).toBeGreaterThan(3);
  expect(execution.schedule.slice(0, schedule.length)).toEqual(schedule);
});

describe("a wrong recovery breaks", () => {
  const talk = { type: "talk" };
  const cases: readonly (readonly [string, Law, AnyMachine])[] = [
    ["the line, if nobody goes back", returnsToTheLine, saying((count) => ({ ...count, sent: 99 }))],
    ["the line, if all is undone for nothing", returnsToTheLine, saying((count) => ({ ...count, sent: 0 }))],
    ["the line, if it keeps what it does not have", returnsToTheLine, showing(({ kept }) => [recovered(kept + 1)])],
    ["the line, if it is said twice", returnsToTheLine, showing(({ kept }) => [recovered(kept), recovered(kept)])],
    ["the line, if it goes on before", returnsToTheLine, showing(({ kept }) => [handled("1"), recovered(kept)])],
    ["the end, if it is never said", handlesEachJobOnce, showing(() => [])],
    ["the end, if nothing is sent again", handlesEachJobOnce, saying((count) => ({ ...count, received: 99 }))],
    ["the jobs, if one is made up", handlesEachJobOnce, showing(({ kept }) => [recovered(kept), handled("7")])],
    ["the jobs, if outputs have another shape", handlesEachJobOnce, showing(() => ["recovered"])],
    ["the cost, if all is sent again", sendsWhatIsNeeded, saying((count) => ({ ...count, received: 0 }))],
    ["the cost, if a word is one too many", sendsWhatIsNeeded, twisted({ send: (message) => [message, talk] })],
  ];
  test.for(cases)("%s", ([, law, machine]) => {
    const { counterexample } = tried(machine, ["a", "b"], twoJobs, { judges: [law] });
    expect(counterexample?.law).toBe(law.name);
  });

  test("and what all of them change is right without the change", () => {
    expect(outcomeOf(tried(twisted({}), ["a", "b"], twoJobs))).toBe("proved");
  });
});

test("in a recovery of N machines each channel carries N messages, and none without a crash", () => {
  const talks = twisted({ send: (message) => (message.type === "work" ? [message, { type: "talk" }] : [message]) });
  const { counterexample } = tried(talks, ["a", "b"], [asked("a", toAndFro)], { judges: [sendsWhatIsNeeded] });
  expect(counterexample).toMatchObject({ expected: "a sends b nothing but work now", schedule: { length: 1 } });
});

interface Options {
  readonly crashes?: number;
  readonly judges?: readonly Law[];
}

function tried(
  machine: AnyMachine,
  names: readonly MachineId[],
  inputs: readonly Input[],
  { crashes = 1, judges = laws }: Options = {},
): Exploration {
  return explore(systemOf(machine, names, inputs, crashes), { laws: judges, limits: { states: 40_000 } });
}

function systemOf(machine: AnyMachine, names: readonly MachineId[], inputs: readonly Input[], crashes = 1): System {
  const machines = Object.fromEntries(names.map((name) => [name, machine]));
  return defineSystem({ machines, channels: "fifo", inputs, faults: { crashes } });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample?.actual ?? outcome;
}

function asked(machine: MachineId, what: Job): Input {
  return at(machine, { type: "job", job: what });
}

function flush(machine: MachineId): Input {
  return at(machine, { type: "flush" });
}

function crashed(machine: MachineId): Schedule {
  return [
    { kind: "crash", machine },
    { kind: "restart", machine },
  ];
}

function delivered(from: MachineId, to: MachineId, times: number): Choice[] {
  return Array.from({ length: times }, () => ({ kind: "deliver", from, to, nth: 0 }));
}

/** A job that is handed from one to the next, whose names are their places. */
function handedAlong(...machines: readonly MachineId[]): Job {
  const [last, ...others] = machines.map((machine, place) => ({ machine, name: `${place + 1}` })).toReversed();
  let next = { to: last?.machine ?? "", job: job(last?.name ?? "") };
  for (const { machine, name } of others) next = { to: machine, job: job(name, next) };
  return next.job;
}

/** The right machine, with other counts in what it says in a round. */
function saying(change: (rollback: Rollback) => Rollback): AnyMachine {
  return twisted({ send: (message) => [message.type === "rollback" ? change(message) : message] });
}

/** The right machine, with other outputs where it says what it keeps. */
function showing(change: (output: Recovered) => readonly unknown[]): AnyMachine {
  return twisted({ output: (output) => (output.type === "recovered" ? change(output) : [output]) });
}

function recovered(kept: number): Recovered {
  return { type: "recovered", kept };
}

function handled(name: string): JobOutput {
  return { type: "handled", from: null, job: name };
}

interface Twist {
  send?(message: Message): readonly (Message | { readonly type: string })[];
  output?(output: JobOutput): readonly unknown[];
}

/** The right machine, with other messages and outputs. What is no message of its own does nothing when it arrives. */
function twisted({ send = (message) => [message], output = (value) => [value] }: Twist): AnyMachine {
  type Sent = Message | { readonly type: string };
  const own = (context: Context<Sent, unknown>): Context<Message, JobOutput> => ({
    ...context,
    send: (to, message) => send(message).forEach((other) => context.send(to, other)),
    output: (value) => output(value).forEach((other) => context.output(other)),
  });
  const isOwn = (message: Sent): message is Message => message.type === "work" || message.type === "rollback";
  return defineMachine<State, Sent, unknown, JobInput>({
    start: (context) => juangVenkatesan.start(own(context)),
    onMessage(state, message, from, context) {
      if (isOwn(message)) juangVenkatesan.onMessage?.(state, message, from, own(context));
    },
    onInput: (state, input, context) => juangVenkatesan.onInput?.(state, input, own(context)),
  });
}
