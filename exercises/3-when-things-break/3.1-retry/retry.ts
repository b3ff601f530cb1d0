/**
 * Retry: when a call fails for a reason that may pass, wait a random while and ask again; else give up in the open.
 *
 * Edit `backoffMs`, `decide` and the end of `onReply`. All types, and what goes in and comes out, are fixed.
 */
import { type Call, type Context, type Machine, defineMachine } from "@millrace/core";

/**
 * A machine that calls its service until that succeeds or the policy says stop. Throws an Error for a policy that makes
 * no sense.
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
      // TODO(learner): let `decide` say what to do. To wait is context.setTimer(id, afterMs): onTimer above calls again.
      // To give up is to forget the request, and to put out { type: "failed", id, attempts, because, error: reply }.
    },
  });
}

/**
 * What to do after the failure of attempt `attempt`, the first call being attempt 1.
 *
 * A retry that would begin more than `policy.deadlineMs` after the request came in is not made. A wait that the service
 * asks for is never shortened, not by the cap either.
 */
export function decide(failure: Failure, { attempt, elapsedMs, policy, random }: Situation): Decision {
  // TODO(learner): four lines: will it pass, is an attempt left, how long is the wait, does it end before the deadline?
  return { type: "stop", because: "attempts" };
}

/**
 * How long to wait before a retry, in milliseconds: evenly spread from 0 to the smaller of `capMs` and
 * `baseMs` · 2^`retry`. The first retry has the number 0. Draws one random number.
 */
export function backoffMs(retry: number, { baseMs, capMs, random }: Backoff): number {
  // TODO(learner): this waits as long as it may, all clients alike. And what is 0 * 2 ** 1024?
  return Math.min(capMs, baseMs * 2 ** retry);
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
