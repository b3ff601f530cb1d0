/**
 * Differential vectors on real workers, over FIFO channels: each message tells what has changed and nothing else, and the
 * stamps are those of a vector clock, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { singhalKshemkalyani } from "./singhal-kshemkalyani.ts";
import { messageLaws } from "./singhal-kshemkalyani.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "./vector-clock.laws.ts";

/**
 * The pipeline, with anybody's clock. Durable: whoever forgets what it was told has lost it, as nobody tells it again, and
 * whoever forgets what it told tells it twice.
 */
export function systemOf(work: Work): System {
  return pipelineOf(durable(work.singhalKshemkalyani), "fifo");
}

/** The pipeline, with our clock. */
export const system: System = systemOf({ singhalKshemkalyani });

/** What holds in it, whoever is killed. A crash is no event of the clock's own, and is not counted. */
export const laws: readonly Law[] = [
  sendsAsTold,
  putsOutVectors,
  vectorsAreHappensBefore,
  entriesCountEvents,
  ...messageLaws,
];

interface Work {
  readonly singhalKshemkalyani: AnyMachine;
}
