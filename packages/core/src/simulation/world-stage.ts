import type { System } from "../system.ts";
import type { World } from "../world.ts";
import { choiceOf, type Move } from "./move.ts";
import type { Planner, Stage } from "./stage.ts";

/** A simulated run in a whole {@link World}: with events, vector clocks, and a look at it after each. */
export class WorldStage implements Stage {
  private readonly world: World;
  private readonly planner: Planner;
  private readonly system: System;
  private readonly stop: (world: World) => boolean;
  private readonly nodeOf: ReadonlyMap<string, number>;
  private isStopped = false;
  private seen = 0;

  constructor(
    world: World,
    { planner, stop }: { readonly planner: Planner; readonly stop: (world: World) => boolean },
  ) {
    this.world = world;
    this.planner = planner;
    this.system = world.system;
    this.stop = stop;
    this.nodeOf = new Map(world.system.nodes.map(({ id, index }) => [id, index]));
  }

  get eventCount(): number {
    return this.world.eventCount;
  }

  get isOver(): boolean {
    return this.isStopped || this.world.hasFailed;
  }

  boot(): void {
    this.report(); // the world has started them
    this.isStopped = this.stop(this.world);
  }

  nthOf(channel: number, letter: number): number {
    const { from, to } = this.system.channels[channel] ?? { from: "", to: "" };
    return this.world.contents(from, to).findIndex(({ messageId }) => messageId === letter);
  }

  make(move: Readonly<Move>): boolean {
    const choice = choiceOf(move, this.system, this.planner.timers);
    if (!this.world.canApply(choice)) return false;
    this.world.apply(choice, move.atMs);
    this.report();
    this.isStopped = this.stop(this.world);
    return true;
  }

  private report(): void {
    for (const event of this.world.eventsFrom(this.seen)) {
      this.seen += 1;
      const node = this.nodeOf.get(event.machine) ?? -1;
      for (const { to, messageId } of event.sends)
        this.planner.sent(this.system.nodes[node]?.channelTo.get(to) ?? -1, messageId);
      for (const timer of event.timers ?? [])
        if (event.timersSet.includes(timer.name)) this.planner.timerSet(node, timer);
    }
  }
}
