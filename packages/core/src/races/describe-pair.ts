import { describeValue } from "../show.ts";
import type { Occurrence } from "./racing-pairs.ts";

/** What would have come before what, in words: `b receives "1" before "2"`. */
export function describePair(one: Occurrence["event"], other: Occurrence["event"]): string {
  if (one.kind !== "deliver" || other.kind !== "deliver")
    return `${one.machine} ${describeEvent(one)} before it ${describeEvent(other)}`;
  const [first, second] = [describeValue(one.message), describeValue(other.message)];
  const from = ({ from: sender }: Occurrence["event"]): string => (first === second ? ` from ${sender}` : "");
  return `${one.machine} receives ${first}${from(one)} before ${second}${from(other)}`;
}

function describeEvent({ kind, message, reply, input, timer }: Occurrence["event"]): string {
  switch (kind) {
    case "deliver":
      return `receives ${describeValue(message)}`;
    case "reply":
      return `has the answer ${describeValue(reply ?? (message as { readonly reply?: unknown } | undefined)?.reply)}`;
    case "input":
      return `takes the input ${describeValue(input)}`;
    case "timer":
      return `sees its timer ${timer} go off`;
    default:
      return "crashes";
  }
}
