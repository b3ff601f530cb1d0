import { sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { tokensNeverFall } from "./lease.laws.ts";
import { laws, system, systemOf } from "./lease.live.ts";
import { type LeaseMessage, type StorageOutput, scheduler, storage } from "./mod.ts";

const trouble = {
  crashes: 4,
  clockSkewMs: 20,
  cuts: [
    [["one"], ["storage"]],
    [["locks"], ["two", "three"]],
    [["storage"], ["one", "two"]],
  ],
} as const;

test("no write of an overtaken scheduler gets through, and all are done, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(system, trouble), { laws, runs: 20 }).outcome).toBe("sampled");
});

test("nobody is killed: the same", () => {
  expect(sample(withFaults(system, { crashes: 0 }), { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a storage that looks at no token lets one through", () => {
  const open = systemOf({
    scheduler,
    storage: {
      ...storage,
      onMessage(_state, message: LeaseMessage, from, context) {
        if (message.type !== "write") return;
        const { token, day } = message;
        context.output({ type: "written", token, day, by: from } satisfies StorageOutput);
        context.send(from, { type: "written", day });
      },
    },
  });
  const { counterexample } = sample(withFaults(open, trouble), { laws: [tokensNeverFall], runs: 40, shrinks: false });
  expect(counterexample?.law).toBe(tokensNeverFall.name);
});
