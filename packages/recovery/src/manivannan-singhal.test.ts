import {
  type AnyMachine,
  type Exploration,
  type Faults,
  type Input,
  type Law,
  type MachineId,
  type System,
  at,
  createRandom,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Job, job } from "./juang-venkatesan.jobs.ts";
import { randomPeriods } from "./manivannan-singhal.jobs-to-try.ts";
import {
  asksNobody,
  everyLineFits,
  goesBackToTheLine,
  handlesWhatCounts,
  manivannanSinghalLaws,
  savesWhatIsNeeded,
} from "./manivannan-singhal.laws.ts";
import { type Message, type State, manivannanSinghal } from "./manivannan-singhal.ts";

const toAndFro = job("1", { to: "b", job: job("2", { to: "a", job: job("3") }) });
const handedOn = job("1", { to: "b", job: job("2", { to: "c", job: job("3") }) });

describe("Manivannan–Singhal keeps its laws in every order of messages", () => {
  const worlds: readonly (readonly [string, readonly MachineId[], readonly Input[], Faults])[] = [
    ["nobody crashes", ["a", "b"], [period("a", 1), asked("a", toAndFro), period("b", 2)], {}],
    ["one of two crashes", ["a", "b"], [period("a", 1), asked("a", toAndFro), period("b", 2)], { crashes: 1 }],
    [
      "one crashes, and something is lost",
      ["a", "b"],
      [period("a", 1), asked("a", toAndFro)],
      { crashes: 1, drops: 2 },
    ],
    [
      "two crashes",
      ["a", "b"],
      [period("a", 1), asked("a", job("1", { to: "b", job: job("2") })), period("a", 3)],
      { crashes: 2 },
    ],
    ["one of three crashes", ["a", "b", "c"], [period("a", 1), asked("a", handedOn), period("b", 3)], { crashes: 1 }],
    ["one that is alone crashes", ["a"], [period("a", 1), asked("a", job("1"))], { crashes: 2 }],
  ];
  test.for(worlds)("%s", ([, names, inputs, faults]) => {
    const system = systemOf(manivannanSinghal, names, inputs, faults);
    expect(outcomeOf(explore(system, { laws: manivannanSinghalLaws(inputs) }))).toBe("proved");
  });

  test("on seeds: five machines, up to three crashes, two lost messages", () => {
    for (let seed = 0; seed < 6; seed++) {
      const names = ["a", "b", "c", "d", "e"];
      const inputs = randomPeriods(createRandom(seed), { machines: names, jobs: 10, depth: 3, everyMs: 20 });
      const system = systemOf(manivannanSinghal, names, inputs, { crashes: seed % 4, drops: 2 });
      expect(outcomeOf(sample(system, { laws: manivannanSinghalLaws(inputs), runs: 5, seed }))).toBe("sampled");
    }
  });
});

describe("a wrong machine breaks", () => {
  const inputs = [period("a", 1), asked("a", toAndFro), period("b", 2)];
  const fits = everyLineFits(inputs);
  const handles = handlesWhatCounts(inputs);
  const saves = savesWhatIsNeeded(inputs);
  const back = goesBackToTheLine(inputs);
  const cases: readonly (readonly [string, Law, Flaws])[] = [
    ["the lines, if it saves for no message", fits, { hears: (message) => ({ ...message, number: 0 }) }],
    ["the lines, if it goes back to its newest checkpoint", fits, { hears: (message) => ({ ...message, line: 9 }) }],
    ["the handling, if it throws work away", handles, { isDeaf: true }],
    ["the handling, if it does work twice", handles, { repeats: "handled" }],
    ["the handling, if it says another sender", handles, { says: { from: "c" } }],
    ["the handling, if it miscounts", handles, { says: { done: 0 } }],
    [
      "the handling, if it handles what is undone",
      handles,
      { hears: (message, state) => ({ ...message, incarnation: state.lines.length }) },
    ],
    ["the saving, if it saves twice", saves, { repeats: "saved" }],
    ["the saving, if it says another number", saves, { says: { number: 7 } }],
    ["the saving, if it keeps silent", saves, { hides: "saved" }],
    ["the recovery, if it keeps silent", back, { hides: "recovered" }],
    ["the recovery, if it goes back twice", back, { repeats: "recovered" }],
    ["the recovery, if it goes elsewhere", back, { says: { number: 7 } }],
    [
      "the recovery, if it goes back too late",
      back,
      {
        hears: (message, state) =>
          message.type === "work"
            ? { ...message, incarnation: Math.min(message.incarnation, state.lines.length) }
            : message,
      },
    ],
    ["the recovery, if an output has another shape", back, { says: { type: "done" } }],
    ["the cost, if it tells nobody", asksNobody, { isMute: true }],
    ["the cost, if it tells twice", asksNobody, { repeatsMessages: true }],
  ];
  test.for(cases)("%s", ([, law, flaws]) => {
    const wrong = systemOf(flawed(flaws), ["a", "b"], inputs, { crashes: 1 });
    const { counterexample } = explore(wrong, { laws: [law], limits: { states: 20_000 } });
    expect(counterexample?.law).toBe(law.name);
  });

  test("the handling, if it compares with the last line only", () => {
    const sleeper = [period("a", 1), asked("a", job("1", { to: "b", job: job("2") })), period("a", 3)];
    const hears = (message: Message, { lines }: State): Message => {
      const isOld = message.incarnation < lines.length;
      return isOld ? { ...message, incarnation: lines.length - 1 } : message;
    };
    const system = systemOf(flawed({ hears }), ["a", "b"], sleeper, { crashes: 2 });
    const { counterexample } = explore(system, { laws: manivannanSinghalLaws(sleeper) });
    expect(counterexample?.actual).toBe('b handles "2"');
    expect(counterexample?.schedule).toHaveLength(10);
  });
});

test("laws refuse jobs of one name", () => {
  expect(() => everyLineFits([asked("a", job("1")), asked("b", job("1"))])).toThrow(/two are called "1"/);
});

interface Flaws {
  readonly hears?: (message: Message, state: State) => Message;
  readonly isDeaf?: boolean;
  readonly isMute?: boolean;
  readonly hides?: string;
  readonly repeats?: string;
  readonly repeatsMessages?: boolean;
  readonly says?: object;
}

/** Our machine, with what it hears and says spoilt. */
function flawed(flaws: Flaws): AnyMachine {
  const { hears = (message: Message) => message, isDeaf, isMute, hides, repeats, repeatsMessages, says } = flaws;
  const spoil = (context: Parameters<AnyMachine["start"]>[0]): Parameters<typeof manivannanSinghal.start>[0] => ({
    ...context,
    output(value) {
      if (value.type === hides) return;
      context.output(says === undefined ? value : { ...value, ...says });
      if (value.type === repeats) context.output(value);
    },
    send(to, message) {
      if (message.type === "rollback" && isMute === true) return;
      context.send(to, message);
      if (message.type === "rollback" && repeatsMessages === true) context.send(to, message);
    },
  });
  return {
    start: (context) => manivannanSinghal.start(spoil(context)),
    onMessage(state, message, from, context) {
      const own = state as State;
      const heard = hears(message as Message, own);
      if (isDeaf !== true) manivannanSinghal.onMessage?.(own, heard, from, spoil(context));
    },
    onInput: (state, input, context) =>
      manivannanSinghal.onInput?.(
        state as State,
        input as Parameters<NonNullable<typeof manivannanSinghal.onInput>>[1],
        spoil(context),
      ),
  };
}

function period(machine: MachineId, number: number): Input {
  return at(machine, { type: "period", number });
}

function asked(machine: MachineId, what: Job): Input {
  return at(machine, { type: "job", job: what });
}

function systemOf(machine: AnyMachine, names: readonly MachineId[], inputs: readonly Input[], faults: Faults): System {
  const machines = Object.fromEntries(names.map((name) => [name, machine]));
  return defineSystem({ machines, channels: "any-order", inputs, faults });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
