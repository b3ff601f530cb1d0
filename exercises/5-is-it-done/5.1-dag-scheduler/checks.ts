import {
  type Choice,
  createRandom,
  equal,
  type Law,
  type MachineId,
  type Schedule,
  simulate,
  type System,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import type { Dag, FinalState, SchedulerOptions, TaskId, TaskState, TriggerRule } from "@millrace/termination/dag.ts";
import {
  dagSchedulerLaws,
  endsAs,
  handsOnWhatSucceeded,
  isOverInTheEnd,
  keepsTime,
  keepsToItsSlots,
  leavesNothingUndone,
  makesAttempts,
  stateLaws,
} from "@millrace/termination/dag-scheduler.laws.ts";
import {
  judgeDecision,
  judgeHidden,
  judgeRefusal,
  judgeRunState,
  judgeWatcher,
  type Ends,
  type FinishedRun,
} from "@millrace/termination/dag-scheduler.oracle.ts";
import type { AttemptScript, Script } from "@millrace/termination/dag-scheduler.worker.ts";
import { scheduledBy, type ScheduledOptions } from "@millrace/termination/dag-scheduler.world.ts";
import { everyChoice, everyDag, everyRule, randomRun } from "@millrace/termination/dags-to-try.ts";

type Work = typeof import("./dag-scheduler.ts");

export default defineExercise<Work>({
  id: "5.1",
  title: "DAG scheduler",
  minutes: 20,
  source: "beyond the book: Apache Airflow's trigger rules and run states",
  work: "dag-scheduler.ts",
  checks: [
    check("a task that failed once is tried again, and the next one waits for it", ({ work, follow }) => {
      const dag: Dag = { extract: task([], { retries: 1 }), load: task(["extract"]) };
      const script = { extract: [ends("failed"), ends("success")] };
      follow(scheduled(work, dag, { script }), [], [...dagSchedulerLaws(dag, options), endsAs(dag, "success")]);
    }),
    // Up to three upstreams, in every state; and more, where the last one decides.
    check("a rule decides as soon as it can, and waits as long as it must", ({ work, cases }) =>
      cases(
        everyDecision(),
        (item) => judgeDecision(work.decide(item.rule, item.upstream), item),
        ({ rule, upstream }) => `${rule} with upstreams ${upstream.join(", ") || "none"}`,
      ),
    ),
    // Two upstreams, either of which may end first, and for each rule one task that waits for both; then one after the
    // other, down a chain.
    check("every rule, however the tasks end, in every order", ({ work, explore }) => {
      for (const { a, b } of everyChoice(["a", "b"] as const, endings).filter(({ a, b }) => a <= b)) {
        const script = { a: [ends(a)], b: [ends(b)] };
        explore(scheduled(work, allRules, { script, workers: ["east", "west"] }), promptly(allRules), limits);
      }
      for (const end of endings) {
        for (const dag of [chain, bottomUp])
          explore(scheduled(work, dag, { script: { a: [ends(end)] } }), promptly(dag), limits);
      }
    }),
    // Between two attempts a task is not failed: "alarm" would start. What is skipped is not tried again. Last, two tasks
    // that wait for their next attempts at the same time.
    check("a failed attempt is followed by another, as often as the graph allows", ({ work, explore }) => {
      for (const retries of [0, 1, 2]) {
        // From none to one more than there are retries.
        const failures = Array.from({ length: retries + 2 }, (_, count) => failsFirst(count));
        for (const script of [...failures, [ends("failed"), ends("skipped")]]) {
          const dag: Dag = { a: task([], { retries }), alarm: task(["a"], { rule: "one_failed" }), b: task(["a"]) };
          explore(scheduled(work, dag, { script: { a: script } }), dagSchedulerLaws(dag, options), limits);
        }
      }
      const both: Dag = { a: task([], { retries: 1 }), b: task([], { retries: 1 }), c: task(["a", "b"]) };
      const script = { a: failsFirst(1), b: failsFirst(1) };
      explore(scheduled(work, both, { script, workers: ["east", "west"] }), dagSchedulerLaws(both, options), limits);
    }),
    // Workers that fall silent, and nobody who is given up too early; then workers that speak, and a timer that may go off
    // first, so that an attempt speaks when nobody listens any more: between two attempts, in the next, after the last.
    check("an attempt that is silent for too long has failed, whatever it says later", ({ work, explore, follow }) => {
      for (const script of [
        [ends("silent")],
        [ends("silent", ["a row"]), ends("failed"), ends("success", ["a row"])],
      ]) {
        const dag: Dag = { a: task([], { retries: 2 }), b: task(["a"]) };
        explore(scheduled(work, dag, { script: { a: script } }), dagSchedulerLaws(dag, options), limits);
      }
      const late = { timers: "ordered", workers: ["east", "west"] } as const;
      for (const retries of [0, 1]) {
        const dag: Dag = { a: task([], { retries }), b: task(["a"]) };
        const script = { a: [ends("failed", [1]), ends("success")] };
        explore(scheduled(work, dag, { ...late, script }), dagSchedulerLaws(dag, options), { states: 20_000 });
      }
      // The first may speak when the third has succeeded, and before anybody is given what that one wrote.
      follow(scheduled(work, lateWord, lateWorld), firstSpeaksLate(work), dagSchedulerLaws(lateWord, options));
    }),
    // One slot, taken by every kind of task in turn; two slots, and more tasks than that; more slots than tasks.
    check("no more attempts are under way than there are slots, and every slot comes back", ({ work, explore }) => {
      for (const script of [[ends("success")], [ends("failed")], [ends("skipped")], [ends("silent")], failsFirst(1)]) {
        const dag: Dag = { a: task([], { retries: 1 }), b: task([]), c: task([]) };
        explore(scheduled(work, dag, { slots: 1, script: { a: script } }), dagSchedulerLaws(dag, { slots: 1 }), limits);
      }
      const four: Dag = {
        a: task([], { retries: 1 }),
        b: task([]),
        c: task([]),
        d: task([]),
        e: task(["a", "b", "c", "d"]),
      };
      const script = { a: [ends("failed")], b: [ends("failed")] };
      for (const slots of [2, 9])
        explore(
          scheduled(work, four, { slots, script, workers: ["east", "west"] }),
          dagSchedulerLaws(four, { slots }),
          limits,
        );
      // Four attempts at one task, and in each pause somebody else who takes the slot and is silent.
      const pauses: Dag = { a: task([], { retries: 3 }), b: task([]), c: task([]), d: task([]) };
      const silent = Object.fromEntries(["b", "c", "d"].map((name) => [name, [ends("silent")]]));
      explore(
        scheduled(work, pauses, { slots: 1, script: { ...silent, a: failsFirst(3) } }),
        [keepsToItsSlots(pauses, { slots: 1 }), isOverInTheEnd(pauses)],
        limits,
      );
      const late = { slots: 1, timers: "ordered" } as const;
      const pair: Dag = { a: task([], { retries: 1 }), b: task([]) };
      explore(scheduled(work, pair, late), dagSchedulerLaws(pair, late), limits);
    }),
    check(
      "a task is given what its upstreams wrote, and nothing of attempts that failed",
      ({ work, explore, follow }) => {
        const chain: Dag = { a: task([], { retries: 2 }), b: task(["a"]), c: task(["b"]) };
        const join: Dag = { a: task([], { retries: 1 }), b: task([]), c: task(["a", "b"], { rule: "all_done" }) };
        // Between the first attempt of "c" and the second, another upstream may succeed.
        const either: Dag = { a: task([]), b: task([]), c: task(["a", "b"], { rule: "one_success", retries: 1 }) };
        const wrote = (dag: Dag, script: ScheduledOptions["script"] = {}): void => {
          explore(
            scheduled(work, dag, { script, workers: ["east", "west"] }),
            [handsOnWhatSucceeded(dag), isOverInTheEnd(dag)],
            limits,
          );
        };
        wrote(chain, {
          a: [
            ends("failed", ["old"]),
            ends("silent", ["old"], ["older"]),
            ends("success", ["new", "new", "newer"], [], ["newer"]),
          ],
          b: [ends("success", [0])],
        });
        wrote(chain, {
          a: [ends("failed", ["old"]), ends("success", [])],
          b: [ends("success", [null, []], [["a", "list"], {}])],
        });
        // "d" may start as soon as "a" has succeeded, and has to wait for a slot while others succeed.
        const queue: Dag = { a: task([]), b: task([]), c: task([]), d: task(["a", "b", "c"], { rule: "one_success" }) };
        const wroteEach = Object.fromEntries(["a", "b", "c"].map((name) => [name, [ends("success", [`of ${name}`])]]));
        follow(
          scheduled(work, queue, { slots: 1, script: wroteEach }),
          [],
          [handsOnWhatSucceeded(queue), isOverInTheEnd(queue)],
        );
        // A dozen beats, each of which says the same as the one before it, and more.
        const dozen = Array.from({ length: 12 }, (_, beat) => [beat - 1, beat]);
        follow(
          scheduled(work, chain, { script: { a: [ends("success", ...dozen)] } }),
          [],
          [handsOnWhatSucceeded(chain), isOverInTheEnd(chain)],
        );
        for (const end of ["failed", "skipped", "silent"] as const)
          wrote(join, { a: [ends(end, ["of a"])], b: [ends("success", ["of b"])] });
        wrote(either, {
          a: [ends("success", ["of a"])],
          b: [ends("success", ["of b"], ["of b, too"])],
          c: failsFirst(1),
        });
      },
    ),
    check("the run ends as its leaves do, when all is over", ({ work, cases, explore }) => {
      cases(everyFinishedRun(), (item) => judgeRunState(work.runStateOf(item.dag, item.states), item), describeRun);
      // Documented, and no bug: the last task cleans up whatever happened, and so the run is a success.
      explore(
        scheduled(work, cleaned, { script: noLoad }),
        [...dagSchedulerLaws(cleaned, options), endsAs(cleaned, "success")],
        limits,
      );
      // The leaf may be the first to end.
      const hasty: Dag = {
        orders: task([]),
        customers: task([]),
        report: task(["orders", "customers"], { rule: "one_success" }),
      };
      explore(scheduled(work, hasty, { workers: ["east", "west"] }), promptly(hasty), limits);
      const twoLeaves: Dag = { load: task([]), report: task(["load"]), cleanUp: task(["load"], { rule: "all_done" }) };
      explore(
        scheduled(work, twoLeaves, { script: noLoad }),
        [...dagSchedulerLaws(twoLeaves, options), endsAs(twoLeaves, "failed")],
        limits,
      );
    }),
    check("a watcher lets every failure show", ({ work, cases, explore }) => {
      cases(everyFinishedRun(), (item) => judgeHidden(work.hiddenFailures(item.dag, item.states), item), describeRun);
      cases(
        everyWatched(),
        (item) => judgeWatcher(work.withWatcher(item.dag), item),
        ({ dag, ends: how }) => `${describeDag(dag)}, ${JSON.stringify(how)}`,
      );
      const watched = work.withWatcher(cleaned);
      explore(
        scheduled(work, watched, { script: noLoad }),
        [...dagSchedulerLaws(watched, options), endsAs(watched, "failed")],
        limits,
      );
      explore(scheduled(work, watched), [...dagSchedulerLaws(watched, options), endsAs(watched, "success")], limits);
    }),
    check("a graph whose tasks wait for one another in a circle is refused, by name", ({ work, cases }) =>
      cases(
        [
          { dag: { orders: task(["orders"]) }, names: ["orders"] },
          { dag: { orders: task(["customers"]), customers: task(["orders"]) }, names: ["orders", "customers"] },
          {
            dag: { start: task([]), a1: task(["start", "a3"]), a2: task(["a1"]), a3: task(["a2"]) },
            names: ["a1", "a2", "a3"],
          },
          { dag: { end: task(["b1"]), b1: task(["b2", "b3"]), b2: task([]), b3: task(["b1"]) }, names: ["b1", "b3"] },
        ],
        ({ dag, names }) => judgeRefusal(() => work.dagScheduler(dag, options), names),
        ({ dag }) => describeDag(dag),
      ),
    ),
    check("costs one message for each attempt, and none for a task that never runs", ({ work, explore }) => {
      for (const [script, count] of [
        [{}, 4],
        [{ a: failsFirst(1) }, 5],
        [{ a: [ends("failed")] }, 5],
        [{ b: [ends("skipped")] }, 2],
      ] as const)
        explore(
          scheduled(work, alarmed, { script, workers: ["east", "west"] }),
          [makesAttempts(count), isOverInTheEnd(alarmed)],
          limits,
        );
    }),
    // A task that fails, and is away for a while; one that falls silent after some beats; a long one whose beats keep it
    // alive; all of them at once, as no other task's beats do.
    check("an attempt is given up, and a task tried again, when it is time", ({ work, sample }) => {
      const all: Dag = { weak: task([], { retries: 3 }), mute: task([], { retries: 1 }), long: task([]) };
      const script = {
        weak: failsFirst(3),
        mute: [ends("silent", [1], []), ends("silent")],
        long: [ends("success", ...Array.from({ length: 12 }, (_, part) => [part]))],
      };
      const alone = Object.entries(all).map(([name, one]): Dag => ({ [name]: one }));
      for (const dag of [...alone, all]) {
        // Twice, as the options say how long, and no number of ours does.
        for (const times of [options, { retryDelayMs: 300, timeoutMs: 500 }])
          sample(
            scheduled(work, dag, { ...times, script, slots: 3, stepMs: 40, timers: "ordered" }),
            [...dagSchedulerLaws(dag, { slots: 3 }), keepsTime(times)],
            { runs: 1, steps: 300, shrinks: false },
          );
      }
    }),
    // Every graph of three tasks, each rule in turn. Then names that a careless timer takes for one another, and a task that
    // takes more than nine attempts, as text sorts "10" before "9".
    check("many tasks at once, and names of all kinds", ({ work, follow }) => {
      // Whoever does nothing at all is seen in few steps.
      follow(scheduled(work, alarmed), [], promptly(alarmed));
      for (const { dag, script } of everyTriple())
        follow(scheduled(work, dag, { slots: 4, script, workers: ["east", "west"] }), [], promptly(dag, { slots: 4 }));
      const named = Object.fromEntries(names.map((name) => [name, task([], { retries: name === "10" ? 12 : 1 })]));
      const script: Script = {
        ...Object.fromEntries(
          names.map((name, place) => [name, [ends(place % 2 === 0 ? "silent" : "failed"), ends("success", [name])]]),
        ),
        "10": failsFirst(12),
      };
      const laws = [...dagSchedulerLaws(named, { slots: 9 }), endsAs(named, "success")];
      follow(scheduled(work, named, { slots: 9, script }), [], laws);
    }),
    check("random graphs, and workers that crash", ({ work, sample }) => {
      for (const seed of [2, 22, 45]) {
        const { dag, script } = randomRun(createRandom(seed), ["10", "9", "extract", "transform", "load", "report"]);
        const system = scheduled(work, dag, {
          script,
          stepMs: 20,
          timers: "ordered",
          workers: ["east", "west"],
          faults: { crashes: 2 },
        });
        sample(system, dagSchedulerLaws(dag, options), { runs: 1 });
      }
    }),
  ],
});

/** What waits for "a" waits for "b" as well, so that "a" may be a success for a while before anybody asks what it wrote. */
const lateWord: Dag = { a: task([], { retries: 2 }), b: task([]), c: task(["a", "b"]) };

const lateWorld: ScheduledOptions = {
  script: { a: [ends("failed", [1], [1]), ends("failed", [2]), ends("success", [3])] },
  workers: ["east", "west", "north"],
  timers: "untimed",
};

/**
 * Two attempts are given up while their words are on their way. The first speaks while the third is under way, and again
 * when that one has succeeded; then "b" ends. By the names of timers, and the choice of workers, of this answer. One that
 * goes about it otherwise is led along as far as it goes.
 */
function firstSpeaksLate(work: Work): Schedule {
  const script = { a: [ends("silent"), ends("silent"), ends("success")] };
  const { events } = simulate(scheduled(work, lateWord, { ...lateWorld, script, timers: "ordered" }), { steps: 40 });
  const timers = events.filter(({ kind, machine }) => kind === "timer" && machine === "scheduler");
  const workerOf = (task: TaskId, attempt: number): MachineId =>
    events
      .flatMap(({ sends }) => sends)
      .find(({ message }) => equal({ ...Object(message), inputs: {} }, { type: "run", task, attempt, inputs: {} }))
      ?.to ?? "";
  const runs = (task: TaskId, attempt: number): Choice => arrives("scheduler", workerOf(task, attempt));
  const speaks = (task: TaskId, attempt: number): Choice => arrives(workerOf(task, attempt), "scheduler");
  return [
    { kind: "input", machine: "scheduler", input: 0 },
    runs("a", 1),
    ...timers.slice(0, 4).map(({ timer = "" }): Choice => ({ kind: "timer", machine: "scheduler", timer })),
    speaks("a", 1),
    runs("a", 3),
    speaks("a", 3),
    speaks("a", 3),
    speaks("a", 1),
    speaks("a", 1),
    runs("b", 1),
    speaks("b", 1),
  ];
}

function arrives(from: MachineId, to: MachineId): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}

const options: SchedulerOptions = { slots: 2, retryDelayMs: 50, timeoutMs: 200 };

/** For each rule a task of that name. */
const allRules: Dag = {
  a: task([]),
  b: task([]),
  ...Object.fromEntries(everyRule.map((rule) => [rule, task(["a", "b"], { rule })])),
};

/** What becomes of one task goes on to the next, if that is what its rule says; the last one waits for early ones, too. */
const chain: Dag = {
  a: task([]),
  b: task(["a"]),
  c: task(["b"], { rule: "none_failed" }),
  d: task(["c"], { rule: "one_success" }),
  e: task(["d"], { rule: "one_failed" }),
  f: task(["e", "b", "d"], { rule: "none_failed_min_one_success" }),
  g: task(["a", "f"], { rule: "all_done" }),
};

const bottomUp: Dag = Object.fromEntries(Object.entries(chain).toReversed());

/** If all goes well, the last one is not needed. */
const alarmed: Dag = {
  a: task([], { retries: 2 }),
  b: task([]),
  c: task(["a", "b"]),
  d: task(["c"]),
  alarm: task(["c"], { rule: "one_failed" }),
};

/** Its last task runs whatever happened to the one before it, which nobody else waits for. */
const cleaned: Dag = { extract: task([]), load: task(["extract"]), cleanUp: task(["load"], { rule: "all_done" }) };

const noLoad = { load: [ends("failed")] };

/** Which states are told, and that nothing waits that need not. */
function promptly(dag: Dag, { slots }: Pick<SchedulerOptions, "slots"> = options): Law[] {
  return [...stateLaws(dag), leavesNothingUndone(dag, { slots })];
}

const endings = ["success", "failed", "skipped"] as const;

/** Right answers need a few hundred states. */
const limits = { states: 3_000 };

function task(upstream: readonly string[], more: Omit<Dag[string], "upstream"> = {}): Dag[string] {
  return { upstream, ...more };
}

function ends(end: AttemptScript["end"], ...beats: AttemptScript["beats"]): AttemptScript {
  return { beats, end };
}

function scheduled(
  work: Work,
  dag: Dag,
  {
    slots = options.slots,
    retryDelayMs = options.retryDelayMs,
    timeoutMs = options.timeoutMs,
    ...world
  }: ScheduledOptions & Partial<SchedulerOptions> = {},
): System {
  return scheduledBy(work.dagScheduler(dag, { slots, retryDelayMs, timeoutMs }), world);
}

function failsFirst(count: number): AttemptScript[] {
  return [...Array.from({ length: count }, () => ends("failed")), ends("success")];
}

const everyState: readonly TaskState[] = [
  "none",
  "queued",
  "running",
  "up_for_retry",
  "success",
  "failed",
  "skipped",
  "upstream_failed",
];

const everyFinal: readonly FinalState[] = ["success", "failed", "skipped", "upstream_failed"];

function everyDecision(): { readonly rule: TriggerRule; readonly upstream: readonly TaskState[] }[] {
  const few = [[], ["0"], ["0", "1"], ["0", "1", "2"]].flatMap((places) =>
    everyChoice(places, everyState).map((choice) => Object.values(choice)),
  );
  const many = everyState.flatMap((first) =>
    everyState.map((last): TaskState[] => [...Array.from({ length: 11 }, () => first), last]),
  );
  return everyRule.flatMap((rule) => [...few, ...many].map((upstream) => ({ rule, upstream })));
}

/** Every graph of up to three tasks, in every way it can have ended, whether its rules allow that or not; and a dozen. */
function everyFinishedRun(): FinishedRun[] {
  const few = [["9"], ["9", "10"], ["load", "9", "10"]].flatMap((names) =>
    everyDag(names).flatMap((dag) => everyChoice(names, everyFinal).map((states) => ({ dag, states }))),
  );
  return [...few, ...everyDozen().map(({ dag, ends: states }) => ({ dag, states }))];
}

/** A dozen tasks of which one fails: side by side, and with a thirteenth that waits for all of them and hides it. */
function everyDozen(): { readonly dag: Dag; readonly ends: Ends }[] {
  const dozen = Array.from({ length: 12 }, (_, place) => `${place + 1}`);
  const apart = Object.fromEntries(dozen.map((name) => [name, task([])]));
  const swept: Dag = { ...apart, sweep: task(dozen, { rule: "all_done" }) };
  return dozen.flatMap((bad) =>
    [apart, swept].map((dag) => ({
      dag,
      ends: Object.fromEntries(Object.keys(dag).map((name) => [name, name === bad ? "failed" : "success"])),
    })),
  );
}

/** Every graph of up to three tasks by one rule, and how its attempts end: in every way where there are two; and a dozen. */
function everyWatched(): { readonly dag: Dag; readonly ends: Ends }[] {
  const few = [["a"], ["a", "b"], ["a", "b", "c"]].flatMap((names) =>
    everyRule.flatMap((rule) =>
      everyDag(names, { rule }).flatMap((dag) =>
        everyChoice(names, names.length < 3 ? endings : (["success", "failed"] as const)).map((how) => ({
          dag,
          ends: how,
        })),
      ),
    ),
  );
  return [...few, ...everyDozen()];
}

function describeDag(dag: Dag): string {
  return Object.entries(dag)
    .map(
      ([name, { upstream, rule }]) =>
        `${name} ${upstream.length === 0 ? "at once" : `after ${upstream.join(" and ")}${rule === undefined ? "" : ` by ${rule}`}`}`,
    )
    .join(", ");
}

function describeRun({ dag, states }: FinishedRun): string {
  return `${describeDag(dag)}; ${Object.entries(states)
    .map(([name, state]) => `${name} is ${state}`)
    .join(", ")}`;
}

/** Every graph of three tasks, each rule in turn, four of them in one: the task `"2 3"` is the task `"2"` of graph 3. */
function everyTriple(): { readonly dag: Dag; readonly script: Script }[] {
  const all = everyDag(["0", "1", "2"]).map((dag, number) => {
    const rule = everyRule[number % everyRule.length] ?? "all_success";
    const nameOf = (name: string): string => `${name} ${number}`;
    return Object.fromEntries(
      Object.entries(dag).map(([name, { upstream }]) => [nameOf(name), task(upstream.map(nameOf), { rule })]),
    );
  });
  return [all.slice(0, 4), all.slice(4)].map((dags) => {
    const dag: Dag = Object.assign({}, ...dags);
    const script = Object.keys(dag).map((name, place) => [
      name,
      [ends(endings[((place * place) % 7) % 3] ?? "success")],
    ]);
    return { dag, script: Object.fromEntries(script) };
  });
}

const names = [
  "load",
  "load 1",
  "load-1",
  "1",
  "10",
  "9",
  "retry load",
  "retry-load",
  "watch load",
  "watch:load",
  "a,b",
  " ",
  "ü",
];
