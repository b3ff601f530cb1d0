/**
 * Total order without a leader on real workers: three copies of a ledger take the same postings in the same order, even if
 * machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, at, durable } from "@millrace/core";
import { skeen } from "./skeen.ts";
import { groupOf } from "./total-order.group.ts";
import {
  deliversEverything,
  deliversInOneOrder,
  deliversWhatWasAsked,
  threeMessagesForEachPair,
} from "./total-order.laws.ts";

/** Three copies of a ledger, with anybody's machine. Durable: who forgets a proposal leaves a message waiting for ever. */
export function systemOf(work: Work): System {
  const postings = Array.from({ length: 5 }, (_, turn) =>
    copies.map((copy, place) => at(copy, { payload: `${copy} ${turn + 1}` }, { atMs: turn * 25 + place * 4 })),
  );
  return groupOf(durable(work.skeen), copies, postings.flat());
}

const copies = ["berlin", "paris", "oslo"];

/** The ledger, with our machine. */
export const system: System = systemOf({ skeen });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  deliversInOneOrder,
  deliversWhatWasAsked,
  deliversEverything(),
  threeMessagesForEachPair,
];

interface Work {
  readonly skeen: AnyMachine;
}
