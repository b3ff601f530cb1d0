import { simulate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { manyMachines, oneBox, tasks } from "./nightly-run.ts";
import { storyOf } from "./task-log.ts";

describe("the night's run", () => {
  test("does all its tasks on one machine and on several, and sooner on several", () => {
    const box = storyOf(simulate(oneBox).events);
    const many = storyOf(simulate(manyMachines).events);
    for (const { tasks: told, done } of [box, many]) {
      expect(done).toBe(tasks.length);
      expect(Object.keys(told).toSorted()).toEqual(tasks.toSorted());
      expect(Object.values(told).every(({ attempts }) => attempts === 1)).toBe(true);
    }
    expect(many.endedAfterMs).toBeLessThan(box.endedAfterMs ?? 0);
  });
});
