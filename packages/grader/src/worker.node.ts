// One job in one worker: loads an exercise's checks and a learner's file, runs the checks, and says how it went.
// Everything here runs beside the learner's code, which may do anything; what ends it is the host (host.node.ts).
import { syncBuiltinESMExports } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { describeValue } from "@millrace/core";
import { CallBoard, makeProbe } from "./call-board.node.ts";
import { drawRun } from "./draw-run.ts";
import type { Exercise } from "./exercise.ts";
import { gradeCheck } from "./grade.ts";
import { closeHostSources } from "./host-sources.ts";
import { Prints, describeFlood } from "./prints.node.ts";
import {
  type GradeJob,
  type Job,
  type Rehearsal,
  type ReplayFacts,
  type ReplayJob,
  type Thrown,
  type WorkerMessage,
  loading,
} from "./protocol.node.ts";
import { replayLink } from "./replay-link.ts";
import type { CheckVerdict } from "./verdict.ts";

const say = (message: WorkerMessage): void => parentPort?.postMessage(message);
const prints = new Prints((text) => say({ type: "print", text }));
const probe = makeProbe(new CallBoard((workerData as { memory: SharedArrayBuffer }).memory), {
  onName: (id, what) => say({ type: "named", id, what }),
  onCall: () => prints.beginCall(),
});

prints.takeOver();
keepRunning();
Error.stackTraceLimit = 50;
let jobs = 0;
parentPort?.on("message", (message: Job | Rehearsal) => {
  if (message.kind === "rehearse") return void rehearse(message).catch(() => undefined); // who grades is told
  jobs += 1;
  void runJob(message);
});
say({ type: "ready" });

async function runJob(job: Job): Promise<void> {
  try {
    await runParts(job);
  } catch (error) {
    if (error instanceof NotLoaded) say({ type: "not-loaded", ...error.what });
    else say({ type: "refused", message: describeThrown(error).message });
  }
}

/** Ends when there is a job. The checks are loaded apart, so that nothing in them remembers this. */
async function rehearse({ checksUrl, workUrl }: Rehearsal): Promise<void> {
  const { default: exercise } = (await import(`${checksUrl}?rehearsal`)) as { default: Exercise };
  const work = (await import(`${workUrl}?rehearsal`)) as Record<string, unknown>;
  const twice = [...exercise.checks.keys(), ...exercise.checks.keys()];
  for (const index of twice) {
    await new Promise((resolve) => setImmediate(resolve));
    if (jobs > 0) return;
    gradeCheck(exercise, work, { index });
  }
}

async function runParts(job: Job): Promise<void> {
  if (job.kind === "read") {
    const { default: value } = await load("checks", job.url);
    return say({ type: "read", value });
  }
  const exercise = await loadExercise(job.checksUrl);
  if (job.kind === "describe") return say({ type: "done" });
  const work = await load("work", job.workUrl);
  if (job.kind === "grade") gradeChecks(exercise, work, job);
  else say({ type: "replayed", facts: replay(exercise, work, job) });
}

function gradeChecks(
  exercise: Exercise,
  work: Record<string, unknown>,
  { first, only, seed, version, shortEnough = 0 }: GradeJob,
): void {
  for (let index = only ?? first; index < (only ?? exercise.checks.length - 1) + 1; index++) {
    say({ type: "check", index, name: exercise.checks[index]?.name ?? "" });
    prints.forget();
    let stack: string | undefined;
    const began = performance.now();
    const verdict = gradeCheck(exercise, work, {
      index,
      seed,
      version,
      probe,
      shortEnough,
      onThrow: (found) => (stack = found),
    });
    const durationMs = performance.now() - began;
    say({
      type: "verdict",
      index,
      verdict: prints.flooded ? flooded(verdict, exercise.work) : verdict,
      durationMs,
      ...(stack === undefined ? {} : { stack }),
    });
  }
  say({ type: "done" });
}

function flooded({ name, problem }: CheckVerdict, file: string): CheckVerdict {
  const what = /^(.+?) threw: /.exec(problem?.message ?? "")?.[1] ?? "the code";
  return { name, status: "failed", problem: { kind: "print-flood", message: describeFlood(what), file } };
}

function replay(exercise: Exercise, work: Record<string, unknown>, { link, drawing }: ReplayJob): ReplayFacts {
  const { check, execution, fidelity, violation } = replayLink(exercise, work, link);
  return {
    check,
    fidelity,
    ...(violation === undefined ? {} : { violation }),
    ...drawRun(execution, { violation, drawing }),
  };
}

async function loadExercise(url: string): Promise<Exercise> {
  const { default: exercise } = (await load("checks", url)) as { default?: Exercise };
  if (exercise === undefined || !Array.isArray(exercise.checks)) {
    throw new Error(
      "Cannot grade as checks.ts does not export an exercise. Write `export default defineExercise({ … })`.",
    );
  }
  const { id, title, minutes, source, checks } = exercise;
  say({ type: "exercise", facts: { id, title, minutes, source, checks: checks.map(({ name }) => name) } });
  return exercise;
}

/** Says which module could not be loaded. */
class NotLoaded extends Error {
  readonly what: { readonly part: "checks" | "work"; readonly thrown: Thrown; readonly flooded: boolean };

  constructor(part: "checks" | "work", thrown: Thrown) {
    super(thrown.message);
    this.what = { part, thrown, flooded: prints.flooded };
  }
}

async function load(part: "checks" | "work", url: string): Promise<Record<string, unknown>> {
  if (part === "work") probe.enter(loading);
  const reopen = closeHostSources(() => part === "work");
  try {
    // Loaded anew for each job, so that nothing in it remembers an earlier one.
    return (await import(`${url}?job=${jobs}`)) as Record<string, unknown>;
  } catch (error) {
    throw new NotLoaded(part, describeThrown(error));
  } finally {
    reopen();
    if (part === "work") probe.leave();
  }
}

function describeThrown(error: unknown): Thrown {
  if (!(error instanceof Error)) return { isError: false, name: "", message: describeValue(error) };
  const { name, message, stack } = error;
  return {
    isError: true,
    name: String(name),
    message: String(message),
    ...(typeof stack === "string" ? { stack } : {}),
  };
}

/**
 * A machine cannot end the program, and what it leaves behind for later (a timer, a promise that is refused) is none of
 * its handlers: it is shown, and decides nothing.
 */
function keepRunning(): void {
  for (const name of ["exit", "reallyExit", "abort", "kill"] as const) {
    Object.assign(process, {
      [name]: (): never => {
        throw new Error(`process.${name} was called. A machine has no process to end: remove it.`);
      },
    });
  }
  syncBuiltinESMExports();
  const mention = (error: unknown): void =>
    prints.write(`Thrown outside of any handler: ${describeThrown(error).message}\n`);
  process.on("uncaughtException", mention);
  process.on("unhandledRejection", mention);
}
