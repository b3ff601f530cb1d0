/**
 * Two-phase commit on real workers: three tables are published together, five times, or not at all, even if machines are killed
 * and started again. Kill the publisher while a vote is on, and whoever has voted yes waits until it is back.
 *
 * Not durable: what must survive a crash, the machines keep on their disks themselves.
 */
import type { Law, System } from "@millrace/core";
import { publisher, table } from "./two-phase-commit.ts";
import { everybodyDecides, safetyLaws } from "./two-phase-commit.laws.ts";
import { type CommitWork, publish, publishing } from "./two-phase-commit.tables.ts";

/** A publisher and three tables, with anybody's machines. */
export function systemOf(work: CommitWork): System {
  const inputs = [1, 2, 3, 4, 5].map((day) => {
    const rows = tables.map((name) => [name, day === 3 && name === "prices" ? [] : [`${name} of day ${day}`]] as const);
    return publish(`day ${day}`, Object.fromEntries(rows), { atMs: day * 40 });
  });
  return publishing(work, { tables, inputs });
}

const tables = ["orders", "customers", "prices"];

/** The tables, with our machines. The prices of day 3 are missing, so nothing of that day is published. */
export const system: System = systemOf({ publisher, table });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...safetyLaws, everybodyDecides];
