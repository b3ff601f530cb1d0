/**
 * The CDC hand-off on real workers: a table of fifteen rows is copied while an application writes to it, and whoever is
 * killed, the sink ends as a copy.
 *
 * The capturer keeps on its disk what it needs to know; nothing helps it.
 */
import type { AnyMachine, Law, System } from "@millrace/core";
import { type Capture, captureOf, remove, rowsOf, upsert } from "./cdc-handoff.capture.ts";
import { capturer } from "./cdc-handoff.ts";
import { captureLaws, isACopyInTheEnd, putsOutNothingTooOften, writesTwoMarksEach } from "./cdc-handoff.laws.ts";

/** A capturer, anybody's, and an application that writes every 30 ms for a second and a half. */
export function systemOf(work: Work): System {
  return captureOf(work, capture, { everyMs: 30 });
}

/** Every fifth write deletes what the one before it has written. */
const capture: Capture = {
  rows: rowsOf(...Array.from({ length: 15 }, (_, place) => 4 * place)),
  writes: Array.from({ length: 50 }, (_, turn) =>
    turn % 5 === 4 ? remove(rowOf(turn - 1)) : upsert(rowOf(turn), `write ${turn}`),
  ),
  chunkRows: 2,
};

/** One of the table's, or the one behind it, or in every third turn one in between. */
function rowOf(turn: number): number {
  return 4 * ((turn * 7) % 16) + (turn % 3 === 0 ? 1 : 0);
}

/** The capturer, the application and the source, with our machine. */
export const system: System = systemOf({ capturer });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...captureLaws(capture), isACopyInTheEnd(capture)];

/** Besides them, where nobody is: a chunk that is begun anew costs its marks once more. */
export const lawsWithoutCrashes: readonly Law[] = [writesTwoMarksEach, putsOutNothingTooOften(capture)];

interface Work {
  capturer(options: { readonly chunkRows: number }): AnyMachine;
}
