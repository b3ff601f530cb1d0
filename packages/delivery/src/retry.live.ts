/**
 * Retries on real workers: two clients, and a service that refuses some requests a few times.
 *
 * A client that is killed forgets its requests, and nobody can help it: the reply to a call that it made before is lost.
 * What it still promises is that it never says more than it knows.
 */
import { type AnyMachine, type Law, type Resource, type System, at, defineSystem } from "@millrace/core";
import { type Reply, type RetryPolicy, retrying } from "./retry.ts";
import {
  callsAtMost,
  endsEachRequestOnce,
  endsEveryRequest,
  reportsWhatCameLast,
  retriesWhatMayPass,
} from "./retry.laws.ts";
import { done, refusal } from "./retry.service.ts";

/** Two clients, each with a request every 40 ms, with anybody's machine. */
export function systemOf(work: Work): System {
  const client = work.retrying(policy);
  return defineSystem({
    machines: { orders: client, customers: client },
    topology: [],
    resources: { service },
    inputs: scripts.flatMap((_script, turn) =>
      ["orders", "customers"].map((name) => at(name, { id: `${name} ${turn}` }, { atMs: turn * 40 })),
    ),
  });
}

/** Waits that are short, and a deadline that no run comes near. */
const policy: RetryPolicy = { attemptsMax: 4, baseMs: 10, capMs: 30, deadlineMs: 60_000 };

const busy = refusal(503);
const later = refusal(429, { retryAfterMs: 20 });
const wrong = refusal(400);

/** What the service replies to the requests of each client, one script after the other; done when it has no more to say. */
const scripts: readonly (readonly Reply[])[] = [
  [busy],
  [later, busy],
  [],
  [busy, wrong],
  [busy, later, busy],
  [busy, busy, busy, busy],
  [later],
  [busy, busy],
];

const service: Resource<{ readonly calls: Record<string, number> }> = {
  start: () => ({ calls: {} }),
  onCall({ calls }, request) {
    const id = idOf(request);
    const call = calls[id] ?? 0;
    calls[id] = call + 1;
    return scripts[Number(id.split(" ")[1])]?.[call] ?? done;
  },
};

/** The clients and their service, with our machine. */
export const system: System = systemOf({ retrying });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  endsEachRequestOnce,
  reportsWhatCameLast,
  callsAtMost(policy.attemptsMax),
  retriesWhatMayPass(({ status }) => status !== 400, policy),
];

/** Besides them, where nobody is: who has forgotten a request cannot end it. */
export const lawsWithoutCrashes: readonly Law[] = [endsEveryRequest];

interface Work {
  retrying(policy: RetryPolicy): AnyMachine;
}

function idOf(request: unknown): string {
  const { id } = Object(request) as { readonly id?: unknown };
  return String(id);
}
