import { type AnyMachine, type Exploration, type Law, durable, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { retrying } from "./mod.ts";
import { laws, lawsWithoutCrashes, system, systemOf } from "./retry.live.ts";
import { callsAtMost, endsEveryRequest, retriesWhatMayPass } from "./retry.laws.ts";
import { clientOf, done, refusal } from "./retry.service.ts";

test("no client says more than it knows, whoever is killed", () => {
  expect(sample(withFaults(system, { crashes: 3 }), { laws, runs: 40 }).outcome).toBe("sampled");
  expect(tried(client, laws).outcome).toBe("proved");
});

test("every request has an outcome, if nobody is killed", () => {
  expect(sample(system, { laws: [...laws, ...lawsWithoutCrashes], runs: 20 }).outcome).toBe("sampled");
});

test("who is killed may leave a request without one, durable or not: the reply to its call is lost", () => {
  for (const machine of [client, durable(client)])
    expect(tried(machine, lawsWithoutCrashes).counterexample?.law).toBe(endsEveryRequest.name);
});

test("a client that calls too often, and one that gives up too soon, are seen", () => {
  const broken = (attempts: number): string | undefined => {
    const wrong = systemOf({
      retrying: (policy) => retrying({ ...policy, attemptsMax: policy.attemptsMax + attempts }),
    });
    return sample(wrong, { laws, runs: 1, shrinks: false }).counterexample?.law;
  };
  const mayPass = retriesWhatMayPass(() => true, { attemptsMax: 4 });
  expect([broken(0), broken(1), broken(-1)]).toEqual([undefined, callsAtMost(4).name, mayPass.name]);
});

const client = retrying({ attemptsMax: 4, baseMs: 10, capMs: 30, deadlineMs: 60_000 });

/** Two requests, two refusals and two crashes. */
function tried(machine: AnyMachine, laws: readonly Law[]): Exploration {
  const script = [refusal(503), refusal(429, { retryAfterMs: 20 }), done];
  return explore(withFaults(clientOf(machine, { script, ids: ["1", "2"] }), { crashes: 2 }), { laws });
}
