/** Three machines that write each other letters, and stamp all that they do with the library's vector clock. */
import { type Input, type System, at, defineSystem } from "@millrace/core";
import type { ClockInput } from "@millrace/clocks/lamport-clock.ts";
import { vectorClock } from "@millrace/clocks/vector-clock.ts";

/** The same nine requests in every run. Letters may overtake each other. */
export const system: System = defineSystem({
  machines: { extract: vectorClock, transform: vectorClock, load: vectorClock },
  channels: "any-order",
  inputs: [
    send("extract", "transform"),
    local("load"),
    send("transform", "load"),
    send("extract", "load"),
    local("transform"),
    send("load", "extract"),
    local("extract"),
    send("transform", "load"),
    local("load"),
  ].map((input, turn) => ({ ...input, atMs: turn * 60 })),
});

/** How long a letter takes, shortest and longest: as long as a few requests, so that the order is another each time. */
export const delayMs = [20, 300] as const;

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to } satisfies ClockInput);
}

function local(machine: string): Input {
  return at(machine, { type: "local" } satisfies ClockInput);
}
