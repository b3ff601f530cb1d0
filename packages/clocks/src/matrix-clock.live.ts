/**
 * Matrix clocks on real workers: nothing is deleted that somebody has not seen, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { matrixClock } from "./matrix-clock.ts";
import { deletesNothingUnseen, deletesWhatAllHaveSeen, putsOutDeletable } from "./matrix-clock.laws.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

/** The pipeline, with anybody's clock. Durable: a clock that begins anew counts events that were counted before. */
export function systemOf(work: Work): System {
  return pipelineOf(durable(work.matrixClock));
}

/** The pipeline, with our clock. */
export const system: System = systemOf({ matrixClock });

/** What holds in it, whoever is killed. A crash is no event of the clock's own, and is not counted. */
export const laws: readonly Law[] = [
  sendsAsTold,
  putsOutVectors,
  vectorsAreHappensBefore,
  entriesCountEvents,
  putsOutDeletable,
  deletesNothingUnseen,
  deletesWhatAllHaveSeen,
];

interface Work {
  readonly matrixClock: AnyMachine;
}
