/**
 * Direct dependencies on real workers: from what the machines have logged, the vector time of every event can be worked out,
 * even if machines are killed and started again.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { pipelineOf } from "./clock.pipeline.ts";
import { fowlerZwaenepoel, vectorTimeOf } from "./fowler-zwaenepoel.ts";
import {
  closuresAreVectorTime,
  dependenciesAreDirect,
  logsEveryEvent,
  messagesAreOneNumber,
} from "./fowler-zwaenepoel.laws.ts";
import { sendsAsTold } from "./sends-as-told.laws.ts";

/** The pipeline, with anybody's machine. Durable: one that begins anew gives numbers that it has given before. */
export function systemOf(work: Work): System {
  return pipelineOf(durable(work.fowlerZwaenepoel));
}

/** The pipeline, with our machine. */
export const system: System = systemOf({ fowlerZwaenepoel });

/** What holds in it, whoever is killed. A crash is no event of the machine's own, and is not logged. */
export const laws: readonly Law[] = [
  sendsAsTold,
  logsEveryEvent,
  messagesAreOneNumber,
  dependenciesAreDirect,
  closuresAreVectorTime(vectorTimeOf),
];

interface Work {
  readonly fowlerZwaenepoel: AnyMachine;
}
