/**
 * Chaos day on real workers: nine machines and three resources, with anybody's parts. Kill whom you like: in the end source and
 * sink agree, and the scheduler says so, once and not too early.
 *
 * Topic and scheduler are durable, the others keep on their disks what they need. Three workers are thought dead now and then.
 */
import type { Law, System } from "@millrace/core";
import { chaosDay } from "./chaos-day.ts";
import { chaosDayLaws } from "./chaos-day.laws.ts";
import { business, chaosDayOf, patientPolicy } from "./chaos-day.world.ts";
import type { Parts } from "./parts.ts";

/** A kill may last as long as somebody looks at it. */
const patience = 10;

/** The pipeline on a day of chaos, with anybody's parts. */
export function systemOf(work: Work): System {
  return chaosDayOf(work.chaosDay, { patience });
}

/** The pipeline, with our parts. */
export const system: System = systemOf({ chaosDay });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = chaosDayLaws(business, patientPolicy(patience));

interface Work {
  readonly chaosDay: Parts;
}
