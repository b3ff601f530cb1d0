import { type Observation, at, broken, eventually, monitor, sample } from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { HandingOutput } from "./handing-on.ts";
import { riverSystem } from "./river-system.ts";
import type { SeaOutput } from "./sea.ts";

interface Seen {
  sent: number;
  readonly counted: number[];
  rows: number;
}

const countsOnce = monitor<Seen, unknown, HandingOutput | SeaOutput>("each batch is counted once", {
  start: () => ({ sent: 0, counted: [], rows: 0 }),
  on: {
    output(
      seen,
      { machine, output }: Extract<Observation, { kind: "output" }> & { output: HandingOutput | SeaOutput },
    ) {
      if (output.type === "sent" && machine === "source") seen.sent += output.rows;
      if (output.type !== "counted") return undefined;
      if (seen.counted.includes(output.batch)) return broken("once", `batch ${output.batch} again`);
      seen.counted.push(output.batch);
      seen.rows += output.rows;
      return undefined;
    },
  },
});
const countsAll = eventually("all rows are counted", {
  of: countsOnce,
  holds: ({ sent, rows }) =>
    sent === 5 && rows === 5 ? undefined : broken("5 rows sent and counted", `${sent}, ${rows}`),
});

const inputs = [at("source", { type: "flow", rows: 5, batchRows: 2, everyMs: 10 })];

describe("the river", () => {
  test("without faults, every row is counted once", () => {
    const { outcome, counterexample } = sample(riverSystem({ inputs }), { laws: [countsOnce, countsAll], runs: 20 });
    expect({ outcome, counterexample }).toEqual({ outcome: "sampled", counterexample: undefined });
  });

  test("lost and doubled messages and killed machines change nothing about that", () => {
    const faults = { drops: 3, duplicates: 3, crashes: 3 };
    const system = riverSystem({ inputs, faults });
    const { outcome, counterexample } = sample(system, { laws: [countsOnce, countsAll], runs: 150 });
    expect({ outcome, counterexample }).toEqual({ outcome: "sampled", counterexample: undefined });
  });
});
