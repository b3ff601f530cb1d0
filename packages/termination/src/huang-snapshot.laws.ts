/**
 * What is true of any right detection by Huang's requests, besides {@link terminationLaws}: what it costs.
 *
 * A request is a message `{ type: "request" }`, whatever else is in it. Every other message that is not work counts as a
 * report: a grant, or word to the root. The input `begin` is not a message.
 */
import { always, broken, eventually, type MachineId, type MonitorLaw } from "@millrace/core";
import { type Left, nothingLeft, whoBecomesPassive } from "./passive.laws.ts";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** Who owes whom a request. */
export interface Requests {
  /** What machines have to hand out. */
  readonly left: Left;
  /** By machine, then by the one it asks: how often it has become passive less the requests that it has sent there. */
  readonly owed: Record<MachineId, Record<MachineId, number>>;
}

/** Whoever becomes passive calls a vote, and nobody else. */
export const requestsAreOwed: MonitorLaw<Requests> = always<Requests, unknown, unknown, Begin>(
  "a machine sends each other a request when it has become passive, and only then",
  {
    start: (machines) => ({
      left: nothingLeft(machines),
      owed: Object.fromEntries(
        machines.map((machine) => [machine, nothingLeft(machines.filter((other) => other !== machine))]),
      ),
    }),
    on: {
      input: noteDebts,
      deliver: noteDebts,
      send: (requests, seen) => {
        noteDebts(requests, seen);
        if (isRequest(seen.message)) add(requests.owed[seen.machine] ?? {}, seen.to, -1);
      },
    },
    // After the event, as requests may be sent before the last piece, in one handler.
    holds: ({ owed }) => {
      for (const [machine, counts] of Object.entries(owed)) {
        const [asked] = Object.entries(counts).find(([, count]) => count < 0) ?? [];
        if (asked !== undefined)
          return broken(`${machine} asks ${asked} once for each time that it has become passive`, "it asked once more");
      }
      return undefined;
    },
  },
);

/** The other half: in the end no request is missing. */
export const everybodyIsAsked: MonitorLaw<Requests> = eventually(
  "each time that a machine has become passive, each other one is sent a request",
  {
    of: requestsAreOwed,
    holds: ({ owed }) => {
      for (const [machine, counts] of Object.entries(owed)) {
        const [forgotten] = Object.entries(counts).find(([, count]) => count > 0) ?? [];
        if (forgotten !== undefined)
          return broken(
            `${machine} asks ${forgotten} once for each time that it has become passive`,
            `${forgotten} was asked less often`,
          );
      }
      return undefined;
    },
  },
);

/** How many reports machines may send. */
export interface Allowance {
  /** What machines have to hand out. */
  readonly left: Left;
  /** By machine: requests made (one to all is one) and received, less the reports that it has sent. */
  readonly allowed: Record<MachineId, number>;
}

/** Nobody asks again, polls, or answers twice. */
export const reportsAreAllowed: MonitorLaw<Allowance> = always<Allowance, unknown, unknown, Begin>(
  "besides work and requests, a machine sends at most one message for each request that it has made or received",
  {
    start: (machines) => ({ left: nothingLeft(machines), allowed: nothingLeft(machines) }),
    on: {
      input: noteMade,
      deliver: (allowance, seen) => {
        noteMade(allowance, seen);
        if (isRequest(seen.message)) add(allowance.allowed, seen.machine, 1);
      },
      send: (allowance, seen) => {
        noteMade(allowance, seen);
        if (!isWork(seen.message) && !isRequest(seen.message)) add(allowance.allowed, seen.machine, -1);
      },
    },
    holds: ({ allowed }) => {
      const [talker] = Object.entries(allowed).find(([, count]) => count < 0) ?? [];
      return talker === undefined
        ? undefined
        : broken(`${talker} sends one message for each request that it has made or received`, "it sent one more");
    },
  },
);

/** All of them. */
export const huangSnapshotLaws: readonly MonitorLaw[] = [requestsAreOwed, everybodyIsAsked, reportsAreAllowed];

type Seen = Parameters<typeof whoBecomesPassive>[1];

function noteDebts({ left, owed }: Requests, seen: Seen): void {
  const passive = whoBecomesPassive(left, seen);
  if (passive === undefined) return;
  const counts = owed[passive] ?? {};
  for (const other of Object.keys(counts)) add(counts, other, 1);
}

function noteMade({ left, allowed }: Allowance, seen: Seen): void {
  const passive = whoBecomesPassive(left, seen);
  if (passive !== undefined) add(allowed, passive, 1);
}

function isRequest(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "request";
}

function add(counts: Record<MachineId, number>, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}
