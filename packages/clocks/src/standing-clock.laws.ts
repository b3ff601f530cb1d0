/**
 * What a hybrid clock is after tens of thousands of events in one millisecond, where counters of eight and sixteen bits have
 * run over. Handlers are called directly, as the engine would take seconds.
 */
import { type AnyMachine, type Broken, broken, describeValue } from "@millrace/core";
import { DrivenMachine, HandlerThrew } from "./driven-machine.ts";
import { hybridStamp } from "./hybrid-logical-clock.laws.ts";
import { firstMs, startingLater } from "./wall-clocks.ts";

/**
 * Judges a clock on 66,000 requests in one millisecond: each is stamped with the next counter; so is a receipt at a machine
 * that has had no event yet, and what that machine sends. One whose memory grows with each event is followed for 300.
 */
export function judgeStandingClock(machine: AnyMachine): Broken | undefined {
  try {
    const clock = startingLater(machine);
    const busy = new DrivenMachine(clock, { self: "extract", peers: ["load"] });
    const fresh = new DrivenMachine(clock, { self: "load", peers: ["extract"] });
    const early = takeRequests(busy, 0, 30);
    if (early !== undefined) return early;
    const { room } = busy;
    const late = takeRequests(busy, 30, 300);
    if (late !== undefined) return late;
    const count = busy.room > room + growthAllowed ? 300 : 66_000;
    const last = takeRequests(busy, 300, count);
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

function judgeStamp({ self, outputs }: DrivenMachine, counter: number): Broken | undefined {
  const stamp = outputs.length === 1 ? hybridStamp.parse(outputs[0]) : undefined;
  if (stamp?.timeMs === firstMs && stamp.counter === counter) return undefined;
  return broken(
    `${self} stamps event ${counter + 1} of this millisecond { timeMs: ${firstMs}, counter: ${counter} }`,
    `it put out ${outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ")}`,
  );
}
