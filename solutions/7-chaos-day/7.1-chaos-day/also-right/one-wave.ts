/**
 * Right as well: one wave is enough. The capture says in one breath how much it has sent and that nothing more will come; if
 * all of that is in the sink, at whatever later moment, it is over. And rows go by their own id instead of the customer's name:
 * what must stay in order are the versions of one row.
 */
import type { Captured, Counts, Keyed, Load, Parts, Writing } from "@millrace/pipeline/parts.ts";
import { chaosDay as parts } from "@millrace/pipeline/chaos-day.ts";
import type { SourceRow } from "@millrace/pipeline/source-rows.ts";
import type { Dag } from "@millrace/termination/dag.ts";

export function recordOf(row: SourceRow, _captured: Captured): Keyed {
  const key = `row ${row.id}`;
  return row.kind === "payment"
    ? { key, event: { type: "payment", id: `${row.kind} ${row.id}`, customer: row.customer, amount: row.amount } }
    : { key, event: { type: "changed", customer: row.customer, version: row.version, name: row.name } };
}

export function tokenOf(write: Writing): number {
  return 2 * write.generation + 1;
}

export function stampOf(load: Load): number {
  return 10 * load.batch;
}

export const dag: Dag = {
  rollup: { upstream: ["load"], rule: "one_success", retries: 9 },
  load: { upstream: [], retries: 9 },
};

export function mayBeDone(_first: Counts | undefined, { capture, sink }: Counts): boolean {
  return capture.isOver && sink.received >= capture.sent;
}

export const chaosDay: Parts = { ...parts, recordOf, tokenOf, stampOf, dag, mayBeDone };
