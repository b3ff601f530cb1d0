import { sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { incrementalLoader } from "./high-water-mark.ts";
import { laws, system, systemOf } from "./high-water-mark.live.ts";

const cuts = [[["shop"], ["loader"]]] as const;

test("no order is lost or doubled, whoever is killed and whatever is cut", () => {
  const troubled = withFaults(system, { crashes: 4, cuts });
  expect(sample(troubled, { laws, runs: 10 }).outcome).toBe("sampled");
});

test("a loader that does not look back is seen, even if nobody is killed", () => {
  const wrong = systemOf({ incrementalLoader: () => incrementalLoader({ lookbackMs: 0 }) });
  expect(sample(wrong, { laws, runs: 1, shrinks: false }).outcome).toBe("broken");
});
