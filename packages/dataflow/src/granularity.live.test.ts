import { type AnyMachine, type Exploration, at, defineSystem, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { describe, expect, test } from "vitest";
import { loader } from "./batches.ts";
import { loadsEverything, loadsInOrder, takesAllThatWaits } from "./granularity.laws.ts";
import { laws, system, systemOf } from "./granularity.live.ts";
import { batcher } from "./granularity.ts";

const policy = { to: "loader", rowsMax: 2, waitMaxMs: 50 };

describe("granularity", () => {
  test("every row is loaded once and in order, whoever is killed and whatever is cut", () => {
    const troubled = withFaults(system, { crashes: 4, cuts: [[["source"], ["loader"]]] });
    expect(sample(troubled, { laws, runs: 30 }).outcome).toBe("sampled");
    expect(tried(durable(batcher(policy))).outcome).toBe("proved");
  });

  test("a source that forgets the rows that wait never loads them", () => {
    expect([loadsInOrder.name, loadsEverything.name]).toContain(tried(batcher(policy)).counterexample?.law);
  });

  test("a batch that waits although it is full is seen", () => {
    const patient = systemOf({ batcher: (own) => batcher({ ...own, rowsMax: own.rowsMax + 1 }) });
    expect(sample(patient, { laws, runs: 1, shrinks: false }).counterexample?.law).toBe(takesAllThatWaits(policy).name);
  });
});

/** Three rows and two crashes. */
function tried(source: AnyMachine): Exploration {
  return explore(
    defineSystem({
      machines: { source, loader },
      topology: [["source", "loader"]],
      inputs: ["a", "b", "c"].map((row) => at("source", { row })),
      faults: { crashes: 2 },
    }),
    { laws: [loadsInOrder, loadsEverything] },
  );
}
