import { type Choice, World, simulate } from "@millrace/core";
import { batchPipeline } from "@millrace/pipeline/batch-pipeline.world.ts";
import { describe, expect, test } from "vitest";
import { runTally } from "./run-tally.ts";

describe("the tally of a run", () => {
  test("a quiet run has one attempt for each task, and the dashboard shows all rows", () => {
    const { events } = simulate(batchPipeline());
    const tally = events.reduce(runTally.add, runTally.start());
    expect(tally.runState).toBe("success");
    expect(tally.tasks.map(({ task, attempts }) => [task, attempts.map(({ how }) => how)])).toEqual(
      ["extract", "bronze", "silver", "gold", "load", "refresh"].map((task) => [task, ["success"]]),
    );
    expect(tally.dashboard).toEqual({ rowCount: 24, total: 340 });
    expect(tally.kills).toBe(0);
  });

  test("an attempt whose machine is killed falls silent, and the next one succeeds", () => {
    const world = new World(batchPipeline({ faults: { crashes: 1 } }));
    const isBegun = (): boolean =>
      tallyNow().tasks.some(({ task, state }) => task === "extract" && state === "running");
    takeUntil(isBegun);
    world.apply({ kind: "crash", machine: "worker" });
    const isMissed = (): boolean => tallyNow().tasks[0]?.state === "up_for_retry";
    takeUntil(isMissed, (choice) => choice.kind === "timer" && choice.machine === "airflow");
    world.apply({ kind: "restart", machine: "worker" });
    takeUntil(() => tallyNow().runState !== "running");

    const tally = tallyNow();
    expect(tally.runState).toBe("success");
    expect(tally.tasks[0]?.attempts.map(({ how }) => how)).toEqual(["silent", "success"]);
    expect(tally.kills).toBe(1);
    expect(tally.news.map(({ text }) => text)).toContain("Extract has succeeded, on attempt 2.");

    function tallyNow() {
      return world.eventsFrom(0).reduce(runTally.add, runTally.start());
    }

    /** Makes the choice that a world without faults and delays would make next, until it is so. */
    function takeUntil(isSo: () => boolean, isWanted: (choice: Choice) => boolean = () => true): void {
      for (let count = 0; !isSo(); count++) {
        const [choice] = world.choices
          .filter((one) => isWanted(one) && !["crash", "restart"].includes(one.kind))
          .toSorted((one, other) => waitOf(one) - waitOf(other));
        if (choice === undefined || count > 2000) throw new Error("The run does not get there.");
        world.apply(choice);
      }
    }
  });
});

/** Messages take no time, a step of work takes some, and Airflow's patience is long. */
function waitOf(choice: Choice): number {
  if (choice.kind !== "timer") return 0;
  if (choice.timer === "work") return 1;
  return choice.timer.startsWith("watch") ? 3 : 2;
}
