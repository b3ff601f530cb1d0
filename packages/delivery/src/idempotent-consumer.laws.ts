/**
 * What is true of any right idempotent consumer: its tables tell no payment twice and no version backwards, and in the
 * end they are what the log makes of them when each event is applied once, in order.
 *
 * Read are the tables `revenue` (the column `total`) and `customers` (`version`, `name`, `deleted`), as worked out from calls
 * and replies; no other table, nothing that a consumer remembers, and no message but those of the topic.
 */
import { type Broken, type MonitorLaw, broken, describeValue, eventually, monitor } from "@millrace/core";
import { type Database, type Shown, entries } from "./database.ts";
import { type Truth, databaseInTheEnd, noteCall, noteCrash, noteReply, startTruth } from "./database.truth.ts";
import type { Event, Line } from "./idempotent-consumer.topic.ts";
import type { Row } from "./transaction.ts";

/** All of them, for a topic with this log. */
export function idempotentLaws(log: readonly Line[]): readonly MonitorLaw[] {
  const expected = applyOnce(log.map(([, , event]) => event));
  return [countsOnceEach(expected), keepsTheNewest, endsAsIfOnce(expected)];
}

/** What the log comes to: each event once, versions in order. */
interface Expected {
  /** By customer: the amounts of their payments, each payment once. */
  readonly amounts: ReadonlyMap<string, readonly number[]>;
  /** By customer: the last change; undefined for a deletion. */
  readonly customers: ReadonlyMap<string, { readonly version: number; readonly name: string } | undefined>;
}

function applyOnce(events: readonly Event[]): Expected {
  const amounts = new Map<string, number[]>();
  const payments = new Set<string>();
  const newest = new Map<string, Exclude<Event, { readonly type: "payment" }>>();
  for (const event of events) {
    const { customer } = event;
    if (event.type === "payment") {
      if (payments.has(event.id)) continue;
      payments.add(event.id);
      amounts.set(customer, [...(amounts.get(customer) ?? []), event.amount]);
    } else if (!((newest.get(customer)?.version ?? -1) >= event.version)) {
      newest.set(customer, event);
    }
  }
  const customers = [...newest].map(
    ([customer, event]) =>
      [customer, event.type === "deleted" ? undefined : { version: event.version, name: event.name }] as const,
  );
  return { amounts, customers: new Map(customers) };
}

/** Safety: at every moment a customer's revenue is the sum of some of their payments, none of them counted twice. */
function countsOnceEach({ amounts }: Expected): MonitorLaw<object> {
  const possible = new Map([...amounts].map(([customer, each]) => [customer, sumsOfSome(each)]));
  return shownLaw(
    "no payment is counted twice",
    () => ({}),
    (_nothing, database) => {
      for (const { key, row } of entries(database, { table: "revenue" })) {
        const total = row["total"];
        if (total === 0 || possible.get(String(key))?.has(total)) continue;
        return broken(
          `revenue of ${key}: ${describeSums(possible.get(String(key)))}, each payment counted at most once`,
          describeValue(total),
        );
      }
      return undefined;
    },
  );
}

interface VersionsSeen {
  /** How many transactions had changed the newest database that a reply has shown. */
  commits: number;
  /** By customer: the version of the row that was there last. */
  readonly versions: Record<string, number>;
}

/** Safety: a customer's row is never replaced by an older one. */
const keepsTheNewest: MonitorLaw<VersionsSeen> = shownLaw<VersionsSeen>(
  "a customer's row never goes back to an older version",
  () => ({ commits: 0, versions: {} }),
  (seen, database) => {
    // A reply may come late, and show what was before.
    if (database.commits <= seen.commits) return undefined;
    seen.commits = database.commits;
    const { versions } = seen;
    for (const { key, row } of entries(database, { table: "customers" })) {
      const customer = String(key);
      const before = versions[customer] ?? 0;
      const { version } = row;
      if (typeof version !== "number") continue;
      if (version < before)
        return broken(`the row of ${customer} at version ${before} or later`, `it went back to version ${version}`);
      versions[customer] = version;
    }
    return undefined;
  },
);

/** Liveness: f(any delivery of the log) = f(each event once, in order). */
function endsAsIfOnce(expected: Expected): MonitorLaw<Truth> {
  return eventually("in the end the tables are as if each event had come once and in order", {
    of: watchedDatabase,
    holds(truth) {
      const database = databaseInTheEnd(truth);
      if (database === undefined) return undefined;
      return judgeRevenue(database, expected) ?? judgeCustomers(database, expected);
    },
  });
}

function judgeRevenue(database: Database, { amounts, customers }: Expected): Broken | undefined {
  for (const { key } of entries(database, { table: "revenue" }))
    if (!amounts.has(String(key)) && !customers.has(String(key)))
      return broken(`no revenue of ${describeValue(key)}, as no such customer was ever told of`, "a row");
  for (const [customer, each] of amounts) {
    const expected = each.reduce((sum, amount) => sum + amount, 0);
    const [entry] = entries(database, { table: "revenue", key: customer });
    const total = entry?.row["total"] ?? 0;
    if (total !== expected)
      return broken(`revenue of ${customer}: ${expected}, of ${describeValue(each)}`, `${describeValue(total)}`);
  }
  return undefined;
}

function judgeCustomers(database: Database, { customers }: Expected): Broken | undefined {
  for (const { key } of entries(database, { table: "customers" }))
    if (!customers.has(String(key)))
      return broken(`no customer ${describeValue(key)}, as none was ever told of`, "a row");
  for (const [customer, expected] of customers) {
    const [entry] = entries(database, { table: "customers", key: customer });
    if (expected === undefined && isGone(entry?.row)) continue;
    if (expected !== undefined && !isGone(entry?.row) && isSame(entry?.row, expected)) continue;
    return broken(
      `customer ${customer}: ${expected === undefined ? "deleted" : describeValue(expected)}`,
      entry === undefined ? "no row" : describeValue(entry.row),
    );
  }
  return undefined;
}

function isGone(row: Row | undefined): boolean {
  return row === undefined || row["deleted"] === true;
}

function isSame(row: Row | undefined, { version, name }: { readonly version: number; readonly name: string }): boolean {
  return row?.["version"] === version && row["name"] === name;
}

/** Zero, and every sum of one or more of these. */
function sumsOfSome(amounts: readonly number[]): ReadonlySet<unknown> {
  let sums = new Set([0]);
  for (const amount of amounts) sums = new Set([...sums, ...[...sums].map((sum) => sum + amount)]);
  return sums;
}

function describeSums(sums: ReadonlySet<unknown> = new Set([0])): string {
  return sums.size <= 4 ? [...sums].join(" or ") : "a sum of some payments";
}

/** What the database holds in the end, as far as calls and replies tell. */
const watchedDatabase: MonitorLaw<Truth> = monitor<Truth>("the database", {
  start: startTruth,
  on: {
    call: noteCall,
    crash: noteCrash,
    reply: (truth, seen) => (noteReply(truth, seen), undefined),
  },
});

/** A law about each database that a reply shows. */
function shownLaw<Memory>(
  name: string,
  start: () => Memory,
  judge: (memory: Memory, database: Database) => Broken | undefined,
): MonitorLaw<Memory> {
  return monitor<Memory>(name, {
    start,
    on: {
      reply(memory, { port, reply }) {
        // What a database of ours replies.
        return port === "database" ? judge(memory, (reply as Shown).database) : undefined;
      },
    },
  });
}
