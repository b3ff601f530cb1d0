/** What the pictures of this section tell, read from what happened: pure, and tested without a worker. */
import type { Event } from "@millrace/core";
import { type TaskState, type Told, isWork } from "@millrace/termination";
import type { Exit, Finished } from "./build.ts";
import type { ConsumerState, Lag, Loaded } from "./lag.ts";

/** Where each task of a run stands, and how the run ended if it has. */
export interface DagStory {
  readonly states: Readonly<Record<string, TaskState>>;
  readonly run: "success" | "failed" | undefined;
}

/** Reads what a scheduler puts out. */
export function dagStory(events: readonly Event[]): DagStory {
  const states: Record<string, TaskState> = {};
  let run: DagStory["run"];
  // Only the scheduler puts something out.
  for (const told of outputsOf(events) as readonly Told[]) {
    if (told.type === "run") run = told.state;
    else states[told.task] = told.state;
  }
  return { states, run };
}

/** When dbt ended, and when each statement did, in milliseconds from the request. */
export interface BuildStory {
  readonly exitedAfterMs: number | undefined;
  readonly finishedAfterMs: Readonly<Record<string, number>>;
}

/** Reads what dbt and its warehouse put out. */
export function buildStory(events: readonly Event[]): BuildStory {
  const begunAtMs = events.find(({ kind }) => kind === "input")?.atMs ?? 0;
  let exitedAfterMs: number | undefined;
  const finishedAfterMs: Record<string, number> = {};
  for (const { outputs, atMs = 0 } of events) {
    // dbt and the warehouse put out nothing else.
    for (const output of outputs as readonly (Exit | Finished)[]) {
      if ("exitCode" in output) exitedAfterMs ??= atMs - begunAtMs;
      else finishedAfterMs[output.statement] = atMs - begunAtMs;
    }
  }
  return { exitedAfterMs, finishedAfterMs };
}

/** What a topic says of its consumer, and what is really in the warehouse. */
export interface LagStory extends Lag {
  /** How many different rows have arrived. */
  readonly rows: number;
  /** How many have arrived more than once. */
  readonly repeated: number;
  /** How many rows there were when lag first came down to 0; undefined if it has not. */
  readonly rowsAtZero: number | undefined;
  /** How many records are committed, and are neither in the warehouse, nor on their way there, nor in the consumer's hands. */
  readonly lost: number;
}

/** Reads what the topic and the warehouse put out, and what the consumer has in hand. */
export function lagStory(events: readonly Event[]): LagStory {
  let lag: Lag = { end: 0, committed: 0 };
  const arrivals = new Map<number, number>();
  const accounted = new Set<number>();
  let inHand: readonly number[] = [];
  let rowsAtZero: number | undefined;
  for (const { kind, machine, sends, outputs, state } of events) {
    if (machine === "consumer") inHand = kind === "crash" ? [] : handOf(state);
    for (const { message } of sends) if (isRow(message)) accounted.add(message.offset);
    // The topic and the warehouse put out nothing else.
    for (const output of outputs as readonly (Lag | Loaded)[]) {
      if ("offset" in output) arrivals.set(output.offset, (arrivals.get(output.offset) ?? 0) + 1);
      else {
        lag = output;
        if (lag.end > 0 && lag.end === lag.committed) rowsAtZero ??= arrivals.size;
      }
    }
  }
  for (const offset of inHand) accounted.add(offset);
  const lost = Array.from({ length: lag.committed }, (_, offset) => offset).filter((offset) => !accounted.has(offset));
  const repeated = [...arrivals.values()].filter((times) => times > 1).length;
  return { ...lag, rows: arrivals.size, repeated, rowsAtZero, lost: lost.length };
}

function handOf(state: unknown): readonly number[] {
  // A consumer's state is this.
  return (state as ConsumerState | undefined)?.inHand ?? [];
}

function isRow(message: unknown): message is { readonly type: "row"; readonly offset: number } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "row";
}

/** When a detector spoke, and what was left then. */
export interface DetectorStory {
  /** In milliseconds from the request; undefined if it has not spoken. */
  readonly saidAfterMs: number | undefined;
  /** Work on its way when it spoke: each "from east to west". */
  readonly onItsWay: readonly string[];
  /** How much work was received after it spoke. */
  readonly receivedAfter: number;
}

/** Holds what a detector says against what was sent and received. */
export function detectorStory(events: readonly Event[]): DetectorStory {
  const begunAtMs = events.find(({ kind }) => kind === "input")?.atMs ?? 0;
  const said = events.find(({ outputs }) => outputs.length > 0);
  if (said === undefined) return { saidAfterMs: undefined, onItsWay: [], receivedAfter: 0 };
  const { atMs: saidAtMs = 0 } = said;
  const isBefore = ({ atMs = 0 }: Event): boolean => atMs <= saidAtMs;
  const received = events.filter(({ kind, message }) => kind === "deliver" && isWork(message));
  const arrived = new Set(received.filter(isBefore).map(({ messageId }) => messageId));
  const onItsWay = events
    .filter(isBefore)
    .flatMap(({ machine, sends }) => sends.map((send) => ({ ...send, from: machine })))
    .filter(({ message, messageId }) => isWork(message) && !arrived.has(messageId))
    .map(({ from, to }) => `from ${from} to ${to}`);
  return { saidAfterMs: saidAtMs - begunAtMs, onItsWay, receivedAfter: received.length - arrived.size };
}

function outputsOf(events: readonly Event[]): unknown[] {
  return events.flatMap(({ outputs }) => outputs);
}
