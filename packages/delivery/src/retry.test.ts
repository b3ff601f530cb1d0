import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Law,
  type Machine,
  type System,
  createRandom,
  defineSystem,
  explore,
  follow,
  sample,
  simulate,
} from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  callsAtMost,
  drawsAnew,
  endsEachRequestOnce,
  endsEveryRequest,
  firstWaits,
  judgeChance,
  judgeDecision,
  judgeInTime,
  judgeSpread,
  judgeWait,
  keepsDeadline,
  keepsTime,
  reportsWhatCameLast,
  retriesWhatMayPass,
  spreadsOut,
  waitsWithinBounds,
} from "./retry.laws.ts";
import { clientOf, crowdOf, done, refusal, scripts, slowFirstCall } from "./retry.service.ts";
import {
  type Failure,
  type Reply,
  type RetryOutcome,
  type RetryPolicy,
  type RetryRequest,
  type RetryState,
  backoffMs,
  decide,
  retrying,
} from "./retry.ts";

const policy: RetryPolicy = { attemptsMax: 3, baseMs: 100, capMs: 250, deadlineMs: Infinity };
const busy = refusal(503);
const later = refusal(429, { retryAfterMs: 400 });
const wrong = refusal(400);

const ids = ["orders", "customers"];
const crowdLaws = [spreadsOut(policy), drawsAnew(policy)];

const laws = [
  endsEachRequestOnce,
  endsEveryRequest,
  reportsWhatCameLast,
  callsAtMost(policy.attemptsMax),
  retriesWhatMayPass(mayPass, policy),
  waitsWithinBounds(policy),
  keepsDeadline(policy.deadlineMs),
];

test("0 ≤ wait ≤ min(cap, base · 2^k), whatever is drawn", () => {
  const cases = fc.record({
    retry: fc.oneof(fc.nat(70), fc.constantFrom(1023, 1024, 5000)),
    baseMs: fc.nat(10_000),
    capMs: fc.nat(100_000),
    drawn: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, (item) => {
      expect(judgeWait(backoffMs(item.retry, { ...item, random: () => item.drawn }), item)).toBeUndefined();
    }),
  );
});

test("a base of 0 waits 0 ms, at any k", () => {
  expect(backoffMs(1024, { baseMs: 0, capMs: 100, random: () => 0.9 })).toBe(0);
});

test("the waits of a thousand clients fill the whole interval evenly", () => {
  expect(judgeSpread(waits(backoffMs), 800)).toBeUndefined();
});

test("half-jitter, a mean of two draws, and no jitter at all do not", () => {
  type Draw = Parameters<typeof backoffMs>[1]["random"];
  const spread = (jitter: (random: Draw) => number): unknown =>
    judgeSpread(
      waits((_retry, { random }) => 800 * jitter(random)),
      800,
    );
  expect(spread((random) => 0.5 + random() / 2)).toBeDefined();
  expect(spread((random) => (random() + random()) / 2)).toBeDefined();
  expect(spread(() => 0.5)).toBeDefined();
});

test("a wait that is too long, negative, no number or of another scale breaks a law", () => {
  const item = { retry: 2, baseMs: 100, capMs: 1000, drawn: 0.5 };
  for (const wait of [401, -1, Number.NaN, "200", 100, undefined]) expect(judgeWait(wait, item)).toBeDefined();
  expect(judgeWait(200.4, item)).toBeUndefined();
});

test.each([408, 429, 500, 502, 503, 504])("status %i is tried again", (status) => {
  expect(judgeDecision(decideOn(refusal(status)), { atLeastMs: 0, atMostMs: 100 })).toBeUndefined();
});

test.each([400, 401, 403, 404, 409, 422, 501, 505])("status %i is not, whatever Retry-After says", (status) => {
  expect(decideOn(refusal(status, { retryAfterMs: 10 }))).toEqual({ type: "stop", because: "not-retryable" });
});

test("the third of three attempts is the last", () => {
  expect(decideOn(busy, { attempt: 2 })).toEqual({ type: "retry", afterMs: 100 });
  expect(decideOn(busy, { attempt: 3 })).toEqual({ type: "stop", because: "attempts" });
});

test("a retry that would begin after the deadline is not made, one at the deadline is", () => {
  const withDeadline = { ...policy, deadlineMs: 1000 };
  expect(decideOn(busy, { elapsedMs: 950, policy: withDeadline })).toEqual({ type: "retry", afterMs: 50 });
  expect(decideOn(busy, { elapsedMs: 951, policy: withDeadline })).toEqual({ type: "stop", because: "deadline" });
  expect(decideOn(refusal(503, { retryAfterMs: 2000 }), { policy: withDeadline })).toEqual({
    type: "stop",
    because: "deadline",
  });
});

test("Retry-After is never cut short, by the cap neither", () => {
  expect(decideOn(refusal(503, { retryAfterMs: 9000 }))).toEqual({ type: "retry", afterMs: 9050 });
});

test("whatever the service replies, a request has one visible outcome within its attempts and waits", () => {
  for (const script of scripts(3, { passing: [busy, later], final: [done, wrong] })) {
    expect(explore(clientOf(retrying(policy), { script }), { laws }).outcome).toBe("proved");
  }
});

test("two requests at once, in every order, keep separate counts", () => {
  const script = [busy, later, busy, done, busy];
  const several = laws.filter((law) => law.kind === "monitor");
  expect(explore(clientOf(retrying(policy), { script, ids: ["orders", "customers"] }), { laws: several }).outcome).toBe(
    "proved",
  );
});

test("no retry begins after the deadline, waits and slow calls together", () => {
  const within = { attemptsMax: 1000, baseMs: 50, capMs: 50, deadlineMs: 60 };
  const bounds = [endsEveryRequest, keepsDeadline(within.deadlineMs)];
  const system = clientOf(retrying(within), { script: [busy], slowMs: 80 });
  expect(follow(system, [], bounds, { drainSteps: 500 }).violation).toBeUndefined();
  const { violation, execution } = follow(system, slowFirstCall(80), bounds, { drainSteps: 500 });
  expect(violation).toBeUndefined();
  expect(execution.events.flatMap(({ outputs }) => outputs)).toEqual([
    { type: "failed", id: "load", attempts: 1, because: "deadline", error: busy },
  ]);
});

test("a client that takes no notice of slow calls retries too late", () => {
  const patient = client({ onFailure: (again) => again(10) });
  const system = clientOf(patient, { script: [busy, done], slowMs: 80 });
  expect(follow(system, [], [keepsDeadline(60)], { drainSteps: 500 }).violation).toBeUndefined();
  expect(follow(system, slowFirstCall(80), [keepsDeadline(60)], { drainSteps: 500 }).violation?.actual).toBe(
    "one was to begin 90 ms after it",
  );
});

test("clients that fail together do not come back together, and a client's waits have nothing to do with one another", () => {
  const crowd = crowdOf(retrying(policy), { clients: 16, reply: busy, ids });
  for (const seed of [1, 2, 3]) expect(timedLaw(crowd, crowdLaws, seed)).toBeUndefined();
});

test("what is drawn once and used for every wait breaks a law", () => {
  const once = (draw: (context: Context<never, RetryOutcome>, drawn: number, calls: number) => number): AnyMachine => {
    const machine = retrying(policy);
    const drawn = (state: object): { drawn?: number; calls?: number } => state;
    return {
      ...machine,
      onReply(state: RetryState, reply, call, context: Context<never, RetryOutcome>) {
        const memory = drawn(state);
        memory.drawn ??= context.random();
        memory.calls = (memory.calls ?? 0) + 1;
        const number = draw(context, memory.drawn, memory.calls);
        machine.onReply?.(state, reply, call, { ...bound(context), random: () => number });
      },
    };
  };
  const law = (machine: AnyMachine): string | undefined =>
    timedLaw(crowdOf(machine, { clients: 16, reply: busy, ids }), crowdLaws);
  expect(law(once((context) => context.random()))).toBeUndefined();
  expect(law(once((_context, drawn) => drawn))).toBe(drawsAnew(policy).name);
  expect(law(once((_context, drawn, calls) => (calls % 2 === 0 ? drawn : 1 - drawn)))).toBe(drawsAnew(policy).name);
  expect(law(once(() => 0.5))).toBe(spreadsOut(policy).name);
  expect(law(once((_context, drawn) => 0.5 + drawn / 2))).toBe(spreadsOut(policy).name);
});

test("where nobody waits, nothing can be drawn twice", () => {
  const nobody = defineSystem({ machines: { a: { start: () => ({}) } } });
  expect(drawsAnew(policy).check(simulate(nobody))).toBeUndefined();
});

test("two requests of one client keep their own time", () => {
  const within = { ...policy, deadlineMs: 400 };
  const law = (machine: AnyMachine): string | undefined =>
    timedLaw(clientOf(machine, { script: [busy, later, busy], ids }), [keepsTime(within)]);
  expect(law(retrying(within))).toBeUndefined();
  expect(law(retrying(policy))).toBe(keepsTime(within).name);
  expect(law(retrying({ ...within, baseMs: 250 }))).toBe(keepsTime(within).name);
});

test("numbers that are the same in every run are not chance", () => {
  const clients = ["c0", "c1", "c2", "c3"];
  const first = (machine: AnyMachine, seed: number): number[] =>
    firstWaits(
      follow(crowdOf(machine, { clients: 4, reply: busy, seed }), [], [], { drainSteps: 500 }).execution,
      clients,
    );
  expect(judgeChance(first(retrying(policy), 1), first(retrying(policy), 2))).toBeUndefined();
  const hash = client({ onFailure: (again, fail, calls) => (calls < 3 ? again(13 * calls) : fail(calls)) });
  expect(judgeChance(first(hash, 1), first(hash, 2))).toBeDefined();
});

test("where half of the waits end in time, half of the clients retry", () => {
  const tight = { ...policy, baseMs: 1000, capMs: 1000, deadlineMs: 500 };
  const decisions = (again: number): unknown[] =>
    Array.from({ length: 1000 }, (_, seed) => {
      const situation = { attempt: 1, elapsedMs: 0, policy: tight, random: createRandom(seed) };
      let decision = decide(busy, situation);
      for (let turn = 0; turn < again && decision.type === "stop"; turn++) decision = decide(busy, situation);
      return decision;
    });
  expect(judgeInTime(decisions(0), 500)).toBeUndefined();
  expect(judgeInTime(decisions(3), 500)).toBeDefined();
  expect(judgeInTime([{ type: "retry", afterMs: 501 }], 500)).toBeDefined();
});

test.each(["attemptsMax", "baseMs", "capMs", "deadlineMs"] as const)(
  "a policy whose %s is no number of use is refused",
  (name) => {
    for (const value of [-1, Number.NaN]) expect(() => retrying({ ...policy, [name]: value })).toThrow("Cannot retry");
  },
);

test("clients that retry wrongly break the law that is about it", () => {
  expect(brokenLaw({ onFailure: () => undefined })).toBe(endsEveryRequest.name);
  expect(brokenLaw({ onFailure: (again) => again(10) }, [busy])).toBe(callsAtMost(3).name);
  expect(brokenLaw({ onFailure: (again) => again(10) }, [wrong, done])).toBe(retriesWhatMayPass(mayPass, policy).name);
  expect(brokenLaw({ onFailure: (_again, fail) => fail(1) })).toBe(retriesWhatMayPass(mayPass, policy).name);
  expect(brokenLaw({ onFailure: (_again, fail, calls) => fail(calls, refusal(500)) }, [wrong])).toBe(
    reportsWhatCameLast.name,
  );
  expect(brokenLaw({ onFailure: (_again, fail) => fail(7) }, [wrong])).toBe(reportsWhatCameLast.name);
  expect(brokenLaw({ onFailure: (_again, fail, calls) => fail(calls) }, [wrong])).toBe(
    retriesWhatMayPass(mayPass, policy).name,
  );
  expect(brokenLaw({ onFailure: (_again, fail, calls) => (fail(calls), fail(calls)) }, [wrong])).toBe(
    endsEachRequestOnce.name,
  );
  expect(brokenLaw({ onFailure: (again) => again(10) }, [later, done])).toBe(waitsWithinBounds(policy).name);
  expect(brokenLaw({ onFailure: (again) => again(101) }, [busy, done])).toBe(waitsWithinBounds(policy).name);
  expect(brokenLaw({ onFailure: (again) => again(90) }, [busy, done], [keepsDeadline(80)])).toBe(
    keepsDeadline(80).name,
  );
});

interface Wrong {
  /** What a client does when a call has failed: calls again after so many milliseconds, or puts out a failure. */
  onFailure(
    again: (afterMs: number) => void,
    fail: (attempts: number, error?: Failure) => void,
    calls: number,
  ): unknown;
}

function client({ onFailure }: Wrong): AnyMachine {
  const machine: Machine<{ calls: number }, never, RetryOutcome, RetryRequest> = {
    start: () => ({ calls: 0 }),
    onInput(state, request, context) {
      state.calls += 1;
      context.call("service", request);
    },
    onTimer(state, id, context) {
      state.calls += 1;
      context.call("service", { id });
    },
    onReply(state, answer, _call, context) {
      const reply = answer as Reply;
      if (reply.ok) return context.output({ type: "succeeded", id: "load", attempts: state.calls, value: reply.value });
      const fail = (attempts: number, error = reply): void =>
        context.output({ type: "failed", id: "load", attempts, because: "attempts", error });
      onFailure((afterMs) => context.setTimer("load", afterMs), fail, state.calls);
    },
  };
  return machine;
}

/** A context whose functions can be handed on. */
function bound(context: Context<never, RetryOutcome>): Context<never, RetryOutcome> {
  const { self, peers, disk } = context;
  return {
    self,
    peers,
    disk,
    send: (to, message) => context.send(to, message),
    setTimer: (name, afterMs) => context.setTimer(name, afterMs),
    clearTimer: (name) => context.clearTimer(name),
    now: () => context.now(),
    random: () => context.random(),
    output: (value) => context.output(value),
    call: (port, request) => context.call(port, request),
  };
}

/** The law that a sampled run breaks. */
function timedLaw(system: System, by: readonly Law[], seed = 1): string | undefined {
  return sample(system, { laws: by, runs: 3, seed, shrinks: false }).counterexample?.law;
}

function brokenLaw(
  wrongClient: Wrong,
  script: readonly Reply[] = [busy, busy, done],
  by: readonly Law[] = laws,
): string | undefined {
  const { counterexample }: Exploration = explore(clientOf(client(wrongClient), { script }), { laws: by });
  return counterexample?.law;
}

function decideOn(
  failure: Failure,
  situation: { attempt?: number; elapsedMs?: number; policy?: RetryPolicy } = {},
): ReturnType<typeof decide> {
  return decide(failure, { attempt: 1, elapsedMs: 0, policy, random: () => 0.5, ...situation });
}

function mayPass({ status }: Failure): boolean {
  return status === 503 || status === 429;
}

function waits(wait: typeof backoffMs): number[] {
  return Array.from({ length: 1000 }, (_, seed) => wait(3, { baseMs: 100, capMs: 5000, random: createRandom(seed) }));
}
