/**
 * Kshemkalyani–Singhal: causal order with as little said as can be.
 *
 * State and messages: see `causalMulticast`, which asks these rules. What they work on is the log, a list of facts of the
 * form “message m has to be minded at machine d”. A fact is forgotten as soon as it is known that
 * 1. m is delivered at d, or
 * 2. a later message that m could have caused was sent to d: whoever minds that one minds m.
 *
 * Nobody says what was forgotten. It is seen from what is missing: who has an entry of a sender has heard of all its
 * earlier messages, too, and so knows better about those that it has no entry of. For this an entry without destinations
 * is kept while it is its sender's newest.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 6, optimal algorithm for causal order; Kshemkalyani and
 * Singhal, Necessary and sufficient conditions on information for causal message ordering (1998).
 * We deviate in nothing but the words.
 */
import type { Machine, MachineId } from "@millrace/core";
import {
  type CausalLog,
  type LogEntry,
  type LogInput,
  type LogMessage,
  type LogOutput,
  type LogState,
  causalMulticast,
} from "./kshemkalyani-singhal.machine.ts";

/**
 * Whether all that has to be minded at `self` is delivered there. A sender's messages to one machine are delivered in
 * order, so the highest number of each sender says which.
 *
 * @example
 * ```ts
 * import { isDue } from "@millrace/ordering/kshemkalyani-singhal.ts";
 *
 * const log = [{ from: "shop", clock: 2, to: ["warehouse"] }];
 * if (isDue(log, { self: "warehouse", delivered: { shop: 1 } })) throw new Error("message 2 of shop is missing");
 * ```
 */
export function isDue(
  log: CausalLog,
  { self, delivered }: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
): boolean {
  return log.every(({ from, clock, to }) => !to.includes(self) || (delivered[from] ?? 0) >= clock);
}

/**
 * What goes to `copyFor` with a message to `to`. Nothing has to be minded at its destinations but by way of the message
 * itself, and at `copyFor` it does just that: there, all that came before has to be minded first.
 *
 * @example
 * ```ts
 * import { toSend } from "@millrace/ordering/kshemkalyani-singhal.ts";
 *
 * const log = [{ from: "shop", clock: 2, to: ["billing", "returns", "warehouse"] }];
 * const [entry] = toSend(log, { to: ["billing", "warehouse"], copyFor: "warehouse" });
 * if (entry?.to.join() !== "returns,warehouse") throw new Error("billing gets a copy of its own, and minds it there");
 * ```
 */
export function toSend(
  log: CausalLog,
  { to, copyFor }: { readonly to: readonly MachineId[]; readonly copyFor: MachineId },
): CausalLog {
  const others = to.filter((machine) => machine !== copyFor);
  return purge(log.map((entry) => without(entry, others)));
}

/**
 * What its sender knows after a message: whoever minds the message itself minds all that came before.
 *
 * @example
 * ```ts
 * import { afterSending } from "@millrace/ordering/kshemkalyani-singhal.ts";
 *
 * const log = [{ from: "shop", clock: 1, to: ["billing"] }];
 * const after = afterSending(log, { from: "shop", clock: 2, to: ["billing"] });
 * if (after.length !== 1 || after[0]?.clock !== 2) throw new Error("who minds 2 minds 1");
 * ```
 */
export function afterSending(log: CausalLog, sent: LogEntry): CausalLog {
  return purge([...log.map((entry) => without(entry, sent.to)), sent]);
}

/**
 * What a machine knows after a delivery: what it knew and what the message knew, less what either of them knows to be
 * settled. All that had to be minded here has been.
 *
 * @example
 * ```ts
 * import { afterDelivery } from "@millrace/ordering/kshemkalyani-singhal.ts";
 *
 * const log = [{ from: "shop", clock: 1, to: ["returns"] }];
 * const entry = { from: "billing", clock: 4, to: ["warehouse"] };
 * const after = afterDelivery(log, { self: "warehouse", entry, came: [{ from: "shop", clock: 2, to: ["billing"] }] });
 * if (after.some(({ clock }) => clock === 1)) throw new Error("who knows 2 of shop and not 1 knows that 1 is settled");
 * ```
 */
export function afterDelivery(
  log: CausalLog,
  { self, entry, came }: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
): CausalLog {
  const news = [...came, entry].map((each) => without(each, [self]));
  const kept = log.flatMap((each) => agreed(each, news));
  const added = news.filter((each) => find(log, each) === undefined && !isSettled(each, log));
  return purge([...kept, ...added]);
}

/** The machine that keeps to these rules. */
export const kshemkalyaniSinghal: Machine<LogState, LogMessage, LogOutput, LogInput> = causalMulticast({
  isDue,
  toSend,
  afterSending,
  afterDelivery,
});

/** What is left of an entry beside another log: of a fact that both know of, what neither has forgotten. */
function agreed(entry: LogEntry, other: CausalLog): LogEntry[] {
  const same = find(other, entry);
  if (same !== undefined) return [{ ...entry, to: entry.to.filter((machine) => same.to.includes(machine)) }];
  return isSettled(entry, other) ? [] : [entry];
}

/** Whether a log that lacks an entry lacks it knowingly: it knows a later message of the same sender. */
function isSettled({ from, clock }: LogEntry, log: CausalLog): boolean {
  return log.some((other) => other.from === from && other.clock > clock);
}

function find(log: CausalLog, { from, clock }: LogEntry): LogEntry | undefined {
  return log.find((other) => other.from === from && other.clock === clock);
}

function without(entry: LogEntry, machines: readonly MachineId[]): LogEntry {
  return { ...entry, to: entry.to.filter((machine) => !machines.includes(machine)) };
}

/** Drops entries that say nothing, but for the newest of each sender: that one says that all before it are settled. */
function purge(log: CausalLog): CausalLog {
  return log.filter((entry) => entry.to.length > 0 || !isSettled(entry, log));
}
