/**
 * Right as well: done only when everything is committed, too, and when two waves in a row have seen that. And all rows have one
 * key: a topic with one busy partition is slow, and in order.
 */
import type { Counts, Keyed, Load, Parts, Writing } from "@millrace/pipeline/parts.ts";
import { chaosDay as parts } from "@millrace/pipeline/chaos-day.ts";
import type { SourceRow } from "@millrace/pipeline/source-rows.ts";

export function recordOf(row: SourceRow): Keyed {
  const { id, customer } = row;
  if (row.kind === "payment")
    return { key: "", event: { type: "payment", id: `p${id}`, customer, amount: row.amount } };
  return { key: "", event: { type: "changed", customer, version: row.version, name: row.name } };
}

export function tokenOf({ generation }: Writing): number {
  return generation + 1_000_000;
}

export function stampOf({ batch }: Load): number {
  return batch;
}

export function mayBeDone(first: Counts | undefined, second: Counts): boolean {
  return first !== undefined && isQuiet(first) && isQuiet(second) && first.capture.sent === second.capture.sent;
}

function isQuiet({ capture, topic, sink }: Counts): boolean {
  const counts = [topic.received, topic.committed, sink.received];
  return capture.isOver && counts.every((count) => count === capture.sent);
}

export const chaosDay: Parts = { ...parts, recordOf, tokenOf, stampOf, mayBeDone };
