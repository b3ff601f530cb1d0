import { writeSchedule } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { makeRun, namedRuns } from "./runs.ts";

describe("runs by name", () => {
  for (const [name, named] of Object.entries(namedRuns)) {
    test(`${name}: ${named.kind === "wrong" ? "a law is broken" : "no law is broken"}, and the same seed gives the same run`, async () => {
      const first = await makeRun(named, { seed: 3, events: 200 });
      const second = await makeRun(named, { seed: 3, events: 200 });
      expect(first.execution.events.length).toBeGreaterThan(4);
      expect(first.execution.failure).toBeUndefined();
      expect(second.execution.schedule).toEqual(first.execution.schedule);
      expect(first.violation === undefined).toBe(named.kind !== "wrong");
    });
  }

  test("a long day has as many events as are asked for", async () => {
    const long = namedRuns["long-day"];
    expect(long && (await makeRun(long, { seed: 0, events: 3000 })).execution.events).toHaveLength(3000);
  });

  test("a schedule's text leads to the same run", async () => {
    const named = namedRuns["wrong-fifo"];
    if (named === undefined) throw new Error("wrong-fifo has gone");
    const { execution } = await makeRun(named, { seed: 0, events: 100 });
    const again = await makeRun(named, { seed: 0, events: 100, schedule: writeSchedule(execution) });
    expect(again.execution.schedule).toEqual(execution.schedule);
    expect(again.fidelity).toBe("This is the run that the link was made of.");
    expect(again.violation).toMatchObject({
      law: "what each source sends is delivered in the order it was sent, each message once",
    });
  });

  test("a text that is no schedule is refused with what to do", async () => {
    const named = namedRuns["wrong-fifo"];
    if (named === undefined) throw new Error("wrong-fifo has gone");
    await expect(makeRun(named, { seed: 0, events: 100, schedule: "nonsense" })).rejects.toThrow(/copied whole/);
  });
});
