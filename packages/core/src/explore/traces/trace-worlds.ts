import type { Choice } from "../../schedule.ts";
import { World } from "../../world.ts";
import type { PathNode } from "./source-sets.ts";
import type { TraceSpace } from "./trace-space.ts";
import type { TraceStep } from "./trace-step.ts";

/**
 * The executions at the ends of paths. A world is kept for each step of the last one, so that the next is made from where
 * the two part.
 */
export class TraceWorlds {
  private readonly space: TraceSpace;
  private readonly twice: boolean;
  private readonly worlds: World[] = [];
  /** The steps that led to these worlds: one less than there are worlds. */
  private readonly taken: TraceStep[] = [];

  /** With `twice`, handlers are run twice, as they were when the space was searched. */
  constructor(space: TraceSpace, options: { readonly twice: boolean }) {
    this.space = space;
    this.twice = options.twice;
  }

  /** The world after the steps of a path. It is kept: nothing may be done in it. */
  follow(path: readonly PathNode[], length: number): World {
    const { worlds, taken, twice } = this;
    if (worlds.length === 0) worlds.push(new World(this.space.system, { twice }));
    let same = 0;
    while (same < length && same < taken.length && taken[same] === path[same]?.taken) same += 1;
    worlds.length = same + 1;
    taken.length = same;
    for (let place = same; place < length; place++) {
      const node = path[place] as PathNode;
      const world = (worlds[place] as World).fork();
      // A handler that does not do the same twice may fail earlier here.
      if (!world.hasFailed) world.apply(this.choiceOf(node, world));
      worlds.push(world);
      taken.push(node.taken as TraceStep);
    }
    return worlds[length] as World;
  }

  /** The step that was taken from a node of a path, as a choice in the world to which that path has led. */
  private choiceOf({ taken, state }: PathNode, world: World): Choice {
    const { kind, line, detail, letter } = taken as TraceStep;
    const { nodes, channels } = this.space.system;
    const machine = nodes[line]?.id ?? "";
    switch (kind) {
      case "input":
        return { kind, machine, input: this.space.nextInput(state, line) };
      case "deliver":
      case "drop":
      case "duplicate": {
        const { from = "", to = "" } = channels[letter?.channel ?? -1] ?? {};
        const nth = world.contents(from, to).findIndex(({ messageId }) => messageId === letter?.messageId);
        return { kind, from, to, nth };
      }
      case "timer":
        return { kind, machine, timer: this.space.handlers.timerOf(line, detail) };
      case "skew":
        return { kind, machine, byMs: detail };
      case "cut":
      case "heal":
        return { kind, cut: detail };
      default:
        return { kind, machine };
    }
  }
}
