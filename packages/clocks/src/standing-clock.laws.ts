/**
 * What a hybrid clock is after tens of thousands of events in one millisecond, where counters of eight and sixteen bits have
 * run over. Handlers are called directly, as the engine would take seconds.
 */
import { type AnyMachine, type Broken, broken, describeValue } from "@millrace/core";
import { DrivenMachine, HandlerThrew } from "./driven-machine.ts";
import { hybridStamp } from "./hybrid-logical-clock.laws.ts";
import { firstMs } from "./wall-clocks.ts";

/**
 * Judges a clock on 66,000 requests in one millisecond: each is stamped with the next counter; so is a receipt at a machine
 * that has had no event yet. Beyond 1,000, only every 256th stamp is read: a counter that has run over stays wrong. One whose
 * memory grows with each event is followed for 300.
 */
export function judgeStandingClock(machine: AnyMachine): Broken | undefined {
  try {
    const busy = new DrivenMachine(machine, { self: "extract", peers: ["load"], nowMs: firstMs });
    const fresh = new DrivenMachine(machine, { self: "load", peers: ["extract"], nowMs: firstMs });
    const early = takeRequests(busy, 0, 30);
    if (early !== undefined) return early;
    const { room } = busy;
    const late = takeRequests(busy, 30, 300);
    if (late !== undefined) return late;
    const count = busy.room > room + growthAllowed ? 300 : 66_000;
    const last = takeRequests(busy, 300, Math.min(count, 1_000)) ?? takeManyRequests(busy, 1_000, count);
    if (last !== undefined) return last;
    busy.onInput({ type: "send", to: "load" });
    const [sent] = busy.sends;
    fresh.onMessage(sent?.message, "extract");
    return judgeStamp(busy, count) ?? judgeStamp(fresh, count + 1);
  } catch (error) {
    if (error instanceof HandlerThrew) return broken(`${error.machine} does its work`, error.message);
    throw error;
  }
}

/** In the longest part. Where sixteen bits end, it looks, too. */
const looksEvery = 256;

/** Longer numbers take a few letters more; 270 stamps that are kept take more than these. */
const growthAllowed = 100;

function takeRequests(machine: DrivenMachine, first: number, end: number): Broken | undefined {
  for (let counter = first; counter < end; counter++) {
    machine.onInput({ type: "local" });
    const problem = judgeStamp(machine, counter);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function takeManyRequests(machine: DrivenMachine, first: number, end: number): Broken | undefined {
  let counter = first;
  while (counter < end) {
    const next = Math.min(counter + looksEvery - (counter % looksEvery), end - 1);
    const unseen = next - counter;
    const { outputs } = machine.takeUnseen({ type: "local" }, unseen);
    if (outputs !== unseen)
      return broken(`${machine.self} puts out ${unseen} stamps for ${unseen} requests`, `it put out ${outputs}`);
    const problem = takeRequests(machine, next, next + 1);
    if (problem !== undefined) return problem;
    counter = next + 1;
  }
  return undefined;
}

function judgeStamp({ self, outputs }: DrivenMachine, counter: number): Broken | undefined {
  const stamp = outputs.length === 1 ? hybridStamp.parse(outputs[0]) : undefined;
  if (stamp?.timeMs === firstMs && stamp.counter === counter) return undefined;
  return broken(
    `${self} stamps event ${counter + 1} of this millisecond { timeMs: ${firstMs}, counter: ${counter} }`,
    `it put out ${outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ")}`,
  );
}
