/**
 * The checkpoints of a station: how far it was, now and at some moments before.
 *
 * What a station has taken in only grows, so that a checkpoint is a length of that list.
 */
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Shipment } from "@millrace/snapshots/checkpoint.ts";

/** All that a station has taken in, in that order, and how far it was when it kept a checkpoint. */
export interface History {
  /** What the capture has numbered: 1 is the first row that it captured. */
  numbers: number[];
  /** How much money each of them brings. */
  amounts: number[];
  /** How many of them are in each kept checkpoint, the oldest one first. */
  marks: number[];
  /** When each of these was kept, by the station's own clock. */
  marksMs: number[];
}

/** Where a station stands in the line. */
export interface Place {
  /** The station itself. */
  readonly self: MachineId;
  /** All stations before it, the first one first; the last of them sends to it. */
  readonly before: readonly MachineId[];
  /** Whom it sends to; undefined at the end of the line. */
  readonly to?: MachineId;
}

/** The stations that take part, each with its place. */
export const places: Readonly<Record<"capture" | "topic" | "sink", Place>> = {
  capture: { self: "capture", before: [], to: "topic" },
  topic: { self: "topic", before: ["capture"], to: "sink" },
  sink: { self: "sink", before: ["capture", "topic"] },
};

/** The history of a station that begins: its first checkpoint is the one before any event. */
export function newHistory(nowMs: number): History {
  return { numbers: [], amounts: [], marks: [0], marksMs: [nowMs] };
}

/** Takes something in. A checkpoint is kept after every `every` events. */
export function takeIn(
  history: History,
  { number, amount }: { readonly number: number; readonly amount: number },
  { every, nowMs }: { readonly every: number; readonly nowMs: number },
): void {
  history.numbers.push(number);
  history.amounts.push(amount);
  if (history.numbers.length % every !== 0) return;
  history.marks.push(history.numbers.length);
  history.marksMs.push(nowMs);
}

/**
 * The checkpoint of a station after so many of its events. Each event takes one thing in, and passes it on unless the station
 * is the last in the line.
 */
export function checkpointOf(
  { numbers, amounts }: History,
  { events, takenAtMs }: { readonly events: number; readonly takenAtMs: number },
  { self, before, to }: Place,
): Checkpoint {
  const inside = numbers.slice(0, events);
  // What has the number n was event n of the stations before.
  const newest = Math.max(0, ...inside);
  const known = newest === 0 ? [] : before.map((machine) => [machine, newest] as const);
  const own = inside.length === 0 ? [] : [[self, inside.length] as const];
  const shipments = (from: MachineId, receiver: MachineId): Shipment[] =>
    inside.map((number, place) => ({ from, to: receiver, number, boxes: amounts[place] ?? 0 }));
  const sender = before.at(-1);
  return {
    vector: Object.fromEntries([...known, ...own]),
    takenAtMs,
    sent: to === undefined ? [] : shipments(self, to),
    received: sender === undefined ? [] : shipments(sender, self),
  };
}

/** All checkpoints that a station has kept, the oldest one first. */
export function keptCheckpoints(history: History, place: Place): Checkpoint[] {
  return history.marks.map((events, index) =>
    checkpointOf(history, { events, takenAtMs: history.marksMs[index] ?? 0 }, place),
  );
}
