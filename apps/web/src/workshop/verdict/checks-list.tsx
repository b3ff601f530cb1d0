import type { CheckVerdict, Problem } from "@millrace/grader";
import { describeProof } from "@millrace/grader/describe-proof.ts";
import type { GradingState } from "../grading-state.ts";
import type { Look } from "../use-grading.ts";
import { CounterexamplePart } from "./counterexample-part.tsx";
import "./verdict.css";

/** Every check of a grading with its verdict, as they are decided. */
export function ChecksList({
  state: { names, verdicts, current, phase },
  look,
}: {
  readonly state: GradingState;
  readonly look: Look;
}) {
  const firstFailed = names.findIndex((_name, index) => (verdicts.get(index)?.status ?? "passed") !== "passed");
  return (
    <ol className="checks">
      {names.map((name, index) => {
        const verdict = verdicts.get(index);
        return (
          <li key={name} className={`check ${verdict?.status ?? "open"}`}>
            {verdict === undefined ? (
              <p>
                <span className="mark" aria-hidden="true">
                  ·
                </span>{" "}
                {name}{" "}
                <span className="quiet">{current === index ? "running …" : phase === "ended" ? "not run" : ""}</span>
              </p>
            ) : (
              <Decided verdict={verdict} name={name} isOpen={index === firstFailed} look={look} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The first check that did not pass is open: it is the one to begin with. */
function Decided({
  verdict,
  name,
  isOpen,
  look,
}: {
  readonly verdict: CheckVerdict;
  readonly name: string;
  readonly isOpen: boolean;
  readonly look: Look;
}) {
  const { status, law, expected, actual, counterexample, problem } = verdict;
  return (
    <>
      <p>
        <span className={`mark ${status === "passed" ? "good" : "bad"}`} aria-hidden="true">
          {status === "passed" ? "✓" : "✗"}
        </span>{" "}
        {name} <span className={status === "passed" ? "good" : "bad"}>{words[status]}</span>{" "}
        <span className="quiet">{describeProof(verdict)}</span>
      </p>
      {status !== "passed" && (
        <details className="why" open={isOpen}>
          <summary>Why</summary>
          {problem !== undefined && <ProblemPart problem={problem} />}
          {problem?.kind !== "threw" && expected !== undefined && (
            <dl>
              {law !== undefined && (
                <>
                  <dt>Law</dt>
                  <dd>{law}</dd>
                </>
              )}
              <dt>Expected</dt>
              <dd>{expected}</dd>
              <dt>Actual</dt>
              <dd>{actual}</dd>
            </dl>
          )}
          {counterexample !== undefined && <CounterexamplePart counterexample={counterexample} look={look} />}
        </details>
      )}
    </>
  );
}

const words = { passed: "passed", failed: "failed", inconclusive: "not decided", error: "our fault" } as const;

/** What stood in the way, with its place in the file. */
export function ProblemPart({ problem: { message, file, line, column, frame } }: { readonly problem: Problem }) {
  return (
    <>
      <p>{message}</p>
      {line !== undefined && (
        <p className="quiet">
          {file}, line {line}, column {column}
        </p>
      )}
      {frame !== undefined && (
        <pre tabIndex={0} aria-label="The lines around it">
          {frame}
        </pre>
      )}
    </>
  );
}
