import { explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { endsAs, isOverInTheEnd } from "./dag-scheduler.laws.ts";
import { laws, system } from "./dag-scheduler.live.ts";
import { dagScheduler } from "./dag-scheduler.ts";
import { scheduledBy } from "./dag-scheduler.world.ts";

test("the run comes to its end and keeps its laws, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, {
    crashes: 5,
    cuts: [
      [["scheduler"], ["east"]],
      [["north", "west"], ["scheduler"]],
    ],
  });
  expect(sample(troubled, { laws, runs: 20 }).outcome).toBe("sampled");
});

test("nobody is killed: it is a success", () => {
  const { outcome } = sample(system, { laws: [...laws, endsAs({}, "success")], runs: 10 });
  expect(outcome).toBe("sampled");
});

test("a scheduler that forgets never comes to the end", () => {
  const dag = { load: { upstream: [] } };
  const forgetful = scheduledBy(dagScheduler(dag, { slots: 1, retryDelayMs: 50, timeoutMs: 200 }));
  const { counterexample } = explore(withFaults(forgetful, { crashes: 1 }), { laws: [isOverInTheEnd(dag)] });
  expect(counterexample?.law).toBe(isOverInTheEnd(dag).name);
});
