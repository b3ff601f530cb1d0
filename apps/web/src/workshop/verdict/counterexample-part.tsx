import type { CounterexampleVerdict } from "@millrace/grader";
import { CopyButton } from "../../shell/copy-button.tsx";
import { addressOf } from "../linked-run/address.ts";
import type { Look } from "../use-grading.ts";
import { LookInto } from "./look-into.tsx";

/** The run that breaks the law: drawn for a terminal, as steps in words, and as a link to see it again. */
export function CounterexamplePart({
  counterexample: { schedule, link, diagram, length, shortest, race },
  look,
}: {
  readonly counterexample: CounterexampleVerdict;
  readonly look: Look;
}) {
  return (
    <>
      <p className="quiet">
        {shortest ? "There is no shorter run that breaks it" : "As short as it could be made"}: {length}{" "}
        {length === 1 ? "step" : "steps"}.{race !== undefined && ` It would have broken nothing if ${race}.`}
      </p>
      {diagram.text !== "" && (
        <pre tabIndex={0} role="img" aria-label="The run, drawn; its steps follow in words" className="run-drawing">
          {diagram.text}
        </pre>
      )}
      {schedule.length > 0 && (
        <details>
          <summary>The run, step by step</summary>
          <ol>
            {schedule.map((step, index) => (
              <li key={index}>{step}</li>
            ))}
          </ol>
        </details>
      )}
      <div className="controls">
        <CopyButton name="Copy link" what="The link" text={addressOf(link)} />
        <CopyButton name="Copy Mermaid" what="The Mermaid text" text={diagram.mermaid} />
      </div>
      <LookInto key={link} link={link} look={look} />
    </>
  );
}
