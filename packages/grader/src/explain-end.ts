import { type Counterexample, SystemError, describeChoice, describeValue } from "@millrace/core";
import { sequenceDiagram, spaceTimeDiagram } from "@millrace/diagrams";
import { statusAfter } from "./assemble-verdict.ts";
import type { Exercise } from "./exercise.ts";
import { LearnerError, MissingExportError } from "./guard-work.ts";
import { CheckEnd, type End } from "./lab.ts";
import { writeLink } from "./link.ts";
import type { CheckVerdict, CounterexampleVerdict, Problem } from "./verdict.ts";

/** Where a check stands, and what its learner wrote. */
export interface Where {
  readonly check: string;
  readonly exercise: Pick<Exercise, "id" | "work">;
  readonly version: string;
  readonly index: number;
  /** The learner's module, as it is. */
  readonly work: object;
  readonly onThrow?: (stack: string) => void;
  /** A counterexample of so many choices, or fewer, is not drawn. */
  readonly shortEnough?: number | undefined;
}

/** What a check's last throw says about it: it found something, the learner's code threw, or the check itself is wrong. */
export function explainThrown(error: unknown, where: Where): Omit<CheckVerdict, "name"> {
  const { exercise, onThrow } = where;
  if (error instanceof CheckEnd) return explainEnd(error.end, where);
  if (error instanceof MissingExportError)
    return decidedBy({ kind: "missing-export", message: error.message, file: exercise.work });
  if (error instanceof LearnerError) {
    tellStack(error.cause, onThrow);
    const problem: Problem = { kind: "threw", message: sayWho(error.what, error.message), file: exercise.work };
    return { status: "failed", expected: `${error.what} returns`, actual: error.message, problem };
  }
  if (error instanceof SystemError)
    return { status: "failed", expected: "machines that can be started", actual: error.message };
  const notCallable = findNotCallable(error, where);
  if (notCallable !== undefined) return { status: "failed", ...notCallable };
  return decidedBy({
    kind: "our-fault",
    message: `The check "${where.check}" failed by itself: ${error instanceof Error ? error.message : describeValue(error)}. This is not your doing; please report it.`,
  });
}

/** A check that ends with a problem and nothing else. */
export function decidedBy(problem: Problem): Omit<CheckVerdict, "name"> {
  return { status: statusAfter(problem), problem };
}

function explainEnd(end: End, where: Where): Omit<CheckVerdict, "name"> {
  if (end.status === "inconclusive") return decidedBy({ kind: "budget", message: end.reason });
  const { expected, actual, law, counterexample, world = 0 } = end;
  return {
    status: "failed",
    ...(law === undefined ? {} : { law }),
    expected,
    actual,
    ...(counterexample === undefined ? {} : describeCounterexample(counterexample, world, where)),
  };
}

function describeCounterexample(
  counterexample: Counterexample,
  world: number,
  where: Where,
): { readonly counterexample: CounterexampleVerdict; readonly problem?: Problem } {
  const { exercise, version, index, shortEnough = 0 } = where;
  const { execution, schedule, foundLength, shortest, race } = counterexample;
  const { system } = execution;
  const problem = explainThrow(counterexample, where);
  return {
    counterexample: {
      schedule: schedule.map(describeChoice),
      link: writeLink({ exercise: exercise.id, version, check: index, world, seed: system.seed }, execution),
      diagram: schedule.length <= shortEnough ? { mermaid: "", text: "" } : draw(counterexample),
      length: schedule.length,
      foundLength,
      shortest,
      ...(race === undefined ? {} : { race: race.text }),
    },
    ...(problem === undefined ? {} : { problem }),
  };
}

function draw(counterexample: Counterexample): CounterexampleVerdict["diagram"] {
  const { execution } = counterexample;
  return {
    mermaid: sequenceDiagram(execution, { violation: counterexample }),
    text: spaceTimeDiagram(execution, { violation: counterexample, columns: 80, charset: "unicode" }),
  };
}

/** A handler that throws is a problem of one place in the file, besides being a run that breaks a law. */
function explainThrow({ execution }: Counterexample, { exercise, onThrow }: Where): Problem | undefined {
  const { failure } = execution;
  if (failure?.kind !== "threw") return undefined;
  if (failure.stack !== undefined) onThrow?.(failure.stack);
  const { handler, machine, message } = failure;
  return { kind: "threw", message: sayWho(`${handler} of ${machine}`, message), file: exercise.work };
}

/** "double threw: no such key", "double threw 7, which is no Error. …", "double returned a Promise. …". */
function sayWho(what: string, message: string): string {
  return message.startsWith("It ") ? `${what} ${message.slice("It ".length)}` : `${what} threw: ${message}`;
}

function tellStack(cause: unknown, onThrow: Where["onThrow"]): void {
  if (cause instanceof Error && typeof cause.stack === "string") onThrow?.(cause.stack);
}

/** A check may call what the exercise says is a function. Where it is none, the learner is told so. */
function findNotCallable(
  error: unknown,
  { work, exercise }: Where,
): { readonly expected: string; readonly actual: string } | undefined {
  const name = error instanceof TypeError ? /(\w+) is not a function$/.exec(error.message)?.[1] : undefined;
  if (name === undefined || !Object.hasOwn(work, name)) return undefined;
  const value: unknown = Reflect.get(work, name);
  if (typeof value === "function") return undefined;
  return {
    expected: `${exercise.work} exports ${name} as a function`,
    actual: `it exports ${value === null ? "null" : `${typeof value === "object" ? "an object" : `a ${typeof value}`}`}`,
  };
}
