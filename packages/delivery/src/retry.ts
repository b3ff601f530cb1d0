/**
 * Retry: when a call fails for a reason that may pass, wait a random while and ask again. When it will not pass, or was
 * tried long enough, give up in the open, with the last error.
 *
 * State: the requests under way, by id: how often each was tried, and when it came in.
 * Message: none. The machine calls a resource, "service", which replies { ok: true, value } or { ok: false, status }.
 *
 * Source: beyond the book. Marc Brooker, "Exponential Backoff and Jitter" (2015), the variant called full jitter;
 * RFC 9110 (2022), Retry-After. We deviate in that a wait that the service asks for gets jitter on top: all those who
 * were sent away together would come back together.
 */
import { type Call, type Context, type Machine, defineMachine } from "@millrace/core";

/**
 * A machine that calls its service until that succeeds or the policy says stop. Throws an Error for a policy that makes
 * no sense.
 *
 * @example
 * ```ts
 * import { type Resource, at, defineSystem, simulate } from "@millrace/core";
 * import { retrying } from "@millrace/delivery";
 *
 * const service: Resource<{ calls: number }> = {
 *   start: () => ({ calls: 0 }),
 *   onCall: (state) => (++state.calls < 3 ? { ok: false, status: 503 } : { ok: true, value: "loaded" }),
 * };
 * const client = retrying({ attemptsMax: 4, baseMs: 100, capMs: 1_000, deadlineMs: 10_000 });
 * const system = defineSystem({ machines: { client }, resources: { service }, inputs: [at("client", { id: "load" })] });
 * const [outcome] = simulate(system).events.flatMap((event) => event.outputs);
 * const expected = { type: "succeeded", id: "load", attempts: 3, value: "loaded" };
 * if (JSON.stringify(outcome) !== JSON.stringify(expected)) throw new Error("the third call succeeds");
 * ```
 */
export function retrying(policy: RetryPolicy): Machine<RetryState, never, RetryOutcome, RetryRequest> {
  checkPolicy(policy);
  return defineMachine({
    start: (): RetryState => ({ pending: {} }),

    onTimer(state, id, context) {
      attempt(state, id, context);
    },

    onInput(state, request, context) {
      state.pending[request.id] = { request, attempts: 0, startedMs: context.now() };
      attempt(state, request.id, context);
    },

    onReply(state, answer, call, context) {
      const reply = readReply(answer);
      const id = readId(call);
      const pending = state.pending[id];
      if (pending === undefined) return;
      const { attempts, startedMs } = pending;
      if (reply.ok) {
        delete state.pending[id];
        context.output({ type: "succeeded", id, attempts, value: reply.value });
        return;
      }
      const elapsedMs = context.now() - startedMs;
      const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: context.random });
      if (decision.type === "retry") {
        context.setTimer(id, decision.afterMs);
        return;
      }
      delete state.pending[id];
      context.output({ type: "failed", id, attempts, because: decision.because, error: reply });
    },
  });
}

/**
 * What to do after the failure of attempt `attempt`, the first call being attempt 1.
 *
 * A retry that would begin more than `policy.deadlineMs` after the request came in is not made. A wait that the service
 * asks for is never shortened, not by the cap either.
 *
 * @example
 * ```ts
 * import { decide } from "@millrace/delivery";
 *
 * const policy = { attemptsMax: 3, baseMs: 100, capMs: 1_000, deadlineMs: 10_000 };
 * const second = decide({ ok: false, status: 503 }, { attempt: 2, elapsedMs: 60, policy, random: () => 0.5 });
 * if (second.type !== "retry" || second.afterMs !== 100) throw new Error("half of 100 ms times 2");
 * const third = decide({ ok: false, status: 503 }, { attempt: 3, elapsedMs: 160, policy, random: () => 0.5 });
 * if (third.type !== "stop") throw new Error("three attempts are three calls");
 * ```
 */
export function decide(failure: Failure, { attempt, elapsedMs, policy, random }: Situation): Decision {
  if (!retryable.has(failure.status)) return { type: "stop", because: "not-retryable" };
  if (attempt >= policy.attemptsMax) return { type: "stop", because: "attempts" };
  const afterMs = (failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random });
  if (elapsedMs + afterMs > policy.deadlineMs) return { type: "stop", because: "deadline" };
  return { type: "retry", afterMs };
}

/**
 * How long to wait before a retry, in milliseconds: evenly spread from 0 to the smaller of `capMs` and
 * `baseMs` · 2^`retry`. The first retry has the number 0. Draws one random number.
 *
 * @example
 * ```ts
 * import { backoffMs } from "@millrace/delivery";
 *
 * if (backoffMs(3, { baseMs: 100, capMs: 5_000, random: () => 0.25 }) !== 200) throw new Error("a quarter of 800 ms");
 * if (backoffMs(2_000, { baseMs: 100, capMs: 5_000, random: () => 0.25 }) !== 1_250) throw new Error("a quarter of the cap");
 * ```
 */
export function backoffMs(retry: number, { baseMs, capMs, random }: Backoff): number {
  // 2 ** 1024 is Infinity, and a base of 0 times that is no number.
  const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(retry, 1023));
  return random() * ceilingMs;
}

/** Failures that may pass: the service was slow, busy, broken or away. The same request may succeed later. */
const retryable: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** How long to go on. */
export interface RetryPolicy {
  /** Calls at most, the first one counted: 1 or more. */
  readonly attemptsMax: number;
  /** The ceiling of the first wait, in milliseconds: 0 or more. */
  readonly baseMs: number;
  /** No wait of our own choice is longer, in milliseconds: 0 or more. */
  readonly capMs: number;
  /** No call begins later than this after the request came in, in milliseconds: 0 or more, or Infinity. */
  readonly deadlineMs: number;
}

/** What a wait depends on. */
export interface Backoff extends Pick<RetryPolicy, "baseMs" | "capMs"> {
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
}

/** What is known when an attempt has failed. */
export interface Situation {
  /** Which attempt it was; the first call is attempt 1. */
  readonly attempt: number;
  /** How long ago the request came in, in milliseconds, by the machine's own clock. */
  readonly elapsedMs: number;
  /** How long to go on. */
  readonly policy: RetryPolicy;
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
}

/** Try again after a wait, or stop and say why. */
export type Decision =
  | { readonly type: "retry"; readonly afterMs: number }
  | { readonly type: "stop"; readonly because: StopReason };

/** The failure will not pass, the calls are used up, or the next one would begin too late. */
export type StopReason = "not-retryable" | "attempts" | "deadline";

/** The service's answer. */
export type Reply = { readonly ok: true; readonly value: unknown } | Failure;

/** The service's refusal. */
export interface Failure {
  /** It did not do what it was asked for. */
  readonly ok: false;
  /** The number of an HTTP status: 503 says that the service is not available now. */
  readonly status: number;
  /** How long the service asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What the machine is asked to do: call the service with this. */
export interface RetryRequest {
  /** Its name, different from those of other requests. */
  readonly id: string;
  /** What to do: any plain data. */
  readonly body?: unknown;
}

/** What the outside sees: how a request ended, and after how many calls. `error` is the last one. */
export type RetryOutcome =
  | { readonly type: "succeeded"; readonly id: string; readonly attempts: number; readonly value: unknown }
  | {
      readonly type: "failed";
      readonly id: string;
      readonly attempts: number;
      readonly because: StopReason;
      readonly error: Failure;
    };

/** What the machine remembers. */
export interface RetryState {
  /** The requests that have no outcome yet, by id. */
  readonly pending: Record<string, Pending>;
}

/** A request under way. */
export interface Pending {
  /** What the service is called with, each time. */
  readonly request: RetryRequest;
  /** Calls made. */
  attempts: number;
  /** When it came in, on the machine's own clock. */
  readonly startedMs: number;
}

function attempt(state: RetryState, id: string, context: Context<never, RetryOutcome>): void {
  const pending = state.pending[id];
  if (pending === undefined) return;
  pending.attempts += 1;
  context.call("service", pending.request);
}

function readReply(reply: unknown): Reply {
  if (typeof reply === "object" && reply !== null && "ok" in reply) {
    if (reply.ok === true && "value" in reply) return { ok: true, value: reply.value };
    if (reply.ok === false && "status" in reply && typeof reply.status === "number") {
      const retryAfterMs = "retryAfterMs" in reply ? reply.retryAfterMs : undefined;
      return { ok: false, status: reply.status, ...(typeof retryAfterMs === "number" ? { retryAfterMs } : {}) };
    }
  }
  throw new Error(
    "Cannot read the service's reply as it is neither { ok: true, value } nor { ok: false, status }. Look at the service.",
  );
}

function readId({ request }: Call): string {
  if (typeof request === "object" && request !== null && "id" in request && typeof request.id === "string")
    return request.id;
  throw new Error("Cannot tell whose reply this is as its call had no id. Call the service with the request itself.");
}

function checkPolicy(policy: RetryPolicy): void {
  if (!(policy.attemptsMax >= 1)) {
    throw new Error(
      `Cannot retry as there must be 1 or more attempts: ${policy.attemptsMax}. The first call is attempt 1.`,
    );
  }
  for (const name of ["baseMs", "capMs", "deadlineMs"] as const) {
    const valueMs = policy[name];
    const isTooLarge = valueMs === Infinity && name !== "deadlineMs";
    if (!(valueMs >= 0) || isTooLarge)
      throw new Error(`Cannot retry as ${name} must be 0 or more milliseconds: ${valueMs}. Change the policy.`);
  }
}
