import { useState } from "react";
import type { CounterexampleVerdict } from "@millrace/grader";
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
        <CopyButton name="Copy link" text={link} />
        <CopyButton name="Copy Mermaid" text={diagram.mermaid} />
      </div>
      <LookInto key={link} link={link} look={look} />
    </>
  );
}

function CopyButton({ name, text }: { readonly name: string; readonly text: string }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      setSaid("The browser does not let this page copy. It reads: ");
    }
  };
  return (
    <span>
      <button type="button" className="quiet-button" onClick={() => void copy()}>
        {name}
      </button>{" "}
      <span role="status">
        {said}
        {said.endsWith(" ") && <code>{text}</code>}
      </span>
    </span>
  );
}
