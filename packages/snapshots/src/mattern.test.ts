import {
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
import { type Message, mattern } from "./mattern.ts";
import {
  fourMessagesEachAndLateMoney,
  isAgreedBeforehand,
  matternLaws,
  moneyCarriesOnlyItsTime,
  onlyWhoIsAskedWaits,
} from "./mattern.laws.ts";
import { cutIsConsistent } from "./snapshot.laws.ts";
import { photographed, randomTransfers, transferred } from "./transfers-to-try.ts";

type Mattern = typeof mattern;

describe("a snapshot is agreed on, consistent, exact and complete", () => {
  const two = ["a", "b"];
  const three = ["a", "b", "c"];
  const worlds: readonly (readonly [string, readonly string[], readonly Input[]])[] = [
    ["of one machine alone", ["a"], [photographed("a"), photographed("a", "1")]],
    [
      "of two machines",
      two,
      [transferred("a", "b", 5), photographed("a"), transferred("a", "b", 3), transferred("b", "a", 7)],
    ],
    ["twice", two, [photographed("a"), transferred("a", "b", 3), photographed("a", "1"), transferred("b", "a", 7)]],
    ["of three machines that send nothing", three, [photographed("a")]],
    ["of three machines", three, [photographed("a"), transferred("b", "c", 5), transferred("c", "b", 3)]],
    ["of three machines, the one that is asked among them", three, [photographed("a"), transferred("a", "c", 5)]],
  ];
  test.for(worlds)("%s", ([, names, inputs]) => {
    expect(outcomeOf(tried(mattern, inputs, { names }))).toBe("proved");
  });

  test("of a bank of five machines, asked for three times", () => {
    const names = ["a", "b", "c", "d", "e"];
    const { channels } = bankOf(mattern, [], names);
    const photos = ["0", "1", "2"].map((name, turn) => ({ ...photographed("c", name), atMs: turn * 40 }));
    for (let seed = 0; seed < 5; seed++) {
      const transfers = randomTransfers(createRandom(seed), { channels, transfers: 30, everyMs: 4 });
      const system = bankOf(mattern, [...transfers, ...photos], names);
      expect(outcomeOf(sample(system, { laws: matternLaws(channels), runs: 10, seed }))).toBe("sampled");
    }
  });
});

describe("a wrong snapshot breaks", () => {
  const paid = [transferred("a", "b", 5)];
  const asked = [photographed("a"), transferred("a", "b", 5)];
  const alsoRed = sending((message) => [Object.assign({}, message, { isRed: true })]);
  const withoutTime = sending((message) => [Object.assign({}, message, { time: "soon" })]);
  const cases: readonly (readonly [string, Law, Mattern, readonly Input[], number])[] = [
    ["the agreement, if nobody is waited for", isAgreedBeforehand, jumpingAtOnce(), asked, 1],
    ["the cut, if nobody is waited for", cutIsConsistent, jumpingAtOnce(), asked, 3],
    ["the bank, if money is not sent", onlyWhoIsAskedWaits, sendingSo("transfer", 0), paid, 1],
    ["the bank, if money is sent twice", onlyWhoIsAskedWaits, sendingSo("transfer", 2), paid, 1],
    ["what money carries, if it carries more", moneyCarriesOnlyItsTime, alsoRed, paid, 1],
    ["what money carries, if it carries no time", moneyCarriesOnlyItsTime, withoutTime, paid, 1],
    [
      "the cost, if everything is announced five times",
      fourMessagesEachAndLateMoney,
      sendingSo("announce", 5),
      [photographed("a")],
      1,
    ],
  ];
  test.for(cases)("%s", ([, law, machine, inputs, steps]) => {
    const { counterexample } = tried(machine, inputs, { laws: [law] });
    expect(counterexample?.law).toBe(law.name);
    expect(counterexample?.schedule).toHaveLength(steps);
  });
});

type Reach = Context<Message, Recording>;

/** The same machine, but each message that it sends is replaced by any number of others. */
function sending(change: (message: Message) => readonly Message[]): Mattern {
  const through = (context: Reach): Reach => ({
    ...context,
    send(to, message) {
      for (const changed of change(message)) context.send(to, changed);
    },
  });
  return {
    ...mattern,
    onMessage: (state, message, from, context) => mattern.onMessage?.(state, message, from, through(context)),
    onInput: (state, input, context) => mattern.onInput?.(state, input, through(context)),
  };
}

/** The same machine, but so many messages of one type are sent instead of one. */
function sendingSo(type: Message["type"], times: number): Mattern {
  return sending((message) => (message.type === type ? Array.from({ length: times }, () => message) : [message]));
}

/** Takes it that all have confirmed. */
function jumpingAtOnce(): Mattern {
  return {
    ...mattern,
    onInput(state, input, context) {
      mattern.onInput?.(state, input, context);
      if (input.type !== "snapshot") return;
      for (const peer of context.peers) mattern.onMessage?.(state, { type: "confirm" }, peer, context);
    },
  };
}

function bankOf(machine: Mattern, inputs: readonly Input[], names: readonly string[]): System {
  const machines = Object.fromEntries(names.map((name) => [name, machine]));
  return defineSystem({ machines, channels: "any-order", inputs });
}

function tried(
  machine: Mattern,
  inputs: readonly Input[],
  { names = ["a", "b"], laws }: { readonly names?: readonly string[]; readonly laws?: readonly Law[] } = {},
): Exploration {
  const system = bankOf(machine, inputs, names);
  return explore(system, { laws: laws ?? matternLaws(system.channels), limits: { states: 50_000 } });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}
