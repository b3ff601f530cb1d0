/**
 * The recovery line: to which of its saved states each machine goes back, so that nobody has received what nobody has sent,
 * and as late as that can be.
 *
 * It is found by undoing: whoever has received more along a channel than its sender has still sent goes back to the latest
 * saved state in which that is not so. What this one has sent meanwhile is undone, too, and so on.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 13, rollback recovery and the domino effect. Here
 * somebody sees all histories at once; juang-venkatesan.ts does the same by messages.
 */
import type { MachineId } from "@millrace/core";

/** What each machine has done. Channels are FIFO, so the counts of messages say which they were. */
export type Histories = Readonly<Record<MachineId, History>>;

/** What one machine has done. */
export interface History {
  /** Oldest first. */
  readonly events: readonly HistoryEvent[];
  /**
   * To where it can go back: after how many of its events its state was saved. At least one, smallest first; the last one is
   * where it goes, or stays, by itself. Of a machine that has not crashed, that is its present state.
   */
  readonly saved: readonly number[];
}

/** One event: a message is received, or none, and some are sent after it. */
export interface HistoryEvent {
  /** Whose message it received; null if none. */
  readonly from: MachineId | null;
  /** To whom it sent one, in that order. */
  readonly to: readonly MachineId[];
}

/** For each machine, how many of its events it keeps. */
export type Line = Record<MachineId, number>;

/** A message that is received and not sent, and whose receiver has to go back for that. */
export interface StepBack {
  /** Who goes back. */
  readonly machine: MachineId;
  /** How many events it keeps. */
  readonly kept: number;
  /** Who has not sent what it received. */
  readonly orphanOf: MachineId;
}

/**
 * The latest line without an orphan. Throws an Error if there is none, which cannot be if everybody has saved its start.
 *
 * @example
 * ```ts
 * import { recoveryLine } from "@millrace/recovery";
 *
 * const line = recoveryLine({
 *   a: { events: [{ from: null, to: ["b"] }], saved: [0] },
 *   b: { events: [{ from: "a", to: [] }], saved: [0, 1] },
 * });
 * if (line["b"] !== 0) throw new Error("a has lost the event that sent it, so b has received an orphan");
 * ```
 */
export function recoveryLine(histories: Histories): Line {
  return rollBack(histories).line;
}

/**
 * The latest line without an orphan, and each step on the way there. Throws an Error as {@link recoveryLine} does.
 *
 * @example
 * ```ts
 * import { pingPong, rollBack } from "@millrace/recovery";
 *
 * const { line, steps } = rollBack(pingPong(3, { saves: "before answering" }));
 * if (line["a"] !== 0 || line["b"] !== 0) throw new Error("all dominoes fall");
 * if (steps.filter(({ machine }) => machine === "b").length !== 4) throw new Error("b goes back once for each round and once more");
 * ```
 */
export function rollBack(histories: Histories): { readonly line: Line; readonly steps: readonly StepBack[] } {
  const line = Object.fromEntries(
    Object.entries(histories).map(([machine, { saved }]) => [machine, saved.at(-1) ?? 0]),
  );
  const steps: StepBack[] = [];
  for (let orphan = findOrphan(histories, line); orphan !== undefined; orphan = findOrphan(histories, line)) {
    const { from, to } = orphan;
    const sent = countSent(histories, { from, to, line });
    const kept = histories[to]?.saved.findLast(
      (count) => countReceived(histories, { from, to, line: { [to]: count } }) <= sent,
    );
    if (kept === undefined) {
      throw new Error(
        `Cannot find a recovery line as ${to} has no saved state in which it has received ${sent} of ${from}. Save the start: 0.`,
      );
    }
    line[to] = kept;
    steps.push({ machine: to, kept, orphanOf: from });
  }
  return { line, steps };
}

/**
 * A channel along which more is received than sent, before a line; undefined if the line has no orphan. A machine without an
 * entry in the line keeps nothing.
 *
 * @example
 * ```ts
 * import { findOrphan } from "@millrace/recovery";
 *
 * const histories = { a: { events: [{ from: null, to: ["b"] }], saved: [0] }, b: { events: [{ from: "a", to: [] }], saved: [0] } };
 * if (findOrphan(histories, { a: 0, b: 1 })?.from !== "a") throw new Error("received and not sent");
 * if (findOrphan(histories, { a: 1, b: 0 }) !== undefined) throw new Error("what is sent and not received is only lost");
 * ```
 */
export function findOrphan(
  histories: Histories,
  line: Readonly<Line>,
): { readonly from: MachineId; readonly to: MachineId } | undefined {
  const machines = Object.keys(histories);
  const channels = machines.flatMap((to) => machines.map((from) => ({ from, to })));
  return channels.find(
    (channel) => countReceived(histories, { ...channel, line }) > countSent(histories, { ...channel, line }),
  );
}

interface ChannelOfLine {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly line: Readonly<Line>;
}

function countSent(histories: Histories, { from, to, line }: ChannelOfLine): number {
  const events = histories[from]?.events.slice(0, line[from] ?? 0) ?? [];
  return events.reduce((sum, event) => sum + event.to.filter((receiver) => receiver === to).length, 0);
}

function countReceived(histories: Histories, { from, to, line }: ChannelOfLine): number {
  const events = histories[to]?.events.slice(0, line[to] ?? 0) ?? [];
  return events.filter((event) => event.from === from).length;
}
