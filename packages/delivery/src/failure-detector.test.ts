import {
  type AnyMachine,
  type Exploration,
  type Law,
  type Machine,
  at,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  beatsForEverybody,
  saysWhatChanges,
  suspectsWhoIsGone,
  suspectsWronglyAtMost,
} from "./failure-detector.laws.ts";
import { type DetectorInput, type DetectorOptions, type DetectorOutput, failureDetector } from "./failure-detector.ts";

/** Too short for a network that takes up to 10 ms: from one beat to the next there may be 19, which 3 + 4 · 5 covers. */
const hasty: DetectorOptions = { beatMs: 10, timeoutMs: 3, growMs: 5 };

test("completeness: who is gone is suspected by everybody in the end, whatever the network does before", () => {
  expect(watched(failureDetector(hasty), [saysWhatChanges, suspectsWhoIsGone]).outcome).toBe("sampled");
});

test("accuracy: if messages take 10 ms at most, nobody is suspected wrongly more than four times", () => {
  expect(watched(failureDetector(hasty), [suspectsWronglyAtMost(4)], { endsMs: 500 }).outcome).toBe("sampled");
});

test("a timeout that does not grow makes mistakes for ever", () => {
  const flapping = failureDetector({ ...hasty, growMs: 1e-9 });
  expect(watched(flapping, [suspectsWronglyAtMost(4)], { endsMs: 500 }).counterexample?.law).toBe(
    suspectsWronglyAtMost(4).name,
  );
});

test("a timeout of a few beats makes no mistake at all", () => {
  const patient = failureDetector({ ...hasty, timeoutMs: 20 });
  expect(watched(patient, [suspectsWronglyAtMost(0)], { endsMs: 500 }).outcome).toBe("sampled");
});

test("n(n − 1) beats every time, and words that alternate, in every order of the first eight events", () => {
  const { outcome, bound } = tried(failureDetector(hasty));
  expect([outcome, bound]).toEqual(["proved", { depth: 8 }]);
});

test("who suspects nobody, forgets a peer, or repeats itself breaks the law that is about it", () => {
  const mute = speaking({});
  expect(watched(mute, [suspectsWhoIsGone]).counterexample?.law).toBe(suspectsWhoIsGone.name);
  const forgetful = speaking({ peers: (peers) => peers.slice(1) });
  expect(tried(forgetful).counterexample?.law).toBe(beatsForEverybody.name);
  for (const words of [["trusted"], ["suspected", "suspected"], ["suspected", "trusted", "trusted"]] as const)
    expect(tried(speaking({ words })).counterexample?.law).toBe(saysWhatChanges.name);
});

test.each(["beatMs", "timeoutMs", "growMs"] as const)("a %s that is no time is refused", (name) => {
  for (const value of [0, -1, Infinity, Number.NaN])
    expect(() => failureDetector({ ...hasty, [name]: value })).toThrow("Cannot watch for failures");
});

interface Speaking {
  /** What it says of its first peer, one word for each beat. */
  readonly words?: readonly DetectorOutput["type"][];
  /** Whom it sends beats to. */
  peers?(peers: readonly string[]): readonly string[];
}

/** One that says what it is told to say. */
function speaking({ words = [], peers = (all) => all }: Speaking): AnyMachine {
  const machine: Machine<{ said: number }, "beat", DetectorOutput, DetectorInput> = {
    start(context) {
      context.setTimer("beat", 10);
      return { said: 0 };
    },
    onTimer(state, _beat, context) {
      for (const peer of peers(context.peers)) context.send(peer, "beat");
      const word = words[state.said];
      const [first] = context.peers;
      if (word !== undefined && first !== undefined) context.output({ type: word, machine: first });
      state.said = Math.min(state.said + 1, words.length);
      context.setTimer("beat", 10);
    },
  };
  return machine;
}

/** Four machines, of which one is gone after 150 ms, and all by the end, if there is one. */
function watched(
  machine: AnyMachine,
  laws: readonly Law[],
  { endsMs }: { readonly endsMs?: number } = {},
): Exploration {
  const stop = { type: "stop" };
  const system = defineSystem({
    machines: { a: machine, b: machine, c: machine, d: machine },
    inputs: [
      at("c", stop, { atMs: 150 }),
      ...(endsMs === undefined ? [] : ["a", "b", "d"].map((name) => at(name, stop, { atMs: endsMs }))),
    ],
  });
  return sample(system, { laws, runs: 5, steps: endsMs === undefined ? 500 : 2_000, shrinks: false });
}

/** Three machines, up to a depth: beats never end. */
function tried(machine: AnyMachine): Exploration {
  const system = defineSystem({ machines: { a: machine, b: machine, c: machine } });
  return explore(system, { laws: [saysWhatChanges, beatsForEverybody], limits: { depth: 8 } });
}
