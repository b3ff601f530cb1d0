/** A table to write records to: by upsert, which is safe to repeat, or by insert, which is not. */
import type { Call, Resource } from "@millrace/core";
import type { GroupRecord } from "./consumer-group.broker.ts";

/** What the sink is asked to do, all of it or nothing. */
export interface Write {
  /** `upsert`: a row of that id is replaced. `insert`: one more row is added, whatever is there. */
  readonly type: "upsert" | "insert";
  /** What to write: a row for each. */
  readonly records: readonly GroupRecord[];
  /** A note of the caller's to itself: the sink takes no notice of it. */
  readonly generation?: number;
}

/** What the sink replies when the rows are there. */
export interface Written {
  /** The only kind of reply. */
  readonly type: "written";
}

/** What the sink holds. */
export interface SinkState {
  /** By id, the values of its rows, in the order in which they came. */
  readonly rows: Record<string, unknown[]>;
}

/**
 * A sink, for the port "sink".
 *
 * @example
 * ```ts
 * import { sink } from "@millrace/delivery";
 *
 * const state = sink.start();
 * const write = { type: "upsert", records: [{ partition: "orders-0", offset: 0, id: "o1", value: 5 }] };
 * sink.onCall(state, write, "worker");
 * sink.onCall(state, write, "worker");
 * if (state.rows.o1?.length !== 1) throw new Error("the second time changes nothing");
 * ```
 */
export const sink: Resource<SinkState> = {
  start: () => ({ rows: {} }),
  onCall({ rows }, request): Written {
    const { type, records } = readWrite({ request });
    for (const { id, value } of records) rows[id] = type === "insert" ? [...(rows[id] ?? []), value] : [value];
    return { type: "written" };
  },
};

/**
 * What a call asked the sink to do. Throws an Error if it is no write.
 *
 * @example
 * ```ts
 * import { readWrite } from "@millrace/delivery";
 *
 * const { records } = readWrite({ request: { type: "upsert", records: [] } });
 * if (records.length !== 0) throw new Error("nothing was to be written");
 * ```
 */
export function readWrite({ request }: Pick<Call, "request">): Write {
  if (isWrite(request)) return request;
  throw new Error(
    'Cannot write to the sink as the request is not { type: "upsert" or "insert", records: […] }. Look at the call.',
  );
}

function isWrite(request: unknown): request is Write {
  if (typeof request !== "object" || request === null || !("type" in request) || !("records" in request)) return false;
  return (request.type === "upsert" || request.type === "insert") && Array.isArray(request.records);
}
