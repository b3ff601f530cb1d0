/** What loading came to, read event by event from what happened: nothing here is counted by the loader itself. */

/** A row of an order, as far as it is shown. */
export interface OrderRow {
  readonly id: number;
  readonly ts: number;
  readonly total: number;
}

/** One run of the loader. */
export interface LoadRun {
  readonly began: "first" | "restarted" | "asked";
  readonly ended: "running" | "finished" | "killed";
  /** How many rows the warehouse was given by it, new or not. */
  readonly written: number;
}

/** All of it, so far. */
export interface LoadRecord {
  readonly runs: readonly LoadRun[];
  readonly source: readonly OrderRow[];
  /** The rows of the warehouse after each of its transactions that wrote, oldest first; before the first, none. */
  readonly versions: readonly (readonly OrderRow[])[];
  readonly isUp: boolean;
  /** By event of the loader: in which run. */
  readonly runOf: ReadonlyMap<number, number>;
}

/** Before anything has happened. */
export const emptyRecord: LoadRecord = { runs: [], source: [], versions: [], isUp: false, runOf: new Map() };

/** The part of an event that matters here. */
export interface LoadEvent {
  readonly id: number;
  readonly kind: string;
  readonly machine: string;
  readonly cause?: number;
  readonly message?: unknown;
  readonly state?: unknown;
}

/** The record with one event more. */
export function addEvent(record: LoadRecord, event: LoadEvent): LoadRecord {
  if (event.machine === "port:source") return { ...record, source: ordersIn(event.state) };
  if (event.machine === "port:warehouse") return addWrite(record, event);
  if (event.machine === "loader") return addStep(record, event);
  return record;
}

/** The warehouse as it is now. */
export function sinkOf({ versions }: LoadRecord): readonly OrderRow[] {
  return versions.at(-1) ?? [];
}

/** How a warehouse differs from its source. */
export interface Comparison {
  readonly sourceSum: number;
  readonly sinkSum: number;
  /** Rows of the warehouse whose order has another one already. */
  readonly copies: number;
  /** Orders of the source that are not in the warehouse as they are there. */
  readonly missing: number;
  readonly isEqual: boolean;
}

/** Compares row by row. */
export function compare(source: readonly OrderRow[], sink: readonly OrderRow[]): Comparison {
  const copies = sink.length - new Set(sink.map(({ id }) => id)).size;
  const missing = source.filter((row) => !sink.some(({ id, total }) => id === row.id && total === row.total)).length;
  return {
    sourceSum: sumOf(source),
    sinkSum: sumOf(sink),
    copies,
    missing,
    isEqual: copies === 0 && missing === 0 && sink.length === source.length,
  };
}

function sumOf(rows: readonly OrderRow[]): number {
  return rows.reduce((sum, { total }) => sum + total, 0);
}

function addStep(record: LoadRecord, { id, kind, state }: LoadEvent): LoadRecord {
  if (kind === "crash") return { ...endRun(record, "killed"), isUp: false };
  const began = beginning(kind);
  const runs = began === undefined ? record.runs : [...record.runs, { began, ended: "running", written: 0 } as const];
  const next = { ...record, runs, isUp: true, runOf: new Map(record.runOf).set(id, runs.length - 1) };
  return isRunning(state) ? next : endRun(next, "finished");
}

function beginning(kind: string): LoadRun["began"] | undefined {
  if (kind === "start") return "first";
  if (kind === "restart") return "restarted";
  return kind === "deliver" ? "asked" : undefined;
}

function endRun(record: LoadRecord, ended: "finished" | "killed"): LoadRecord {
  const last = record.runs.at(-1);
  if (last?.ended !== "running") return record;
  return { ...record, runs: [...record.runs.slice(0, -1), { ...last, ended }] };
}

/** A write may arrive when the run that made it is over: it is counted where it was sent. */
function addWrite(record: LoadRecord, { kind, cause, message, state }: LoadEvent): LoadRecord {
  const written = kind === "deliver" ? writtenBy(message) : 0;
  if (written === 0) return record;
  const place = record.runOf.get(cause ?? -1);
  const runs = record.runs.map((run, at) => (at === place ? { ...run, written: run.written + written } : run));
  return { ...record, runs, versions: [...record.versions, ordersIn(state)] };
}

// What follows reads messages and states of machines that the system beside names: their shapes are known.

function isRunning(state: unknown): boolean {
  return (state as { readonly run?: unknown } | undefined)?.run !== undefined;
}

function writtenBy(message: unknown): number {
  const { request } = message as { readonly request?: { readonly write?: readonly { readonly table: string }[] } };
  return request?.write?.filter(({ table }) => table === "orders").length ?? 0;
}

function ordersIn(state: unknown): readonly OrderRow[] {
  const { rows } = state as { readonly rows: Readonly<Record<string, readonly { readonly row: OrderRow }[]>> };
  return (rows["orders"] ?? []).map(({ row }) => row);
}
