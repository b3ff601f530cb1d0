// One grading in one worker: evaluates a learner's file in a compartment, runs an exercise's checks on it, and says how it
// went. The server sends this file with a policy that allows `eval`, and no connection to anybody. What ends it is the page.
import "./lock-down.ts";
import { type Law, type System, describeValue, follow } from "@millrace/core";
import { type Exercise, type Probe, type Replayed, gradeCheck, readLink, replayLink } from "@millrace/grader";
import { type Failure, failAlike, failuresOf } from "@millrace/grader/match-mistake.ts";
import { HandRun, type Run } from "../../execution/hand-run.ts";
import { portable } from "../../execution/portable.ts";
import { UnknownImportError, evaluateWork, findPlace } from "./evaluate-work.ts";
import { loadModules } from "./modules.ts";
import { type ByHand, type CompareJob, type GradeJob, type Job, type ReplayJob, type Said, loading } from "./said.ts";

/** Every exercise's checks, each asked for when it is graded. */
const checkFiles = import.meta.glob<{ readonly default: Exercise }>("../../../../../exercises/*/*/checks.ts");

const say = (said: Said): void => postMessage(said);

addEventListener(
  "message",
  ({ data }: MessageEvent<Job>) => {
    const ending = "candidates" in data ? compare(data) : "link" in data ? replay(data) : grade(data);
    void ending.catch((error: unknown) => say({ type: "failed", message: messageOf(error) }));
  },
  { once: true },
);
say({ type: "ready" });

async function grade({ id, code, first, last, isTraced }: GradeJob): Promise<void> {
  const [exercise, modules] = await Promise.all([loadExercise(id), loadModules(code)]);
  say({ type: "checks", names: exercise.checks.map(({ name }) => name) });

  const work = loadWork(code, modules, exercise.work);
  if (work === undefined) return;
  const probe = isTraced ? tracing() : signsOfLife();
  for (let index = first; index <= (last ?? exercise.checks.length - 1); index++) {
    say({ type: "check", index });
    let stack = "";
    const verdict = gradeCheck(exercise, work, { index, probe, onThrow: (thrown) => (stack = thrown) });
    const place = findPlace(stack);
    say({ type: "verdict", index, verdict, ...(place === undefined ? {} : { place }) });
  }
  say({ type: "done" });
}

/** Looks for a script that fails like a learner's file: first in the one check that catches its mistake, then in all. */
async function compare({ id, failures, candidates }: CompareJob): Promise<void> {
  const exercise = await loadExercise(id);
  for (const [index, { code, caughtBy }] of candidates.entries()) {
    say({ type: "running", what: null });
    const modules = await loadModules(code);
    const work = evaluateWork(code, { modules, print: () => undefined });
    const probe = signsOfLife();
    const failuresIn = (names: readonly string[]): Failure[] =>
      failuresOf({
        checks: names.map((name) =>
          gradeCheck(exercise, work, { index: exercise.checks.findIndex((check) => check.name === name), probe }),
        ),
      });
    const wanted = failures.filter(({ check }) => check === caughtBy);
    if (!failAlike(wanted, failuresIn([caughtBy]))) continue;
    if (!failAlike(failures, failuresIn(exercise.checks.map(({ name }) => name)))) continue;
    say({ type: "alike", index });
    break;
  }
  say({ type: "done" });
}

/** Sees a run again that a verdict has told of. */
async function replay({ id, code, link, byHand }: ReplayJob): Promise<void> {
  const [exercise, modules] = await Promise.all([loadExercise(id), loadModules(code)]);
  const work = loadWork(code, modules, exercise.work);
  if (work === undefined) return;
  const found = seeAgain(exercise, work, link);
  if (found === undefined) return;
  const { check, laws, fidelity } = found;
  const { execution, violation } = byHand === undefined ? found : leave(found.execution.system, laws, byHand);
  const run = { execution: portable(execution), check, lawCount: laws.length };
  const seen = byHand === undefined ? { ...run, fidelity } : run;
  say({ type: "run", run: violation === undefined ? seen : { ...seen, violation } });
  say({ type: "done" });
}

/** The link's run; undefined if it cannot be followed, which is said. */
function seeAgain(exercise: Exercise, work: Record<string, unknown>, link: string): Replayed | undefined {
  try {
    return replayLink(exercise, work, readLink(link));
  } catch (error) {
    say({ type: "astray", reason: messageOf(error) });
    return undefined;
  }
}

/** Does what a reader does by hand. Every time anew, from the start: nothing is kept over here. */
function leave(system: System, laws: readonly Law[], { schedule, moment, act }: ByHand): Run {
  const { execution } = follow(system, schedule, [], { twice: false });
  const hand = new HandRun(execution, laws);
  if (act === "finish") return hand.finish(moment);
  const options = hand.optionsAt(moment);
  say({ type: "options", options: options.map(({ words, wasTaken, isFault }) => ({ words, wasTaken, isFault })) });
  if (act === "look") return { execution };
  const option = options[act];
  if (option === undefined) throw new Error(`There is no option ${act} after event ${moment}.`);
  return hand.choose(moment, option.choice);
}

async function loadExercise(id: string): Promise<Exercise> {
  const [, load] = Object.entries(checkFiles).find(([path]) => path.includes(`/${id}-`)) ?? [];
  if (load === undefined) throw new Error(`There are no checks for exercise ${id} here.`);
  return (await load()).default;
}

/** What the file exports; undefined if it cannot be loaded, which is said. */
function loadWork(
  code: string,
  modules: Awaited<ReturnType<typeof loadModules>>,
  file: string,
): Record<string, unknown> | undefined {
  say({ type: "running", what: loading });
  try {
    return evaluateWork(code, { modules, print: makePrint() });
  } catch (error) {
    const place = error instanceof Error ? findPlace(String(error.stack)) : undefined;
    const kind = error instanceof SyntaxError || error instanceof UnknownImportError ? "syntax" : "threw-while-loading";
    const message = kind === "syntax" ? messageOf(error) : `${file} threw while it was loaded: ${messageOf(error)}`;
    say({ type: "refused", problem: { kind, message, file }, ...(place === undefined ? {} : { place }) });
    return undefined;
  } finally {
    say({ type: "running", what: null });
  }
}

/** Tells of a call now and then: enough to see that there is life. */
function signsOfLife(): Probe {
  let saidAtMs = clock();
  const tell = (): void => {
    const nowMs = clock();
    if (nowMs - saidAtMs < signEveryMs) return;
    saidAtMs = nowMs;
    say({ type: "running", what: null });
  };
  return { enter: tell, leave: tell };
}

const signEveryMs = 100;

/** While the learner's code runs, the one of the page's is closed to everybody. */
const clock = performance.now.bind(performance);

/** Tells of each outermost call, and of its end. */
function tracing(): Probe {
  let depth = 0;
  return {
    enter(what) {
      depth += 1;
      if (depth === 1) say({ type: "running", what });
    },
    leave() {
      depth -= 1;
      if (depth === 0) say({ type: "running", what: null });
    },
  };
}

/** What is printed goes to the page, as far as anybody would read it: exploring runs a handler thousands of times. */
function makePrint(): (text: string) => void {
  let lines = 0;
  return (text) => {
    lines += 1;
    if (lines <= linesShown) say({ type: "print", text: text.slice(0, 2_000) });
    if (lines === linesShown) say({ type: "print", text: "… more was printed than is shown here." });
  };
}

const linesShown = 200;

function messageOf(error: unknown): string {
  return error instanceof Error
    ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}`
    : describeValue(error);
}
