/**
 * What is true of any capturer: applied in order, what it puts out is a copy of the table. Reads what the capturer asks
 * the source for and what it puts out; never its variables.
 *
 * The laws know what is in the table at first and what the one application writes, in which order. So they know which of a
 * row's values is the newer one. When a write gets there is left to the run.
 */
import {
  type Broken,
  type MonitorLaw,
  type Observation,
  always,
  broken,
  describeValue,
  eventually,
  exactly,
  monitor,
} from "@millrace/core";
import type { Capture } from "./cdc-handoff.capture.ts";
import { type Change, idOf, readRequest } from "./source-database.ts";

/** What has been put out so far. */
export interface Sink {
  /** By id: which of its values a row has, counted from 0, the first. No entry: it has never been there. */
  readonly versions: Record<number, number>;
  /** Whether the capturer has said that this is a copy of the table. */
  isLoaded: boolean;
}

/** What holds at every moment, whoever crashes. */
export function captureLaws(capture: Capture): readonly MonitorLaw[] {
  return [asksForChunks(capture), neverGoesBack(capture), saysLoadedOnce, isACopyFromThenOn(capture)];
}

/** The source has a table that does not fit into one select, and nobody but the application writes to it. */
export function asksForChunks({ chunkRows }: Pick<Capture, "chunkRows">): MonitorLaw<object> {
  return monitor<object>("the capturer marks, selects a chunk at most, and reads the log", {
    start: () => ({}),
    on: {
      call(_state, { machine, request: asked }) {
        if (machine !== "capturer") return undefined;
        const request = readRequest(asked);
        if (typeof request === "string") return broken(request, describeValue(asked));
        if (request.type === "upsert" || request.type === "delete")
          return broken("the capturer changes nothing in the table", describeValue(asked));
        if (request.type !== "select" || request.limit <= chunkRows) return undefined;
        return broken(`at most ${chunkRows} rows at a time`, describeValue(asked));
      },
    },
  });
}

/** Each row of the sink goes forward through the values that it had in the table, never back. */
export function neverGoesBack(capture: Capture): MonitorLaw<Sink> {
  const history = new History(capture);
  return monitor<Sink>("no row of the sink goes back to an older value", {
    start: emptySink,
    on: { output: (sink, { output }) => history.apply(sink, output) },
  });
}

/** The words that the exercise agrees on. */
export const saysLoadedOnce: MonitorLaw<Sink> = monitor<Sink>('the capturer says { type: "loaded" } once', {
  start: emptySink,
  on: {
    output: (sink, { output }) => (saysLoaded(output) ? sayLoaded(sink) : undefined),
  },
});

/**
 * A copy is the table as it was after so many of the writes, with none left out. That each copy is newer than the one
 * before follows, as no row goes back.
 */
export function isACopyFromThenOn(capture: Capture): MonitorLaw<Sink> {
  const history = new History(capture);
  return always<Sink>("from loaded on, the sink is always the table as it was at some LSN", {
    start: emptySink,
    on: { output: (sink, { output }) => void history.apply(sink, output) },
    holds(sink) {
      if (!sink.isLoaded || history.isCopy(sink)) return undefined;
      return broken(
        `the sink is the table after 0 to ${capture.writes.length} of the writes`,
        `it holds ${describeValue(history.contentOf(sink))}`,
      );
    },
  });
}

/** Liveness: the copy is complete, and up to date once nobody writes any more. */
export function isACopyInTheEnd(capture: Capture): MonitorLaw<Sink> {
  const history = new History(capture);
  return eventually("loaded is said, and in the end the sink has what the table has", {
    of: isACopyFromThenOn(capture),
    holds: (sink) => judgeEnd(history, sink),
  });
}

/**
 * {@link neverGoesBack}, {@link saysLoadedOnce} and {@link isACopyFromThenOn} in one, at a third of the price: they keep one
 * sink between them.
 */
export function keepsACopy(capture: Capture): MonitorLaw<Sink> {
  const history = new History(capture);
  return {
    ...isACopyFromThenOn(capture),
    name: "no row of the sink goes back, and from loaded on it is the table as it was at some LSN",
    observe(sink, seen) {
      if (seen.kind !== "output") return undefined;
      return saysLoaded(seen.output) ? sayLoaded(sink) : history.apply(sink, seen.output);
    },
  };
}

/** {@link keepsACopy} and {@link isACopyInTheEnd} in one. */
export function keepsACopyToTheEnd(capture: Capture): MonitorLaw<Sink> {
  const history = new History(capture);
  return {
    ...keepsACopy(capture),
    name: "no row of the sink goes back; from loaded on it is the table as it was at some LSN, and in the end as it is",
    finally: (sink) => judgeEnd(history, sink),
  };
}

/** The price: without crashes, two marks for each select. */
export const writesTwoMarksEach: MonitorLaw<{ counted: number; expected: number }> = exactly(
  "two marks are written for each chunk that is selected",
  { counts: (seen) => countCalls(seen, "mark"), of: (seen) => 2 * countCalls(seen, "select"), unit: "marks" },
);

/** Without crashes: what nobody has written comes with its chunk, what was written with the log, and perhaps a chunk. */
export function putsOutNothingTooOften(capture: Capture): MonitorLaw<Record<string, number>> {
  const history = new History(capture);
  return monitor<Record<string, number>>("a row comes once with its chunk, and a change once with the log", {
    start: () => ({}),
    on: {
      output(counts, { output }) {
        const change = readChange(output);
        if (change?.type !== "upsert") return undefined;
        const { id, value } = change.row;
        const key = JSON.stringify([id, value]);
        const count = (counts[key] ?? 0) + 1;
        const most = history.timesAtMost(id, value);
        counts[key] = count;
        if (count <= most) return undefined;
        return broken(
          `${describeValue(change)} is put out ${most === 1 ? "once" : `${most} times at most`}`,
          "once more",
        );
      },
    },
  });
}

/** The values that each row has in the table, one after the other; undefined while it is not there. */
class History {
  private readonly values: ReadonlyMap<number, readonly (string | undefined)[]>;
  /** After each number of writes: how many of them were to which row. */
  private readonly states: readonly ReadonlyMap<number, number>[];

  constructor({ rows, writes }: Capture) {
    const values = new Map<number, (string | undefined)[]>(rows.map(({ id, value }) => [id, [value]]));
    const counts = new Map<number, number>();
    const states = [new Map(counts)];
    for (const write of writes) {
      const id = idOf(write);
      const own = values.get(id) ?? [undefined];
      values.set(id, [...own, write.type === "upsert" ? write.row.value : undefined]);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      states.push(new Map(counts));
    }
    this.values = values;
    this.states = states;
  }

  /** Applies what was put out: the row gets the next of its values that is this one. Says so if there is none. */
  apply(sink: Sink, output: unknown): Broken | undefined {
    if (saysLoaded(output)) {
      sink.isLoaded = true;
      return undefined;
    }
    const change = readChange(output);
    if (change === undefined) {
      const expected = '{ type: "upsert", row: { id, value } }, { type: "delete", id } or { type: "loaded" }';
      return broken(expected, describeValue(output));
    }
    const id = idOf(change);
    const value = change.type === "upsert" ? change.row.value : undefined;
    const values = this.values.get(id) ?? [undefined];
    const place = values.indexOf(value, sink.versions[id] ?? 0);
    if (place < 0) return this.describeStep(sink, { id, value });
    sink.versions[id] = place;
    return undefined;
  }

  isCopy(sink: Sink): boolean {
    return this.states.some((counts) => this.findDifferent(sink, counts) === undefined);
  }

  judgeEnd(sink: Sink): Broken | undefined {
    const id = this.findDifferent(sink, this.states.at(-1) ?? new Map());
    if (id === undefined) return undefined;
    const describe = (value: string | undefined): string =>
      value === undefined ? "not there" : `there, with ${describeValue(value)}`;
    return broken(`row ${id} is ${describe(this.values.get(id)?.at(-1))}`, `it is ${describe(this.valueIn(sink, id))}`);
  }

  contentOf(sink: Sink): Record<number, string> {
    const entries = [...this.values.keys()].map((id) => [id, this.valueIn(sink, id)] as const);
    return Object.fromEntries(entries.flatMap(([id, value]) => (value === undefined ? [] : [[id, value]])));
  }

  /** What is there at first comes with a chunk alone; what was written, with the log and with a chunk. */
  timesAtMost(id: number, value: string): number {
    const values = this.values.get(id) ?? [];
    return values.reduce((sum, other, place) => sum + (other !== value ? 0 : place === 0 ? 1 : 2), 0);
  }

  private describeStep(sink: Sink, { id, value }: { readonly id: number; readonly value: string | undefined }): Broken {
    const describe = (value: string | undefined): string => (value === undefined ? "deleted" : describeValue(value));
    const now = sink.versions[id] === undefined ? "not there yet" : describe(this.valueIn(sink, id));
    const isOld = this.values.get(id)?.includes(value) === true;
    return broken(
      `row ${id}, which is ${now}, ${isOld ? "goes on to a newer value" : "gets a value that it had in the table"}`,
      `it is ${isOld ? "put back to being" : "made"} ${describe(value)}`,
    );
  }

  private findDifferent(sink: Sink, counts: ReadonlyMap<number, number>): number | undefined {
    return [...this.values].find(([id, values]) => values[counts.get(id) ?? 0] !== this.valueIn(sink, id))?.[0];
  }

  private valueIn({ versions }: Sink, id: number): string | undefined {
    const place = versions[id];
    return place === undefined ? undefined : this.values.get(id)?.[place];
  }
}

function sayLoaded(sink: Sink): Broken | undefined {
  if (sink.isLoaded) return broken("loaded is said once", "it is said again");
  sink.isLoaded = true;
  return undefined;
}

function judgeEnd(history: History, sink: Sink): Broken | undefined {
  return (
    history.judgeEnd(sink) ?? (sink.isLoaded ? undefined : broken("loaded is said in the end", "it is never said"))
  );
}

function emptySink(): Sink {
  return { versions: {}, isLoaded: false };
}

/** Only what is one to the letter. */
function readChange(output: unknown): Change | undefined {
  const request = readRequest(output);
  return typeof request === "object" && (request.type === "upsert" || request.type === "delete") ? request : undefined;
}

function saysLoaded(output: unknown): boolean {
  return typeof output === "object" && output !== null && "type" in output && output.type === "loaded";
}

function countCalls(seen: Observation, type: string): number {
  if (seen.kind !== "call" || seen.machine !== "capturer") return 0;
  const request = readRequest(seen.request);
  return typeof request === "object" && request.type === type ? 1 : 0;
}
