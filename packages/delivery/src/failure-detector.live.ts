/**
 * Failure detectors on real workers: four stations watch one another for a second. Whoever is killed is suspected, and
 * trusted again when it is back.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import { type DetectorOptions, failureDetector } from "./failure-detector.ts";
import { beatsForEverybody, saysWhatChanges } from "./failure-detector.laws.ts";

/** Four stations, with anybody's machine. Durable: else who was killed would make its mistakes again. */
export function systemOf(work: Work): System {
  const machine = durable(work.failureDetector({ beatMs: 20, timeoutMs: 50, growMs: 30 }));
  const names = ["salad", "grill", "dessert", "till"];
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    inputs: names.map((name) => at(name, { type: "stop" }, { atMs: 1_000 })),
  });
}

/** The stations, with our machine. */
export const system: System = systemOf({ failureDetector });

/** What holds in it, whoever is killed. Who is suspected depends on how slow everything is: anybody may be. */
export const laws: readonly Law[] = [saysWhatChanges, beatsForEverybody];

interface Work {
  failureDetector(options: DetectorOptions): AnyMachine;
}
