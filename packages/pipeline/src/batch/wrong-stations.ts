/** Stations that do almost the right thing, for tests: each is what somebody would write in good faith. */
import { type AnyMachine, type Disk, defineMachine } from "@millrace/core";
import { runStateOf } from "@millrace/termination/dag-scheduler.ts";
import type { Dag } from "@millrace/termination/dag.ts";
import { nodeNames, schedulerOptions, stationOf } from "../batch-pipeline.world.ts";
import { airflow } from "./airflow.ts";
import { dbt } from "./dbt.ts";
import { extract } from "./extract.ts";
import { type JobMessage, type JobState, type Step, type Work, jobsOf } from "./jobs.ts";
import { kafka, logOnDisk } from "./kafka.ts";
import type { Answer, BatchOutput, Request, Revenue, StoredObject, TaskReport } from "./messages.ts";
import { models } from "./models.ts";
import { postgres, tableOnDisk } from "./postgres.ts";
import { node, redshift, slicesOnDisk } from "./redshift.ts";
import { objectsOnDisk, s3 } from "./s3.ts";
import { type FromTopic, bronzeFromTopic, publish } from "./topic-work.ts";

/** By what is wrong with them. */
export const wrongStations: Readonly<
  Record<
    | "appendingNode"
    | "hastyNode"
    | "hastyStore"
    | "overwritingStore"
    | "hastyLeader"
    | "readerWithoutLsn"
    | "forgetfulSource"
    | "dbtWithoutKeys"
    | "forgetfulTopic"
    | "topicWithoutSequences"
    | "workerThatCommitsFirst"
    | "workerThatCommitsTooMuch"
    | "workerOfOnePartition",
    AnyMachine
  >
> = {
  /** `insert into … select` instead of a merge. */
  appendingNode: node((disk) => ({
    // Nobody else writes under this key.
    read: () => [(disk.read("rows") ?? []) as Revenue[]],
    merge: (rows) => disk.write("rows", [...((disk.read("rows") ?? []) as Revenue[]), ...rows]),
  })) as AnyMachine,

  hastyNode: lazily(node(slicesOnDisk) as AnyMachine, (message) => {
    const { type, request, rows } = message as Request & { readonly rows?: readonly unknown[] };
    return type === "merge" ? { type: "merged", request, rowCount: rows?.length ?? 0 } : undefined;
  }),

  hastyStore: lazily(s3() as AnyMachine, (message) => {
    const { type, request, key } = message as Request & { readonly key: string };
    return type === "put" ? { type: "stored", request, key, status: 200 } : undefined;
  }),

  /** A put without "If-None-Match". */
  overwritingStore: s3((disk) => ({
    ...objectsOnDisk(disk),
    putIfAbsent(key: string, object: StoredObject) {
      const store = objectsOnDisk(disk);
      if (!store.putIfAbsent(key, object)) disk.write(`object ${key}`, object);
      return true;
    },
  })) as AnyMachine,

  hastyLeader: anyNodeWillDo(),

  /** `select … limit … offset …`, each page in a transaction of its own. */
  readerWithoutLsn: postgres((disk) => {
    const table = tableOnDisk(disk);
    return { ...table, rowsAt: (_lsn, afterLsn) => table.rowsAt(table.lsn(), afterLsn) };
  }) as AnyMachine,

  /** fsync = off: it is said to be written, and will be in a moment. */
  forgetfulSource: unsynced(postgres() as AnyMachine),

  dbtWithoutKeys: dbt({
    batchRows: 4,
    heartbeatMs: 100,
    workMs: 0,
    models: {
      ...models,
      goldOf: (silver) => models.goldOf(silver.map((row, place) => ({ ...row, id: place }))),
    },
  }) as AnyMachine,

  /** Its offsets are in memory, as its records are. */
  forgetfulTopic: unsynced(kafka(1) as AnyMachine, (key) => key.startsWith("committed ")),

  /** enable.idempotence = false. */
  topicWithoutSequences: kafka(1, (disk) => {
    const log = logOnDisk(disk);
    // Nobody else has a batch by that name, so each is the first of its producer.
    const producer = `anybody at ${log.end(0)}`;
    return { ...log, append: (batch) => log.append({ ...batch, producer, sequence: 0 }) };
  }) as AnyMachine,

  /** At most once: it commits what it has read, and puts it then. */
  workerThatCommitsFirst: workerWith({
    next(own, next) {
      if (own.rows === undefined) return next(own);
      return own.isKept ? next({ ...own, isKept: false }) : next({ ...own, isKept: true });
    },
    take(own, answer, take) {
      if (answer?.type === "committed") own.isKept = true;
      else if (answer?.type === "stored")
        take(own, { ...answer, type: "committed", partition: 0, offset: own.rows?.length ?? 0 });
      else take(own, answer);
    },
  }),

  /** What is there is there, it thinks, and commits what it has in hand. */
  workerThatCommitsTooMuch: workerWith({
    next: (own, next) => next(own),
    take: (own, answer, take) => take(own, answer?.type === "stored" ? { ...answer, status: 200 } : answer),
  }),

  workerOfOnePartition: workerWith({
    next: (own, next) => next(own.offsets === undefined ? own : { ...own, offsets: own.offsets.slice(0, 1) }),
    take: (own, answer, take) => take(own, answer),
  }),
};

/** Schedulers of a graph, by what is wrong with them. */
export const wrongSchedulers: Readonly<
  Record<"anyLeafWill" | "impatient" | "stubborn" | "deaf", (dag: Dag) => AnyMachine>
> = {
  anyLeafWill: (dag) =>
    airflow({
      ...schedulerOptions(100),
      dag,
      stationOf,
      conclude(graph, states) {
        const leaves = Object.keys(graph).filter(
          (task) => !Object.values(graph).some(({ upstream }) => upstream.includes(task)),
        );
        return leaves.some((task) => states[task] === "success") ? "success" : runStateOf(graph, states);
      },
    }) as AnyMachine,

  impatient: (dag) => {
    const parallel = Object.fromEntries(Object.entries(dag).map(([task, node]) => [task, { ...node, upstream: [] }]));
    return airflow({ ...schedulerOptions(100), dag: parallel, stationOf }) as AnyMachine;
  },

  stubborn: (dag) => {
    const more = Object.entries(dag).map(([task, { retries = 0, ...node }]) => [
      task,
      { ...node, retries: retries + 1 },
    ]);
    return airflow({ ...schedulerOptions(100), dag: Object.fromEntries(more) as Dag, stationOf }) as AnyMachine;
  },

  deaf: (dag) => {
    const ours = airflow({ ...schedulerOptions(100), dag, stationOf }) as AnyMachine;
    return defineMachine({
      ...ours,
      onMessage(state, message, from, context) {
        const setTimer = (name: string, afterMs: number): void =>
          name.startsWith("watch ") ? undefined : context.setTimer(name, afterMs);
        ours.onMessage?.(state, message, from, { ...context, setTimer });
      },
    }) as AnyMachine;
  },
};

/** Does in a moment what it says to have done. A crash comes in between, if it wants to. */
function lazily(ours: AnyMachine, promise: (message: unknown) => Answer | undefined): AnyMachine {
  interface Lazy {
    readonly inner: unknown;
    readonly due: { readonly from: string; readonly message: unknown }[];
  }
  return defineMachine<Lazy, unknown, unknown, unknown>({
    start: (context) => ({ inner: ours.start(context), due: [] }),
    onMessage(state, message, from, context) {
      const answer = promise(message);
      if (answer === undefined) {
        ours.onMessage?.(state.inner, message, from, context);
        return;
      }
      context.send(from, answer);
      state.due.push({ from, message });
      context.setTimer("flush", 1);
    },
    onTimer(state, _timer, context) {
      for (const { from, message } of state.due.splice(0))
        ours.onMessage?.(state.inner, message, from, { ...context, send: () => undefined });
    },
  }) as AnyMachine;
}

function anyNodeWillDo(): AnyMachine {
  const ours = redshift({ nodes: nodeNames, clients: ["metabase"], heartbeatMs: 100, workMs: 0 }) as AnyMachine;
  return defineMachine({
    ...ours,
    onMessage(state, message, from, context) {
      ours.onMessage?.(state, message, from, context);
      const { type, request } = message as Answer;
      if (type !== "partial") return;
      // The other node is said to have found nothing.
      for (const node of nodeNames) {
        const nothing = { type: "partial", request, rowCount: 0, total: 0, slices: [] };
        if (node !== from) ours.onMessage?.(state, nothing, node, context);
      }
    },
  }) as AnyMachine;
}

/** Keeps what it writes in memory, all of it or under some keys, and writes it to the disk when it finds the time. */
function unsynced(ours: AnyMachine, isKeptBack: (key: string) => boolean = () => true): AnyMachine {
  const memory = (rows: Record<string, unknown>, disk: Disk): Disk => ({
    read: (key) => rows[key] ?? disk.read(key),
    write: (key, value) => (isKeptBack(key) ? void (rows[key] = value) : disk.write(key, value)),
  });
  interface Unsynced {
    readonly inner: unknown;
    readonly rows: Record<string, unknown>;
  }
  return defineMachine<Unsynced, unknown, unknown, unknown>({
    start: (context) => ({ inner: ours.start(context), rows: {} }),
    onMessage(state, message, from, context) {
      ours.onMessage?.(state.inner, message, from, { ...context, disk: memory(state.rows, context.disk) });
      if (Object.keys(state.rows).length > 0) context.setTimer("flush", 1);
    },
    onInput(state, input, context) {
      ours.onInput?.(state.inner, input, { ...context, disk: memory(state.rows, context.disk) });
      context.setTimer("flush", 1);
    },
    onTimer(state, _timer, { disk }) {
      for (const [key, value] of Object.entries(state.rows)) disk.write(key, value);
    },
  }) as AnyMachine;
}

/** A worker whose task "bronze" is ours with a twist. */
function workerWith(twist: {
  next(own: FromTopic, next: (own: FromTopic) => Step): Step;
  take(own: FromTopic, answer: Answer | undefined, take: (own: FromTopic, answer: Answer | undefined) => void): void;
}): AnyMachine {
  const topic = { partitions: 2, batchRows: 4 };
  const ours = bronzeFromTopic(topic);
  const bronze: Work<FromTopic> = {
    begin: (order, disk) => ours.begin(order, disk),
    next: (own, disk) => twist.next(own, (seen) => ours.next(seen, disk)),
    take: (own, [answer], disk) =>
      twist.take(own, answer, (seen, told) => ours.take(seen, told === undefined ? [] : [told], disk)),
  };
  const works = { extract: extract(topic.batchRows), publish: publish(topic), bronze };
  const jobs = jobsOf(works, { heartbeatMs: 100, workMs: 0 });
  return defineMachine<JobState, JobMessage | Request | TaskReport, BatchOutput>({
    start: () => ({ job: undefined }),
    onMessage: (state, message, from, context) => jobs.onMessage(state, message as JobMessage, from, context),
    onTimer: (state, timer, context) => jobs.onTimer(state, timer, context),
  }) as AnyMachine;
}
