/**
 * What a database holds, as laws can know it: they do not see inside a resource, but every reply shows all of it.
 *
 * If a machine crashes before the reply to its call has come, the call is run all the same, after its earlier calls and
 * before its later ones. Its next reply shows what came of it. Until then it is worked out, unless another machine's
 * reply may have shown it already.
 */
import type { MachineId } from "@millrace/core";
import { type Database, type Shown, emptyDatabase, transact } from "./database.ts";
import { type Transaction, checkTransaction } from "./transaction.ts";

/** A law's memory of one database: plain data, changed in place. */
export interface Truth {
  /** As the newest reply shows it. */
  database: Database;
  /** By machine: its calls that no reply of its own has shown, the oldest first. */
  readonly calls: Record<MachineId, readonly UnshownCall[]>;
}

/** A call, run or not. */
export interface UnshownCall {
  readonly transaction: Transaction;
  /** Whether its machine has crashed since, so that its reply is lost. */
  readonly isLost: boolean;
  /** Whether `database` may be what came of it, as another machine has shown. */
  readonly mayBeShown: boolean;
}

/** Before anything has happened. */
export function startTruth(): Truth {
  return { database: emptyDatabase, calls: {} };
}

/** For `call`. */
export function noteCall({ calls }: Truth, { machine, port, request }: AtPort & { readonly request: unknown }): void {
  if (port !== "database") return;
  checkTransaction(request);
  calls[machine] = [...(calls[machine] ?? []), { transaction: request, isLost: false, mayBeShown: false }];
}

/** For `crash`. */
export function noteCrash({ calls }: Truth, { machine }: { readonly machine: MachineId }): void {
  const own = calls[machine];
  if (own !== undefined) calls[machine] = own.map((call) => ({ ...call, isLost: true }));
}

/** For `reply`. Gives the database if this reply shows a newer one. */
export function noteReply(
  truth: Truth,
  { machine, port, reply }: AtPort & { readonly reply: unknown },
): Database | undefined {
  if (port !== "database") return undefined;
  const { calls } = truth;
  // The first that is not lost is the one that is answered. Those before it have been run as well.
  const own = calls[machine] ?? [];
  const rest = own.slice(own.findIndex(({ isLost }) => !isLost) + 1);
  // What a database of ours replies.
  const { database } = reply as Shown;
  const isNewest = database.commits >= truth.database.commits;
  const isNewer = database.commits > truth.database.commits;
  // Its later calls had not been run when it replied.
  if (rest.length === 0) delete calls[machine];
  else calls[machine] = isNewest ? rest.map((call) => ({ ...call, mayBeShown: false })) : rest;
  if (!isNewer) return undefined;
  truth.database = database;
  for (const [other, open] of Object.entries(calls))
    if (other !== machine) calls[other] = open.map((call) => ({ ...call, mayBeShown: true }));
  return database;
}

/** The database when nothing is left to happen; undefined if nobody in the system could know it. */
export function databaseInTheEnd({ database, calls }: Truth): Database | undefined {
  const lost = Object.values(calls)
    .map((own) => own.filter(({ isLost }) => isLost))
    .filter((own) => own.length > 0);
  const [only = []] = lost;
  if (lost.length > 1 || only.some(({ mayBeShown }) => mayBeShown)) return undefined;
  return only.reduce((before, { transaction }) => transact(before, transaction).after, database);
}

interface AtPort {
  readonly machine: MachineId;
  readonly port: string;
}
