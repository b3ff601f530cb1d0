import { useCallback, useEffect, useRef, useState } from "react";
import type { ExercisePlace, ExerciseTexts } from "../content/exercises.ts";
import { rememberPassed } from "../course/page-standing.ts";
import { type Beginning, Editor } from "./editor/editor.tsx";
import { describeGrading, isPassed } from "./grading-state.ts";
import { KeepBar } from "./keep-bar.tsx";
import { PartsNote } from "./parts-note.tsx";
import { type OtherPart, findParts } from "./parts.ts";
import { SolutionPart } from "./solution/solution-part.tsx";
import { useGrading } from "./use-grading.ts";
import { useLanguage } from "./use-language.ts";
import { ChecksList, ProblemPart } from "./verdict/checks-list.tsx";
import { openWorkStore } from "./work-store.ts";

const store = openWorkStore(() => localStorage);

/** Where an exercise is written and graded. */
export default function ExerciseDesk({
  exercise,
  texts,
}: {
  readonly exercise: ExercisePlace;
  readonly texts: ExerciseTexts;
}) {
  const { id, work } = exercise;
  const { starter } = texts;
  // What was put into the editor; what is in it is `text`.
  const [begin, setBegin] = useState<Beginning>(() => ({ text: store.read(id) ?? starter }));
  const text = useRef(begin.text);
  const [isKept, setKept] = useState(true);
  const language = useLanguage();
  // Those that were put in when the file was checked last; until then, those that would be.
  const [parts, setParts] = useState<readonly OtherPart[]>([]);
  const putIn = useCallback(async (written: string) => {
    const found = await findParts(written, store);
    setParts(found);
    return found;
  }, []);
  // Nobody waits for it: what cannot be loaded now is told of when the file is checked.
  useEffect(() => void putIn(text.current).catch(() => undefined), [putIn]);
  const { state, grade, look } = useGrading(exercise, texts.answer, { language, findParts: putIn });
  const passed = isPassed(state);
  useEffect(() => {
    if (passed) rememberPassed(id);
  }, [passed, id]);
  // The text that was checked last: what the verdicts are about.
  const [checked, setChecked] = useState<string>();
  const [isChanged, setChanged] = useState(false);
  const check = useCallback(() => {
    setChecked(text.current);
    setChanged(false);
    grade(text.current);
  }, [grade]);
  const change = useCallback(
    (changed: string) => {
      text.current = changed;
      setKept(store.write(id, changed));
      setChanged(checked !== undefined && changed !== checked);
    },
    [id, checked],
  );
  /** Puts another text in place of what is there, which stays as a copy: without one, nothing is done. */
  const replace = (wanted: string): "kept" | "nothing to keep" | "no room" => {
    const isToKeep = text.current !== starter && text.current !== wanted;
    if (isToKeep && !store.keepCopy(id, { at: new Date().toISOString(), text: text.current })) return "no room";
    text.current = wanted;
    setBegin({ text: wanted });
    store.write(id, wanted);
    return isToKeep ? "kept" : "nothing to keep";
  };
  if (language === undefined) return <p role="status">Opening the editor …</p>;
  return (
    <section aria-labelledby="desk" className="desk">
      <h2 id="desk">{work}</h2>
      <PartsNote parts={parts} />
      <Editor label={`${work}, your file`} begin={begin} language={language} onChange={change} onCheck={check} />
      <p className="quiet editor-help">
        Tab leaves the editor, Ctrl or Cmd with Enter checks, Ctrl with Space completes. Your file is kept in this
        browser.
      </p>
      {!isKept && (
        <p className="notice" role="alert">
          This browser keeps nothing for this page: download your file before you leave.
        </p>
      )}
      <div className="controls">
        <button type="button" onClick={check}>
          Check
        </button>
        <p role="status" className={passed ? "good" : ""}>
          {describeGrading(state)}
          {isChanged && " You have changed the file since."}
        </p>
      </div>
      {state.problem !== undefined && state.verdicts.size === 0 && (
        <div className="notice">
          <ProblemPart problem={state.problem} />
        </div>
      )}
      <div role="status">
        {state.mistake !== undefined && (
          <p className="notice">
            It fails like a known mistake: “{state.mistake.name}”. {state.mistake.hint}
          </p>
        )}
      </div>
      <ChecksList state={state} look={look} />
      {state.prints.length > 0 && (
        <details>
          <summary>What your code printed</summary>
          <pre tabIndex={0}>{state.prints.join("\n")}</pre>
        </details>
      )}
      <KeepBar id={id} work={work} store={store} text={() => text.current} starter={starter} onReplace={replace} />
      {passed && (
        <SolutionPart
          exercise={exercise}
          answer={texts.answer}
          notes={texts.notes}
          text={text.current}
          language={language}
        />
      )}
    </section>
  );
}
