import { type System, World, at, simulate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { build } from "./build.ts";
import { greenRun, watchedRun } from "./green-run.ts";
import { begin, withIdleCheck, withSignals } from "./idle-check.ts";
import { commitFirst } from "./lag.ts";
import { buildStory, dagStory, detectorStory, lagStory } from "./stories.ts";

describe("what the pictures of termination tell", () => {
  test("a green run with a red task, and the watcher that shows it", () => {
    expect(dagStory(simulate(greenRun).events)).toEqual({
      states: { extract: "success", load: "failed", "clean up": "success" },
      run: "success",
    });
    expect(dagStory(simulate(watchedRun).events).run).toBe("failed");
  });

  test("dbt ends before its warehouse, unless it waits", () => {
    const forgetful = buildStory(simulate(given(build, "dbt", { waitsForAll: false })).events);
    const patient = buildStory(simulate(given(build, "dbt", { waitsForAll: true })).events);
    expect(forgetful.exitedAfterMs).toBeLessThan(last(forgetful.finishedAfterMs));
    expect(patient.exitedAfterMs).toBeGreaterThanOrEqual(last(patient.finishedAfterMs));
  });

  test("records that are committed and in nobody's hands are lost, at the crash and not before", () => {
    const system = given(commitFirst, "topic", { records: 3 });
    const world = new World({ ...system, faults: { ...system.faults, crashes: 1 } });
    world.apply({ kind: "input", machine: "topic", input: 0 });
    world.apply({ kind: "timer", machine: "consumer", timer: "poll" });
    world.apply({ kind: "deliver", from: "consumer", to: "topic", nth: 0 });
    world.apply({ kind: "deliver", from: "topic", to: "consumer", nth: 0 });
    world.apply({ kind: "deliver", from: "consumer", to: "topic", nth: 0 });
    const committed = { end: 3, committed: 3, rows: 0, repeated: 0, rowsAtZero: 0 };
    expect(lagStory(world.execution.events)).toEqual({ ...committed, lost: 0 });
    world.apply({ kind: "timer", machine: "consumer", timer: "work" });
    expect(lagStory(world.execution.events).lost).toBe(0);
    world.apply({ kind: "crash", machine: "consumer" });
    expect(lagStory(world.execution.events)).toEqual({ ...committed, lost: 2 });
  });

  test("a detector that waited for its signals has nothing left", () => {
    const story = detectorStory(simulate(given(withSignals, "driver", begin)).events);
    expect(story).toMatchObject({ onItsWay: [], receivedAfter: 0 });
    expect(story.saidAfterMs).toBeGreaterThan(0);
  });

  test("one that asks whether everybody is idle speaks while work is on its way", () => {
    const world = new World(given(withIdleCheck, "driver", begin));
    const deliver = (from: string, to: string): unknown => world.apply({ kind: "deliver", from, to, nth: 0 });
    world.apply({ kind: "input", machine: "driver", input: 0 });
    world.apply({ kind: "timer", machine: "driver", timer: "work" });
    deliver("driver", "east");
    world.apply({ kind: "timer", machine: "east", timer: "work" });
    world.apply({ kind: "timer", machine: "driver", timer: "look" });
    for (const other of ["east", "west"]) {
      deliver("driver", other);
      deliver(other, "driver");
    }
    deliver("east", "west");
    // A world knows no time: one event is one millisecond here.
    const events = world.execution.events.map((event) => Object.assign({}, event, { atMs: event.id }));
    expect(detectorStory(events)).toMatchObject({ onItsWay: ["from east to west"], receivedAfter: 1 });
  });
});

function given(system: System, machine: string, input: unknown): System {
  const nodes = system.nodes.map((node) => ({ ...node, inputs: node.id === machine ? [0] : [] }));
  return { ...system, nodes, inputs: [at(machine, input)] };
}

function last(finishedAfterMs: Readonly<Record<string, number>>): number {
  return Math.max(...Object.values(finishedAfterMs));
}
