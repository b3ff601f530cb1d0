/**
 * Draws downwards, and twice: the wait is the ceiling times 1 − random, from the second number. Waits exactly as long as
 * the service asks for, when it asks. Keeps what has ended, and only marks it.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type {
  Backoff,
  Decision,
  Failure,
  Reply,
  RetryOutcome,
  RetryPolicy,
  RetryRequest,
  Situation,
} from "@millrace/delivery";

interface State {
  readonly requests: { readonly request: RetryRequest; readonly sinceMs: number; calls: number; isOver: boolean }[];
}

export const backoffMs = (retry: number, { baseMs, capMs, random }: Backoff): number => {
  const doublings = Math.log2(capMs / baseMs);
  const ceilingMs = retry >= doublings ? capMs : baseMs * 2 ** retry;
  random();
  return baseMs === 0 ? 0 : (1 - random()) * ceilingMs;
};

export const decide = ({ status, retryAfterMs }: Failure, situation: Situation): Decision => {
  const { attempt, elapsedMs, policy, random } = situation;
  switch (status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: {
      if (attempt === policy.attemptsMax) return { type: "stop", because: "attempts" };
      const afterMs = retryAfterMs || backoffMs(attempt - 1, { ...policy, random });
      const leftMs = policy.deadlineMs - elapsedMs;
      return afterMs > leftMs ? { type: "stop", because: "deadline" } : { type: "retry", afterMs };
    }
    default:
      return { type: "stop", because: "not-retryable" };
  }
};

export const retrying = (policy: RetryPolicy): Machine<State, never, RetryOutcome, RetryRequest> =>
  defineMachine({
    start: (): State => ({ requests: [] }),
    onTimer: (state, timer, context) => call(state, Number(timer), context),
    onInput(state, request, context) {
      state.requests.push({ request, sinceMs: context.now(), calls: 0, isOver: false });
      call(state, state.requests.length - 1, context);
    },
    onReply(state, answer, { request }, context) {
      const place = state.requests.findIndex((open) => open.request.id === (request as RetryRequest).id);
      const open = state.requests[place];
      if (open === undefined || open.isOver) return;
      const reply = answer as Reply;
      const {
        calls: attempts,
        request: { id },
      } = open;
      open.isOver = true;
      if (reply.ok) return context.output({ type: "succeeded", id, attempts, value: reply.value });
      const elapsedMs = context.now() - open.sinceMs;
      const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: context.random });
      if (decision.type === "stop") {
        return context.output({ type: "failed", id, attempts, because: decision.because, error: { ...reply } });
      }
      open.isOver = false;
      context.setTimer(`${place}`, decision.afterMs);
    },
  });

function call({ requests }: State, place: number, context: Context<never, RetryOutcome>): void {
  const open = requests[place];
  if (open === undefined) return;
  open.calls += 1;
  context.call("service", { ...open.request });
}
