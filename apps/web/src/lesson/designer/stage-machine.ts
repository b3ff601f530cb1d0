/**
 * One stage of a designed pipeline: keeps what it receives, takes some of it in hand, hands that on, and notes how far it
 * is. Whether it notes before or after handing on decides what a crash in between does: loses it, or repeats it.
 *
 * State: for each lane what is in hand. On the disk: for each lane what was received and how far it is noted; at the end
 * of the pipeline the table.
 * Messages: rows, to the machines of the next step; where there are several, by customer.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { murmur2 } from "@millrace/ordering/murmur2.ts";
import { partitionFor } from "@millrace/ordering/keyed-partitions.ts";
import type { Design } from "./design.ts";
import type { Pace } from "./pace.ts";
import type { Row } from "./rows.ts";

/** What kind of stage it is. */
export interface StageOptions extends Pace {
  readonly failure: Design["failure"];
  /** The machines of the next step; none at the end, where rows go into a table. */
  readonly next: readonly MachineId[];
  /** Into how many logs it sorts what it receives, by customer. */
  readonly lanes: number;
  /** Whether it hands rows on as a query without an order gives them. */
  readonly isUnordered: boolean;
}

/** What the outside sees at the end: a new row of the table, or one that was there already and changed nothing. */
export interface StageOutput {
  readonly type: "stored" | "recognised";
  readonly row: Row;
}

/** What it remembers until it crashes: for each lane the rows in its hands. */
export interface StageState {
  readonly hands: Row[][];
}

/** A stage. Its input is a row that is made there: at the source. */
export function stageMachine(options: StageOptions): Machine<StageState, readonly Row[], StageOutput, Row> {
  const { failure, gatherMs, workMs, lanes } = options;

  const begin = (lane: number, state: StageState, context: StageContext): void => {
    const rows = nextRows(lane, options, context);
    state.hands[lane] = rows;
    if (failure === "note-first") note(lane, rows, context);
    else handOn(rows, options, context);
    context.setTimer(`finish ${lane}`, workMs);
  };

  const finish = (lane: number, state: StageState, context: StageContext): void => {
    const rows = state.hands[lane] ?? [];
    state.hands[lane] = [];
    if (failure === "note-first") handOn(rows, options, context);
    else note(lane, rows, context);
    if (isBehind(lane, context)) context.setTimer(`begin ${lane}`, 0);
  };

  const receive = (rows: readonly Row[], state: StageState, context: StageContext): void => {
    for (const row of rows) {
      const lane = partitionFor(row.customer, lanes);
      const kept = keptOf(lane, context);
      context.disk.write(`kept ${lane}`, [...kept, row]);
      // Whoever has begun, or is about to, takes the new rows with the next ones.
      if (state.hands[lane]?.length === 0 && notedOf(lane, context) === kept.length)
        context.setTimer(`begin ${lane}`, gatherMs);
    }
  };

  return defineMachine<StageState, readonly Row[], StageOutput, Row>({
    start(context) {
      const all = Array.from({ length: lanes }, (_, lane) => lane);
      for (const lane of all) if (isBehind(lane, context)) context.setTimer(`begin ${lane}`, gatherMs);
      return { hands: all.map(() => []) };
    },

    onMessage: (state, rows, _from, context) => receive(rows, state, context),

    onTimer(state, timer, context) {
      const [step, lane] = timer.split(" ");
      if (step === "begin") begin(Number(lane), state, context);
      else finish(Number(lane), state, context);
    },

    onInput: (state, row, context) => receive([row], state, context),
  });
}

type StageContext = Context<readonly Row[], StageOutput>;

/** The rows after the last that is noted. */
function nextRows(lane: number, { batchRows, isUnordered }: StageOptions, context: StageContext): Row[] {
  const noted = notedOf(lane, context);
  const rows = keptOf(lane, context).slice(noted, noted + batchRows);
  // As good as any order, and the same each time.
  return isUnordered ? rows.toSorted((one, other) => murmur2(String(one.id)) - murmur2(String(other.id))) : rows;
}

function note(lane: number, rows: readonly Row[], context: StageContext): void {
  context.disk.write(`noted ${lane}`, notedOf(lane, context) + rows.length);
}

function handOn(rows: readonly Row[], { next, failure }: StageOptions, context: StageContext): void {
  if (next.length === 0) for (const row of rows) store(row, failure, context);
  for (const [place, machine] of next.entries()) {
    const own = rows.filter(({ customer }) => partitionFor(customer, next.length) === place);
    if (own.length > 0) context.send(machine, own);
  }
}

function store(row: Row, failure: Design["failure"], context: StageContext): void {
  // Nobody else writes this key.
  const table = (context.disk.read("table") ?? []) as readonly Row[];
  if (failure === "merge" && table.some(({ id }) => id === row.id)) {
    context.output({ type: "recognised", row });
    return;
  }
  context.disk.write("table", [...table, row]);
  context.output({ type: "stored", row });
}

function isBehind(lane: number, context: StageContext): boolean {
  return notedOf(lane, context) < keptOf(lane, context).length;
}

function keptOf(lane: number, { disk }: StageContext): readonly Row[] {
  // Written by `receive` alone.
  return (disk.read(`kept ${lane}`) ?? []) as readonly Row[];
}

function notedOf(lane: number, { disk }: StageContext): number {
  // Written by `note` alone.
  return (disk.read(`noted ${lane}`) ?? 0) as number;
}
