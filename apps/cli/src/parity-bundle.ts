import { type ExerciseFiles, listExercises } from "@millrace/grader/catalogue.node.ts";
import { type Mistake, applyMistake } from "@millrace/grader";
import { type Runner } from "@millrace/grader/runner.node.ts";
import { type Plugin, build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/** One thing to grade: an exercise with its starter, its solution, or a known mistake in that. */
interface Entry {
  readonly name: string;
  readonly files: ExerciseFiles;
  readonly work: string;
  readonly version: string;
}

/** Three hosts grade every so many-th mistake: all of them would take minutes, and are graded on Node elsewhere. */
const mistakesPerSample = 15;

/**
 * One program for every host: it grades each exercise under `root` with its starter, its solution and a sample of its
 * known mistakes. It calls `globalThis.report` with a name before each, and with the verdict's JSON text after it.
 */
export async function bundleGradings(root: string, runner: Runner): Promise<string> {
  const mistakes: Mistaken[] = [];
  const entries: Entry[] = [];
  for (const files of listExercises(root)) {
    const { version, title } = await runner.describe(files);
    const add = (what: string, work: string): void =>
      void entries.push({ name: `${files.id} ${title}: ${what}`, files, work, version });
    add("starter", files.solution.starterFile);
    add("solution", files.solution.workFile);
    for (const [place, mistake] of (await runner.mistakesOf(files)).entries()) {
      if (place % mistakesPerSample !== 0) continue;
      add(mistake.name, `mistake:${mistakes.length}`);
      mistakes.push({ mistake, answerFile: files.solution.answerFile });
    }
  }
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: program(entries), resolveDir: dirname(import.meta.filename), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    plugins: [answersWithMistakes(mistakes)],
  });
  return outputFiles[0]?.text ?? "";
}

function program(entries: readonly Entry[]): string {
  const imports = entries.flatMap(({ files, work }, place) => [
    `import exercise${place} from ${JSON.stringify(files.checksFile)};`,
    `import * as work${place} from ${JSON.stringify(work)};`,
  ]);
  const grades = entries.flatMap(({ name, version }, place) => [
    `report(${JSON.stringify(name)});`,
    `report(JSON.stringify(grade(exercise${place}, work${place}, { version: "${version}" })));`,
  ]);
  return [`import { grade } from "@millrace/grader";`, ...imports, ...grades].join("\n");
}

interface Mistaken {
  readonly mistake: Mistake;
  readonly answerFile: string;
}

/** `mistake:7` is the seventh known mistake's answer: a module of its own. */
function answersWithMistakes(mistakes: readonly Mistaken[]): Plugin {
  return {
    name: "answers with mistakes",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^mistake:/ }, ({ path }) => ({ path, namespace: "mistake" }));
      onLoad({ filter: /.*/, namespace: "mistake" }, ({ path }) => {
        const found = mistakes[Number(path.slice("mistake:".length))];
        if (found === undefined) throw new Error(`There is no ${path}.`);
        const { mistake, answerFile } = found;
        const contents = applyMistake(readFileSync(answerFile, "utf8"), mistake);
        return { contents, resolveDir: dirname(answerFile), loader: "ts" };
      });
    },
  };
}
