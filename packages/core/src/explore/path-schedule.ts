import { encode } from "../plain.ts";
import type { Choice, Schedule } from "../schedule.ts";
import { World } from "../world.ts";
import type { Space } from "./space.ts";
import type { SpaceChoice } from "./space-choice.ts";

/**
 * A path through a space as a schedule, in which messages go by their place. It ends where a handler fails, as nothing can
 * follow that.
 */
export function toSchedule(space: Space, path: readonly SpaceChoice[]): Schedule {
  const world = new World(space.system);
  for (const step of path) {
    if (world.hasFailed) break;
    world.apply(toChoice(space, world, step));
  }
  return world.execution.schedule;
}

function toChoice(space: Space, world: World, step: SpaceChoice): Choice {
  const { nodes, channels } = space.system;
  const machine = "node" in step ? (nodes[step.node]?.id ?? "") : "";
  switch (step.kind) {
    case "input": {
      const next = world.work.find((choice) => choice.kind === "input" && choice.machine === machine);
      if (next === undefined) throw new Error(`No input is left for ${machine}.`);
      return next;
    }
    case "deliver":
    case "drop":
    case "duplicate": {
      const { from = "", to = "" } = channels[step.channel] ?? {};
      const wanted = encode(space.messageOf(step.message));
      const equals = world.contents(from, to).flatMap(({ message }, nth) => (encode(message) === wanted ? [nth] : []));
      const nth = equals[step.copy] ?? -1;
      return { kind: step.kind, from, to, nth };
    }
    case "timer":
      return { kind: "timer", machine, timer: step.timer };
    case "crash":
    case "restart":
      return { kind: step.kind, machine };
    case "skew":
      return { kind: "skew", machine, byMs: step.byMs };
    default:
      return step;
  }
}
