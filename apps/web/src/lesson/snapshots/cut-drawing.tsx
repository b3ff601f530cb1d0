import type { MachineId } from "@millrace/core";
import { branches } from "./bank-system.ts";
import { type TransferLine, layOutCut } from "./cut-layout.ts";
import type { LatestCut } from "./latest-cut.ts";
import type { Sent } from "./ledger.ts";

const nameWidth = 84;
const width = 760;
const height = 250;
const rowHeight = 84;

/** The latest count or snapshot as a line through what happened: what is left of it was counted, what is right of it not. */
export function CutDrawing({ cut, transfers }: { readonly cut: LatestCut; readonly transfers: readonly Sent[] }) {
  const { columns, lines, answered } = layOutCut(cut, transfers);
  const xOf = (column: number): number => nameWidth + ((column + 0.7) / (columns + 0.7)) * (width - nameWidth);
  const points = branches.map((name) => [xOf(answered[name] ?? 0), yOf(name)] as const);
  const [[top] = [0], [bottom] = [0]] = [points[0], points.at(-1)];
  const way = [[top, 8] as const, ...points, [bottom, height - 8] as const];
  return (
    <figure className="bank-cut">
      <figcaption>
        <strong>{cut.title} as a cut.</strong> Time goes to the right; each thin line is a transfer.{" "}
        {cut.kind === "snapshot" ? describeSnapshotCut(cut) : countCutWords}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={describe(cut)}>
        {branches.map((name) => (
          <g key={name}>
            <text x={nameWidth - 12} y={yOf(name)} className="bank-cut-name">
              {name}
            </text>
            <line className="bank-cut-row" x1={nameWidth} x2={width} y1={yOf(name)} y2={yOf(name)} />
          </g>
        ))}
        <polyline className="bank-cut-line" points={way.map((point) => point.join(",")).join(" ")} />
        {lines.toSorted(byWeight).map((line) => (
          <Transfer key={line.sent.messageId} line={line} xOf={xOf} />
        ))}
        {points.map(([x, y], place) => (
          <rect key={branches[place]} className="bank-cut-answer" x={x - 6} y={y - 6} width="12" height="12" />
        ))}
      </svg>
    </figure>
  );
}

function Transfer({ line, xOf }: { readonly line: TransferLine; readonly xOf: (column: number) => number }) {
  const { sent, side, fromColumn, toColumn } = line;
  const [x1, y1, x2, y2] = [xOf(fromColumn), yOf(sent.from), xOf(toColumn), yOf(sent.to)];
  return (
    <g className={`bank-cut-transfer is-${side.replace(" ", "-")}`}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      <circle cx={x1} cy={y1} r="3" />
      {sent.receivedAt !== undefined && <circle cx={x2} cy={y2} r="3" />}
      {side !== "neither" && (
        <text x={x1 + (x2 - x1) * 0.3} y={y1 + (y2 - y1) * 0.3}>
          {sent.amount}
        </text>
      )}
    </g>
  );
}

/** What crosses the cut is drawn over the others. */
function byWeight(one: TransferLine, other: TransferLine): number {
  return Number(one.side !== "neither") - Number(other.side !== "neither");
}

function yOf(name: MachineId): number {
  return 40 + rowHeight * branches.indexOf(name);
}

const countCutWords =
  "The thick line joins the moments at which the branches answered. Blue transfers cross it from left to right: nobody counted them. Red, dashed ones cross it from right to left, and were counted twice.";

function describeSnapshotCut({ verdict: { twice } }: LatestCut): string {
  const backwards = twice.length === 0 ? "None crosses" : `${twice.length} cross`;
  return `The thick line joins the moments at which the branches recorded themselves. Blue transfers cross it from left to right: they were on their way, and the snapshot has them in its channels. ${backwards} it the other way.`;
}

function describe({ title, verdict: { underWay, twice } }: LatestCut): string {
  return `${title} as a cut through the transfers: ${underWay.length} cross it forwards, ${twice.length} backwards.`;
}
