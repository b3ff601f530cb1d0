/**
 * Doubles the ceiling in a loop until it reaches the cap, waits whole milliseconds, and takes the longer of its own wait
 * and the service's. Requests are kept in a Map, and a timer's name is not the request's.
 */
import { type Machine, defineMachine } from "@millrace/core";

interface Policy {
  readonly attemptsMax: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly deadlineMs: number;
}

interface Failure {
  readonly ok: false;
  readonly status: number;
  readonly retryAfterMs?: number;
}

type Reply = Failure | { readonly ok: true; readonly value: unknown };
type Reason = "not-retryable" | "attempts" | "deadline";
type Decision =
  | { readonly type: "retry"; readonly afterMs: number }
  | { readonly type: "stop"; readonly because: Reason };
type Random = () => number;
type Outcome =
  | { readonly type: "succeeded"; readonly id: string; readonly attempts: number; readonly value: unknown }
  | {
      readonly type: "failed";
      readonly id: string;
      readonly attempts: number;
      readonly because: Reason;
      readonly error: Failure;
    };

interface Request {
  readonly id: string;
  readonly body?: unknown;
}

interface Progress {
  readonly request: Request;
  readonly attempt: number;
  readonly deadlineAtMs: number;
}

export function backoffMs(
  retry: number,
  { baseMs, capMs, random }: { readonly baseMs: number; readonly capMs: number; readonly random: Random },
): number {
  let ceilingMs = baseMs;
  for (let k = 0; k < retry && ceilingMs < capMs; k++) ceilingMs *= 2;
  return Math.floor(random() * Math.min(capMs, ceilingMs));
}

export function decide(
  { status, retryAfterMs = 0 }: Failure,
  situation: { readonly attempt: number; readonly elapsedMs: number; readonly policy: Policy; readonly random: Random },
): Decision {
  const { attempt, elapsedMs, policy, random } = situation;
  const ownMs = backoffMs(attempt - 1, { baseMs: policy.baseMs, capMs: policy.capMs, random });
  const afterMs = Math.max(ownMs, retryAfterMs);
  const reasons: Partial<Record<Reason, boolean>> = {
    deadline: elapsedMs + afterMs > policy.deadlineMs,
    attempts: attempt >= policy.attemptsMax,
    "not-retryable": !(status === 408 || status === 429 || [500, 502, 503, 504].includes(status)),
  };
  for (const because of ["not-retryable", "attempts", "deadline"] as const) {
    if (reasons[because]) return { type: "stop", because };
  }
  return { type: "retry", afterMs };
}

export function retrying(policy: Policy): Machine<{ readonly open: Map<string, Progress> }, never, Outcome, Request> {
  return defineMachine({
    start: () => ({ open: new Map<string, Progress>() }),
    onTimer({ open }, timer, context) {
      const id = timer.replace(/^again:/, "");
      const progress = open.get(id);
      if (progress === undefined) return;
      open.set(id, { ...progress, attempt: progress.attempt + 1 });
      context.call("service", progress.request);
    },
    onInput({ open }, request, context) {
      open.set(request.id, { request, attempt: 1, deadlineAtMs: context.now() + policy.deadlineMs });
      context.call("service", request);
    },
    onReply({ open }, answer, call, context) {
      const { id } = call.request as Request;
      const reply = answer as Reply;
      const progress = open.get(id);
      if (progress === undefined) return;
      const { attempt, deadlineAtMs } = progress;
      if (reply.ok) {
        open.delete(id);
        return context.output({ type: "succeeded", id, attempts: attempt, value: reply.value });
      }
      const elapsedMs = context.now() - (deadlineAtMs - policy.deadlineMs);
      const decision = decide(reply, { attempt, elapsedMs, policy, random: () => context.random() });
      if (decision.type === "retry") return context.setTimer(`again:${id}`, decision.afterMs);
      open.delete(id);
      context.output({ type: "failed", id, attempts: attempt, because: decision.because, error: reply });
    },
  });
}
