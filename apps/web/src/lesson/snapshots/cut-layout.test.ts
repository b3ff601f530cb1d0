import { expect, test } from "vitest";
import { layOutCut } from "./cut-layout.ts";
import { judgeCut } from "./judge-cut.ts";
import type { Answers, Sent } from "./ledger.ts";

const answers: Answers = {
  north: { balance: 93, event: 20 },
  east: { balance: 100, event: 24 },
  west: { balance: 100, event: 30 },
};
const within: Sent = { messageId: 1, from: "north", to: "east", amount: 7, sentAt: 18, receivedAt: 22 };
const underWay: Sent = { messageId: 2, from: "north", to: "west", amount: 2, sentAt: 19, receivedAt: 35 };
const twice: Sent = { messageId: 3, from: "north", to: "west", amount: 3, sentAt: 21, receivedAt: 29 };
const long: Sent = { messageId: 4, from: "east", to: "west", amount: 4, sentAt: 2 };
const old: Sent = { messageId: 5, from: "east", to: "west", amount: 5, sentAt: 1, receivedAt: 4 };

test("each event near the cut has a column of its own, in order, and what crosses the cut is never left out", () => {
  const transfers = [old, long, within, underWay, twice];
  const verdict = judgeCut(answers, transfers);
  const cut = { kind: "count", title: "Count 1", words: "", answers, verdict } as const;
  const { columns, lines, answered } = layOutCut(cut, transfers);
  expect(lines.map(({ sent, side }) => [sent.messageId, side])).toEqual([
    [4, "under way"],
    [1, "neither"],
    [2, "under way"],
    [3, "twice"],
  ]);
  // 2 18 19 20 21 22 24 29 30 35
  expect(columns).toBe(10);
  expect(answered).toEqual({ north: 3, east: 6, west: 8 });
  expect(lines.map(({ fromColumn, toColumn }) => [fromColumn, toColumn])).toEqual([
    [0, 10],
    [1, 5],
    [2, 9],
    [4, 7],
  ]);
});
