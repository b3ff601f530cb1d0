/**
 * Vector clocks on real workers: they say what happened before what, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { vectorClock } from "./vector-clock.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

/** The pipeline, with anybody's clock. Durable: a clock that begins anew counts events that were counted before. */
export function systemOf(work: Work): System {
  return pipelineOf(durable(work.vectorClock));
}

/** The pipeline, with our clock. */
export const system: System = systemOf({ vectorClock });

/** What holds in it, whoever is killed. A crash is no event of the clock's own, and is not counted. */
export const laws: readonly Law[] = [sendsAsTold, putsOutVectors, vectorsAreHappensBefore, entriesCountEvents];

interface Work {
  readonly vectorClock: AnyMachine;
}
