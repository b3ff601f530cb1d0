/**
 * Requests that are made again when they fail or are not answered, as the retry of 3.1 decides.
 *
 * No answer within `timeoutMs` counts as a failure with the status 408, "Request Timeout".
 */
import type { Context, MachineId } from "@millrace/core";
import type { Decision, Failure, RetryPolicy, Situation } from "@millrace/delivery/retry.ts";

/** How long to wait, and how often. */
export interface RequestOptions {
  /** Of exercise 3.1. */
  readonly decide: (failure: Failure, situation: Situation) => Decision;
  /** How long to go on. */
  readonly policy: RetryPolicy;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Who is asked. */
  readonly to: MachineId;
}

/** A request that has no answer yet. */
export interface OpenRequest {
  /** What is sent, each time. */
  readonly message: unknown;
  /** How often it was sent. */
  attempts: number;
  /** When it was sent first, by the machine's own clock. */
  readonly startedMs: number;
}

/** The open ones, by id. */
export type OpenRequests = Record<string, OpenRequest>;

/** What the outside sees of a request that is given up. */
export interface GaveUp {
  /** Tells it from other outputs. */
  readonly type: "gave up";
  /** Which request. */
  readonly request: string;
  /** How often it was sent. */
  readonly attempts: number;
}

/** Functions that keep the open requests of a station, which are part of its state. */
export interface Requests {
  /** Sends a request for the first time. */
  begin(open: OpenRequests, request: { readonly id: string; readonly message: unknown }, context: Context): void;
  /** Takes an answer in: the request is over. Says whether it was open. */
  end(open: OpenRequests, id: string, context: Context): boolean;
  /** Takes note of a failure. Says whether the request is given up. */
  fail(open: OpenRequests, failed: { readonly id: string; readonly status: number }, context: Context): boolean;
  /** A timer of the station: whether it was one of a request, and whether that is given up now. */
  onTimer(
    open: OpenRequests,
    timer: string,
    context: Context,
  ): { readonly isOurs: boolean; readonly hasGivenUp: boolean };
}

/** Requests to one machine. */
export function requestsTo({ decide, policy, timeoutMs, to }: RequestOptions): Requests {
  function attempt(open: OpenRequests, id: string, context: Context): void {
    const request = open[id];
    if (request === undefined) return;
    request.attempts += 1;
    context.send(to, request.message);
    context.setTimer(`timeout ${id}`, timeoutMs);
  }

  function fail(
    open: OpenRequests,
    { id, status }: { readonly id: string; readonly status: number },
    context: Context,
  ): boolean {
    const request = open[id];
    if (request === undefined) return false;
    context.clearTimer(`timeout ${id}`);
    const { attempts, startedMs } = request;
    const situation = { attempt: attempts, elapsedMs: context.now() - startedMs, policy, random: context.random };
    const decision = decide({ ok: false, status }, situation);
    if (decision.type === "retry") {
      context.setTimer(`again ${id}`, decision.afterMs);
      return false;
    }
    delete open[id];
    context.output({ type: "gave up", request: id, attempts } satisfies GaveUp);
    return true;
  }

  return {
    begin(open, { id, message }, context) {
      open[id] = { message, attempts: 0, startedMs: context.now() };
      attempt(open, id, context);
    },
    end(open, id, context) {
      if (open[id] === undefined) return false;
      delete open[id];
      context.clearTimer(`timeout ${id}`);
      context.clearTimer(`again ${id}`);
      return true;
    },
    fail(open, failed, context) {
      context.clearTimer(`again ${failed.id}`);
      return fail(open, failed, context);
    },
    onTimer(open, timer, context) {
      const [what = "", id = ""] = timer.split(" ");
      if (what === "timeout") return { isOurs: true, hasGivenUp: fail(open, { id, status: 408 }, context) };
      if (what !== "again") return { isOurs: false, hasGivenUp: false };
      attempt(open, id, context);
      return { isOurs: true, hasGivenUp: false };
    },
  };
}
