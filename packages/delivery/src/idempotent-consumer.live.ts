/**
 * An idempotent consumer on real workers: a topic that tells some things twice and out of order, and two consumers with the
 * same records, as if one had been thought dead. Whoever is killed, the tables come to the same.
 */
import { type AnyMachine, type Law, type System, createRandom } from "@millrace/core";
import { idempotentConsumer } from "./idempotent-consumer.ts";
import { idempotentLaws } from "./idempotent-consumer.laws.ts";
import { randomLog, topicOf } from "./idempotent-consumer.topic.ts";

/** A topic and two consumers, with anybody's machine. Nothing is durable: all that must be kept is in the database. */
export function systemOf(work: Work): System {
  return topicOf(work.idempotentConsumer, { log, consumers: 2 });
}

/** Thirty events: drawn from a seed, and so always the same. */
const log = randomLog(createRandom(11), { events: 30 });

/** The topic and its consumers, with our machine. */
export const system: System = systemOf({ idempotentConsumer });

/** Records and replies take their time, so that there is some in which to kill somebody. */
export const network: { readonly delayMs: readonly [number, number] } = { delayMs: [50, 2000] };

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = idempotentLaws(log);

interface Work {
  readonly idempotentConsumer: AnyMachine;
}
