import { type MachineId, NotPlainError, clone, describeValue } from "@millrace/core";
import type { LiveFailure } from "../live-system.ts";
import { WorkerError } from "../worker-error.ts";
import type { Disturbance, ReportedFailure } from "../worker-protocol.ts";

/** A handler's failure, for whoever runs the system. */
export function describeHandlerFailure(machine: MachineId, { failure, event }: ReportedFailure): LiveFailure {
  const { kind, message, stack } = failure;
  const described = { machine, during: "handler", kind, event: describeEvent(event), message } as const;
  return stack === undefined ? described : { ...described, stack };
}

/** Why a machine could not be started. */
export function startError({ machine, during, event, message, stack }: LiveFailure): WorkerError {
  const what = during === "load" ? "its file could not be run" : `it failed at ${event ?? "its start"}`;
  const where = stack === undefined ? "" : `\n${stack}`;
  return new WorkerError(`Cannot start ${machine} as ${what}: ${message}${where}`, { machine });
}

/** A copy of a request. Throws a {@link WorkerError} if it is not plain data. */
export function copyInput(machine: MachineId, input: unknown): unknown {
  try {
    return clone(input);
  } catch (error) {
    if (!(error instanceof NotPlainError)) throw error;
    const message = `Cannot give an input to ${machine} as it is not plain data: ${error.message}`;
    throw new WorkerError(message, { machine, cause: error });
  }
}

/** Refuses rates that are no share, and delays that are no time. Throws a {@link WorkerError}. */
export function checkDisturbance({ delayMs, dropRate, duplicateRate }: Disturbance): void {
  const [leastMs, mostMs] = Array.isArray(delayMs) ? delayMs : [Number.NaN, Number.NaN];
  if (!(leastMs >= 0 && leastMs <= mostMs && mostMs < Infinity))
    throw new WorkerError(
      `Cannot delay messages by ${describeValue(delayMs)} ms as that is no span of time. Give two numbers from 0, the smaller first.`,
    );
  for (const [what, rate] of [
    ["lose", dropRate],
    ["double", duplicateRate],
  ] as const) {
    if (!(rate >= 0 && rate <= 1))
      throw new WorkerError(`Cannot ${what} a share of ${rate} of the messages. Give a number from 0 to 1.`);
  }
}

function describeEvent({ kind, value, from }: ReportedFailure["event"]): string {
  if (kind === "start") return "its start";
  if (kind === "timer") return `timer ${describeValue(value)}`;
  if (kind === "input") return `input ${describeValue(value)}`;
  return `message ${describeValue(value)} from ${from ?? "somebody"}`;
}
