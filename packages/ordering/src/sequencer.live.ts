/**
 * Total order through one machine, on real workers: three copies of a ledger read one topic, even if machines are killed and
 * started again. Kill the topic, and everybody waits until it is back.
 */
import { type AnyMachine, type Law, type MachineId, type System, at, defineSystem, durable } from "@millrace/core";
import { groupMember, sequencer } from "./sequencer.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  oneMoreThanTheGroup,
} from "./total-order.laws.ts";

/** A topic and three copies of a ledger, with anybody's machines. Durable: a topic that forgets its number uses it twice. */
export function systemOf(work: Work): System {
  const member = durable(work.groupMember("topic"));
  const postings = Array.from({ length: 5 }, (_, turn) =>
    copies.map((copy, place) => at(copy, { payload: `${copy} ${turn + 1}` }, { atMs: turn * 25 + place * 4 })),
  );
  return defineSystem({
    machines: { topic: durable(work.sequencer), ...Object.fromEntries(copies.map((copy) => [copy, member])) },
    topology: copies.flatMap((copy): [MachineId, MachineId][] => [
      [copy, "topic"],
      ["topic", copy],
    ]),
    channels: "any-order",
    inputs: postings.flat(),
  });
}

const copies = ["berlin", "paris", "oslo"];

/** The ledger, with our machines. */
export const system: System = systemOf({ sequencer, groupMember });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  deliversInOneOrder,
  deliversWhatWasAsked,
  deliversEverything({ to: copies }),
  oneMoreThanTheGroup(copies.length),
];

interface Work {
  readonly sequencer: AnyMachine;
  groupMember(sequencer: MachineId): AnyMachine;
}
