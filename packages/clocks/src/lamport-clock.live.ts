/**
 * Lamport's clock on real workers: stamps rise and follow their causes, even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { compareStamps, lamportClock } from "./lamport-clock.ts";
import {
  causesAreStampedLower,
  mergesLogs,
  stampsAreHeights,
  stampsEveryEvent,
  stampsRise,
} from "./lamport-clock.laws.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";

/** The pipeline, with anybody's clock. Durable: a clock that begins anew gives stamps that it has given before. */
export function systemOf(work: Work): System {
  return pipelineOf(durable(work.lamportClock));
}

/** The pipeline, with our clock. */
export const system: System = systemOf({ lamportClock });

/** What holds in it, whoever is killed. A crash is no event of the clock's own, and gets no stamp. */
export const laws: readonly Law[] = [
  sendsAsTold,
  stampsEveryEvent,
  stampsRise,
  causesAreStampedLower,
  stampsAreHeights,
  mergesLogs(compareStamps),
];

interface Work {
  readonly lamportClock: AnyMachine;
}
