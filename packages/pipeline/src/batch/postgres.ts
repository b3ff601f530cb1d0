/**
 * PostgreSQL: the shop's table. Each input is a transaction, and its commit has the next log sequence number. Whoever reads
 * says at which commit: the rows as they stood then, whatever has been written since.
 *
 * All versions of all rows are on the disk, as nothing is vacuumed here. In memory there is only what a person likes to see.
 */
import { type Disk, type Machine, defineMachine } from "@millrace/core";
import type { Answer, Order, OrderVersion, Request } from "./messages.ts";

/** What postgres shows of itself. */
export interface PostgresState {
  /** The last commit. */
  lsn: number;
  /** How many rows the table has. */
  rowCount: number;
  /** What all its orders cost together. */
  total: number;
}

/** A transaction: all of its rows are written, or none. A row whose id is known is a newer version of it. */
export interface Insert {
  readonly type: "insert";
  readonly rows: readonly Order[];
}

/** What the station asks of whatever keeps the table. */
export interface SourceTable {
  /** Writes the rows of one transaction; gives the number of its commit. */
  commit(rows: readonly Order[]): number;
  /** The last commit; 0 before the first. */
  lsn(): number;
  /** The rows as they stood after commit `lsn`, as far as they were written after commit `afterLsn`, by id. */
  rowsAt(lsn: number, afterLsn: number): OrderVersion[];
}

/** The station "postgres". */
export function postgres(
  open: (disk: Disk) => SourceTable = tableOnDisk,
): Machine<PostgresState, Request | Answer, never, Insert> {
  return defineMachine({
    start: ({ disk }): PostgresState => stateOf(open(disk)),

    onMessage(_state, message, from, context) {
      const table = open(context.disk);
      if (message.type === "open snapshot") {
        const lsn = table.lsn();
        context.send(from, { type: "snapshot", request: message.request, lsn, rowCount: table.rowsAt(lsn, 0).length });
      } else if (message.type === "read") {
        const { request, lsn, afterLsn, offset, limit } = message;
        const rows = table.rowsAt(lsn, afterLsn);
        const isLast = offset + limit >= rows.length;
        context.send(from, { type: "rows", request, lsn, rows: rows.slice(offset, offset + limit), isLast });
      }
    },

    onInput(state, { rows }, { disk }) {
      const table = open(disk);
      table.commit(rows);
      Object.assign(state, stateOf(table));
    },
  });
}

/** The table on the disk of its machine. */
export function tableOnDisk(disk: Disk): SourceTable {
  // Nobody else writes under this key.
  const versions = (): OrderVersion[] => (disk.read("versions") ?? []) as OrderVersion[];
  const lsn = (): number => Number(disk.read("lsn") ?? 0);
  return {
    lsn,
    commit(rows) {
      const next = lsn() + 1;
      disk.write("versions", [...versions(), ...rows.map((row) => ({ ...row, lsn: next }))]);
      disk.write("lsn", next);
      return next;
    },
    rowsAt(upTo, afterLsn) {
      const newest = new Map<number, OrderVersion>();
      for (const row of versions()) if (row.lsn <= upTo) newest.set(row.id, row);
      return [...newest.values()].filter((row) => row.lsn > afterLsn).toSorted((one, other) => one.id - other.id);
    },
  };
}

function stateOf(table: SourceTable): PostgresState {
  const lsn = table.lsn();
  const rows = table.rowsAt(lsn, 0);
  return { lsn, rowCount: rows.length, total: rows.reduce((sum, { amount }) => sum + amount, 0) };
}
