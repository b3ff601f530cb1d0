import type { Event } from "@millrace/core";
import type { Fold } from "../../live/feed.ts";
import { type NewsLine, withNews } from "../../live/news-lines.ts";
import { titleOf } from "../../live/layout.ts";
import type { HandingOutput, RiverMessage } from "./handing-on.ts";
import { riverLayout } from "./river-layout.ts";
import type { SeaOutput } from "./sea.ts";
import type { SpringInput } from "./spring.ts";

/** What has happened in the river so far. */
export interface RiverTally {
  /** How many rows the reader has let flow. */
  readonly askedRows: number;
  readonly sent: Count;
  readonly counted: Count;
  /** How often a machine sent a batch again. */
  readonly again: number;
  /** How often a batch came to a machine that had it. */
  readonly known: number;
  readonly lost: number;
  readonly doubled: number;
  readonly messages: number;
  readonly news: readonly NewsLine[];
}

interface Count {
  readonly batches: number;
  readonly rows: number;
}

/** Counts what the river's events tell. */
export const riverTally: Fold<RiverTally> = {
  start: () => ({
    askedRows: 0,
    sent: { batches: 0, rows: 0 },
    counted: { batches: 0, rows: 0 },
    again: 0,
    known: 0,
    lost: 0,
    doubled: 0,
    messages: 0,
    news: [],
  }),

  add(tally, event) {
    let next: RiverTally = { ...tally, messages: tally.messages + event.sends.length };
    if (event.kind === "input") next = { ...next, askedRows: next.askedRows + rowsAsked(event.input) };
    if (event.kind === "drop") next = { ...next, lost: next.lost + 1 };
    if (event.kind === "duplicate") next = { ...next, doubled: next.doubled + 1 };
    // The river's machines put out nothing else.
    for (const output of event.outputs as readonly (HandingOutput | SeaOutput)[]) {
      if (output.type === "sent" && event.machine === "source") next = { ...next, sent: plus(next.sent, output.rows) };
      if (output.type === "counted") next = { ...next, counted: plus(next.counted, output.rows) };
      if (output.type === "sent again") next = { ...next, again: next.again + 1 };
      if (output.type === "known already") next = { ...next, known: next.known + 1 };
    }
    const text = tell(event);
    return text === undefined ? next : { ...next, news: withNews(next.news, { text, atMs: event.atMs }) };
  },
};

/** What is worth telling of an event, in words. */
function tell({ kind, machine, from, message, outputs }: Event): string | undefined {
  const title = titleOf(riverLayout, machine);
  if (kind === "crash") return `${title} was killed: its worker is gone, its disk and the messages on their way stay.`;
  if (kind === "restart") return `${title} is up again, in a new worker, and goes on from its disk.`;
  if (kind === "drop") {
    const { type, batch } = message as RiverMessage;
    // Of lost words there is only the count: they cost a batch sent in vain, and that is told.
    return type === "batch"
      ? `Batch ${batch} was lost between ${titleOf(riverLayout, from ?? "")} and ${title}.`
      : undefined;
  }
  const again = (outputs as readonly (HandingOutput | SeaOutput)[]).flatMap((output) =>
    output.type === "sent again" ? [output.batch] : [],
  );
  if (again.length === 0) return undefined;
  return `${title} has heard nothing of ${again.length === 1 ? "batch" : "batches"} ${again.join(", ")}, and sends again.`;
}

function rowsAsked(input: unknown): number {
  // This page gives the river no other inputs.
  const asked = input as SpringInput;
  return asked.type === "flow" ? asked.rows : 0;
}

function plus({ batches, rows }: Count, more: number): Count {
  return { batches: batches + 1, rows: rows + more };
}
