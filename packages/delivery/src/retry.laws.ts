/**
 * What a client that retries owes its users and its service, whoever wrote it. Reads requests, calls, replies, timers
 * and outputs; never a machine's variables.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  executionLaw,
  monitor,
} from "@millrace/core";
import type { Failure, Reply, RetryOutcome, RetryPolicy, RetryRequest } from "./retry.ts";

/** One outcome for each request, and silence after it. */
export const endsEachRequestOnce: MonitorLaw<Progress> = requestLaw(
  "a request has one outcome, and no call follows it",
  {
    call: (request, { id }) =>
      request.isOver ? broken(`no call for "${id}" after its outcome`, "the service was called again") : undefined,
    output: (request, { id }) =>
      request.isOver ? broken(`one outcome of "${id}"`, "a second one was put out") : undefined,
  },
);

/** It fails visibly: no request is forgotten. */
export const endsEveryRequest: MonitorLaw<Progress> = eventually("every request has an outcome in the end", {
  of: endsEachRequestOnce,
  holds(progress) {
    const open = Object.entries(progress).find(([, { isOver }]) => !isOver);
    if (open === undefined) return undefined;
    const [id, { calls }] = open;
    return broken(
      `"${id}" succeeds or fails`,
      `${calls} ${calls === 1 ? "call was" : "calls were"} made for it, nothing is put out, and nothing is left to happen`,
    );
  },
});

/** The outcome is that of the last call, error and all. */
export const reportsWhatCameLast: MonitorLaw<Progress> = requestLaw("the outcome is what the last call brought", {
  output({ last, calls }, outcome) {
    if (last === undefined) return broken("an outcome after a reply", `${describeValue(outcome)} before any`);
    const expected = last.ok ? { type: "succeeded", value: last.value } : { type: "failed", error: last };
    const actual =
      outcome.type === "succeeded"
        ? { type: outcome.type, value: outcome.value }
        : { type: outcome.type, error: outcome.error };
    if (!equal(actual, expected)) return broken(describeValue(expected), describeValue(outcome));
    return outcome.attempts === calls
      ? undefined
      : broken(`attempts: ${calls}, as the service was called so often`, describeValue(outcome));
  },
});

/** Nothing of the request is lost on the way, at no attempt. A call may have more fields. */
export const callsWithTheRequest: MonitorLaw<Record<string, RetryRequest>> = monitor<
  Record<string, RetryRequest>,
  unknown,
  unknown,
  RetryRequest
>("the service is called with the request as it came in", {
  start: () => ({}),
  on: {
    input: (requests, { input }) => void (requests[input.id] = input),
    call(requests, { request: details }) {
      const called: Readonly<Record<string, unknown>> = Object(details);
      const request = requests[String(called["id"])];
      const isWhole = Object.entries(request ?? {}).every(([field, value]) => equal(called[field], value));
      return request !== undefined && isWhole ? undefined : broken(describeValue(request), describeValue(details));
    },
  },
});

/** The first call is counted. */
export function callsAtMost(attemptsMax: number): MonitorLaw<Progress> {
  return requestLaw("a request is tried at most as often as the policy says, the first call counted", {
    call: ({ calls }, { id }) =>
      calls > attemptsMax ? broken(`at most ${attemptsMax} calls for "${id}"`, `${calls} calls`) : undefined,
  });
}

/** `may` says which replies are worth another call. Where no deadline is near, such a reply gets one. */
export function retriesWhatMayPass(
  may: (failure: Failure) => boolean,
  { attemptsMax }: Pick<RetryPolicy, "attemptsMax">,
): MonitorLaw<Progress> {
  return requestLaw("a failure that may pass is tried again while attempts are left, any other is not", {
    call({ last, calls }, { id }) {
      if (calls === 1 || (last !== undefined && !last.ok && may(last))) return undefined;
      return broken(`no retry of "${id}" after ${describeValue(last)}`, "the service was called again");
    },
    output({ last, calls }, outcome) {
      if (last === undefined || last.ok || outcome.type !== "failed") return undefined;
      if (may(last) && calls < attemptsMax) {
        const next = `call ${calls + 1} of ${attemptsMax} for "${outcome.id}", as status ${last.status} may pass`;
        return broken(next, `it gave up after ${calls}`);
      }
      const reasons = [...(may(last) ? [] : ["not-retryable"]), ...(calls < attemptsMax ? [] : ["attempts"])];
      if (reasons.includes(outcome.because)) return undefined;
      return broken(`because: ${reasons.map((reason) => JSON.stringify(reason)).join(" or ")}`, describeValue(outcome));
    },
  });
}

/** For one client with one request: each retry comes within the bounds of its wait. */
export function waitsWithinBounds(policy: Pick<RetryPolicy, "baseMs" | "capMs">): ExecutionLaw {
  return perClient("each wait is at least what the service asks for, and at most its ceiling more", ({ calls }) => {
    for (const [retry, { last, waitedMs, event }] of calls.slice(1).entries()) {
      const leastMs = last?.retryAfterMs ?? 0;
      const mostMs = leastMs + ceilingOf(retry, policy);
      if (waitedMs < leastMs || waitedMs > mostMs)
        return { ...broken(`a wait of ${leastMs} to ${mostMs} ms before retry ${retry}`, `${waitedMs} ms`), event };
    }
    return undefined;
  });
}

/**
 * For one client with one request: a retry is decided only if it begins in time, by the client's own clock. That clock
 * goes on while the client waits, and when it jumps: in a world without latency, a jump stands for a slow call.
 */
export function keepsDeadline(deadlineMs: number): ExecutionLaw {
  return perClient("no retry begins later than the deadline after the request", ({ retries }) => {
    // The sum of many fractions may be off by a little.
    const late = retries.find(({ beginsMs }) => beginsMs > deadlineMs + 0.001);
    if (late === undefined) return undefined;
    return {
      ...broken(
        `every retry begins at most ${deadlineMs} ms after the request`,
        `one was to begin ${Math.round(late.beginsMs)} ms after it`,
      ),
      event: late.event,
    };
  });
}

/**
 * For clients that fail together, eight at least: before each retry their waits lie in both halves of the interval, and
 * few are alike. Reads clocks: for sampled runs, not to be shrunk. Give it replies without Retry-After.
 */
export function spreadsOut(policy: Pick<RetryPolicy, "baseMs" | "capMs">): ExecutionLaw {
  return executionLaw("clients that fail together do not come back together", (execution) => {
    for (const [retry, all] of byRetry(clockedCalls(execution)).entries()) {
      const ceilingMs = ceilingOf(retry, policy);
      const waits = all.map(({ waitedMs }) => waitedMs);
      const early = waits.filter((wait) => wait < ceilingMs / 2).length;
      const isSpread = new Set(waits).size > waits.length / 2 && early > 0 && early < waits.length;
      if (waits.length < 8 || isSpread) continue;
      const expected = `${waits.length} times a wait of 0 to ${ceilingMs} ms before retry ${retry}, each as chance has it`;
      const actual = `waits of ${Math.min(...waits)} to ${Math.max(...waits)} ms, ${new Set(waits).size} of them different`;
      return { ...broken(expected, actual), event: Math.max(...all.map(({ event }) => event)) };
    }
    return undefined;
  });
}

/**
 * For many clients with two requests each: what a client drew for one wait does not say what its next waits are, of the
 * same request or of the other. Reads clocks, as {@link spreadsOut} does.
 */
export function drawsAnew(policy: Pick<RetryPolicy, "baseMs" | "capMs">): ExecutionLaw {
  return executionLaw("each wait is drawn anew", (execution) => {
    const clients = waitsByClient(clockedCalls(execution), policy);
    // Nobody who waits at all: then there is nothing to compare.
    const count = clients.length === 0 ? 0 : Math.min(...clients.map((waits) => waits.length));
    for (let later = 1; later < count; later++) {
      for (let earlier = 0; earlier < later; earlier++) {
        const pairs = clients.flatMap((waits): Pair[] => {
          const [first, second] = [waits[earlier], waits[later]];
          return first === undefined || second === undefined ? [] : [[first, second]];
        });
        const [pair] = pairs;
        if (pair === undefined || pairs.length < 8 || !areTied(pairs)) continue;
        const [first, second] = pair;
        return {
          ...broken(
            "a client's waits have nothing to do with one another",
            `${pairs.length} clients, one rule: ${describeWait(first)}, and so ${describeWait(second)}`,
          ),
          event: Math.max(first.event, second.event),
        };
      }
    }
    return undefined;
  });
}

/**
 * For any number of requests at once: each is called for as it comes in, each retry within the bounds of its own wait and
 * before its own deadline. Reads clocks, to the millisecond: for sampled runs, not to be shrunk.
 */
export function keepsTime(policy: Pick<RetryPolicy, "baseMs" | "capMs" | "deadlineMs">): ExecutionLaw {
  return executionLaw("each request keeps its own time", (execution) => {
    for (const { id, retry, last, waitedMs, sinceInputMs, event } of clockedCalls(execution)) {
      const leastMs = retry < 0 ? 0 : (last?.retryAfterMs ?? 0);
      const mostMs = retry < 0 ? 0 : leastMs + ceilingOf(retry, policy);
      const bounds = retry < 0 ? "at once" : `after ${leastMs} to ${mostMs} ms`;
      const what = retry < 0 ? "the first call" : `retry ${retry}`;
      if (waitedMs < leastMs - 1 || waitedMs > mostMs + 1)
        return { ...broken(`${what} of "${id}" ${bounds}`, `after ${waitedMs} ms`), event };
      if (sinceInputMs <= policy.deadlineMs + 1) continue;
      return {
        ...broken(
          `${what} of "${id}" at most ${policy.deadlineMs} ms after the request, or not at all`,
          `it began ${sinceInputMs} ms after it`,
        ),
        event,
      };
    }
    return undefined;
  });
}

/** Whether the same clients wait differently in another run. Takes the first waits of both runs, client by client. */
export function judgeChance(first: readonly number[], second: readonly number[]): Broken | undefined {
  if (first.length === 0 || first.some((wait, client) => wait !== second[client])) return undefined;
  return broken("other waits, as context.random() gives other numbers", "each client waited as long as before");
}

/** How long the clients waited before their first retries, in the order of the calls. */
export function firstWaits(execution: Execution, clients: readonly MachineId[]): number[] {
  return clients.flatMap((client) => runOf(client, execution.events).calls[1]?.waitedMs ?? []);
}

/** Whether a wait of `backoffMs` lies within its bounds: `randomNumber` says what it was given to draw. */
export function judgeWait(
  waitMs: unknown,
  {
    retry,
    baseMs,
    capMs,
    drawn,
  }: { readonly retry: number; readonly baseMs: number; readonly capMs: number; readonly drawn: number },
): Broken | undefined {
  const ceilingMs = baseMs === 0 ? 0 : Math.min(capMs, baseMs * 2 ** retry);
  const isInside = typeof waitMs === "number" && waitMs >= 0 && waitMs <= ceilingMs;
  if (!isInside) return broken(`a wait of 0 to ${ceilingMs} ms`, describeValue(waitMs));
  const isHalf = drawn !== 0.5 || Math.abs(waitMs - ceilingMs / 2) <= 1;
  return isHalf ? undefined : broken(`about ${ceilingMs / 2} ms, as 0.5 was drawn`, `${waitMs} ms`);
}

/** Whether the waits of many clients fill the interval from 0 to the ceiling evenly, in ten buckets. */
export function judgeSpread(waitsMs: readonly number[], ceilingMs: number): Broken | undefined {
  const buckets = new Array<number>(10).fill(0);
  for (const waitMs of waitsMs) {
    const bucket = Math.min(9, Math.floor((waitMs / ceilingMs) * 10));
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  const fair = waitsMs.length / 10;
  const odd = buckets.findIndex((count) => count < fair * 0.5 || count > fair * 1.5);
  if (odd < 0) return undefined;
  const from = (odd * ceilingMs) / 10;
  return broken(
    `about ${fair} of ${waitsMs.length} clients between ${from} and ${from + ceilingMs / 10} ms`,
    `${buckets[odd]} of them`,
  );
}

/** Whether, of many clients that draw a wait twice as long as what is left to the deadline, half retry, all in time. */
export function judgeInTime(decisions: readonly unknown[], leftMs: number): Broken | undefined {
  const waits = decisions.flatMap((decision) => {
    const { type, afterMs } = Object(decision) as { readonly type?: unknown; readonly afterMs?: unknown };
    return type === "retry" ? [Number(afterMs)] : [];
  });
  const late = waits.find((waitMs) => !(waitMs <= leftMs));
  if (late !== undefined) return broken(`no wait of more than ${leftMs} ms`, `a wait of ${late} ms`);
  const share = waits.length / decisions.length;
  const half = `about ${decisions.length / 2} retry, as half of the waits end in time and none is drawn again`;
  return share > 0.35 && share < 0.65 ? undefined : broken(half, `${waits.length} retry`);
}

/** What a decision must be: a retry within bounds, or a stop, for a reason if there can be but one. */
export type Expected =
  | { readonly atLeastMs: number; readonly atMostMs: number }
  | { readonly stop: string | undefined };

/** Whether `decide` decided as expected. */
export function judgeDecision(decision: unknown, expected: Expected): Broken | undefined {
  const { type, afterMs, because } = Object(decision) as {
    readonly type?: unknown;
    readonly afterMs?: unknown;
    readonly because?: unknown;
  };
  if ("stop" in expected) {
    const isRight = type === "stop" && (expected.stop === undefined || because === expected.stop);
    return isRight
      ? undefined
      : broken(
          `{ type: "stop", because: ${expected.stop === undefined ? "…" : JSON.stringify(expected.stop)} }`,
          describeValue(decision),
        );
  }
  const { atLeastMs, atMostMs } = expected;
  const isRight = type === "retry" && typeof afterMs === "number" && afterMs >= atLeastMs && afterMs <= atMostMs;
  return isRight
    ? undefined
    : broken(
        `{ type: "retry", afterMs: ${atLeastMs === atMostMs ? atLeastMs : `${atLeastMs} to ${atMostMs}`} }`,
        describeValue(decision),
      );
}

/** What happened to each request so far, by id. */
export type Progress = Record<string, RequestProgress>;

/** What happened to one request so far. */
export interface RequestProgress {
  calls: number;
  isOver: boolean;
  /** The last reply. */
  last?: Reply;
}

function requestLaw(
  name: string,
  judges: {
    /** The call is counted already. */
    call?(request: RequestProgress, details: RetryRequest): Broken | undefined;
    output?(request: RequestProgress, outcome: RetryOutcome): Broken | undefined;
  },
): MonitorLaw<Progress> {
  return monitor<Progress, unknown, unknown, RetryRequest>(name, {
    start: () => ({}),
    on: {
      input: (progress, { input }) => void (progress[input.id] = { calls: 0, isOver: false }),
      call(progress, { request: details }) {
        const { id } = Object(details) as { readonly id?: unknown };
        const request = typeof id === "string" ? progress[id] : undefined;
        if (request === undefined)
          return broken("the service is called with the request, as it came in", describeValue(details));
        request.calls += 1;
        return judges.call?.(request, details as RetryRequest);
      },
      reply(progress, { request: details, reply }) {
        const request = progress[(details as RetryRequest).id];
        if (request !== undefined) request.last = reply as Reply;
      },
      output(progress, { output }) {
        const outcome = readOutcome(output);
        const request = outcome && progress[outcome.id];
        if (outcome === undefined || request === undefined)
          return broken(
            '{ type: "succeeded", id, attempts, value } or { type: "failed", id, attempts, because, error }',
            describeValue(output),
          );
        const result = judges.output?.(request, outcome);
        request.isOver = true;
        return result;
      },
    },
  });
}

/** What a client did for its only request. */
interface Run {
  /** Its calls. `last` is the refusal before, `waitedMs` how long it waited since; `event` is the event's number. */
  readonly calls: { readonly last: Failure | undefined; readonly waitedMs: number; readonly event: number }[];
  /** The retries that it decided on: when each was to begin, in milliseconds since the request came in. */
  readonly retries: { readonly beginsMs: number; readonly event: number }[];
}

function perClient(name: string, check: (run: Run) => ReturnType<ExecutionLaw["check"]>): ExecutionLaw {
  return executionLaw(name, ({ events }) => check(runOf("client", events)));
}

function runOf(client: MachineId, events: readonly Event[]): Run {
  const run: Run = { calls: [], retries: [] };
  let before: Event | undefined;
  let last: Failure | undefined;
  let waitedMs = 0;
  let sinceStartMs = 0;
  for (const event of events.filter(({ machine }) => machine === client)) {
    const { id, kind } = event;
    const passedMs = kind === "timer" && before !== undefined ? afterMs(before, event.timer ?? "") : (event.byMs ?? 0);
    sinceStartMs = kind === "input" ? 0 : sinceStartMs + passedMs;
    waitedMs = kind === "reply" ? 0 : waitedMs + passedMs;
    if (kind === "reply") {
      last = event.reply as Failure;
      for (const timer of event.timersSet) {
        run.retries.push({ beginsMs: sinceStartMs + afterMs(event, timer), event: id });
      }
    }
    for (const observation of event.observations) {
      if (observation.kind === "call") run.calls.push({ last, waitedMs, event: id });
    }
    // A jump of the clock is no event of the machine's own: it leaves its timers alone.
    if (kind !== "skew") before = event;
  }
  return run;
}

/** A call as clocks show it, in milliseconds. */
interface ClockedCall {
  readonly client: MachineId;
  readonly id: string;
  /** Which retry it is, from 0; -1 for a first call. */
  readonly retry: number;
  /** The refusal before. */
  readonly last: Failure | undefined;
  /** Since that refusal; since the request, for a first call. */
  readonly waitedMs: number;
  readonly sinceInputMs: number;
  readonly event: number;
}

/** All calls of a sampled run, in order. A call that is for no request of the system is left out. */
function clockedCalls({ schedule, events }: Execution): ClockedCall[] {
  const calls: ClockedCall[] = [];
  const requests = new Map<string, { inputMs: number; sinceMs: number; calls: number; last?: Failure }>();
  const starts = events.filter(({ kind }) => kind === "start").length;
  for (const event of events) {
    const choice = schedule[event.id - starts] ?? {};
    const nowMs = "nowMs" in choice && typeof choice.nowMs === "number" ? choice.nowMs : 0;
    for (const observation of event.observations) {
      const { kind, machine: client } = observation;
      if (kind !== "input" && kind !== "reply" && kind !== "call") continue;
      const { id } = Object(kind === "input" ? observation.input : observation.request) as { readonly id?: unknown };
      if (typeof id !== "string") continue;
      const key = `${client} ${id}`;
      if (kind === "input") requests.set(key, { inputMs: nowMs, sinceMs: nowMs, calls: 0 });
      const request = requests.get(key);
      if (request === undefined) continue;
      if (kind === "reply") Object.assign(request, { sinceMs: nowMs, last: observation.reply });
      if (kind !== "call") continue;
      const { last, sinceMs, inputMs } = request;
      const times = { waitedMs: nowMs - sinceMs, sinceInputMs: nowMs - inputMs };
      calls.push({ client, id, retry: request.calls - 1, last, ...times, event: event.id });
      request.calls += 1;
    }
  }
  return calls;
}

function byRetry(calls: readonly ClockedCall[]): ClockedCall[][] {
  const groups: ClockedCall[][] = [];
  for (const call of calls) if (call.retry >= 0) (groups[call.retry] ??= []).push(call);
  return groups;
}

/** A wait before a retry, as a share of its ceiling. */
interface Wait {
  readonly id: string;
  readonly retry: number;
  readonly share: number;
  readonly event: number;
}

type Pair = readonly [Wait, Wait];

/** Per client its waits, request by request. */
function waitsByClient(calls: readonly ClockedCall[], policy: Pick<RetryPolicy, "baseMs" | "capMs">): Wait[][] {
  const clients: Record<string, Wait[]> = {};
  for (const { client, id, retry, waitedMs, event } of calls)
    if (retry >= 0) (clients[client] ??= []).push({ id, retry, share: waitedMs / ceilingOf(retry, policy), event });
  // Sorting is stable: the retries of a request stay in order.
  return Object.values(clients).map((waits) => waits.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)));
}

/**
 * Whether the second share follows from the first: the difference or the sum is about the same for all, once around
 * counted as nothing. Where chance has it, 16 pairs come that near to one another once in a million times.
 */
function areTied(pairs: readonly Pair[]): boolean {
  return [1, -1].some((sign) => {
    const angles = pairs.map(([first, second]) => 2 * Math.PI * (second.share + sign * first.share));
    const sum = (of: (angle: number) => number): number => angles.reduce((total, angle) => total + of(angle), 0);
    return Math.hypot(sum(Math.cos), sum(Math.sin)) > 0.95 * pairs.length;
  });
}

function describeWait({ id, retry, share }: Wait): string {
  return `${Math.round(share * 100)}% of the ceiling before retry ${retry} of "${id}"`;
}

function ceilingOf(retry: number, { baseMs, capMs }: Pick<RetryPolicy, "baseMs" | "capMs">): number {
  return Math.min(capMs, baseMs * 2 ** retry);
}

/** What a timer that is set after an event is set to. */
function afterMs(event: Event, name: string): number {
  return event.timers?.find((timer) => timer.name === name)?.afterMs ?? 0;
}

function readOutcome(output: unknown): RetryOutcome | undefined {
  const { type, id, attempts, error } = Object(output) as {
    readonly type?: unknown;
    readonly id?: unknown;
    readonly attempts?: unknown;
    readonly error?: unknown;
  };
  if (typeof id !== "string" || typeof attempts !== "number") return undefined;
  const isShaped = type === "succeeded" || (type === "failed" && typeof error === "object" && error !== null);
  return isShaped ? (output as RetryOutcome) : undefined;
}
