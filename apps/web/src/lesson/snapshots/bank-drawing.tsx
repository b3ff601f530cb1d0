import type { MachineId } from "@millrace/core";
import { branches } from "./bank-system.ts";
import { type Ends, type Ledger, type Letter, type Photo, channelName, channels } from "./ledger.ts";
import { sum } from "./judge-cut.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const places: Readonly<Record<MachineId, Point>> = {
  north: { x: 320, y: 56 },
  east: { x: 540, y: 304 },
  west: { x: 100, y: 304 },
};
const corner: Point = { x: 0, y: 0 };
/** Half a branch's box. */
const half: Point = { x: 76, y: 36 };
/** Between two places in a channel. */
const stepPx = 34;

/**
 * Branches, and in each channel what is on its way, the next to arrive in front. Where it is drawn says its turn, not how
 * far it has come: nobody knows that.
 */
export function BankDrawing({ ledger, photo }: { readonly ledger: Ledger; readonly photo: Photo | undefined }) {
  return (
    <svg className="bank-drawing" viewBox="0 0 640 350" role="img" aria-label={describe(ledger)}>
      {channels.map((ends) => (
        <Channel
          key={channelName(ends)}
          ends={ends}
          letters={ledger.underWay.filter(({ from, to }) => from === ends.from && to === ends.to)}
        />
      ))}
      {branches.map((name) => (
        <Branch key={name} name={name} balance={ledger.balances[name] ?? 0} photo={photo} />
      ))}
    </svg>
  );
}

function Branch({
  name,
  balance,
  photo,
}: {
  readonly name: MachineId;
  readonly balance: number;
  readonly photo: Photo | undefined;
}) {
  const { x, y } = places[name] ?? corner;
  const said = photo?.answers[name];
  return (
    <g transform={`translate(${x} ${y})`} className={said === undefined ? "branch" : "branch is-recorded"}>
      <rect x={-half.x} y={-half.y} width={2 * half.x} height={2 * half.y} rx="10" />
      <text y="-19" className="branch-name">
        {name}
      </text>
      <text y="2">{balance} in the till</text>
      <text y="22" className="branch-photo">
        {said === undefined ? "" : `photo ${photo?.name}: ${said.balance}`}
      </text>
    </g>
  );
}

function Channel({ ends, letters }: { readonly ends: Ends; readonly letters: readonly Letter[] }) {
  const { begin, end, lengthPx } = laneOf(ends);
  const placeAt = (turn: number): Point => {
    const share = Math.max(0.06, 1 - (20 + turn * stepPx) / lengthPx);
    return { x: begin.x + share * (end.x - begin.x), y: begin.y + share * (end.y - begin.y) };
  };
  return (
    <g>
      <line className="lane" x1={begin.x} y1={begin.y} x2={end.x} y2={end.y} />
      <circle className="lane-end" cx={end.x} cy={end.y} r="4" />
      {letters.map(({ messageId, message }, turn) => {
        const { x, y } = placeAt(turn);
        return (
          <g key={messageId} className="letter" style={{ transform: `translate(${x}px, ${y}px)` }}>
            {message.type === "marker" ? (
              <>
                <rect className="marker" x="-15" y="-12" width="30" height="24" rx="4" />
                <text className="marker-text">M{message.snapshot}</text>
              </>
            ) : (
              <>
                <circle className="coins" r="13" />
                <text>{message.amount}</text>
              </>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** The line of a channel: beside that of the other direction, and only as far as the boxes. */
function laneOf({ from, to }: Ends): { readonly begin: Point; readonly end: Point; readonly lengthPx: number } {
  const [one, other] = [places[from] ?? corner, places[to] ?? corner];
  const across = { x: other.x - one.x, y: other.y - one.y };
  const wholePx = Math.hypot(across.x, across.y);
  const aside = { x: (-across.y / wholePx) * 17, y: (across.x / wholePx) * 17 };
  const at = (share: number): Point => ({
    x: one.x + share * across.x + aside.x,
    y: one.y + share * across.y + aside.y,
  });
  const [leave, arrive] = [shareOfBox(across, aside), 1 - shareOfBox({ x: -across.x, y: -across.y }, aside)];
  return { begin: at(leave), end: at(arrive), lengthPx: wholePx * (arrive - leave) };
}

/** Which share of the way `across`, begun `aside` of a box's middle, is within the box, and a little more. */
function shareOfBox(across: Point, aside: Point): number {
  const shareAlong = (axis: "x" | "y"): number =>
    across[axis] === 0 ? Infinity : (half[axis] + 6 - Math.sign(across[axis]) * aside[axis]) / Math.abs(across[axis]);
  return Math.min(shareAlong("x"), shareAlong("y"));
}

function describe({ balances, underWay }: Ledger): string {
  const tills = branches.map((name) => `${name} has ${balances[name] ?? 0}`).join(", ");
  const coins = sum(underWay.flatMap(({ message }) => (message.type === "transfer" ? [message.amount] : [])));
  const markers = underWay.filter(({ message }) => message.type === "marker").length;
  return `Three branches of a bank: ${tills}; ${coins} coins and ${markers} markers are on their way.`;
}
