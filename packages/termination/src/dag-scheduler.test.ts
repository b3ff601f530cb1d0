import {
  type AnyMachine,
  type Context,
  createRandom,
  explore,
  type Exploration,
  type Law,
  sample,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import {
  dagSchedulerLaws,
  endsAs,
  endsByItsLeaves,
  finalIsFinal,
  followsItsRules,
  handsOnWhatSucceeded,
  heedsTheAttempt,
  isOverInTheEnd,
  keepsTime,
  keepsToItsSlots,
  keepsToTheWords,
  leavesNothingUndone,
  makesAttempts,
  makesOneAttemptAtATime,
} from "./dag-scheduler.laws.ts";
import {
  finalStatesOf,
  judgeDecision,
  judgeHidden,
  judgeRefusal,
  judgeRunState,
  judgeWatcher,
} from "./dag-scheduler.oracle.ts";
import { dagScheduler, decide, hiddenFailures, runStateOf, withWatcher } from "./dag-scheduler.ts";
import type { AttemptScript } from "./dag-scheduler.worker.ts";
import { scheduledBy, type ScheduledOptions } from "./dag-scheduler.world.ts";
import { checkDag, type Dag, type SchedulerOptions } from "./dag.ts";
import { everyChoice, everyDag, everyRule, randomRun } from "./dags-to-try.ts";

const options: SchedulerOptions = { slots: 2, retryDelayMs: 50, timeoutMs: 200 };
const endings = ["success", "failed", "skipped"] as const;

describe("a scheduler keeps its laws in every order of events", () => {
  test("for every graph of up to three tasks by one rule, however its tasks end", () => {
    for (const names of [["a"], ["a", "b"], ["a", "b", "c"]]) {
      for (const [place, dag] of everyRule.flatMap((rule) => everyDag(names, { rule })).entries()) {
        const choices = everyChoice(names, endings).filter((_choice, number) => (number + place) % 3 === 0);
        for (const choice of choices) {
          const script = Object.fromEntries(Object.entries(choice).map(([name, end]) => [name, [ends(end)]]));
          expect(outcomeOf(tried(dag, { script }))).toBe("proved");
        }
      }
    }
  });

  test("for attempts that are given up while they speak", () => {
    const script = { a: [ends("failed", [1]), ends("success", [2])] };
    const late = { script, timers: "ordered", workers: ["east", "west"] } as const;
    expect(outcomeOf(tried({ a: { upstream: [], retries: 2 }, b: { upstream: ["a"] } }, late))).toBe("proved");
    expect(outcomeOf(tried({ a: { upstream: [], retries: 1 }, b: { upstream: [], retries: 1 } }, late))).toBe("proved");
  });

  test("for workers that crash, and for a durable scheduler that does", () => {
    const dag: Dag = { a: { upstream: [], retries: 1 }, b: { upstream: ["a"] } };
    const script = { a: [ends("success", [1])] };
    expect(outcomeOf(tried(dag, { script, stepMs: 10, faults: { crashes: 1 } }))).toBe("proved");
  });

  test("for random graphs of twelve tasks", () => {
    const names = Array.from({ length: 12 }, (_, place) => String(12 - place));
    for (let seed = 0; seed < 10; seed++) {
      const { dag, script } = randomRun(createRandom(seed), names);
      const system = scheduledBy(dagScheduler(dag, options), {
        script,
        stepMs: 20,
        timers: "ordered",
        faults: { crashes: 2 },
      });
      expect(outcomeOf(sample(system, { laws: dagSchedulerLaws(dag, options), runs: 3, seed }))).toBe("sampled");
    }
  });
});

describe("what is worked out without a machine agrees with the oracle", () => {
  test("every rule, with up to three upstreams", () => {
    const states = [
      "none",
      "queued",
      "running",
      "up_for_retry",
      "success",
      "failed",
      "skipped",
      "upstream_failed",
    ] as const;
    for (const rule of everyRule) {
      for (const places of [[], ["0"], ["0", "1"], ["0", "1", "2"]]) {
        for (const choice of everyChoice(places, states)) {
          const item = { rule, upstream: Object.values(choice) };
          expect(judgeDecision(decide(rule, item.upstream), item)).toBeUndefined();
        }
      }
    }
  });

  test("leaves, hidden failures and watchers, in every graph of three tasks", () => {
    for (const rule of everyRule) {
      for (const dag of everyDag(["a", "b", "c"], { rule })) {
        for (const how of everyChoice(["a", "b", "c"], endings)) {
          const states = finalStatesOf(dag, how);
          expect(judgeRunState(runStateOf(dag, states), { dag, states })).toBeUndefined();
          expect(judgeHidden(hiddenFailures(dag, states), { dag, states })).toBeUndefined();
          expect(judgeWatcher(withWatcher(dag), { dag, ends: how })).toBeUndefined();
        }
      }
    }
  });

  test("what is decided stays decided, whatever becomes of upstreams that are not final", () => {
    const open = ["none", "success", "failed", "skipped", "upstream_failed"] as const;
    for (const rule of everyRule) {
      for (const { a, b } of everyChoice(["a", "b"], open)) {
        const early = decide(rule, [a ?? "none", b ?? "none"]);
        for (const end of open) {
          const later = decide(rule, [a ?? "none", b === "none" ? end : (b ?? "none")]);
          // The one exception: all_success is skipped at once, and might have been upstream_failed.
          const isSame = early === "wait" || later === early || (early === "skipped" && later === "upstream_failed");
          expect(isSame).toBe(true);
        }
      }
    }
  });
});

describe("a wrong scheduler breaks", () => {
  const one: Dag = { a: { upstream: [] } };
  const chain: Dag = { a: { upstream: [] }, b: { upstream: ["a"] } };
  const again: Dag = { a: { upstream: [], retries: 1 } };
  const pair: Dag = { a: { upstream: [] }, b: { upstream: [] } };
  const bad = { script: { a: [ends("failed", ["half"])] } };
  const cases: readonly (readonly [string, Law, AnyMachine, ScheduledOptions])[] = [
    [
      "the words, if it says running",
      keepsToTheWords(one),
      tampered(one, { output: () => ({ type: "task", task: "a", state: "running" }) }),
      {},
    ],
    [
      "the words, if it sends something else",
      keepsToTheWords(one),
      tampered(one, { send: () => ({ type: "cancel" }) }),
      {},
    ],
    ["the rules, if it starts too early", followsItsRules(chain), dagScheduler(pair, options), {}],
    [
      "the rules, if it goes by another one",
      followsItsRules(chain),
      dagScheduler({ ...chain, b: { upstream: ["a"], rule: "all_done" } }, options),
      bad,
    ],
    [
      "the rules, if it gives up what may run",
      followsItsRules({ ...chain, b: { upstream: ["a"], rule: "all_done" } }),
      dagScheduler(chain, options),
      bad,
    ],
    ["the attempts, if it tries too often", makesOneAttemptAtATime(one), dagScheduler(again, options), bad],
    [
      "the attempts, if it numbers them from 0",
      makesOneAttemptAtATime(one),
      tampered(one, { send: (message) => ({ ...Object(message), attempt: 0 }) }),
      {},
    ],
    ["what was said, if it does not try again", heedsTheAttempt(again), dagScheduler(one, options), bad],
    [
      "what was said, if it turns it round",
      heedsTheAttempt(one),
      tampered(one, { output: (told) => ({ ...Object(told), state: "success" }) }),
      bad,
    ],
    ["what is final, if it says it twice", finalIsFinal(one), tampered(one, { times: 2 }), {}],
    ["the slots, if it has one too many", keepsToItsSlots(pair, { slots: 1 }), dagScheduler(pair, options), {}],
    [
      "promptness, if it has one too few",
      leavesNothingUndone(pair, { slots: 3 }),
      dagScheduler(pair, { ...options, slots: 1 }),
      {},
    ],
    [
      "promptness, if it waits for all",
      leavesNothingUndone({ ...pair, c: { upstream: ["a", "b"] } }, { slots: 2 }),
      dagScheduler({ ...pair, c: { upstream: ["a", "b"], rule: "all_done" } }, options),
      bad,
    ],
    [
      "the inputs, if it hands on none",
      handsOnWhatSucceeded(chain),
      tampered(chain, { send: (message) => ({ ...Object(message), inputs: {} }) }),
      {},
    ],
    [
      "the leaves, if any failure counts",
      endsByItsLeaves({ ...chain, b: { upstream: ["a"], rule: "all_done" } }),
      tampered({ ...chain, b: { upstream: ["a"], rule: "all_done" } }, { output: (told) => failing(told) }),
      {},
    ],
    ["the end, if it never says so", isOverInTheEnd(one), tampered(one, { output: () => undefined }), {}],
    [
      "the end, if it waits for the dead",
      isOverInTheEnd(chain),
      tampered(chain, { isPatient: true }),
      { script: { a: [ends("silent")] } },
    ],
    ["the end, if it is another", endsAs(one, "success"), dagScheduler(one, options), bad],
    ["the count, if it asks twice", makesAttempts(1), tampered(one, { times: 2 }), {}],
  ];
  test.for(cases)("%s", ([, law, scheduler, world]) => {
    const { outcome, counterexample } = explore(scheduledBy(scheduler, world), {
      laws: [law],
      limits: { states: 5_000 },
    });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("the clock, if it gives up too early or too late, or does not wait before it tries again", () => {
    const dag: Dag = { a: { upstream: [], retries: 1 } };
    const timed = (own: Partial<SchedulerOptions>): Exploration =>
      sample(
        scheduledBy(dagScheduler(dag, { ...options, ...own }), {
          script: { a: [ends("silent", [1]), ends("success")] },
          stepMs: 40,
          timers: "ordered",
        }),
        { laws: [keepsTime(options)], runs: 3, shrinks: false },
      );
    expect(timed({}).outcome).toBe("sampled");
    expect(timed({ timeoutMs: 100 }).outcome).toBe("broken");
    expect(timed({ timeoutMs: 500 }).outcome).toBe("broken");
    expect(timed({ retryDelayMs: 10 }).outcome).toBe("broken");
  });
});

describe("a graph that no run could end is refused", () => {
  test.for<[string, Dag, RegExp]>([
    ["an empty one", {}, /no task/],
    ["one with an upstream that does not exist", { a: { upstream: ["b"] } }, /"a" waits for "b", which is not in it/],
    ["a task that waits for itself", { a: { upstream: ["a"] } }, /a → a/],
    [
      "a circle behind others",
      { a: { upstream: [] }, b: { upstream: ["a", "d"] }, c: { upstream: ["b"] }, d: { upstream: ["c"] } },
      /b → c → d → b/,
    ],
    [
      "a circle before others",
      { z: { upstream: ["a"] }, a: { upstream: ["b"] }, b: { upstream: ["a"] } },
      /a → b → a|b → a → b/,
    ],
  ])("%s", ([, dag, message]) => {
    expect(() => checkDag(dag)).toThrow(message);
    expect(judgeRefusal(() => dagScheduler(dag, options), ["a", "b", "no task"])).toBeUndefined();
  });

  test("two ways to one task are no circle", () => {
    const diamond: Dag = {
      a: { upstream: [] },
      b: { upstream: ["a"] },
      c: { upstream: ["a"] },
      d: { upstream: ["b", "c"] },
    };
    expect(() => checkDag(diamond)).not.toThrow();
  });
});

test("a last task that runs whatever happened hides a failure, and a watcher shows it", () => {
  const dag: Dag = { load: { upstream: [] }, cleanUp: { upstream: ["load"], rule: "all_done" } };
  const script = { load: [ends("failed")] };
  const hides = explore(scheduledBy(dagScheduler(dag, options), { script }), { laws: [endsAs(dag, "success")] });
  expect(outcomeOf(hides)).toBe("proved");
  const watched = withWatcher(dag);
  const shows = explore(scheduledBy(dagScheduler(watched, options), { script }), { laws: [endsAs(watched, "failed")] });
  expect(outcomeOf(shows)).toBe("proved");
});

test("the graphs to try are all there, each once", () => {
  for (const [names, count] of [
    [["a"], 1],
    [["a", "b"], 2],
    [["a", "b", "c"], 8],
    [["a", "b", "c", "d"], 64],
  ] as const)
    expect(new Set(everyDag(names).map((dag) => JSON.stringify(dag))).size).toBe(count);
});

function ends(end: AttemptScript["end"], ...beats: AttemptScript["beats"]): AttemptScript {
  return { beats, end };
}

function failing(told: unknown): unknown {
  const { type } = Object(told) as { readonly type?: unknown };
  return type === "run" ? { type, state: "failed" } : told;
}

function tried(dag: Dag, world: ScheduledOptions): Exploration {
  return explore(scheduledBy(dagScheduler(dag, options), world), { laws: dagSchedulerLaws(dag, options) });
}

function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined
    ? outcome
    : `${counterexample.law}: ${counterexample.expected}, not ${counterexample.actual}`;
}

interface Tampering {
  /** What goes out instead; nothing, if it is undefined. */
  readonly output?: (told: unknown) => unknown;
  readonly send?: (message: unknown) => unknown;
  /** How often each goes out. */
  readonly times?: number;
  /** Sets no timer. */
  readonly isPatient?: boolean;
}

/** Our scheduler, but somebody changes what it says. */
function tampered(dag: Dag, tampering: Tampering): AnyMachine {
  const { output = same, send = same, times = 1, isPatient = false } = tampering;
  const machine: AnyMachine = dagScheduler(dag, options);
  const through = (context: Context): Context => ({
    ...context,
    ...(isPatient ? { setTimer: () => {} } : {}),
    output: (told) => repeat(output(told), { times, say: (each) => context.output(each) }),
    send: (to, message) => repeat(send(message), { times, say: (each) => context.send(to, each) }),
  });
  return {
    start: (context) => machine.start(through(context)),
    onMessage: (state, message, from, context) => machine.onMessage?.(state, message, from, through(context)),
    onTimer: (state, timer, context) => machine.onTimer?.(state, timer, through(context)),
    onInput: (state, input, context) => machine.onInput?.(state, input, through(context)),
  };
}

function same(said: unknown): unknown {
  return said;
}

function repeat(said: unknown, { times, say }: { times: number; say: (said: unknown) => void }): void {
  if (said !== undefined) for (let time = 0; time < times; time++) say(said);
}
