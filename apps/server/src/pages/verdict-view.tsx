import { type CheckVerdict, count, describeProof, type Problem, type Verdict } from "@millrace/grader";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Diagram } from "./diagram.tsx";
import { markOf, statusNames } from "./words.ts";

/** A verdict, and how commands are typed here. */
export interface VerdictViewProps {
  readonly verdict: Verdict;
  readonly typed: (command: string) => string;
}

/** The checks of a verdict, the first that does not pass opened. */
export function VerdictView({ verdict, typed }: VerdictViewProps): JSX.Element {
  const first = verdict.checks.find(({ status }) => status !== "passed");
  return (
    <>
      {verdict.problem !== undefined && <ProblemView problem={verdict.problem} />}
      {verdict.checks.length > 0 && (
        <ol class="checks">
          {verdict.checks.map((check) => (
            <li class={`check ${check.status}`}>
              {check.status === "passed" ? (
                <CheckHead check={check} />
              ) : (
                <details data-key={`check ${check.name}`} open={check === first} data-open={check === first}>
                  <summary>
                    <CheckHead check={check} />
                  </summary>
                  <Failure check={check} typed={typed} />
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function CheckHead({ check }: { readonly check: CheckVerdict }): JSX.Element {
  return (
    <span class="check-head">
      <span class="mark" aria-hidden="true">
        {markOf[check.status]}
      </span>
      <span>
        <span class="for-ears">{statusNames[check.status]}: </span>
        <span class="check-name">{check.name}</span> <span class="proof">{describeProof(check)}</span>
      </span>
    </span>
  );
}

function Failure({
  check,
  typed,
}: {
  readonly check: CheckVerdict;
  readonly typed: VerdictViewProps["typed"];
}): JSX.Element {
  const { law, expected, actual, counterexample, mistake, problem } = check;
  return (
    <div class="failure">
      {problem !== undefined && <ProblemView problem={problem} />}
      {expected !== undefined && (
        <dl>
          {law !== undefined && <Row label="Law" text={law} />}
          <Row label="Expected" text={expected} />
          {actual !== undefined && <Row label="Actual" text={actual} />}
        </dl>
      )}
      {mistake !== undefined && (
        <p class="note">
          <strong>Looks like a known mistake:</strong> {mistake.name}. {mistake.hint}
        </p>
      )}
      {counterexample !== undefined && (
        <>
          <h3>
            {counterexample.shortest ? "The shortest run that breaks it" : "A run that breaks it"}:{" "}
            {count(counterexample.length, "step")}
          </h3>
          <Diagram
            mermaid={counterexample.diagram.mermaid}
            text={counterexample.diagram.text}
            label={`Sequence diagram of the run that breaks "${check.name}"`}
          />
          <details data-key={`steps of ${check.name}`}>
            <summary>Step by step</summary>
            <ol class="steps">
              {counterexample.schedule.map((step) => (
                <li>{step}</li>
              ))}
            </ol>
          </details>
          <p class="replay">
            See it again in a terminal: <code class="command">{typed(`replay ${counterexample.link}`)}</code>
          </p>
        </>
      )}
    </div>
  );
}

function Row({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  return (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
}

function ProblemView({ problem }: { readonly problem: Problem }): JSX.Element {
  const { message, file, line, column, frame } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return (
    <div class="problem">
      {file !== undefined && (
        <p>
          <code>{place}</code>
        </p>
      )}
      <p>{message}</p>
      {frame !== undefined && <pre tabindex={0}>{frame}</pre>}
    </div>
  );
}
