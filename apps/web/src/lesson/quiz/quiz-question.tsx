import { createRandom } from "@millrace/core/random.ts";
import { type QuizOption, type QuizQuestion, shuffleOptions } from "@millrace/grader/quiz.ts";
import { useId, useMemo, useState } from "react";
import { MarkdownText } from "./markdown-text.tsx";
import type { KeptAnswers } from "./use-answers.ts";

/** One question: options in an order of this visit's own, and after the answer why each of them is right or wrong. */
export function Question({
  question,
  seed,
  kept,
}: {
  readonly question: QuizQuestion;
  readonly seed: number;
  readonly kept: KeptAnswers;
}) {
  const { options } = useMemo(() => shuffleOptions(question, createRandom(seed)), [question, seed]);
  const [marked, setMarked] = useState<string>();
  const answered = options.find(({ text }) => text === kept.answers[question.text]);
  const name = useId();
  const toggle = (): void => {
    if (answered !== undefined) kept.forget([question.text]);
    else if (marked !== undefined) kept.answer(question.text, marked);
    setMarked(undefined);
  };
  return (
    <fieldset className="question">
      <legend>
        {question.number}. <MarkdownText text={question.text} />
      </legend>
      {options.map((option) => (
        <div key={option.text} className="option">
          <label>
            <input
              type="radio"
              name={name}
              checked={option.text === (answered?.text ?? marked)}
              disabled={answered !== undefined}
              onChange={() => setMarked(option.text)}
            />
            <MarkdownText text={option.text} />
          </label>
          {answered !== undefined && <Explanation option={option} isChosen={option === answered} />}
        </div>
      ))}
      <div className="controls">
        <button
          type="button"
          className="quiet-button"
          disabled={answered === undefined && marked === undefined}
          onClick={toggle}
        >
          {answered === undefined ? "Answer" : "Ask me again"}
        </button>
        <span role="status">{answered !== undefined && (answered.isRight ? "That is right." : "That is not it.")}</span>
      </div>
    </fieldset>
  );
}

/** The words come first, so that nobody needs the colour. */
function Explanation({ option, isChosen }: { readonly option: QuizOption; readonly isChosen: boolean }) {
  return (
    <p className="explanation">
      <strong className={option.isRight ? "good" : "bad"}>
        {option.isRight ? "Right" : "Wrong"}
        {isChosen ? ", your answer" : ""}:
      </strong>{" "}
      <MarkdownText text={option.explanation} />
    </p>
  );
}
