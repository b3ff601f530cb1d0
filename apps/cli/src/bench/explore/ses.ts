import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import type { Plugin } from "esbuild";
import { printHead, printRow, ratio, summary } from "./figures.ts";
import { keep, makeProgram, makeScript, root, runProgram } from "./programs.ts";

const rounds = 3;

/** Milliseconds to grade all solutions. */
export interface GradingTimes {
  /** The first time, with nothing compiled. */
  readonly coldMs: number;
  /** The third time. */
  readonly warmMs: number;
}

/** What the program of a round is given: scripts, and what they leave behind. */
export interface GradingScripts {
  /** `host.gradeAll`, which takes the solutions in the order of `works`, and `host.engine`. */
  readonly host: string;
  /** Each leaves a solution's exports under `work`, and finds the engine under `engine`. */
  readonly works: readonly string[];
  /** `whole.gradeAll`: solutions, checks and engine together. */
  readonly whole: string;
}

/** Gradings of all solutions in a compartment, beside the same in the open. */
export async function benchSes(): Promise<void> {
  const exercises = listExercises(root);
  const program = await makeProgram("ses-round.ts");
  const scripts = keep(
    "scripts.json",
    JSON.stringify({
      host: await makeScript(hostOf(exercises), { globalName: "host" }),
      works: await Promise.all(exercises.map(({ solution }) => makeWork(solution.workFile))),
      // SES refuses what could be an HTML comment; the arrows of diagrams stand in strings, and may be spelled otherwise.
      whole: (await makeScript(wholeOf(exercises), { globalName: "whole" })).replaceAll("-->", String.raw`--\x3e`),
    } satisfies GradingScripts),
  );

  printHead("SES", [
    "what is graded where",
    "median (least–most)",
    "reference: the same without SES",
    "ratio",
    "wanted",
    "rounds",
  ]);
  for (const [what, mode, wanted] of [
    ["solutions in compartments, the engine beside them", "work", "at most 2.00"],
    ["solutions, checks and engine, all in one compartment", "whole", ""],
  ] as const) {
    const inside: GradingTimes[] = [];
    const outside: GradingTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      inside.push(runProgram<GradingTimes>(program, scripts, mode, "ses"));
      outside.push(runProgram<GradingTimes>(program, scripts, mode, "open"));
    }
    for (const [when, name] of [
      ["first time", "coldMs"],
      ["third time", "warmMs"],
    ] as const) {
      const [ours, theirs] = [inside, outside].map((times) => times.map((time) => time[name])) as [number[], number[]];
      const cells = [summary(ours, { unit: " ms" }), summary(theirs, { unit: " ms" }), ratio(ours, theirs)];
      printRow([`${what}, ${when}`, ...cells, wanted, rounds]);
    }
  }
  console.log(`
All ${exercises.length} solutions with all their checks, each round in a fresh process. Starting it, lockdown(), making the
compartments and loading the modules are not in the figures. The first two rows are how a learner's file is to be graded
where it is not trusted. With everything in one compartment, the engine looks up each global object in a scope of SES's each
time that it uses one, and has to be given some that SES keeps to itself (Float64Array, SharedArrayBuffer).`);
}

/** A solution as a script, with the engine as something that is there. */
function makeWork(file: string): Promise<string> {
  return makeScript(`export * from ${JSON.stringify(file)};`, { globalName: "work", plugins: [engineIsThere] });
}

const engineIsThere: Plugin = {
  name: "the engine is there",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@millrace\/(core|diagrams|grader)$/ }, ({ path }) => ({ path, namespace: "engine" }));
    onLoad({ filter: /.*/, namespace: "engine" }, ({ path }) => ({
      contents: `module.exports = engine[${JSON.stringify(path)}];`,
    }));
  },
};

/** The text of a module that grades whatever solutions it is given. */
function hostOf(exercises: readonly ExerciseFiles[]): string {
  return `
    import * as core from "@millrace/core";
    import * as diagrams from "@millrace/diagrams";
    import * as grader from "@millrace/grader";
    ${exercises.map(({ checksFile }, place) => `import checks${place} from ${JSON.stringify(checksFile)};`).join("\n")}
    const exercises = [${exercises.map((_files, place) => `checks${place}`).join(", ")}];
    export const engine = { "@millrace/core": core, "@millrace/diagrams": diagrams, "@millrace/grader": grader };
    export const gradeAll = (works) => works.map((work, place) => grader.grade(exercises[place], work).status);
  `;
}

/** The text of a module that holds the solutions, too. */
function wholeOf(exercises: readonly ExerciseFiles[]): string {
  return `
    ${hostOf(exercises).replace("export const gradeAll", "const gradeThese")}
    ${exercises.map(({ solution }, place) => `import * as work${place} from ${JSON.stringify(solution.workFile)};`).join("\n")}
    export const gradeAll = () => gradeThese([${exercises.map((_files, place) => `work${place}`).join(", ")}]);
  `;
}
