/**
 * What a pipeline owes to its source, whoever wrote its parts: twelve laws. They read what the stations put out, ask of
 * resources and send each other; never what a part remembers.
 *
 * Each names the chapter whose part it leans on most. A law about the end of the day reads what holds when the scheduler says
 * that the run is a success: "done".
 */
import { type Broken, type MonitorLaw, always, broken, describeValue, monitor } from "@millrace/core";
import { type Shown, entries } from "@millrace/delivery/database.ts";
import {
  type Tables,
  type Transaction,
  applyWrite,
  emptyTables,
  rowsOf,
} from "@millrace/recovery/high-water-mark.store.ts";
import { cutAt, describeLine, findOrphan, latestLine, names, noteHistory, wholeOf } from "./chaos-day.lines.ts";
import {
  type Sums,
  add,
  listPayments,
  newestOf,
  paymentsOf,
  readSums,
  sumByCustomer,
  sumOf,
} from "./chaos-day.sums.ts";
import {
  type Work,
  appendedOf,
  belowOf,
  committedOf,
  isDone,
  newWork,
  noteOutput,
  noteWritten,
  watchWork,
  whatIsLeft,
} from "./chaos-day.work.ts";
import type { Business } from "./chaos-day.world.ts";
import type { PaymentRow, SourceRow } from "./source-rows.ts";
import type { History } from "./stations/checkpoints.ts";
import { type Produce, type WriteRequest, readValue } from "./stations/messages.ts";
import { payments } from "./stations/sink.ts";

/** All twelve, in their order, for a day with this business. */
export function chaosDayLaws(business: Business, budget: { readonly attemptsMax: number }): readonly MonitorLaw[] {
  return [
    sumsAgree(business),
    versionsStayInOrder,
    effectIsOnce,
    commitsOnlyWhatIsWritten,
    offsetsNeverGoBack,
    fencesOff,
    photosAreConsistent,
    doneIsNeverEarly(business),
    doneIsSaid(business),
    lineHasNoOrphan,
    rollupIsARecomputation,
    retriesWithinBudget(budget),
  ] as readonly MonitorLaw[];
}

/** 1. What left the source has arrived, and nothing else. */
export function sumsAgree(business: Business): MonitorLaw<{ sink: Sums }> {
  return monitor<{ sink: Sums }>("chapter 4: when the day is done, source and sink agree, sums and rows", {
    start: () => ({ sink: { revenue: {}, versions: {} } }),
    on: {
      reply(state, { machine, port, reply }) {
        if (machine === "sink" && port === "database") state.sink = readSums(reply);
      },
      output({ sink }, { output }) {
        if (!isDone(output)) return undefined;
        for (const [customer, total] of Object.entries(sumByCustomer(paymentsOf(business)))) {
          if (sink.revenue[customer] !== total)
            return broken(
              `${customer} has paid ${total}, as the source says`,
              `the sink says ${sink.revenue[customer] ?? "nothing"}`,
            );
        }
        for (const { customer, version } of newestOf(business)) {
          if (sink.versions[customer] !== version)
            return broken(
              `${customer}'s row has version ${version}, as in the source`,
              `in the sink it has ${sink.versions[customer] ?? "no"} version`,
            );
        }
        return undefined;
      },
    },
  });
}

/** 2. What has an order in the source keeps it on the way. */
export const versionsStayInOrder: MonitorLaw<Record<string, { partition: string; version: number }>> = monitor(
  "chapter 2: the versions of a row are in one partition, and in order",
  {
    start: (): Record<string, { partition: string; version: number }> => ({}),
    on: {
      output(rows, { machine, output }) {
        const record = machine === "topic" ? appendedOf(output) : undefined;
        if (record === undefined) return undefined;
        const { row } = readValue(record);
        if (row.kind !== "customer") return undefined;
        const { partition } = record;
        const before = (rows[row.id] ??= { partition, version: 0 });
        if (before.partition !== partition)
          return broken(
            `all versions of ${row.customer}'s row are in ${before.partition}`,
            `version ${row.version} is in ${partition}`,
          );
        if (row.version < before.version)
          return broken(
            `after version ${before.version} of ${row.customer}'s row, no older one comes`,
            `version ${row.version} comes after it`,
          );
        before.version = row.version;
        return undefined;
      },
    },
  },
);

/** 3. Deliveries come as often as they come. The effect is one. */
export const effectIsOnce: MonitorLaw<Effects> = monitor<Effects>(
  "chapter 3: each payment counts once, and no row goes back to an older version",
  {
    start: () => ({ begun: {}, written: {}, waiting: [], versions: {}, revenue: {} }),
    on: {
      reply(state, { machine, port, reply }) {
        if (machine !== "sink" || port !== "database") return undefined;
        const { revenue, versions } = readSums(reply);
        const older = Object.keys(versions).find((name) => (versions[name] ?? 0) < (state.versions[name] ?? 0));
        if (older !== undefined)
          return broken(
            `${older}'s row stays at version ${state.versions[older]} or goes on`,
            `it goes back to ${versions[older]}`,
          );
        state.versions = versions;
        state.revenue = revenue;
        const sums = sumByCustomer(Object.values(state.begun));
        const twice = Object.keys(revenue).find((name) => (revenue[name] ?? 0) > (sums[name] ?? 0));
        return twice === undefined
          ? undefined
          : broken(
              `${twice} has paid ${sums[twice] ?? 0} at most: ${listPayments(state.begun, twice)}`,
              `the sink says ${revenue[twice]}: something has counted twice`,
            );
      },
      output(state, { machine, output }) {
        if (machine !== "sink") return undefined;
        const { type, row } = Object(output) as { readonly type: string; readonly row: SourceRow };
        if (type === "accepted") state.waiting = [];
        if (type === "applying" && row.kind === "payment") {
          state.begun[row.id] = row;
          state.waiting.push(row);
        }
        if (type !== "wrote") return undefined;
        for (const payment of state.waiting) state.written[payment.id] = payment;
        const sums = sumByCustomer(Object.values(state.written));
        const lost = Object.keys(sums).find((name) => (state.revenue[name] ?? 0) < (sums[name] ?? 0));
        return lost === undefined
          ? undefined
          : broken(
              `${lost} has paid ${sums[lost]} at least: ${listPayments(state.written, lost)}`,
              `the sink says ${state.revenue[lost] ?? "nothing"}`,
            );
      },
    },
  },
);

/** 4. Who dies now loses nothing; and in the end the group has come to the end of every partition. */
export const commitsOnlyWhatIsWritten: MonitorLaw<Offsets> = inTheEnd(
  monitor<Offsets>("chapter 3: no committed offset is ahead of the sink, and in the end none is behind", {
    start: () => ({ ends: {}, committed: {}, written: {} }),
    on: {
      output(state, { machine, output }) {
        noteWritten(state.written, { machine, output });
        if (machine !== "topic") return undefined;
        const record = appendedOf(output);
        if (record !== undefined) state.ends[record.partition] = record.offset + 1;
        const commit = committedOf(output);
        if (commit === undefined) return undefined;
        const { partition, offset } = commit;
        state.committed[partition] = offset;
        const sure = belowOf(state.written, partition);
        return offset > sure
          ? broken(
              `${partition} is committed up to ${sure} at most: record ${sure} is not in the sink`,
              `it is committed up to ${offset}`,
            )
          : undefined;
      },
    },
  }),
  ({ ends, committed }) => {
    const behind = Object.keys(ends).find((partition) => committed[partition] !== ends[partition]);
    return behind === undefined
      ? undefined
      : broken(
          `${behind} is committed up to ${ends[behind]}, its end`,
          `it is committed up to ${committed[behind] ?? 0}`,
        );
  },
);

/** 5. What is done stays done. */
export const offsetsNeverGoBack: MonitorLaw<Record<string, number>> = monitor(
  "chapter 3: a committed offset never goes back",
  {
    start: (): Record<string, number> => ({}),
    on: {
      output(offsets, { machine, output }) {
        const commit = machine === "topic" ? committedOf(output) : undefined;
        if (commit === undefined) return undefined;
        const { partition, offset } = commit;
        const before = offsets[partition] ?? 0;
        offsets[partition] = offset;
        return offset < before
          ? broken(`${partition} stays committed up to ${before} or goes on`, `it goes back to ${offset}`)
          : undefined;
      },
    },
  },
);

/** 6. A worker that was replaced and does not know it writes nothing any more, once its successor has. */
export const fencesOff: MonitorLaw<{ newest: number }> = monitor(
  "chapter 3: after a write of a generation, the sink accepts none of an older one, and rejects no others",
  {
    start: () => ({ newest: 0 }),
    on: {
      output(state, { machine, output }) {
        const { type, generation, by, token } = Object(output) as Readonly<Record<string, unknown>>;
        const before = state.newest;
        if (machine !== "sink") return undefined;
        if (type === "rejected" && Number(generation) >= before)
          return broken(
            `the sink accepts writes of generation ${before} or later`,
            `it rejects one of ${String(by)} with the token ${describeValue(token)}, read in generation ${String(generation)}`,
          );
        if (type !== "accepted") return undefined;
        state.newest = Math.max(before, Number(generation));
        return Number(generation) < before
          ? broken(
              `the sink accepts writes of generation ${before} or later`,
              `it accepts one of ${String(by)} with the token ${describeValue(token)}, read in generation ${String(generation)}`,
            )
          : undefined;
      },
    },
  },
);

/** 7. A photo is taken if, and only if, it shows one possible past; and all money is in it. */
export const photosAreConsistent: MonitorLaw<Photos> = inTheEnd(
  monitor<Photos>("chapter 4: a wave is taken for a photo exactly if it is consistent, and no money is missing in it", {
    start: () => ({ histories: {}, count: 0 }),
    on: {
      send: (state, { machine, message }) => noteHistory(state.histories, { machine, message }),
      output(state, { machine, output }) {
        const { type, wave, isTaken, inTransit } = Object(output) as {
          readonly type: string;
          readonly wave: number;
          readonly isTaken: boolean;
          readonly inTransit: readonly { readonly boxes: number }[];
        };
        if (machine !== "scheduler" || type !== "photo") return undefined;
        const { capture, topic, sink } = wholeOf(state.histories);
        const strange = findOrphan({ capture: capture.numbers, topic: topic.numbers, sink: sink.numbers });
        if (isTaken !== (strange === undefined))
          return broken(
            strange === undefined
              ? `wave ${wave} is taken for a photo: nobody knows too much`
              : `wave ${wave} is no photo: ${strange}`,
            isTaken ? "it is taken for one" : "it is thrown away",
          );
        if (!isTaken) return undefined;
        state.count += 1;
        const onItsWay = inTransit.reduce((sum, { boxes }) => sum + boxes, 0);
        const [sent, received] = [sumOf(capture.amounts), sumOf(sink.amounts)];
        return sent === received + onItsWay
          ? undefined
          : broken(
              `in wave ${wave} ${sent} were captured: the sink has ${received}, so that ${sent - received} are on their way`,
              `${onItsWay} are said to be`,
            );
      },
    },
  }),
  ({ count }) => (count > 0 ? undefined : broken("one photo of the pipeline at least", "there is none")),
);

/** 8. Done is a statement about everybody. */
export function doneIsNeverEarly(business: Business): MonitorLaw<Work> {
  return monitor<Work>("chapter 5: neither the roll-up nor done comes too early", {
    start: newWork,
    on: {
      ...watchWork,
      send(work, { to, message }) {
        const isRun = to === "rollup" && Object(message).type === "run";
        const left = isRun ? whatIsLeft(work, business) : undefined;
        return left === undefined ? undefined : broken("nothing is under way when the day's roll-up begins", left);
      },
      output(work, { machine, output }) {
        noteOutput(work, { machine, output });
        const left = isDone(output) ? whatIsLeft(work, business) : undefined;
        return left === undefined ? undefined : broken("nothing is under way when the day is said to be done", left);
      },
    },
  });
}

/** So many waves may begin between the end of all work and the word that the load is done. */
export const wavesMax = 8;

/** 9. Done is said in the end, and not long after it is true. */
export function doneIsSaid(business: Business): MonitorLaw<Work & { waves: number; isSaid: boolean }> {
  return inTheEnd(
    monitor<Work & { waves: number; isSaid: boolean }>(
      `chapter 5: done is said in the end, within ${wavesMax} waves after it is true`,
      {
        start: () => ({ ...newWork(), waves: 0, isSaid: false }),
        on: {
          ...watchWork,
          send(state, { machine, to, message }) {
            const isWave = machine === "scheduler" && to === "capture" && Object(message).type === "visit";
            if (!isWave || whatIsLeft(state, business) !== undefined) return undefined;
            state.waves += 1;
            return state.waves > wavesMax
              ? broken(`the load is over ${wavesMax} waves after everything has arrived`, `wave ${state.waves} begins`)
              : undefined;
          },
          output(state, { machine, output }) {
            noteOutput(state, { machine, output });
            state.isSaid ||= isDone(output);
          },
        },
      },
    ),
    (state) => {
      if (state.isSaid) return undefined;
      const left = whatIsLeft(state, business);
      return broken(
        'the scheduler says { type: "run", state: "success" }',
        `it never does; ${left ?? "all rows are in the sink"}`,
      );
    },
  );
}

/** 10. Where a recovery would begin, nobody has received what nobody has sent; and it goes back no further than it must. */
export const lineHasNoOrphan: MonitorLaw<Record<string, History>> = monitor<Record<string, History>>(
  "chapter 6: the recovery line has no orphan, and goes back no further than it must",
  {
    start: () => ({}),
    on: {
      send: (histories, { machine, message }) => noteHistory(histories, { machine, message }),
      output(histories, { machine, output }) {
        const { type, wave, places } = Object(output) as {
          readonly type: string;
          readonly wave: number;
          readonly places: Readonly<Record<string, number>>;
        };
        if (machine !== "scheduler" || type !== "line") return undefined;
        const whole = wholeOf(histories);
        const best = latestLine(whole);
        const given = { capture: places["capture"], topic: places["topic"], sink: places["sink"] };
        const expected = `in wave ${wave} the line is ${describeLine(best, whole)}`;
        const isThere = names.every((name) => whole[name].marks[given[name] ?? -1] !== undefined);
        if (!isThere) return broken(expected, `it is ${describeValue(places)}, which are not places of checkpoints`);
        const line = { capture: given.capture ?? 0, topic: given.topic ?? 0, sink: given.sink ?? 0 };
        if (names.every((name) => line[name] === best[name])) return undefined;
        const orphan = findOrphan(cutAt(whole, line));
        return broken(
          expected,
          `it is ${describeLine(line, whole)}: ${orphan ?? "that is further back than it must be"}`,
        );
      },
    },
  },
);

/** 11. What was loaded bit by bit is what one load of everything would give. */
export const rollupIsARecomputation: MonitorLaw<{ loaded: Loaded; commits: number; tables: Tables }> = monitor(
  "chapter 6: when the day is done, the roll-up is what a full recomputation gives",
  {
    start: (): { loaded: Loaded; commits: number; tables: Tables } => ({ loaded: [], commits: 0, tables: emptyTables }),
    on: {
      reply(state, { port, reply }) {
        if (port !== "database") return;
        const { database, commits } = reply as Shown;
        if (commits < state.commits) return;
        state.commits = commits;
        state.loaded = entries(database, { table: payments }).map(({ key, row }) => [
          Number(key),
          String(row["customer"]),
          Number(row["amount"]),
        ]);
      },
      call(state, { port, request }) {
        if (port !== "warehouse") return;
        const { write = [] } = request as Transaction;
        state.tables = write.reduce(applyWrite, state.tables);
      },
      output({ loaded, tables }, { output }) {
        if (!isDone(output)) return undefined;
        const rolled = rowsOf(tables, { table: "orders" });
        const sums: Record<string, number> = {};
        for (const row of rolled) add(sums, String(row["customer"]), Number(row["amount"]));
        const full: Record<string, number> = {};
        for (const [, customer, amount] of loaded) add(full, customer, amount);
        const wrong = Object.keys({ ...full, ...sums }).find((name) => full[name] !== sums[name]);
        if (wrong === undefined) return undefined;
        const missing = loaded.filter(([id]) => !rolled.some((row) => row.id === id)).map(([id]) => id);
        return broken(
          `the roll-up has ${full[wrong] ?? 0} for ${wrong}`,
          `it has ${sums[wrong] ?? 0}${missing.length === 0 ? "" : `: payment ${missing.join(", ")} is not in it`}`,
        );
      },
    },
  },
);

/** 12. Who asks somebody in trouble asks seldom, and stops. */
export function retriesWithinBudget({
  attemptsMax,
}: {
  readonly attemptsMax: number;
}): MonitorLaw<Record<string, number>> {
  return monitor<Record<string, number>>(`chapter 3: no request is made more than ${attemptsMax} times`, {
    start: () => ({}),
    on: {
      crash(counts, { machine }) {
        for (const name of Object.keys(counts)) if (name.startsWith(`${machine} `)) delete counts[name];
      },
      send(counts, { machine, message }) {
        const name = requestOf(message);
        if (name === undefined) return undefined;
        const count = (counts[`${machine} ${name}`] ?? 0) + 1;
        counts[`${machine} ${name}`] = count;
        return count > attemptsMax
          ? broken(`${machine} makes ${name} ${attemptsMax} times at most`, `it makes it for the ${count}th time`)
          : undefined;
      },
    },
  });
}

/** Beside the twelve: who gives up, says so, and not before the budget is used up. */
export function givesUpInTheOpen({
  attemptsMax,
}: {
  readonly attemptsMax: number;
}): MonitorLaw<{ frames: Record<string, number>; given: string[] }> {
  return inTheEnd(
    always<{ frames: Record<string, number>; given: string[] }>(
      `chapter 3: a request that is never answered is made ${attemptsMax} times and then given up, in the open`,
      {
        start: () => ({ frames: {}, given: [] }),
        on: {
          send({ frames }, { machine, message }) {
            const name = machine === "capture" ? requestOf(message) : undefined;
            if (name !== undefined) frames[name] = (frames[name] ?? 0) + 1;
          },
          output({ given }, { machine, output }) {
            const { type, request } = Object(output) as Readonly<Record<string, unknown>>;
            if (machine === "capture" && type === "gave up") given.push(`frame ${String(request)}`);
          },
        },
        holds({ frames, given }) {
          const early = given.find((name) => frames[name] !== attemptsMax);
          return early === undefined
            ? undefined
            : broken(`${early} is sent ${attemptsMax} times`, `it is given up after ${frames[early] ?? 0}`);
        },
      },
    ),
    ({ frames, given }) => {
      const open = Object.keys(frames).find((name) => !given.includes(name));
      return open === undefined
        ? undefined
        : broken(`${open} is given up`, "nothing is left to do, and nobody has heard of it");
    },
  );
}

/** What law 3 has seen of the sink. */
export interface Effects {
  /** By id: the payments that were taken in hand at least once. */
  readonly begun: Record<string, PaymentRow>;
  /** By id: those of them that the sink has said to be written. */
  readonly written: Record<string, PaymentRow>;
  /** Those of the write in hand. */
  waiting: PaymentRow[];
  /** By customer: the version of the row. */
  versions: Sums["versions"];
  /** By customer: the sum. */
  revenue: Sums["revenue"];
}

/** Offsets by partition. */
export interface Offsets {
  /** How many records there are. */
  readonly ends: Record<string, number>;
  /** Up to where they are committed. */
  readonly committed: Record<string, number>;
  /** All that are in the sink. */
  readonly written: Record<string, number[]>;
}

/** What law 7 has seen. */
export interface Photos {
  /** By station, as it was in the last wave. */
  readonly histories: Record<string, History>;
  /** How many photos were taken. */
  count: number;
}

/** Payments as the sink has them for the roll-up: id, customer, amount. */
export type Loaded = readonly (readonly [number, string, number])[];

/** The same law, which besides asks for something when nothing is left to do. */
function inTheEnd<State>(law: MonitorLaw<State>, holds: (state: State) => Broken | undefined): MonitorLaw<State> {
  return { ...law, finally: holds };
}

function requestOf(message: unknown): string | undefined {
  const { type } = Object(message) as { readonly type?: unknown };
  if (type === "produce") return `frame ${(message as Produce).frame}`;
  return type === "write" ? `write ${(message as WriteRequest).write}` : undefined;
}
