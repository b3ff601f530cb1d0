import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Input,
  type Law,
  type Machine,
  type System,
  type SystemOptions,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type BankInput, openingBalance } from "./bank.ts";
import { chandyLamport } from "./chandy-lamport.ts";
import { chandyLamportLaws, oneMarkerOnEachChannel } from "./chandy-lamport.laws.ts";
import { isCompleteInTheEnd, recordsAsAgreed, recordsEachOnce } from "./snapshot-words.laws.ts";
import {
  cutIsConsistent,
  findsAllTheMoney,
  recordsItsBalance,
  recordsWhatWasInTransit,
  recordsWhatWasInTransitInOrder,
  showsOneCut,
  showsOneCutInOrder,
  transfersGoOutAtOnce,
} from "./snapshot.laws.ts";
import { photographed, randomTransfers, transferred } from "./transfers-to-try.ts";

const busy = [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3), ...fromB()];

describe("a snapshot is consistent, exact and complete, and has a marker on each channel", () => {
  const worlds: readonly (readonly [string, readonly string[], readonly Input[], Partial<SystemOptions>?])[] = [
    ["of one machine alone", ["a"], [photographed("a")]],
    ["of two machines", ["a", "b"], busy],
    ["of two machines that are both asked for it", ["a", "b"], [...busy, photographed("b")]],
    ["twice at the same time", ["a", "b"], [...busy, photographed("b", "1")]],
    ["twice in turn", ["a", "b"], [...busy, photographed("a", "1")]],
    ["of three machines", ["a", "b", "c"], [photographed("a"), transferred("b", "c", 5), transferred("c", "b", 3)]],
    [
      "of a ring",
      ["a", "b", "c"],
      [photographed("a"), transferred("a", "b", 5), transferred("b", "c", 3), transferred("c", "a", 2)],
      { topology: "ring" },
    ],
  ];
  test.for(worlds)("%s", ([, names, inputs, options]) => {
    expect(outcomeOf(tried(chandyLamport, inputs, { names, options }))).toBe("proved");
  });

  test("of a bank of six machines, asked for four times", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const around = names.map((from, place) => ({ from, to: names[(place + 1) % names.length] ?? "" }));
    const channels = [...around, { from: "a", to: "d" }, { from: "d", to: "b" }, { from: "f", to: "c" }];
    const photos = ["a", "c", "f", "c"].map((machine, turn) => ({
      ...photographed(machine, `${turn}`),
      atMs: turn * 15,
    }));
    for (let seed = 0; seed < 5; seed++) {
      const inputs = [...randomTransfers(createRandom(seed), { channels, transfers: 30, everyMs: 3 }), ...photos];
      const system = bankOf(chandyLamport, inputs, {
        names,
        options: { topology: channels.map(({ from, to }) => [from, to]) },
      });
      expect(outcomeOf(sample(system, { laws: chandyLamportLaws(channels), runs: 10, seed }))).toBe("sampled");
    }
  });
});

test("where messages overtake each other, money that was sent after it is in it: three steps", () => {
  const { counterexample } = tried(chandyLamport, [photographed("a"), transferred("a", "b", 5)], {
    options: { channels: "any-order" },
  });
  expect(counterexample).toMatchObject({ law: cutIsConsistent.name, shortest: true });
  expect(counterexample?.schedule).toHaveLength(3);
});

describe("a wrong snapshot breaks", () => {
  const channels = [
    { from: "a", to: "b" },
    { from: "b", to: "a" },
  ];
  const cases: readonly (readonly [string, Law, Flaws])[] = [
    ["the bank, if it sends no money while it waits", transfersGoOutAtOnce, { freezes: true }],
    ["the bank, if it sends money twice", transfersGoOutAtOnce, { paysTwice: true }],
    ["the words, if an output has another shape", recordsAsAgreed(channels), { says: "saved" }],
    ["the words, if it names another snapshot", recordsAsAgreed(channels), { names: "midnight" }],
    ["the words, if it records itself again", recordsAsAgreed(channels), { recordsAgain: true }],
    ["the words, if it records a channel again", recordsAsAgreed(channels), { closesTwice: true }],
    ["the words, if it takes one end for the other", recordsAsAgreed(channels), { namesItself: true }],
    ["the balance, if it is that of the opening", recordsItsBalance, { records: "opening" }],
    ["the balance, if it has more than came", recordsItsBalance, { records: "more" }],
    ["the cut, if the marker comes after money", cutIsConsistent, { marksLate: true }],
    ["the channels, if they are empty", recordsWhatWasInTransit, { recordsNothing: true }],
    ["the channels, if money counts after the marker", recordsWhatWasInTransit, { closesLate: true }],
    ["the order of a channel, if it is turned round", recordsWhatWasInTransitInOrder, { turnsRound: true }],
    ["the money, if channels are empty", findsAllTheMoney(channels), { recordsNothing: true }],
    ["completeness, if only the first sends markers", isCompleteInTheEnd(channels), { marksOnlyIfAsked: true }],
    ["the parts, if an output has another shape", recordsEachOnce(channels), { says: "saved" }],
    ["the parts, if it records a channel again", recordsEachOnce(channels), { closesTwice: true }],
    ["the parts, if only the first sends markers", recordsEachOnce(channels), { marksOnlyIfAsked: true }],
    ["the photo, if the balance is that of the opening", showsOneCut, { records: "opening" }],
    ["the photo, if the marker comes after money", showsOneCut, { marksLate: true }],
    ["the photo, if channels are empty", showsOneCut, { recordsNothing: true }],
    ["the photo, if it turns a channel round", showsOneCutInOrder, { turnsRound: true }],
    ["the count, if only the first sends markers", oneMarkerOnEachChannel(channels), { marksOnlyIfAsked: true }],
    ["the count, if every marker is answered by one", oneMarkerOnEachChannel(channels), { marksAgain: true }],
  ];
  test.for(cases)("%s", ([, law, flaws]) => {
    const { outcome, counterexample } = tried(flawed(flaws), busy, { laws: [law] });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("nothing, if it has no flaw, or only turns channels round where order does not count", () => {
    const together = [recordsEachOnce(channels), showsOneCutInOrder];
    expect(outcomeOf(tried(flawed({}), busy, { laws: [...chandyLamportLaws(channels), ...together] }))).toBe("proved");
    const anyOrder = [recordsWhatWasInTransit, showsOneCut];
    expect(outcomeOf(tried(flawed({ turnsRound: true }), busy, { laws: anyOrder }))).toBe("proved");
  });
});

test("who records while it handles money may do so before it takes it, or after, if that came from inside", () => {
  const told: readonly Input[] = [photographed("a"), transferred("a", "b", 5)];
  const laws = [recordsItsBalance, cutIsConsistent];
  expect(outcomeOf(tried(colouring({ recordsFirst: true }), told, { laws: [...laws, showsOneCut] }))).toBe("proved");
  const late = colouring({ recordsFirst: false });
  expect(tried(late, told, { laws }).counterexample?.law).toBe(cutIsConsistent.name);
  expect(tried(late, told, { laws: [showsOneCut] }).counterexample?.law).toBe(showsOneCut.name);
});

function fromB(): Input[] {
  return [transferred("b", "a", 7), transferred("b", "a", 2)];
}

interface World {
  readonly names?: readonly string[];
  readonly laws?: readonly Law[];
  readonly options?: Partial<SystemOptions> | undefined;
}

function bankOf(machine: AnyMachine, inputs: readonly Input[], { names = ["a", "b"], options }: World): System {
  return defineSystem({ machines: Object.fromEntries(names.map((name) => [name, machine])), inputs, ...options });
}

function tried(machine: AnyMachine, inputs: readonly Input[], world: World = {}): Exploration {
  const system = bankOf(machine, inputs, world);
  return explore(system, { laws: world.laws ?? chandyLamportLaws(system.channels), limits: { states: 50_000 } });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

interface Flaws {
  readonly freezes?: boolean;
  readonly paysTwice?: boolean;
  readonly says?: string;
  readonly names?: string;
  readonly recordsAgain?: boolean;
  readonly closesTwice?: boolean;
  readonly namesItself?: boolean;
  readonly records?: "opening" | "more";
  readonly marksLate?: boolean;
  readonly recordsNothing?: boolean;
  readonly closesLate?: boolean;
  readonly turnsRound?: boolean;
  readonly marksOnlyIfAsked?: boolean;
  readonly marksAgain?: boolean;
}

interface FlawedState {
  balance: number;
  recorded: boolean;
  came: number[];
  markers: string[];
}

/** A machine for two, and for one snapshot, that is right but for the flaws. */
function flawed(flaws: Flaws): Machine<FlawedState, unknown, unknown, BankInput> {
  type Reach = Context<unknown, unknown>;
  const record = (state: FlawedState, wasAsked: boolean, context: Reach): void => {
    if (state.recorded && flaws.recordsAgain !== true) return;
    state.recorded = true;
    const shown = flaws.records === "opening" ? openingBalance : state.balance + (flaws.records === "more" ? 1 : 0);
    context.output({ type: flaws.says ?? "recorded", snapshot: flaws.names ?? "noon", balance: shown });
    if (flaws.marksOnlyIfAsked === true && !wasAsked) return;
    state.markers.push(...context.peers);
    if (flaws.marksLate === true && wasAsked) context.setTimer("mark", 5);
    else mark(state, context);
  };
  const mark = (state: FlawedState, context: Reach): void => {
    for (const to of state.markers.splice(0)) context.send(to, "marker");
  };
  const close = (state: FlawedState, from: string, context: Reach): void => {
    const transfers = flaws.recordsNothing === true ? [] : [...state.came];
    if (flaws.turnsRound === true) transfers.reverse();
    const to = flaws.namesItself === true ? from : context.self;
    const part = { type: "channel", snapshot: "noon", from, to, transfers };
    context.output(part);
    if (flaws.closesTwice === true) context.output(part);
  };
  return defineMachine({
    start: (): FlawedState => ({ balance: openingBalance, recorded: false, came: [], markers: [] }),
    onMessage(state, message, from, context) {
      if (typeof message === "number") {
        state.balance += message;
        return;
      }
      if (message === "marker") {
        record(state, false, context);
        if (flaws.marksAgain === true) context.send(from, "marker");
        if (flaws.closesLate === true) context.setTimer("close", 5);
        else close(state, from, context);
        return;
      }
      const { amount } = Object(message) as { readonly amount: number };
      state.balance += amount;
      if (state.recorded) state.came.push(amount);
    },
    onTimer(state, timer, context) {
      if (timer === "mark") mark(state, context);
      else for (const peer of context.peers) close(state, peer, context);
    },
    onInput(state, input, context) {
      if (input.type === "snapshot") {
        record(state, true, context);
      } else if (flaws.freezes !== true || !state.recorded) {
        state.balance -= input.amount;
        context.send(input.to, { type: "transfer", amount: input.amount });
        if (flaws.paysTwice === true) context.send(input.to, { type: "transfer", amount: input.amount });
      }
    },
  });
}

/** Money tells whether its sender has recorded; no marker does. */
function colouring({ recordsFirst }: { readonly recordsFirst: boolean }): AnyMachine {
  interface Coloured {
    readonly type: "transfer";
    readonly amount: number;
    readonly isRed: boolean;
  }
  interface State {
    balance: number;
    isRed: boolean;
  }
  const turnRed = (state: State, context: Context<Coloured, unknown>): void => {
    if (!state.isRed) context.output({ type: "recorded", snapshot: "noon", balance: state.balance });
    state.isRed = true;
  };
  return defineMachine<State, Coloured, unknown, BankInput>({
    start: () => ({ balance: openingBalance, isRed: false }),
    onMessage(state, { amount, isRed }, _from, context) {
      if (isRed && recordsFirst) turnRed(state, context);
      state.balance += amount;
      if (isRed) turnRed(state, context);
    },
    onInput(state, input, context) {
      if (input.type === "snapshot") return turnRed(state, context);
      state.balance -= input.amount;
      context.send(input.to, { type: "transfer", amount: input.amount, isRed: state.isRed });
    },
  });
}
