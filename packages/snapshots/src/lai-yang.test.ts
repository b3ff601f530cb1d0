import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Input,
  type Law,
  type System,
  createRandom,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Recording } from "./bank.ts";
import { type Message, laiYang } from "./lai-yang.ts";
import { laiYangLaws, oneMessageThereAndOneBack } from "./lai-yang.laws.ts";
import { isCompleteInTheEnd } from "./snapshot-words.laws.ts";
import { cutIsConsistent, recordsWhatWasInTransit } from "./snapshot.laws.ts";
import { photographed, randomTransfers, transferred } from "./transfers-to-try.ts";

describe("where messages overtake each other, a snapshot is consistent, exact and complete", () => {
  const two = ["a", "b"];
  const three = ["a", "b", "c"];
  const late = [transferred("b", "a", 7), transferred("b", "a", 2), transferred("b", "a", 7)];
  const worlds: readonly (readonly [string, readonly string[], readonly Input[]])[] = [
    ["of one machine alone", ["a"], [photographed("a")]],
    ["of two machines", two, [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3), ...late]],
    [
      "twice in turn",
      two,
      [photographed("a"), transferred("a", "b", 3), photographed("a", "1"), late[0]].flatMap((each) => each ?? []),
    ],
    [
      "twice at the same time",
      two,
      [photographed("a"), transferred("a", "b", 3), photographed("b", "1"), transferred("b", "a", 7)],
    ],
    ["of three machines that send nothing", three, [photographed("a")]],
    ["of three machines", three, [photographed("a"), transferred("b", "c", 5), transferred("c", "b", 3)]],
    ["of three machines, twice", three, [photographed("a"), photographed("b", "1"), transferred("c", "b", 3)]],
  ];
  test.for(worlds)("%s", ([, names, inputs]) => {
    expect(outcomeOf(tried(laiYang, inputs, { names }))).toBe("proved");
  });

  test("of a bank of five machines, asked for four times", () => {
    const names = ["a", "b", "c", "d", "e"];
    const { channels } = bankOf(laiYang, [], names);
    const photos = ["a", "c", "e", "c"].map((machine, turn) => ({
      ...photographed(machine, `${turn}`),
      atMs: turn * 15,
    }));
    for (let seed = 0; seed < 5; seed++) {
      const transfers = randomTransfers(createRandom(seed), { channels, transfers: 30, everyMs: 3 });
      const system = bankOf(laiYang, [...transfers, ...photos], names);
      expect(outcomeOf(sample(system, { laws: laiYangLaws(channels), runs: 10, seed }))).toBe("sampled");
    }
  });
});

describe("a wrong snapshot breaks", () => {
  const red = [photographed("a"), transferred("a", "b", 5)];
  const white = [photographed("a"), transferred("b", "a", 5)];
  const { channels } = bankOf(laiYang, [], ["a", "b"]);
  const isComplete = isCompleteInTheEnd(channels);
  const cases: readonly (readonly [string, Law, LaiYang, readonly Input[], number])[] = [
    ["the cut, if red money is taken before the recording", cutIsConsistent, recordingLate(), red, 3],
    ["the cut, if money has no colour", cutIsConsistent, sending(withoutColour), red, 3],
    ["the channels, if histories are not reported", recordsWhatWasInTransit, sending(withoutHistory), white, 4],
    ["completeness, if nobody is woken", isComplete, sending(withoutWaking), [photographed("a")], 1],
    ["the cost, if everybody is woken twice", oneMessageThereAndOneBack, wakingTwice(), white, 1],
  ];
  test.for(cases)("%s", ([, law, machine, inputs, steps]) => {
    const { counterexample } = tried(machine, inputs, { laws: [law] });
    expect(counterexample?.law).toBe(law.name);
    expect(counterexample?.schedule).toHaveLength(steps);
  });
});

type LaiYang = typeof laiYang;

/** The same machine, but what it sends is changed on the way out, or left out. */
function sending(change: (message: Message) => Message | undefined): LaiYang {
  const through = (context: Context<Message, Recording>): Context<Message, Recording> => ({
    ...context,
    send(to, message) {
      const changed = change(message);
      if (changed !== undefined) context.send(to, changed);
    },
  });
  return {
    ...laiYang,
    onMessage: (state, message, from, context) => laiYang.onMessage?.(state, message, from, through(context)),
    onInput: (state, input, context) => laiYang.onInput?.(state, input, through(context)),
  };
}

function withoutColour(message: Message): Message {
  return { ...message, colour: {} };
}

function withoutHistory(message: Message): Message {
  return message.type === "report" ? { ...message, history: { sent: {}, received: {} } } : message;
}

function withoutWaking(message: Message): Message | undefined {
  return message.type === "wake" ? undefined : message;
}

/** First the money, then the colour. */
function recordingLate(): LaiYang {
  return {
    ...laiYang,
    onMessage(state, message, from, context) {
      laiYang.onMessage?.(state, { ...message, colour: {} }, from, context);
      laiYang.onMessage?.(state, { type: "wake", colour: message.colour }, from, context);
    },
  };
}

function wakingTwice(): LaiYang {
  return {
    ...laiYang,
    onInput(state, input, context) {
      laiYang.onInput?.(state, input, context);
      for (const peer of [...context.peers, ...context.peers]) context.send(peer, { type: "wake", colour: {} });
    },
  };
}

function bankOf(machine: AnyMachine, inputs: readonly Input[], names: readonly string[]): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs,
  });
}

function tried(
  machine: AnyMachine,
  inputs: readonly Input[],
  { names = ["a", "b"], laws }: { readonly names?: readonly string[]; readonly laws?: readonly Law[] } = {},
): Exploration {
  const system = bankOf(machine, inputs, names);
  return explore(system, { laws: laws ?? laiYangLaws(system.channels), limits: { states: 50_000 } });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
