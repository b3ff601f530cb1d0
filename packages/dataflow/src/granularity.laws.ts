/**
 * What a choice of a batch, and a machine that collects batches, owe to their rows, whoever wrote them. Reads rows that
 * come, batches that leave and what is loaded; never a machine's variables.
 *
 * One machine collects, whatever its name: the one that gets the inputs. The laws about time read clocks: they are for
 * sampled runs without skew, not to be shrunk.
 */
import {
  type Broken,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  always,
  broken,
  describeValue,
  equal,
  eventually,
  executionLaw,
  monitor,
} from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "./batches.ts";

/** Safety: what is loaded is what came, in that order, nothing twice. */
export const loadsInOrder: MonitorLaw<Owed> = monitor<Owed, unknown, unknown, RowInput>(
  "rows are loaded in the order in which they came, each once",
  {
    start: () => ({ source: "", rows: [] }),
    on: {
      input(owed, { machine, input }) {
        owed.source = machine;
        owed.rows.push(input.row);
      },
      output(owed, { machine, output }) {
        const loaded = machine === owed.source ? undefined : readLoaded(output);
        if (loaded === undefined)
          return broken("only the loader puts something out", `${machine} put out ${describeValue(output)}`);
        for (const row of loaded) {
          const next = owed.rows.shift();
          if (next === undefined)
            return broken(
              "nothing is loaded now: each row that came has been",
              `${machine} loaded ${describeValue(row)}`,
            );
          if (!equal(next, row))
            return broken(`${machine} loads ${describeValue(next)} next`, `it loaded ${describeValue(row)}`);
        }
        return undefined;
      },
    },
  },
);

/** Liveness: no row is left behind, and not the last one. */
export const loadsEverything: MonitorLaw<Owed> = eventually("every row is loaded in the end", {
  of: loadsInOrder,
  holds: ({ rows: [first] }) =>
    first === undefined
      ? undefined
      : broken(`${describeValue(first)} is loaded`, "it never is, and nothing is left to happen"),
});

/** What leaves is a batch, neither empty nor too large, and goes where the policy says. */
export function batchesFit({ to, rowsMax }: Pick<BatchPolicy, "to" | "rowsMax">): MonitorLaw<object> {
  return monitor(`a batch goes to ${to}, and has one row at least and ${rowsMax} at most`, {
    start: () => ({}),
    on: {
      send(_state, { machine, to: receiver, message }) {
        const sent = `${machine} sent ${describeValue(message)}`;
        if (receiver !== to) return broken(`${machine} sends its batches to ${to}`, `${sent} to ${receiver}`);
        if (!isBatch(message)) return broken('{ type: "batch", rows: […] }', sent);
        const count = message.rows.length;
        if (count === 0) return broken("no empty batch", sent);
        return count <= rowsMax ? undefined : broken(`at most ${rowsMax} rows in a batch`, `${count} rows: ${sent}`);
      },
    },
  });
}

/** Coarse enough: nothing that could go along stays behind. And no coarser: a full batch does not wait. */
export function takesAllThatWaits({ rowsMax }: Pick<BatchPolicy, "rowsMax">): MonitorLaw<{ waiting: number }> {
  return always<{ waiting: number }>("a batch leaves as soon as it is full, and with all rows that wait", {
    start: () => ({ waiting: 0 }),
    on: {
      input: (state) => void (state.waiting += 1),
      send(state, { machine, message }) {
        if (!isBatch(message)) return undefined;
        const count = message.rows.length;
        state.waiting -= count;
        return count >= rowsMax || state.waiting <= 0
          ? undefined
          : broken(
              `${machine} sends all ${count + state.waiting} rows that wait`,
              `it sent ${count}: ${describeValue(message)}`,
            );
      },
    },
    holds: ({ waiting }) =>
      waiting < rowsMax
        ? undefined
        : broken(`with ${rowsMax} rows a batch is full and leaves at once`, `${waiting} are waiting`),
  });
}

/** Fine enough: no row grows old while it waits for company. */
export function leavesInTime({ waitMaxMs }: Pick<BatchPolicy, "waitMaxMs">): ExecutionLaw {
  return executionLaw(`no row waits longer than ${waitMaxMs} ms for its batch to leave`, (execution) => {
    const late = departures(execution).find(({ waitedMs }) => waitedMs > waitMaxMs + toleranceMs);
    if (late === undefined) return undefined;
    return {
      ...broken(
        `the batch with ${describeValue(late.first)} leaves ${waitMaxMs} ms after that row came, or earlier`,
        `it left after ${late.waitedMs} ms`,
      ),
      event: late.event,
    };
  });
}

/** Coarse enough: a batch that has room waits for more. */
export function leavesNoSooner({ rowsMax, waitMaxMs }: Omit<BatchPolicy, "to">): ExecutionLaw {
  return executionLaw("a batch that is not full leaves only when its first row has waited long enough", (execution) => {
    const early = departures(execution).find(
      ({ rows, waitedMs }) => rows < rowsMax && waitedMs < waitMaxMs - toleranceMs,
    );
    if (early === undefined) return undefined;
    return {
      ...broken(
        `the batch with ${describeValue(early.first)} has ${early.rows} of ${rowsMax} rows: it leaves ${waitMaxMs} ms after that row came`,
        `it left after ${early.waitedMs} ms`,
      ),
      event: early.event,
    };
  });
}

/** Whether a time is this one, but for rounding. */
export function judgeMs(actual: unknown, expectedMs: number): Broken | undefined {
  const isNear = typeof actual === "number" && isAbout(actual, expectedMs);
  return isNear || actual === expectedMs ? undefined : broken(`${expectedMs} ms`, describeMs(actual));
}

/** What a row costs in batches of so many: how often a batch is sent, on average, times what that takes, by its rows. */
export function trueMsPerRow(batchRows: number, { messageMs, rowMs, lossRate }: Route): number {
  return (messageMs + batchRows * rowMs) / (batchRows * (1 - lossRate) ** batchRows);
}

/** How long the first of so many rows takes. */
export function trueLongestWaitMs(batchRows: number, { messageMs, rowMs, everyMs }: Route): number {
  return messageMs + rowMs * batchRows + everyMs * (batchRows - 1);
}

/** Whether a choice is as good as any: all that are in time are tried. */
export function judgeChoice(actual: unknown, route: Route): Broken | undefined {
  let best = 1;
  for (let rows = 2; trueLongestWaitMs(rows, route) <= route.latencyMaxMs; rows++)
    if (trueMsPerRow(rows, route) < trueMsPerRow(best, route)) best = rows;
  const bestMs = trueMsPerRow(best, route);
  const expected = describeRows(best, route);
  if (typeof actual !== "number" || !Number.isInteger(actual) || actual < 1)
    return broken(`${expected}: a whole number`, describeValue(actual));
  const isInTime = actual === 1 || trueLongestWaitMs(actual, route) <= route.latencyMaxMs + 1e-9;
  if (isInTime && (actual === best || isAbout(trueMsPerRow(actual, route), bestMs))) return undefined;
  return broken(expected, describeRows(actual, route));
}

/** What came and is not loaded yet, oldest first. */
export interface Owed {
  /** The machine that they came to; empty before the first. */
  source: MachineId;
  /** As they came. */
  readonly rows: unknown[];
}

/** A simulation's clocks show whole milliseconds. */
const toleranceMs = 2;

interface Departure {
  /** The first row of the batch. */
  readonly first: unknown;
  /** How many it has. */
  readonly rows: number;
  /** How long the first had waited. */
  readonly waitedMs: number;
  readonly event: number;
}

/**
 * All batches that left, with how long their first rows had waited: rows leave in the order in which they came. The fair end
 * of a run has no times: what leaves there has waited NaN, which is neither too long nor too short.
 */
function departures({ schedule, events }: Execution): Departure[] {
  const starts = events.filter(({ kind }) => kind === "start").length;
  const waiting: { readonly row: unknown; readonly cameMs: number }[] = [];
  const found: Departure[] = [];
  for (const { id, kind, input, sends } of events) {
    const choice = schedule[id - starts] ?? {};
    const nowMs = "nowMs" in choice && typeof choice.nowMs === "number" ? choice.nowMs : NaN;
    if (kind === "input") waiting.push({ row: (input as RowInput).row, cameMs: nowMs });
    for (const { message } of sends) {
      const rows = isBatch(message) ? message.rows.length : 0;
      const [first] = waiting.splice(0, rows);
      if (first !== undefined) found.push({ first: first.row, rows, waitedMs: nowMs - first.cameMs, event: id });
    }
  }
  return found;
}

function isAbout(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1e-3, Math.abs(expected));
}

function describeMs(value: unknown): string {
  return typeof value === "number" ? `${value} ms` : describeValue(value);
}

function describeRows(rows: number, route: Route): string {
  const waitMs = trueLongestWaitMs(rows, route);
  const late = waitMs > route.latencyMaxMs ? ", which is too late" : "";
  return `${rows === 1 ? "1 row" : `${rows} rows`}: ${round(trueMsPerRow(rows, route))} ms each, the first after ${round(waitMs)} ms${late}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function isBatch(message: unknown): message is Batch {
  const { type, rows } = Object(message) as Readonly<Record<string, unknown>>;
  return type === "batch" && Array.isArray(rows);
}

function readLoaded(output: unknown): readonly unknown[] | undefined {
  const { type, rows } = Object(output) as Readonly<Record<string, unknown>>;
  return type === "loaded" && Array.isArray(rows) ? rows : undefined;
}
