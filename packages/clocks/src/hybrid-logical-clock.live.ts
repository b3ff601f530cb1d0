/**
 * A hybrid logical clock on real workers: stamps are near the time of day and follow their causes, even if machines are
 * killed and started again, and messages are held back for a while.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { hybridLogicalClock } from "./hybrid-logical-clock.ts";
import {
  answersEveryEvent,
  causesAreStampedLower,
  countersCountChains,
  neverBehindItsClock,
  refusesWhatIsTooFarAhead,
  timesAreShown,
} from "./hybrid-logical-clock.laws.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";
import { startingLater } from "./wall-clocks.ts";

/** Workers of one computer have clocks that agree, but for a fraction of a millisecond. */
const maxAheadMs = 500;

/** The pipeline, with anybody's clock. Durable: a clock that begins anew may stamp below what it has stamped. */
export function systemOf(work: Work): System {
  return pipelineOf(startingLater(durable(work.hybridLogicalClock({ maxAheadMs }))));
}

/** The pipeline, with our clock. */
export const system: System = systemOf({ hybridLogicalClock });

/** What holds in it, whoever is killed. A crash is no event of the clock's own, and gets no stamp. */
export const laws: readonly Law[] = [
  sendsAsTold,
  answersEveryEvent,
  causesAreStampedLower,
  neverBehindItsClock,
  timesAreShown,
  countersCountChains,
  refusesWhatIsTooFarAhead(maxAheadMs),
];

interface Work {
  readonly hybridLogicalClock: (options: { readonly maxAheadMs: number }) => AnyMachine;
}
