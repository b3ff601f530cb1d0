/**
 * A consumer group on real workers: three members share four partitions, records keep coming, and members are thought dead
 * now and then. Nothing is lost, and nothing is in the table twice.
 *
 * A member that is killed forgets what it read; whoever has its partitions next reads it again. Only the broker is durable:
 * a member that remembered a write would wait for a reply that is lost.
 */
import { type AnyMachine, type Input, type Law, type System, at } from "@millrace/core";
import { consumer } from "./consumer-group.ts";
import { consumerGroupLaws } from "./consumer-group.laws.ts";
import { groupOf } from "./consumer-group.world.ts";

/** Three members, with anybody's machine. */
export function systemOf(work: Work): System {
  return groupOf(work.consumer, {
    names: ["north", "south", "west"],
    logs: Object.fromEntries(partitions.map((partition) => [partition, [`${partition} first`]])),
    inputs,
    faults: { crashes: 1 },
  });
}

const partitions = ["orders-0", "orders-1", "orders-2", "orders-3"];

/** A record every 15 ms, and at three moments a member that has not been heard of. */
const inputs: readonly Input[] = [
  ...Array.from({ length: 20 }, (_, turn) => {
    const partition = partitions[turn % partitions.length];
    return at("broker", { type: "append", partition, id: `${partition} later ${turn}` }, { atMs: turn * 15 });
  }),
  ...["north", "south", "north"].map((member, turn) =>
    at("broker", { type: "expel", member }, { atMs: 80 + turn * 80 }),
  ),
].sort((first, second) => first.atMs - second.atMs);

/** The group, with our machine. */
export const system: System = systemOf({ consumer });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = consumerGroupLaws;

interface Work {
  readonly consumer: AnyMachine;
}
