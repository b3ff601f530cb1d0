/**
 * Redshift: a leader and its nodes. The leader runs `load`, which copies gold out of the store and gives each row to the slice
 * of its key (distribution style KEY); and it answers queries: every node sums up its own slices, and the leader adds what
 * all of them have found.
 *
 * Rows are on the nodes' disks, by their unique key, so a row that comes again takes its own place. The leader keeps nothing:
 * a query that is under way when it dies is gone, and it says so when it is back.
 *
 * Which hash Redshift uses is not public. Ours is Kafka's.
 */
import { type Disk, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";
import { type JobMessage, type JobOptions, type JobState, type Work, jobsOf } from "./jobs.ts";
import type { Answer, BatchOutput, Request, Reset, Revenue, Totals, TaskReport } from "./messages.ts";

/** How the leader goes about it. */
export interface LeaderOptions extends JobOptions {
  /** The nodes, one or more. */
  readonly nodes: readonly MachineId[];
  /** Who is told when it has been away. */
  readonly clients: readonly MachineId[];
}

/** What the leader remembers. */
export interface LeaderState extends JobState {
  /** The queries under way: who asked, and what the nodes have found so far. */
  readonly queries: Record<string, { readonly from: MachineId; readonly partials: Record<MachineId, Totals> }>;
}

/** How many slices a node has. */
export const slicesPerNode = 2;

/** The station "redshift": the leader. */
export function redshift({
  nodes,
  clients,
  ...options
}: LeaderOptions): Machine<LeaderState, JobMessage | Request | TaskReport | Reset, BatchOutput> {
  const jobs = jobsOf({ load: load(nodes) }, options);
  return defineMachine({
    start(context): LeaderState {
      if (context.disk.read("was here") === true) for (const client of clients) context.send(client, { type: "reset" });
      context.disk.write("was here", true);
      return { job: undefined, queries: {} };
    },

    onMessage(state, message, from, context) {
      if (message.type === "query") {
        state.queries[message.request] = { from, partials: {} };
        for (const node of nodes) context.send(node, { type: "aggregate", request: message.request });
      } else if (message.type === "partial") {
        const query = state.queries[message.request];
        if (query === undefined) return;
        query.partials[from] = { rowCount: message.rowCount, total: message.total };
        if (nodes.some((node) => query.partials[node] === undefined)) return;
        delete state.queries[message.request];
        context.send(query.from, { type: "result", request: message.request, ...sumOf(Object.values(query.partials)) });
      } else {
        // All that is left are orders and answers.
        jobs.onMessage(state, message as JobMessage, from, context);
      }
    },

    onTimer: (state, timer, context) => jobs.onTimer(state, timer, context),
  });
}

/** What a node shows of itself: by slice, how many rows of gold it has. */
export interface NodeState {
  readonly slices: number[];
  /** How many orders are in these rows. */
  rowCount: number;
  /** What they cost. */
  total: number;
}

/** What the station asks of whatever keeps a node's rows. */
export interface Slices {
  /** Each takes the place of the row with its key. */
  merge(rows: readonly Revenue[]): void;
  /** All rows, by slice. */
  read(): (readonly Revenue[])[];
}

/** A station "node-1", "node-2", …: some slices of the table. */
export function node(open: (disk: Disk) => Slices = slicesOnDisk): Machine<NodeState, Request | Answer> {
  return defineMachine({
    start: ({ disk }): NodeState => stateOf(open(disk)),

    onMessage(state, message, from, context) {
      const slices = open(context.disk);
      if (message.type === "merge") {
        slices.merge(message.rows);
        Object.assign(state, stateOf(slices));
        context.send(from, { type: "merged", request: message.request, rowCount: message.rows.length });
      } else if (message.type === "aggregate") {
        const partials = slices.read().map(sumRows);
        context.send(from, { type: "partial", request: message.request, ...sumOf(partials), slices: partials });
      }
    },
  });
}

/** Rows on the disk of their machine, a key of the disk for each slice. */
export function slicesOnDisk(disk: Disk): Slices {
  // Nobody else writes under these keys.
  const read = (slice: number): Revenue[] => (disk.read(`slice ${slice}`) ?? []) as Revenue[];
  const all = Array.from({ length: slicesPerNode }, (_none, slice) => slice);
  return {
    read: () => all.map(read),
    merge(rows) {
      for (const slice of all) {
        const own = rows.filter(({ key }) => hashOf(key) % slicesPerNode === slice);
        if (own.length === 0) continue;
        const others = read(slice).filter(({ key }) => !own.some((row) => row.key === key));
        disk.write(`slice ${slice}`, [...others, ...own]);
      }
    },
  };
}

interface Load {
  readonly run: number;
  readonly lsn: number;
  keys: string[] | undefined;
  /** The rows of the first of them. */
  rows: readonly Revenue[] | undefined;
  rowCount: number;
}

function load(nodes: readonly MachineId[]): Work<Load> {
  return {
    begin: ({ run, lsn }) => ({ run, lsn, keys: undefined, rows: undefined, rowCount: 0 }),

    next({ run, lsn, keys, rows, rowCount }) {
      if (keys === undefined)
        return { type: "ask", asks: [{ to: "s3", question: { type: "list", prefix: `gold/run-${run}/` } }] };
      const [key] = keys;
      if (key === undefined) return { type: "done", result: { lsn, rowCount } };
      if (rows === undefined) return { type: "ask", asks: [{ to: "s3", question: { type: "get", key } }] };
      return {
        type: "ask",
        asks: nodes.flatMap((to) => {
          const own = rows.filter((row) => nodeOf(row.key, nodes) === to);
          return own.length === 0 ? [] : [{ to, question: { type: "merge", rows: own } as const }];
        }),
      };
    },

    take(own, answers) {
      const [answer] = answers;
      if (answer?.type === "keys") own.keys = [...answer.keys];
      // What stands in gold was put there by gold.
      if (answer?.type === "object" && answer.status === 200) own.rows = answer.rows as readonly Revenue[];
      if (answer?.type !== "merged") return;
      own.rowCount += own.rows?.length ?? 0;
      own.rows = undefined;
      own.keys?.shift();
    },
  };
}

/** The node of a key. Its slice there is chosen by the hash's last bits, the node by what is above them. */
function nodeOf(key: string, nodes: readonly MachineId[]): MachineId | undefined {
  return nodes[Math.floor(hashOf(key) / slicesPerNode) % nodes.length];
}

function hashOf(key: string): number {
  return murmur2(key) & 0x7fffffff;
}

function sumRows(rows: readonly Revenue[]): Totals {
  return sumOf(rows.map(({ orders, revenue }) => ({ rowCount: orders, total: revenue })));
}

function sumOf(sums: readonly Totals[]): Totals {
  return {
    rowCount: sums.reduce((sum, { rowCount }) => sum + rowCount, 0),
    total: sums.reduce((sum, { total }) => sum + total, 0),
  };
}

function stateOf(slices: Slices): NodeState {
  const rows = slices.read();
  return { slices: rows.map(({ length }) => length), ...sumRows(rows.flat()) };
}
