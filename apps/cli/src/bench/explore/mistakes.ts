import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mistake } from "@millrace/grader";
import { type Bundle, bundleChecks, bundleWork } from "@millrace/grader/bundle.node.ts";
import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type Engine, buildEngine } from "@millrace/grader/engine-build.node.ts";
import { buildEngineWithoutShrinking } from "./engine-without-shrinking.ts";
import { median, printHead, printRow, summary } from "./figures.ts";
import { folder, keep, makeProgram, root, runProgram } from "./programs.ts";

/** An exercise and its mistakes, ready to load: addresses of modules. */
export interface MistakesJob {
  readonly grader: string;
  readonly checks: string;
  /** The right answer, which is graded before anything is timed; absent if nothing is. */
  readonly answer?: string;
  readonly mistakes: readonly { readonly name: string; readonly caughtBy: string; readonly work: string }[];
}

/** How long it took until each mistake of the job was caught, in milliseconds. */
export type MistakeTimes = readonly number[];

interface Prepared {
  readonly id: string;
  readonly job: MistakesJob;
}

/** How long it takes until the check that a mistake is caught by has its counterexample. */
export async function benchMistakes(): Promise<void> {
  const program = await makeProgram("mistakes-round.ts");
  const engine = await buildEngine(join(root, "node_modules", ".cache", "millrace"));
  const exercises = listExercises(root);
  const prepareAll = (engine: Engine): Promise<Prepared[]> =>
    Promise.all(exercises.map((files) => prepare(files, engine)));
  const found = await prepareAll(await buildEngineWithoutShrinking(engine));
  const shown = await prepareAll(engine);

  const columns = [
    "what, in a process that",
    "median over mistakes (least–most)",
    "above 200 ms",
    "wanted",
    "mistakes",
    "rounds",
  ];
  printHead("First counterexample", [...columns, "the three worst"]);
  const wanted = "median below 30 ms, none above 200 ms";
  row("found, has graded the right answer", measure(program, found, { run: runRehearsed, rounds: 3 }), wanted);
  row("found, has graded nothing yet", measure(program, found, { run: runCold, rounds: 1 }), wanted);
  row("found and shrunk, has graded the right answer", measure(program, shown, { run: runRehearsed, rounds: 3 }), "");
  console.log(`
From the begin of the check that a mistake names until its verdict, diagram included; of each mistake the median over the
rounds. The first two rows are of an engine that leaves counterexamples as they were found. Starting the process and loading
engine, checks and file are in no figure. A watching command grades the right answer while it waits: the first and third
row are what its learner meets. The second is the first grading of a command that has just been started.`);
}

interface Figures {
  readonly times: readonly { readonly name: string; readonly ms: number }[];
  readonly rounds: number;
}

function measure(
  program: string,
  exercises: readonly Prepared[],
  { run, rounds }: { readonly run: (program: string, exercise: Prepared) => MistakeTimes; readonly rounds: number },
): Figures {
  const times = exercises.flatMap((exercise) => {
    const byRound = Array.from({ length: rounds }, () => run(program, exercise));
    return exercise.job.mistakes.map(({ name }, place) => {
      const ms = median(byRound.map((round) => round[place] ?? Number.NaN));
      return { name: `${exercise.id} ${name}`, ms };
    });
  });
  return { times, rounds };
}

function row(what: string, { times, rounds }: Figures, wanted: string): void {
  const sorted = times.toSorted((left, right) => right.ms - left.ms);
  const worst = sorted.slice(0, 3).map(({ name, ms }) => `${name} (${ms.toFixed(0)} ms)`);
  const all = sorted.map(({ ms }) => ms);
  const slow = all.filter((ms) => ms > 200).length;
  printRow([what, summary(all, { unit: " ms", digits: 1 }), slow, wanted, all.length, rounds, worst.join("; ")]);
}

async function prepare(files: ExerciseFiles, engine: Engine): Promise<Prepared> {
  const { id, checksFile, solution } = files;
  const { default: list } = (await import(pathToFileURL(solution.mistakesFile).href)) as { default: Mistake[] };
  const options = { engine, root, outFolder: folder };
  const mistakes = list.map(async (mistake) => {
    const edit = { file: solution.answerFile, mistake };
    const work = write(await bundleWork(solution.workFile, { ...options, edit }));
    return { name: mistake.name, caughtBy: mistake.caughtBy, work };
  });
  const job = {
    grader: engine.faces["@millrace/grader"] ?? "",
    checks: write(await bundleChecks(checksFile, options)),
    answer: write(await bundleWork(solution.workFile, options)),
    mistakes: await Promise.all(mistakes),
  };
  return { id, job };
}

function write({ code, hash }: Bundle): string {
  return pathToFileURL(keep(`${hash.slice(0, 16)}.mjs`, code)).href;
}

/** All mistakes of an exercise in one process, which has run the checks with the right answer. */
function runRehearsed(program: string, { id, job }: Prepared): MistakeTimes {
  return runProgram<MistakeTimes>(program, keep(`mistakes-${id}.json`, JSON.stringify(job)));
}

/** A process for each mistake. */
function runCold(program: string, { id, job: { answer: _answer, ...job } }: Prepared): MistakeTimes {
  return job.mistakes.flatMap((mistake) => {
    const alone: MistakesJob = { ...job, mistakes: [mistake] };
    return runProgram<MistakeTimes>(program, keep(`mistake-${id}.json`, JSON.stringify(alone)));
  });
}
