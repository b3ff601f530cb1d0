import { sample, simulate } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system } from "./koo-toueg.live.ts";

test("the checkpoints fit, whoever is killed and whatever is cut", () => {
  const cuts = [
    [["reader"], ["joiner", "counter"]],
    [["writer", "counter"], ["reader"]],
  ] as const;
  const { outcome, counterexample } = sample(withFaults(system, { crashes: 4, cuts }), { laws, runs: 12 });
  expect(counterexample?.actual ?? outcome).toBe("sampled");
});

test("if nothing happens, four saves of five are permanent", () => {
  const { events } = simulate(system);
  const kinds = events.flatMap(({ outputs }) => outputs.map((output) => String(Object(output).type)));
  expect(new Set(kinds)).toEqual(new Set(["tentative", "permanent", "discarded"]));
});
