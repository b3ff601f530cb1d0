/** A pipeline for clocks to run on: three machines that send each other batches and have events of their own. */
import { type AnyMachine, type Input, type SystemOptions, type System, at, defineSystem } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";

/** 24 requests, one every 12 ms; messages may overtake each other, unless the channels are said to be others. */
export function pipelineOf(clock: AnyMachine, channels: SystemOptions["channels"] = "any-order"): System {
  return defineSystem({
    machines: { extract: clock, transform: clock, load: clock },
    channels,
    inputs: [requests, requests, requests, requests].flat().map((input, turn) => ({ ...input, atMs: turn * 12 })),
  });
}

const requests = [
  send("extract", "transform"),
  send("transform", "load"),
  local("load"),
  send("load", "extract"),
  send("extract", "transform"),
  local("transform"),
];

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to } satisfies ClockInput);
}

function local(machine: string): Input {
  return at(machine, { type: "local" } satisfies ClockInput);
}
