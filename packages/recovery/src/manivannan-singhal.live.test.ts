import { sample, simulate } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system, systemOf } from "./manivannan-singhal.live.ts";
import { everyLineFits } from "./manivannan-singhal.laws.ts";
import { manivannanSinghal } from "./manivannan-singhal.ts";

const cuts = [
  [["orders"], ["stock", "billing"]],
  [["post", "billing"], ["orders"]],
] as const;

test("machines are killed, cut off and not heard: all go back to a line, and handle what is not undone", () => {
  for (const faults of [{ crashes: 1 }, { crashes: 5 }, { crashes: 2, drops: 3 }]) {
    expect(sample(withFaults(system, { ...faults, cuts }), { laws, runs: 8 }).outcome).toBe("sampled");
  }
});

test("if nobody is killed, nobody goes back, and some have to save before they handle", () => {
  const outputs = simulate(system).events.flatMap((event) =>
    event.outputs.map((output) => String(Object(output).type)),
  );
  expect(outputs).not.toContain("recovered");
  expect(outputs.filter((type) => type === "saved").length).toBeGreaterThan(16);
});

test("a machine that saves for nobody is seen", () => {
  const alone = systemOf({
    manivannanSinghal: {
      ...manivannanSinghal,
      onMessage: (state, message, from, context) =>
        manivannanSinghal.onMessage?.(
          state as ReturnType<typeof manivannanSinghal.start>,
          { ...(message as { type: "rollback"; incarnation: 0; line: 0 }), number: 0 },
          from,
          context,
        ),
    },
  });
  const { counterexample } = sample(alone, { laws, runs: 1, shrinks: false });
  expect(counterexample?.law).toBe(everyLineFits([]).name);
});
