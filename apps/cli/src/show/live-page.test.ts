import type { Event } from "@millrace/core";
import { textWidth } from "@millrace/diagrams";
import type { LiveMachine } from "@millrace/workers";
import { describe, expect, test } from "vitest";
import { type LiveView, showLivePage } from "./live-page.ts";
import { plainTerminal } from "./terminal.ts";

const machine = (id: string, more: Partial<LiveMachine> = {}): LiveMachine => ({
  id,
  isResource: false,
  status: "up",
  crashes: 0,
  events: 3,
  state: { sent: { warehouse: 2 } },
  timers: [],
  inputsLeft: 0,
  ...more,
});

const quiet = { sends: [], outputs: [], observations: [], timersSet: [], vector: {} };
const events: readonly Event[] = [
  { ...quiet, id: 3, kind: "input", machine: "shop", input: { to: "warehouse" }, atMs: 120 },
  { ...quiet, id: 4, kind: "deliver", machine: "warehouse", from: "shop", message: { id: 7 }, atMs: 160, outputs: [7] },
  { ...quiet, id: 5, kind: "cut", machine: "", cut: 0, atMs: 12_345 },
];

const view: LiveView = {
  title: "2.1 fifo-delivery",
  seed: 7,
  elapsedMs: 12_500,
  state: "3 requests to come",
  machines: [
    machine("shop", { timers: [{ name: "retry", afterMs: 30 }], inputsLeft: 1 }),
    machine("warehouse", { status: "down", crashes: 2, state: undefined }),
    machine("port:service", { isResource: true }),
  ],
  inTransit: [
    { from: "shop", to: "warehouse", message: { id: 8 } },
    { from: "shop", to: "warehouse", message: { id: 9 } },
  ],
  cuts: [[["shop"], ["warehouse"]]],
  network: { delayMs: [0, 500], dropRate: 0, duplicateRate: 0.1 },
  events,
  failures: [{ machine: "warehouse", during: "handler", event: "message 7 from shop", message: "TypeError: no" }],
  chosen: "shop",
  notice: "warehouse is killed.",
};

test("a page shows the machines, what is in flight, what is cut, what failed, the newest events and the keys", () => {
  expect(`\n${showLivePage(view, { terminal: plainTerminal(80), rows: 20 }).join("\n")}\n`).toBe(`
2.1 fifo-delivery  12 s · 3 requests to come · seed 7
network delay up to 500 ms · none lost · 10 % doubled

     machine              crashes events  waits for        state
●  1 shop         up                   3  1 request, ret…  { sent: { warehouse:…
   2 warehouse    down          2      3
     port:service up                   3                   { sent: { warehouse:…
     shop remembers { sent: { warehouse: 2 } }

shop → warehouse  2 in flight  id: 8
cut: shop ╳ warehouse
✗ warehouse failed at message 7 from shop: TypeError: no

   0.12  shop          in to: warehouse
   0.16  warehouse     ← shop id: 7  out 7
  12.35  network       is cut

warehouse is killed.
↑↓ 1-9 choose · k kill · r restart · c cut · h heal · i request · t trouble
d delay · l loss · u doubles · q quit
`);
});

describe("it fits, whatever there is to show", () => {
  const many = Array.from({ length: 12 }, (_unused, place) => machine(`a machine with a long name ${place}`));
  const long: LiveView = {
    ...view,
    title: "a file with a long name, deep down in some folder.ts",
    machines: many,
    inTransit: many.flatMap(({ id: from }) => many.map(({ id: to }) => ({ from, to, message: "→ 東京" }))),
    events: Array.from({ length: 200 }, () => events).flat(),
    failures: [{ machine: "a", during: "uncaught", message: "long ".repeat(100) }],
    chosen: many[11]?.id ?? "",
    target: many[2]?.id ?? "",
    notice: "a long notice ".repeat(20),
  };
  test.each(
    [40, 59, 80, 200].flatMap((columns) =>
      [12, 24, 60].flatMap((rows) => (["unicode", "ascii"] as const).map((charset) => ({ columns, rows, charset }))),
    ),
  )("$columns columns, $rows rows, $charset", ({ columns, rows, charset }) => {
    for (const shown of [view, long]) {
      const lines = showLivePage(shown, { terminal: plainTerminal(columns, charset), rows });
      expect(lines).toHaveLength(rows);
      expect(lines.filter((line) => textWidth(line) > columns)).toEqual([]);
      expect(lines.join("")).toMatch(charset === "ascii" ? /^[ -~]+$/ : /./);
      expect(lines.join("\n")).toContain(shown === view ? "q quit" : "esc leave it");
    }
  });
});
