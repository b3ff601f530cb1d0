import { useState } from "react";
import { Link } from "wouter";
import { type ExercisePlace, exerciseAfter } from "../../content/exercises.ts";
import { Prose } from "../../content/prose.tsx";
import { splitTitle } from "../../content/split-text.ts";
import { errorText } from "../../shell/error-text.ts";
import type { Answer, RemoteLanguage } from "../editor/language.ts";
import { type DiffLine, diffLines } from "./diff-lines.ts";
import "./solution.css";

type Stage = "closed" | "signatures" | "bodies";

/** What there is after an exercise was passed: the library's answer beside one's own, in two stages, the notes, and the next one. */
export function SolutionPart({
  exercise,
  answer: name,
  notes,
  text,
  language,
}: {
  readonly exercise: ExercisePlace;
  readonly answer: string;
  readonly notes: string;
  /** The learner's file as it is now. */
  readonly text: string;
  readonly language: RemoteLanguage;
}) {
  const [stage, setStage] = useState<Stage>("closed");
  const [answer, setAnswer] = useState<Answer>();
  const [problem, setProblem] = useState("");
  const next = exerciseAfter(exercise.id);
  const show = async (wanted: Stage): Promise<void> => {
    try {
      setAnswer(answer ?? (await language.answer(name)));
      setStage(wanted);
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  return (
    <section aria-labelledby="afterwards" className="afterwards">
      <h2 id="afterwards">Passed. And then?</h2>
      {next !== undefined && (
        <p>
          Next: <Link href={`/workshop/${next.id}`} onClick={() => scrollTo(0, 0)}>{`${next.id} ${next.name}`}</Link>
        </p>
      )}
      <h3>Beside the library’s own</h3>
      <p>The library has the same file. Guess first how it does it, then look at what it declares, then at how.</p>
      <div className="controls">
        <button
          type="button"
          className="quiet-button"
          onClick={() => void show("signatures")}
          disabled={stage !== "closed"}
        >
          Show what it declares
        </button>
        <button
          type="button"
          className="quiet-button"
          onClick={() => void show("bodies")}
          disabled={stage !== "signatures"}
        >
          Show how, beside mine
        </button>
      </div>
      <p role="status">{problem}</p>
      {answer !== undefined && stage === "signatures" && (
        <pre tabIndex={0} aria-label="What the library's file declares">
          {answer.signatures}
        </pre>
      )}
      {answer !== undefined && stage === "bodies" && <Diff lines={diffLines(text.trimEnd(), answer.text.trimEnd())} />}
      <details>
        <summary>Notes: why it works, and what breaks it</summary>
        <Prose text={splitTitle(notes).body} below={1} />
      </details>
    </section>
  );
}

const signs = { same: " ", mine: "−", theirs: "+" } as const;
const words = { same: "", mine: "only yours: ", theirs: "only the library’s: " } as const;

function Diff({ lines }: { readonly lines: readonly DiffLine[] }) {
  return (
    <>
      <p className="quiet">− stands only in yours, + only in the library’s.</p>
      <pre tabIndex={0} className="diff" aria-label="Your file beside the library's">
        {lines.map(({ kind, text }, index) => (
          <span key={index} className={kind}>
            <span aria-hidden="true">{signs[kind]} </span>
            <span className="visually-hidden">{words[kind]}</span>
            {text}
            {"\n"}
          </span>
        ))}
      </pre>
    </>
  );
}
