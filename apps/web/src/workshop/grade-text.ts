import type { CheckVerdict, Problem } from "@millrace/grader";
import { codeFrame } from "@millrace/grader/code-frame.ts";
import { failuresOf } from "@millrace/grader/match-mistake.ts";
import { errorText } from "../shell/error-text.ts";
import type { RemoteLanguage } from "./editor/language.ts";
import { originOf } from "./grading/read-source-map.ts";
import type { ScriptPlace } from "./grading/said.ts";
import type { Supervisor } from "./grading/supervisor.ts";
import type { GradingEvent, KnownMistake } from "./grading-state.ts";
import { makeScript } from "./make-script.ts";
import type { OtherPart } from "./parts.ts";

/** Grades a learner's text: makes a script of it, has the checks run, and tells what comes of it. Never rejects. */
export async function gradeText(
  {
    id,
    work,
    answer,
    text,
  }: { readonly id: string; readonly work: string; readonly answer: string; readonly text: string },
  {
    language,
    supervisor,
    findParts,
    signal,
    tell,
  }: {
    readonly language: RemoteLanguage;
    readonly supervisor: Supervisor;
    /** The files of other exercises that a text imports. */
    readonly findParts: (text: string) => Promise<readonly OtherPart[]>;
    readonly signal: AbortSignal;
    readonly tell: (event: GradingEvent) => void;
  },
): Promise<void> {
  tell({ type: "begun" });
  try {
    const script = await makeScript(text, { language, parts: await findParts(text) });
    if ("problem" in script) {
      const { message, from } = script.problem;
      const place = from === undefined ? {} : placeIn(text, placeAt(text, from), work);
      return tell({ type: "ended", problem: { kind: "syntax", message, ...place } });
    }
    tell({ type: "script", code: script.code });
    const withPlace = (problem: Problem, place: ScriptPlace | undefined): Problem => {
      const origin = place === undefined ? undefined : originOf(place, script.map);
      return origin === undefined ? problem : { ...problem, ...placeIn(text, origin, work) };
    };
    const names: string[] = [];
    const verdicts: CheckVerdict[] = [];
    const ending = await supervisor.grade(
      { id, code: script.code },
      {
        onChecks(found) {
          names.splice(0, names.length, ...found);
          tell({ type: "checks", names: found });
        },
        onCheck: (index) => tell({ type: "check", index }),
        onVerdict(index, { problem, ...verdict }, place) {
          const whole = problem === undefined ? verdict : { ...verdict, problem: withPlace(problem, place) };
          verdicts[index] = whole;
          tell({ type: "verdict", index, verdict: whole });
        },
        onPrint: (printed) => tell({ type: "print", text: printed }),
        onAlike: () => undefined,
        onRun: () => undefined,
        onOptions: () => undefined,
      },
      signal,
    );
    if (ending.kind === "done") {
      tell({ type: "ended" });
      const mistake = await findMistake({ id, answer, verdicts }, { language, supervisor, signal });
      if (mistake !== undefined) tell({ type: "mistake", mistake });
      return;
    }
    const { index, place } = ending;
    const problem = withPlace(ending.problem, place);
    if (index === undefined) return tell({ type: "ended", problem });
    tell({ type: "verdict", index, verdict: stoppedBy(problem, names[index] ?? "") });
    tell({ type: "ended", problem });
  } catch (error) {
    tell({ type: "ended", problem: { kind: "our-fault", message: `It could not be graded: ${errorText(error)}` } });
  }
}

/** The known mistake that the file fails like. Nobody waits for it: where it cannot be looked for, there is none. */
async function findMistake(
  {
    id,
    answer,
    verdicts,
  }: { readonly id: string; readonly answer: string; readonly verdicts: readonly CheckVerdict[] },
  {
    language,
    supervisor,
    signal,
  }: { readonly language: RemoteLanguage; readonly supervisor: Supervisor; readonly signal: AbortSignal },
): Promise<KnownMistake | undefined> {
  const failures = failuresOf({ checks: verdicts });
  if (failures.length === 0) return undefined;
  const known = await language.mistaken({ id, answer, caughtBy: failures.map(({ check }) => check) }).catch(() => []);
  if (known.length === 0 || signal.aborted) return undefined;
  const candidates = known.map(({ code, caughtBy }) => ({ code, caughtBy }));
  const found = await supervisor.compare({ id, failures, candidates }, signal);
  return found === undefined ? undefined : known[found];
}

function stoppedBy(problem: Problem, name: string): CheckVerdict {
  return { name, status: problem.kind === "our-fault" ? "error" : "failed", problem };
}

function placeAt(text: string, from: number): ScriptPlace {
  const before = text.slice(0, from).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function placeIn(
  text: string,
  { line, column }: ScriptPlace,
  file: string,
): Pick<Problem, "file" | "line" | "column" | "frame"> {
  return { file, line, column, frame: codeFrame(text, { line, column }) };
}
