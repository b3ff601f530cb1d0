import type { MachineId } from "@millrace/core";
import type { LatestCut } from "./latest-cut.ts";
import type { Sent } from "./ledger.ts";

/** How a transfer stands to a cut. */
type Side = "under way" | "twice" | "neither";

/** A transfer as a line between two columns. */
export interface TransferLine {
  readonly sent: Sent;
  readonly side: Side;
  /** The column of its sending, from 0. */
  readonly fromColumn: number;
  /** The column of its receipt; the one behind the last while it is on its way. */
  readonly toColumn: number;
}

/** The stretch of what happened in which a cut lies: a column for each event that has to do with money or with the cut. */
export interface CutLayout {
  readonly columns: number;
  readonly lines: readonly TransferLine[];
  /** The column in which each machine answered. */
  readonly answered: Readonly<Record<MachineId, number>>;
}

/** So many events before the first answer and after the last are looked at. Those that cross the cut are shown in any case. */
const around = 14;

/** Lays out the transfers around a cut, in the order in which events were reported. */
export function layOutCut({ answers, verdict }: LatestCut, transfers: readonly Sent[]): CutLayout {
  const moments = Object.values(answers).map(({ event }) => event);
  const [first, last] = [Math.min(...moments) - around, Math.max(...moments) + around];
  const sideOf = (sent: Sent): Side =>
    verdict.underWay.includes(sent) ? "under way" : verdict.twice.includes(sent) ? "twice" : "neither";
  const isNear = ({ sentAt, receivedAt = Infinity }: Sent): boolean => sentAt >= first && receivedAt <= last;
  const shown = transfers
    .map((sent) => ({ sent, side: sideOf(sent) }))
    .filter(({ sent, side }) => side !== "neither" || isNear(sent));
  const events = [
    ...moments,
    ...shown.flatMap(({ sent: { sentAt, receivedAt = sentAt } }) => [sentAt, receivedAt]),
  ].toSorted((one, other) => one - other);
  const columnOf = new Map([...new Set(events)].map((event, column) => [event, column]));
  const columns = columnOf.size;
  return {
    columns,
    lines: shown.map(({ sent, side }) => ({
      sent,
      side,
      fromColumn: columnOf.get(sent.sentAt) ?? 0,
      toColumn: columnOf.get(sent.receivedAt ?? Infinity) ?? columns,
    })),
    answered: Object.fromEntries(
      Object.entries(answers).map(([machine, { event }]) => [machine, columnOf.get(event) ?? 0]),
    ),
  };
}
