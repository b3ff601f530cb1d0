import { type Law, type Schedule, type System, at, createRandom, describeValue } from "@millrace/core";
import {
  type Expected,
  callsAtMost,
  callsWithTheRequest,
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
} from "@millrace/delivery/retry.laws.ts";
import { clientOf, crowdOf, done, refusal, scripts, slowFirstCall } from "@millrace/delivery/retry.service.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./retry.ts");
type Failure = Parameters<Work["decide"]>[0];
type Situation = Parameters<Work["decide"]>[1];

export default defineExercise<Work>({
  id: "3.1",
  title: "Retry",
  minutes: 10,
  source: "beyond the book: exponential backoff with full jitter",
  work: "retry.ts",
  checks: [
    check("a wait lies between 0 and the smaller of cap and base · 2^k, at any k", ({ work, cases }) =>
      cases(
        everyWait(),
        (item) => judgeWait(work.backoffMs(item.retry, { ...item, random: () => item.drawn }), item),
        ({ retry, baseMs, capMs, drawn }) => `k = ${retry}, base ${baseMs} ms, cap ${capMs} ms, ${drawn} drawn`,
      ),
    ),
    // 3: below the cap. 40: far above it, and above what a shift by bits can hold.
    check("a thousand clients spread over the whole wait", ({ work, cases }) =>
      cases(
        [
          { retry: 3, ceilingMs: 800 },
          { retry: 40, ceilingMs: 5_000 },
        ],
        ({ retry, ceilingMs }) => judgeSpread(crowdWaits(work, retry), ceilingMs),
        ({ retry }) => `1,000 clients before retry ${retry}`,
      ),
    ),
    check("only a failure that may pass is tried again", ({ work, cases }) => {
      const again = mayPass.map((status) => decision(refusal(status), {}, { atLeastMs: 0, atMostMs: 100 }));
      const never = everyStatus
        .filter((status) => !mayPass.includes(status))
        .flatMap((status) => [
          decision(refusal(status), {}, { stop: "not-retryable" }),
          decision(refusal(status, { retryAfterMs: 10 }), {}, { stop: "not-retryable" }),
        ]);
      cases([...again, ...never], (item) => judge(work, item), describeDecision);
    }),
    check("the first call is attempt 1, and the last is attempt attemptsMax", ({ work, cases }) => {
      const busy = refusal(503);
      const once = { ...policy, attemptsMax: 1 };
      const often = { ...policy, attemptsMax: 200 };
      cases(
        [
          decision(busy, { attempt: 1 }, { atLeastMs: 49, atMostMs: 51 }),
          decision(busy, { attempt: 2 }, { atLeastMs: 99, atMostMs: 101 }),
          decision(busy, { attempt: 3 }, { atLeastMs: 199, atMostMs: 201 }),
          decision(busy, { attempt: 4 }, { stop: "attempts" }),
          decision(busy, { attempt: 1, policy: once }, { stop: "attempts" }),
          decision(busy, { attempt: 199, policy: often }, { atLeastMs: 2_499, atMostMs: 2_501 }),
          decision(busy, { attempt: 200, policy: often }, { stop: "attempts" }),
        ],
        (item) => judge(work, item),
        describeDecision,
      );
    }),
    check("no retry begins after the deadline, and one that can begin in time is made", ({ work, cases }) => {
      const busy = refusal(503);
      const soon = { ...policy, deadlineMs: 1_000 };
      cases(
        [
          decision(busy, { elapsedMs: 940, policy: soon }, { atLeastMs: 49, atMostMs: 51 }),
          decision(busy, { elapsedMs: 960, policy: soon }, { stop: "deadline" }),
          decision(busy, { elapsedMs: 1_001, policy: soon }, { stop: "deadline" }),
          // A base of 0 draws nothing: this one begins at the deadline, to the millisecond.
          decision(
            refusal(503, { retryAfterMs: 500 }),
            { elapsedMs: 500, policy: { ...soon, baseMs: 0 } },
            { atLeastMs: 500, atMostMs: 500 },
          ),
          decision(
            busy,
            { elapsedMs: 9_000, policy: { ...policy, deadlineMs: Infinity } },
            { atLeastMs: 49, atMostMs: 51 },
          ),
          decision(busy, { policy: { ...policy, deadlineMs: 0 } }, { stop: "deadline" }),
          decision(busy, { policy: { ...policy, baseMs: 0, deadlineMs: 0 } }, { atLeastMs: 0, atMostMs: 0 }),
          decision(refusal(429, { retryAfterMs: 1_500 }), { policy: soon }, { stop: "deadline" }),
          decision(refusal(429, { retryAfterMs: 600 }), { elapsedMs: 500, policy: soon }, { stop: "deadline" }),
        ],
        (item) => judge(work, item),
        describeDecision,
      );
      // The wait that is looked at is the wait that is made: nobody draws another.
      const halfInTime = { attemptsMax: 2, baseMs: 1_000, capMs: 1_000, deadlineMs: 500 };
      cases(
        [halfInTime],
        ({ deadlineMs }) => judgeInTime(crowdDecisions(work, halfInTime), deadlineMs),
        ({ baseMs, deadlineMs }) => `1,000 clients, waits of 0 to ${baseMs} ms, ${deadlineMs} ms left`,
      );
    }),
    // Up to a day, where there is time for it.
    check("a wait that the service asks for is never cut short", ({ work, cases }) =>
      cases(
        [0, 10, 60, 500, 20_000, 86_400_000].flatMap((retryAfterMs) =>
          mayPass.flatMap((status) =>
            [0, 0.5, 0.999].map((drawn) =>
              decision(
                refusal(status, { retryAfterMs }),
                { random: () => drawn, policy: { ...policy, deadlineMs: Infinity } },
                { atLeastMs: retryAfterMs, atMostMs: retryAfterMs + 100 },
              ),
            ),
          ),
        ),
        (item) => judge(work, item),
        describeDecision,
      ),
    ),
    // Every script of a service for three attempts: what passes, with and without Retry-After, and what ends it. In the last
    // run the request has a body, it takes all three calls, and the value is 0.
    check("every request succeeds or fails in the open, with the last error", ({ work, explore, follow }) => {
      for (const script of everyScript) explore(clientOf(work.retrying(short), { script }), outcome, limits);
      const system = clientOf(work.retrying(short), { script: [busy, later, { ok: true, value: 0 }] });
      follow(withRequests(system, [{ id: "load", body }]), [], [...outcome, callsWithTheRequest]);
    }),
    check("a request is tried as often as the policy allows, and no more", ({ work, explore }) => {
      for (const script of everyScript)
        explore(clientOf(work.retrying(short), { script }), [...attempts, endsEveryRequest], limits);
    }),
    check("the machine waits before each retry, as long as it decided", ({ work, explore, sample, follow, cases }) => {
      for (const script of [
        [later, busy, done],
        [busy, later, done],
      ]) {
        explore(clientOf(work.retrying(short), { script }), [waitsWithinBounds(short), endsEveryRequest], limits);
      }
      const often = { ...short, attemptsMax: 9 };
      follow(clientOf(work.retrying(often), { script: [busy] }), [], [waitsWithinBounds(often), endsEveryRequest]);
      const machine = work.retrying(short);
      const crowd = crowdOf(machine, { clients: 16, reply: busy, ids: ["orders", "customers"] });
      sample(crowd, [spreadsOut(short), drawsAnew(short)], { runs: 1, shrinks: false });
      const again = (seed: number): number[] =>
        firstWaits(follow(crowdOf(machine, { clients: 4, reply: busy, seed }), [], []), ["c0", "c1", "c2", "c3"]);
      cases(
        [{ first: again(1), second: again(2) }],
        ({ first, second }) => judgeChance(first, second),
        () => "the same four clients in another run",
      );
    }),
    // Six waits of 0 to 50 ms; then one slow call: who adds up only his own waits calls too late. Then a request that comes in
    // when the client's clock shows more than the deadline allows: it has all its time; and so has one that comes in when another
    // was done long ago.
    check("the deadline counts from the request, calls and waits together", ({ work, explore, follow, sample }) => {
      const within = { attemptsMax: 6, baseMs: 50, capMs: 50, deadlineMs: 60 };
      const laws = [keepsDeadline(within.deadlineMs), endsEveryRequest];
      explore(clientOf(work.retrying(within), { script: [busy] }), laws, limits);
      const once = clientOf(work.retrying({ ...within, attemptsMax: 2 }), { script: [busy], slowMs: 80 });
      follow(once, slowFirstCall(80), laws);
      const twice = clientOf(work.retrying({ ...within, attemptsMax: 2 }), { script: [busy, done], slowMs: 80 });
      const inTime = [retriesWhatMayPass(() => true, { attemptsMax: 2 }), ...laws];
      follow(twice, requestComesLate, inTime);
      const inTurn = { script: [done, busy, done], ids: ["order", "orders"], slowMs: 80 };
      follow(clientOf(work.retrying({ ...within, attemptsMax: 2 }), inTurn), secondComesLate, inTime);
      sample(clientOf(work.retrying(within), { script: [busy] }), [keepsTime(within)], { runs: 20, shrinks: false });
    }),
    // In the second script one of them may fail for good before the other has begun. The sampled runs have five at once.
    check("two requests at once are counted apart", ({ work, explore, sample }) => {
      const ids = ["order", "orders"];
      // Short waits: who cuts a wait into slices has more states to explore.
      const brief = { ...short, baseMs: 20, capMs: 30 };
      for (const script of [
        [busy, refusal(429, { retryAfterMs: 40 }), busy, done, busy],
        [busy, busy, busy, busy, done],
      ])
        explore(clientOf(work.retrying(brief), { script, ids }), [...outcome, ...attempts], limits);
      const many = [...ids, "payments", "returns", "stores"];
      sample(clientOf(work.retrying(short), { script: [busy, later, busy], ids: many }), [keepsTime(short)], {
        runs: 8,
        shrinks: false,
      });
    }),
  ],
});

const policy = { attemptsMax: 4, baseMs: 100, capMs: 5_000, deadlineMs: 30_000 };

/** For the machine: a cap below the third ceiling, and no deadline in the way. */
const short = { attemptsMax: 3, baseMs: 100, capMs: 150, deadlineMs: 3_000 };

const mayPass: readonly number[] = [408, 429, 500, 502, 503, 504];
const everyStatus = Array.from({ length: 300 }, (_, place) => 300 + place);

/** What stands in it is for the service alone. */
const body = { table: "orders", rows: 0, note: null, tags: [""] };

const requestComesLate: Schedule = [{ kind: "skew", machine: "client", byMs: 80 }];

/** The first request is done before that. */
const secondComesLate: Schedule = [
  { kind: "input", machine: "client", input: 0 },
  { kind: "deliver", from: "client", to: "port:service", nth: 0 },
  { kind: "deliver", from: "port:service", to: "client", nth: 0 },
  ...requestComesLate,
];

const busy = refusal(503);
const later = refusal(429, { retryAfterMs: 400 });
const everyScript = scripts(3, { passing: [busy, later], final: [done, refusal(404)] });

const outcome: readonly Law[] = [endsEachRequestOnce, endsEveryRequest, reportsWhatCameLast];
const attempts: readonly Law[] = [
  callsAtMost(short.attemptsMax),
  retriesWhatMayPass(({ status }) => status !== 404, short),
];

/** Right answers need a few dozen states. */
const limits = { states: 20_000 };

function withRequests(system: System, requests: readonly object[]): System {
  return { ...system, inputs: requests.map((request) => at("client", request)) };
}

interface DecisionCase {
  readonly failure: Failure;
  readonly situation: Situation;
  readonly expected: Expected;
}

/** The situation is attempt 1 at once, 0.5 drawn, unless it says otherwise. */
function decision(failure: Failure, situation: Partial<Situation>, expected: Expected): DecisionCase {
  return { failure, situation: { attempt: 1, elapsedMs: 0, policy, random: () => 0.5, ...situation }, expected };
}

function judge({ decide }: Work, { failure, situation, expected }: DecisionCase): ReturnType<typeof judgeDecision> {
  return judgeDecision(decide(failure, situation), expected);
}

function describeDecision({ failure, situation: { attempt, elapsedMs, policy, random } }: DecisionCase): string {
  return `${describeValue(failure)} at attempt ${attempt} of ${policy.attemptsMax}, ${elapsedMs} of ${policy.deadlineMs} ms gone, ${random()} drawn`;
}

/** 31 to 64 are where shifts by bits go wrong, 1,024 is where 2^k is no number any more. */
function everyWait(): {
  readonly retry: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly drawn: number;
}[] {
  const policies = [
    { baseMs: 100, capMs: 5_000 },
    { baseMs: 1, capMs: 60_000 },
    { baseMs: 300, capMs: 200 },
    { baseMs: 0, capMs: 1_000 },
    { baseMs: 100, capMs: 0 },
    // A year: 2^34 ms and more.
    { baseMs: 1, capMs: 31_536_000_000 },
  ];
  return policies.flatMap((policy) =>
    [0, 1, 2, 3, 5, 6, 10, 17, 30, 31, 32, 33, 52, 63, 64, 1_023, 1_024, 5_000].flatMap((retry) =>
      [0.5, 0, 0.25, 0.999_999].map((drawn) => ({ ...policy, retry, drawn })),
    ),
  );
}

function crowdWaits({ backoffMs }: Work, retry: number): number[] {
  return Array.from({ length: 1_000 }, (_, client) =>
    backoffMs(retry, { baseMs: 100, capMs: 5_000, random: createRandom(client) }),
  );
}

function crowdDecisions({ decide }: Work, policy: Situation["policy"]): unknown[] {
  return Array.from({ length: 1_000 }, (_, client) =>
    decide(refusal(503), { attempt: 1, elapsedMs: 0, policy, random: createRandom(client) }),
  );
}
