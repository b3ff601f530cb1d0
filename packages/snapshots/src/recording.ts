/** Reads what machines of the bank send and put out: it may be anything at all. */
import type { Recorded, RecordedChannel, Recording, Transfer } from "./bank.ts";

/** Whether a message is money: everything else is an algorithm's own. */
export function isTransfer(message: unknown): message is Transfer {
  return has(message, "transfer") && typeof message["amount"] === "number";
}

/** Whether an output is a part of a snapshot. */
export function isRecording(output: unknown): output is Recording {
  return isRecorded(output) || isRecordedChannel(output);
}

/** Whether an output is a machine's own part of a snapshot. */
export function isRecorded(output: unknown): output is Recorded {
  return has(output, "recorded") && typeof output["snapshot"] === "string" && typeof output["balance"] === "number";
}

function isRecordedChannel(output: unknown): output is RecordedChannel {
  if (!has(output, "channel") || typeof output["snapshot"] !== "string") return false;
  const { from, to, transfers } = output;
  return typeof from === "string" && typeof to === "string" && isAmounts(transfers);
}

function isAmounts(value: unknown): boolean {
  return Array.isArray(value) && value.every((amount) => typeof amount === "number");
}

function has(value: unknown, type: string): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
