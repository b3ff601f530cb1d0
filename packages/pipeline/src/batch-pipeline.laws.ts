/**
 * What a batch pipeline owes to its source and to those who wait for it, whoever wrote its stations: nine laws. They read what
 * the stations are given, put out and send each other; never what a station remembers.
 */
import { type Broken, type MonitorLaw, broken, equal, eventually, monitor } from "@millrace/core";
import type { Dag, TaskId } from "@millrace/termination/dag.ts";
import type {
  Answer,
  BatchOutput,
  Order,
  Request,
  Revenue,
  RunTask,
  StoredObject,
  Totals,
  TaskReport,
  TaskState,
} from "./batch/messages.ts";

/**
 * All nine, for stations that run this graph on these nodes.
 *
 * @example
 * ```ts
 * import { explore } from "@millrace/core";
 * import { batchDag, batchPipeline, batchPipelineLaws, nodeNames, ordersOf } from "@millrace/pipeline";
 *
 * const laws = batchPipelineLaws({ dag: batchDag(1), nodes: nodeNames });
 * const { outcome } = explore(batchPipeline({ rows: ordersOf(1), retries: 1, workMs: 0 }), { laws });
 * if (outcome !== "proved") throw new Error("one order, and nobody crashes");
 * ```
 */
export function batchPipelineLaws({ dag, nodes }: LawOptions): readonly MonitorLaw[] {
  return [
    dashboardAgreesWithSource,
    rowIsInGoldOnce,
    queryAsksEveryNode(nodes),
    objectsStayAsTheyAre,
    lsnNeverGoesBack,
    runEndsByItsLeaves(dag),
    tasksWaitForTheirUpstreams(dag),
    attemptsAreWithinRetries(dag),
    everyRunEnds,
  ] as readonly MonitorLaw[];
}

/** What the laws must know of the pipeline. */
export interface LawOptions {
  /** The graph, with the tasks' retries. */
  readonly dag: Dag;
  /** The nodes of the warehouse. */
  readonly nodes: readonly string[];
}

/** 1. What left the source has arrived, each order once, as it stood at the commit that was read. */
export const dashboardAgreesWithSource: MonitorLaw<Source> = monitor<Source, Message, BatchOutput, Insert>(
  "counts and sums on the dashboard are those of the source at the commit that it shows",
  {
    start: () => ({ amounts: {}, commits: [{ rowCount: 0, total: 0 }], shown: {} }),
    on: {
      input: ({ amounts, commits }, { machine, input }) => {
        if (machine !== "postgres") return;
        for (const { id, amount } of input.rows) amounts[id] = amount;
        commits.push(sumAmounts(Object.values(amounts)));
      },
      output({ commits, shown }, { output }) {
        if (output.type === "dashboard") {
          const { run, lsn, rowCount, total } = output;
          shown[run] = lsn;
          const source = commits[lsn];
          return source?.rowCount === rowCount && source.total === total
            ? undefined
            : broken(
                `the dashboard of run ${run} shows ${describe(source)}, as the source at commit ${lsn}`,
                describe(output),
              );
        }
        if (output.type !== "run" || output.state !== "success" || shown[output.run] === output.lsn) return undefined;
        return broken(
          `run ${output.run} is a success once its dashboard shows commit ${output.lsn}`,
          shown[output.run] === undefined ? "it shows nothing yet" : `it shows commit ${shown[output.run]}`,
        );
      },
    },
  },
);

/** 2. However often a row is merged, it counts once, and what was acknowledged is there. */
export const rowIsInGoldOnce: MonitorLaw<Record<string, Record<string, Totals>>> = monitor<
  Record<string, Record<string, Totals>>,
  Message
>("a node counts each row of gold once: the last one that it said to have merged under a key", {
  start: () => ({}),
  on: {
    deliver(merged, { machine, message }) {
      if (message.type !== "merge") return;
      const rows = (merged[`${machine} ${message.request}`] ??= {});
      for (const row of message.rows) rows[row.key] = sumsOf(row);
    },
    send(merged, { machine, message }) {
      const rows = (merged[machine] ??= {});
      if (message.type === "merged") {
        Object.assign(rows, merged[`${machine} ${message.request}`]);
        delete merged[`${machine} ${message.request}`];
      }
      if (message.type !== "partial") return undefined;
      // A row whose merge is under way may count already, or not yet.
      if (Object.keys(merged).some((name) => name.startsWith(`${machine} `))) return undefined;
      const expected = addUp(Object.values(rows));
      return expected.rowCount === message.rowCount && expected.total === message.total
        ? undefined
        : broken(`${machine} counts ${describe(expected)}`, describe(message));
    },
  },
});

/** 3. A sum of some is no sum of all. */
export function queryAsksEveryNode(nodes: readonly string[]): MonitorLaw<Record<string, Record<string, Totals>>> {
  return monitor<Record<string, Record<string, Totals>>, Message>(
    "redshift answers when all nodes have, with the sum of what they have found",
    {
      start: () => ({}),
      on: {
        deliver(partials, { machine, from, message }) {
          if (machine !== "redshift" || message.type !== "partial") return;
          (partials[message.request] ??= {})[from] = { rowCount: message.rowCount, total: message.total };
        },
        send(partials, { machine, message }) {
          if (machine !== "redshift" || message.type !== "result") return undefined;
          const found = partials[message.request] ?? {};
          delete partials[message.request];
          const missing = nodes.find((node) => found[node] === undefined);
          if (missing !== undefined)
            return broken(`redshift waits for ${missing}`, `it answers ${describe(message)} without it`);
          const sum = addUp(Object.values(found));
          return sum.rowCount === message.rowCount && sum.total === message.total
            ? undefined
            : broken(`redshift answers ${describe(sum)}`, describe(message));
        },
      },
    },
  );
}

/** 4. What s3 said to have stored is read by everybody from then on, and nothing takes its place. */
export const objectsStayAsTheyAre: MonitorLaw<Objects> = monitor<Objects, Message>(
  "an object that is stored is there from then on, as it is",
  {
    start: () => ({ asked: {}, stored: {} }),
    on: {
      deliver({ asked }, { machine, message }) {
        if (machine === "s3" && message.type === "put")
          asked[message.request] = { rows: message.rows, lsn: message.lsn };
      },
      send({ asked, stored }, { machine, message }): Broken | undefined {
        if (machine !== "s3") return undefined;
        if (message.type === "stored") {
          const { key, request, status } = message;
          const before = stored[key];
          const object = asked[request];
          delete asked[request];
          if ((status === 412) !== (before !== undefined))
            return broken(
              before === undefined ? `nothing is under ${key}: 200` : `something is under ${key}: 412`,
              `it answers ${status}`,
            );
          if (before === undefined && object !== undefined) stored[key] = object;
        }
        if (message.type === "object") {
          const expected = stored[message.key];
          const found = message.status === 200 ? { rows: message.rows, lsn: message.lsn } : undefined;
          if (!equal(expected, found))
            return broken(
              expected === undefined ? `nothing is under ${message.key}` : `${message.key} is what was stored there`,
              found === undefined ? "it is not there" : "it is something else",
            );
        }
        if (message.type !== "keys") return undefined;
        const unknown = message.keys.find((key) => stored[key] === undefined);
        return unknown === undefined ? undefined : broken("s3 lists what is stored", `it lists ${unknown}, too`);
      },
    },
  },
);

/** 5. Commits are counted on, and every attempt of a run reads at the same one. */
export const lsnNeverGoesBack: MonitorLaw<Progress> = monitor<Progress, Message, BatchOutput>(
  "log sequence numbers never go back, and all attempts of a run read at the same one",
  {
    start: () => ({ commits: 0, snapshot: 0, finished: 0, pinned: {} }),
    on: {
      input(state, { machine }) {
        if (machine === "postgres") state.commits += 1;
      },
      send(state, { machine, message }): Broken | undefined {
        if (machine === "postgres" && message.type === "snapshot") {
          const { lsn } = message;
          if (lsn < state.snapshot || lsn !== state.commits)
            return broken(`the last commit is ${state.commits}`, `postgres says ${lsn}`);
          state.snapshot = lsn;
        }
        if (message.type !== "ended" || message.task !== "extract" || message.how !== "success") return undefined;
        const before = (state.pinned[message.run] ??= message.result.lsn);
        return before === message.result.lsn
          ? undefined
          : broken(
              `run ${message.run} reads at commit ${before}`,
              `attempt ${message.attempt} reads at ${message.result.lsn}`,
            );
      },
      output(state, { output }): Broken | undefined {
        if (output.type !== "run" || output.state !== "success") return undefined;
        if (output.lsn < state.finished)
          return broken(`run ${output.run} goes up to commit ${state.finished} at least`, `it ends at ${output.lsn}`);
        state.finished = output.lsn;
        return undefined;
      },
    },
  },
);

/** 6. A run is over when all its tasks are, and its leaves say how. */
export function runEndsByItsLeaves(dag: Dag): MonitorLaw<States> {
  const waitedFor = new Set(Object.values(dag).flatMap(({ upstream }) => upstream));
  const leaves = Object.keys(dag).filter((task) => !waitedFor.has(task));
  return monitor<States, Message, BatchOutput>(
    "a run ends when every task has, and is a success only if every leaf ended well",
    {
      start: () => ({}),
      on: {
        output(states, { output }) {
          if (output.type === "task") states[output.task] = output.state;
          if (output.type !== "run") return undefined;
          const open = Object.keys(dag).find((task) => !isFinal(states[task]));
          if (open !== undefined)
            return broken("no task is open when the run ends", `"${open}" is ${states[open] ?? "not begun"}`);
          const bad = leaves.find((task) => states[task] === "failed" || states[task] === "upstream_failed");
          const expected = bad === undefined ? "success" : "failed";
          return output.state === expected
            ? undefined
            : broken(
                bad === undefined
                  ? "every leaf ended well: the run is a success"
                  : `the leaf "${bad}" is ${states[bad]}: the run failed`,
                `it is said to be ${output.state}`,
              );
        },
      },
    },
  );
}

/** 7. A layer is made of what is there. */
export function tasksWaitForTheirUpstreams(dag: Dag): MonitorLaw<States> {
  return monitor<States, Message, BatchOutput>("a task begins when all that it is made of is there", {
    start: () => ({}),
    on: {
      output(states, { output }) {
        if (output.type !== "task") return undefined;
        states[output.task] = output.state;
        const { upstream = [], rule = "all_success" } = dag[output.task] ?? {};
        if (output.state !== "scheduled" || rule !== "all_success") return undefined;
        const missing = upstream.find((task) => states[task] !== "success");
        return missing === undefined
          ? undefined
          : broken(
              `"${output.task}" waits for "${missing}"`,
              `it is scheduled while that is ${states[missing] ?? "none"}`,
            );
      },
    },
  });
}

/** 8. A task goes the way of Airflow's tasks, and no attempt is made beyond its retries, or left out. */
export function attemptsAreWithinRetries(dag: Dag): MonitorLaw<Attempts> {
  return monitor<Attempts, Message, BatchOutput>(
    "attempts are counted one by one, and there are no more than retries + 1",
    {
      start: () => ({}),
      on: {
        output(attempts, { output }) {
          if (output.type !== "task") return undefined;
          const { task, state, attempt } = output;
          const before = attempts[task];
          attempts[task] = { state, attempt };
          const may = state === "none" ? undefined : ((before && nextStates[before.state]) ?? ["none"]);
          if (may !== undefined && !may.includes(state))
            return broken(
              `after ${before?.state ?? "nothing"}, "${task}" is ${may.join(" or ") || "at its end"}`,
              `it is ${state}`,
            );
          const expected = state === "none" ? 0 : (before?.attempt ?? 0) + (state === "scheduled" ? 1 : 0);
          if (attempt !== expected) return broken(`"${task}" is at attempt ${expected}`, `it says ${attempt}`);
          const most = (dag[task]?.retries ?? 0) + 1;
          if (attempt > most) return broken(`"${task}" is tried ${most} times at most`, `attempt ${attempt} begins`);
          return state === "failed" && attempt < most
            ? broken(`"${task}" is tried ${most} times before it has failed`, `it fails after ${attempt}`)
            : undefined;
        },
      },
    },
  );
}

const runs: MonitorLaw<{ asked: number; over: number }> = monitor<
  { asked: number; over: number },
  Message,
  BatchOutput
>("runs are counted", {
  start: () => ({ asked: 0, over: 0 }),
  on: {
    input(state, { machine }) {
      if (machine === "airflow") state.asked += 1;
    },
    output(state, { output }) {
      if (output.type === "run") state.over += 1;
    },
  },
});

/** 9. Whoever asks for a run hears in the end how it went. */
export const everyRunEnds: MonitorLaw<{ asked: number; over: number }> = eventually("every run ends, once", {
  of: runs,
  holds: ({ asked, over }) =>
    asked === over ? undefined : broken(`${asked} runs were asked for, and so many end`, `${over} have ended`),
});

/** What the source holds, after each commit from "none" on. */
export interface Source {
  /** By id, what an order costs now. */
  readonly amounts: Record<string, number>;
  /** By LSN, what the table held. */
  readonly commits: Totals[];
  /** By run, the commit that its dashboard shows. */
  readonly shown: Record<string, number>;
}

/** What s3 was asked to store, and what it said to have stored. */
export interface Objects {
  /** By request, what is being put. */
  readonly asked: Record<string, StoredObject>;
  /** By key, what is there. */
  readonly stored: Record<string, StoredObject>;
}

/** How far source and runs have come. */
export interface Progress {
  /** How many commits there were. */
  commits: number;
  /** The last one that postgres has told anybody. */
  snapshot: number;
  /** The one up to which the last successful run went. */
  finished: number;
  /** By run, where its first attempt has read. */
  readonly pinned: Record<string, number>;
}

/** Where each task stands. */
export type States = Record<TaskId, TaskState>;

/** Where each task stands, and at which attempt. */
export type Attempts = Record<TaskId, { readonly state: TaskState; readonly attempt: number }>;

type Message = Request | Answer | RunTask | TaskReport;

interface Insert {
  readonly type: "insert";
  readonly rows: readonly Order[];
}

/** The way of a task from one state to the next. A new run begins at "none" from wherever it was. */
const nextStates: Readonly<Record<TaskState, readonly TaskState[]>> = {
  none: ["scheduled", "upstream_failed", "skipped"],
  scheduled: ["queued"],
  queued: ["running"],
  running: ["success", "failed", "up_for_retry"],
  up_for_retry: ["scheduled"],
  success: [],
  failed: [],
  skipped: [],
  upstream_failed: [],
};

function isFinal(state: TaskState | undefined): boolean {
  return state !== undefined && nextStates[state].length === 0;
}

function sumAmounts(amounts: readonly number[]): Totals {
  return { rowCount: amounts.length, total: amounts.reduce((sum, amount) => sum + amount, 0) };
}

function sumsOf({ orders, revenue }: Revenue): Totals {
  return { rowCount: orders, total: revenue };
}

function addUp(sums: readonly Totals[]): Totals {
  return {
    rowCount: sums.reduce((sum, { rowCount }) => sum + rowCount, 0),
    total: sums.reduce((sum, { total }) => sum + total, 0),
  };
}

function describe(sums: Totals | undefined): string {
  return sums === undefined ? "nothing" : `${sums.rowCount} orders for ${sums.total}`;
}
