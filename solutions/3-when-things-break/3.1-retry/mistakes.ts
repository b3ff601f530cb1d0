import { mistakes } from "@millrace/grader";

const ceiling = "const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(retry, 1023));";
const draw = "return random() * ceilingMs;";
const wait = "const afterMs = (failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random });";
const mayPass = 'if (!retryable.has(failure.status)) return { type: "stop", because: "not-retryable" };';
const attemptLeft = 'if (attempt >= policy.attemptsMax) return { type: "stop", because: "attempts" };';
const inTime = 'if (elapsedMs + afterMs > policy.deadlineMs) return { type: "stop", because: "deadline" };';
const decideNow = "const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: context.random });";
const setTimer = "context.setTimer(id, decision.afterMs);";
const giveUp = 'context.output({ type: "failed", id, attempts, because: decision.because, error: reply });';

const bounds = "a wait lies between 0 and the smaller of cap and base · 2^k, at any k";
const spread = "a thousand clients spread over the whole wait";
const onlyPassing = "only a failure that may pass is tried again";
const counting = "the first call is attempt 1, and the last is attempt attemptsMax";
const deadline = "no retry begins after the deadline, and one that can begin in time is made";
const askedFor = "a wait that the service asks for is never cut short";
const inTheOpen = "every request succeeds or fails in the open, with the last error";
const asOften = "a request is tried as often as the policy allows, and no more";
const waits = "the machine waits before each retry, as long as it decided";
const together = "the deadline counts from the request, calls and waits together";
const apart = "two requests at once are counted apart";

export default mistakes({
  "no cap": {
    replace: ceiling,
    with: "const ceilingMs = baseMs * 2 ** Math.min(retry, 1023);",
    caughtBy: bounds,
    hint: "Ten doublings make a second 17 minutes. What is `capMs` for?",
  },
  "2 ** 1024 times a base of 0": {
    replace: ceiling,
    with: "const ceilingMs = Math.min(capMs, baseMs * 2 ** retry);",
    caughtBy: bounds,
    hint: "2 ** 1024 is Infinity, 0 * Infinity is NaN, and Math.min(cap, NaN) is NaN.",
  },
  "doubles by shifting bits": {
    replace: ceiling,
    with: "const ceilingMs = Math.min(capMs, baseMs * (1 << retry));",
    caughtBy: bounds,
    hint: "Shifts work on 32 bits: 1 << 31 is negative, and 1 << 32 is 1.",
  },
  "grows by adding": {
    replace: ceiling,
    with: "const ceilingMs = Math.min(capMs, baseMs * (retry + 1));",
    caughtBy: bounds,
    hint: "Twice as long each time, not one step longer: a service that is down for a while needs to be left alone for longer and longer.",
  },
  "all clients wait alike": {
    replace: draw,
    with: "return ceilingMs / 2;",
    caughtBy: spread,
    hint: "A thousand clients that fail in the same second come back in the same second.",
  },
  "jitter on top of the full wait": {
    replace: draw,
    with: "return ceilingMs + random() * ceilingMs;",
    caughtBy: bounds,
    hint: "The random part is the whole wait, not an addition to it: from 0 to the ceiling.",
  },
  "jitter on the second half only": {
    replace: draw,
    with: "return ceilingMs / 2 + (random() * ceilingMs) / 2;",
    caughtBy: bounds,
    hint: "Nobody comes back in the first half, so everybody crowds into the second.",
  },
  "the mean of two draws": {
    replace: draw,
    with: "return ((random() + random()) / 2) * ceilingMs;",
    caughtBy: spread,
    hint: "The sum of two dice is seven more often than two. One draw spreads evenly.",
  },
  "tries again whatever the error": {
    replace: mayPass,
    with: "",
    caughtBy: onlyPassing,
    hint: "A 404 will be a 404 tomorrow. Asking again costs time and hides the error.",
  },
  "tries again after every 5xx": {
    replace: mayPass,
    with: 'if (!retryable.has(failure.status) && failure.status < 500) return { type: "stop", because: "not-retryable" };',
    caughtBy: onlyPassing,
    hint: "501 says that the service cannot do this at all. Look at the list of failures that may pass.",
  },
  "Retry-After makes every failure one that may pass": {
    replace: mayPass,
    with: 'if (!retryable.has(failure.status) && failure.retryAfterMs === undefined) return { type: "stop", because: "not-retryable" };',
    caughtBy: onlyPassing,
    hint: "Retry-After says when, the status says whether.",
  },
  "one call too many": {
    replace: attemptLeft,
    with: 'if (attempt > policy.attemptsMax) return { type: "stop", because: "attempts" };',
    caughtBy: counting,
    hint: "The first call is attempt 1. With attemptsMax 3, may a fourth call be made after the failure of attempt 3?",
  },
  "one call too few": {
    replace: attemptLeft,
    with: 'if (attempt + 1 >= policy.attemptsMax) return { type: "stop", because: "attempts" };',
    caughtBy: counting,
    hint: "attemptsMax counts calls, not retries: 3 calls are 2 retries.",
  },
  "the first wait doubles already": {
    replace: wait,
    with: "const afterMs = (failure.retryAfterMs ?? 0) + backoffMs(attempt, { ...policy, random });",
    caughtBy: counting,
    hint: "Attempts are counted from 1, retries from 0: after attempt 1 comes retry 0, whose ceiling is the base.",
  },
  "no deadline": {
    replace: inTime,
    with: "",
    caughtBy: deadline,
    hint: "Attempts are bounded, but four waits of a minute each are four minutes. Who still waits for the answer?",
  },
  "looks at the deadline before the wait": {
    replace: inTime,
    with: 'if (elapsedMs > policy.deadlineMs) return { type: "stop", because: "deadline" };',
    caughtBy: deadline,
    hint: "Not: is it too late now? But: will it be too late when the wait is over?",
  },
  "makes no retry at the deadline itself": {
    replace: inTime,
    with: 'if (elapsedMs + afterMs >= policy.deadlineMs) return { type: "stop", because: "deadline" };',
    caughtBy: deadline,
    hint: "A retry that begins at the deadline begins in time: later than that is too late.",
  },
  "shortens the last wait to fit": {
    replace: inTime,
    with: 'if (elapsedMs + afterMs > policy.deadlineMs) return { type: "retry", afterMs: Math.max(0, policy.deadlineMs - elapsedMs) };',
    caughtBy: deadline,
    hint: "All clients would come back at the deadline, together. A wait that does not fit is no wait: give up now, so that somebody hears of it.",
  },
  "ignores Retry-After": {
    replace: wait,
    with: "const afterMs = backoffMs(attempt - 1, { ...policy, random });",
    caughtBy: askedFor,
    hint: "The service knows better than our dice when it will be back.",
  },
  "caps Retry-After": {
    replace: wait,
    with: "const afterMs = Math.min(policy.capMs, (failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random }));",
    caughtBy: askedFor,
    hint: "The cap bounds our own guess. What the service says is no guess; if it is too long, that is for the deadline to say.",
  },
  "the shorter of both waits": {
    replace: wait,
    with: "const ownMs = backoffMs(attempt - 1, { ...policy, random });\n  const afterMs = Math.min(ownMs, failure.retryAfterMs ?? ownMs);",
    caughtBy: askedFor,
    hint: "Retry-After is the least wait, not the most.",
  },
  "gives up in silence": {
    replace: giveUp,
    with: "",
    caughtBy: inTheOpen,
    hint: "Nobody hears of the failure, and a table is empty tomorrow morning. Put it out.",
    steps: 3,
  },
  "reports an error of its own": {
    replace: giveUp,
    with: 'context.output({ type: "failed", id, attempts, because: decision.because, error: { ok: false, status: 500 } });',
    caughtBy: inTheOpen,
    hint: "Whoever mends this needs the service's last words, not ours.",
    steps: 3,
  },
  "calls a failure a success": {
    replace: giveUp,
    with: 'context.output({ type: "succeeded", id, attempts, value: reply });',
    caughtBy: inTheOpen,
    hint: "What came last was a refusal.",
    steps: 3,
  },
  "forgets the failed request after its first wait": {
    replace: setTimer,
    with: "context.setTimer(id, decision.afterMs);\n        delete state.pending[id];",
    caughtBy: inTheOpen,
    hint: "When the timer goes off, who still knows what to call the service with?",
    steps: 4,
  },
  "always blames the attempts": {
    replace: giveUp,
    with: 'context.output({ type: "failed", id, attempts, because: "attempts", error: reply });',
    caughtBy: asOften,
    hint: "`decide` says why it stopped. More attempts will not mend a 404.",
    steps: 3,
  },
  "gives up when the first call fails": {
    replace: decideNow,
    with: 'const decision: Decision = attempts >= 1 ? { type: "stop", because: "attempts" } : decide(reply, { attempt: attempts, elapsedMs, policy, random: context.random });',
    caughtBy: asOften,
    hint: "Ask `decide`, and believe it.",
    steps: 3,
  },
  "the count begins anew with each retry": {
    edits: [
      {
        replace: decideNow,
        with: "const decision = decide(reply, { attempt: 1, elapsedMs, policy, random: context.random });",
      },
    ],
    caughtBy: asOften,
    hint: "Which attempt was it that failed? The state knows.",
    steps: 10,
  },
  "calls again at once": {
    replace: setTimer,
    with: "attempt(state, id, context);",
    caughtBy: waits,
    hint: "`decision.afterMs` says how long to leave the service alone. A timer waits.",
    steps: 3,
  },
  "a random number of its own": {
    replace: decideNow,
    with: "const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: () => 0.5 });",
    caughtBy: waits,
    hint: "Each machine has its own stream: context.random. With a constant all clients come back together.",
    steps: 300,
  },
  "one draw for all its waits": {
    edits: [
      {
        replace: decideNow,
        with: "const drawn = ((state as { drawn?: number }).drawn ??= context.random());\n      const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: () => drawn });",
      },
    ],
    caughtBy: waits,
    hint: "Two clients that drew nearly the same meet before every retry. Draw anew for each wait.",
    steps: 300,
  },
  "chance from the names": {
    replace: decideNow,
    with: "let hash = attempts;\n      for (const letter of context.self + id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x45d9f3b) >>> 7;\n      const decision = decide(reply, { attempt: attempts, elapsedMs, policy, random: () => (hash % 1000) / 1000 });",
    caughtBy: waits,
    hint: "The same client waits equally long every night, beside the same neighbours. context.random() is another number each time.",
  },
  "draws again until it fits": {
    edits: [
      { replace: wait, with: wait.replace("const", "let") },
      {
        replace: inTime,
        with: `for (let turn = 0; turn < 5 && elapsedMs + afterMs > policy.deadlineMs; turn++)\n    afterMs = (failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random });\n  ${inTime}`,
      },
    ],
    caughtBy: deadline,
    hint: "To draw until the wait fits is to shorten it: those who should give up crowd in before the deadline.",
  },
  "asks about one draw and waits for another": {
    replace: inTime,
    with: `if (elapsedMs + (failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random }) > policy.deadlineMs)\n    return { type: "stop", because: "deadline" };`,
    caughtBy: deadline,
    hint: "Two calls of backoffMs are two waits. Which of them ends in time?",
  },
  "Retry-After of 429 and 503 only": {
    replace: wait,
    with: "const askedMs = failure.status === 429 || failure.status === 503 ? failure.retryAfterMs : undefined;\n  const afterMs = (askedMs ?? 0) + backoffMs(attempt - 1, { ...policy, random });",
    caughtBy: askedFor,
    hint: "Whatever the status says: if the service asks to be left alone for so long, leave it alone.",
  },
  "one request after the other": {
    edits: [
      {
        replace:
          "state.pending[request.id] = { request, attempts: 0, startedMs: context.now() };\n      attempt(state, request.id, context);",
        with: "const isFree = Object.keys(state.pending).length === 0;\n      state.pending[request.id] = { request, attempts: 0, startedMs: context.now() };\n      if (isFree) attempt(state, request.id, context);\n      else context.setTimer(request.id, 200);",
      },
    ],
    caughtBy: apart,
    hint: "A request that comes while another waits has its own deadline, and time counts already. Call for it at once.",
    steps: 50,
  },
  "the clock begins anew with each attempt": {
    edits: [
      { replace: "  readonly startedMs: number;", with: "  startedMs: number;" },
      { replace: "  pending.attempts += 1;", with: "  pending.attempts += 1;\n  pending.startedMs = context.now();" },
    ],
    caughtBy: together,
    hint: "The deadline is the request's, not the attempt's.",
    steps: 9,
  },
  "adds up its waits and forgets the calls": {
    edits: [
      { replace: "  readonly startedMs: number;", with: "  readonly startedMs: number;\n  waitedMs?: number;" },
      { replace: "const elapsedMs = context.now() - startedMs;", with: "const elapsedMs = pending.waitedMs ?? 0;" },
      {
        replace: setTimer,
        with: "pending.waitedMs = elapsedMs + decision.afterMs;\n        context.setTimer(id, decision.afterMs);",
      },
    ],
    caughtBy: together,
    hint: "A call that hangs for a minute takes a minute. The clock knows: context.now().",
    steps: 7,
  },
  "one count for all requests": {
    edits: [
      {
        replace: "start: (): RetryState => ({ pending: {} }),",
        with: "start: (): RetryState & { calls: number } => ({ pending: {}, calls: 0 }),",
      },
      {
        replace: "onInput(state, request, context) {",
        with: "onInput(state: RetryState & { calls?: number }, request, context) {",
      },
      {
        replace: "const { attempts, startedMs } = pending;",
        with: "const { startedMs } = pending;\n      const attempts = ((state as { calls?: number }).calls = ((state as { calls?: number }).calls ?? 0) + 1);",
      },
    ],
    caughtBy: apart,
    hint: "Two tables load at once, and each may try three times. Whose attempt was it?",
    steps: 9,
  },
  "one timer for all requests": {
    edits: [
      { replace: setTimer, with: 'context.setTimer("again", decision.afterMs);' },
      {
        replace: "onTimer(state, id, context) {\n      attempt(state, id, context);",
        with: "onTimer(state, _timer, context) {\n      for (const id of Object.keys(state.pending)) attempt(state, id, context);",
      },
    ],
    caughtBy: apart,
    hint: "A timer that is set again is replaced, and one that goes off calls for everybody. Name each after its request.",
    steps: 5,
  },
  "tries again what came too early": {
    replace: mayPass,
    with: 'if (!retryable.has(failure.status) && failure.status !== 425) return { type: "stop", because: "not-retryable" };',
    caughtBy: onlyPassing,
    hint: "The list of failures that may pass has six numbers, and 425 is none of them.",
  },
  "ten attempts at most": {
    replace: attemptLeft,
    with: 'if (attempt >= Math.min(10, policy.attemptsMax)) return { type: "stop", because: "attempts" };',
    caughtBy: counting,
    hint: "How often, is for the policy to say. It may say 200.",
  },
  "Retry-After of a minute at most": {
    replace: wait,
    with: "const afterMs = Math.min(60_000, failure.retryAfterMs ?? 0) + backoffMs(attempt - 1, { ...policy, random });",
    caughtBy: askedFor,
    hint: "A service that is away until tomorrow may say so. Whether there is time for it is for the deadline to say.",
  },
  "only the id gets to the service": {
    replace: 'context.call("service", pending.request);',
    with: 'context.call("service", { id });',
    caughtBy: inTheOpen,
    hint: "What is it to do? The request says more than its own name.",
    steps: 30,
  },
  "only the id gets to the service again": {
    replace: 'context.call("service", pending.request);',
    with: 'context.call("service", pending.attempts === 1 ? pending.request : { id });',
    caughtBy: inTheOpen,
    hint: "A retry is the same request once more, all of it.",
    steps: 30,
  },
  "time counts from when the client was started": {
    replace: "startedMs: context.now() };",
    with: "startedMs: 0 };",
    caughtBy: together,
    hint: "A request that comes in late has its whole time before it. What did the clock show when it came?",
    steps: 12,
  },
  "two requests at a time": {
    replace:
      "state.pending[request.id] = { request, attempts: 0, startedMs: context.now() };\n      attempt(state, request.id, context);",
    with: "const isFree = Object.keys(state.pending).length < 2;\n      state.pending[request.id] = { request, attempts: 0, startedMs: context.now() };\n      if (isFree) attempt(state, request.id, context);\n      else context.setTimer(request.id, 200);",
    caughtBy: apart,
    hint: "How many may be under way at once? Nobody said two. Call for each as it comes in.",
    steps: 48,
  },
  "time counts from the first request": {
    replace: "startedMs: context.now() };",
    with: "startedMs: ((state as { firstMs?: number }).firstMs ??= context.now()) };",
    caughtBy: together,
    hint: "The first request is done, and a minute later the second one comes. How much time does it have?",
    steps: 7,
  },
});
