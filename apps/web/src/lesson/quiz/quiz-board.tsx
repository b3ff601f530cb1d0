import { useEffect, useState } from "react";
import { describeProgress, progressOf } from "./answers.ts";
import type { ChapterQuiz } from "./chapter-quiz.ts";
import { loadChapters } from "./chapters.ts";
import { QuizMissing } from "./quiz-missing.tsx";
import { Question } from "./quiz-question.tsx";
import { type KeptAnswers, useAnswers } from "./use-answers.ts";
import "./quiz.css";

/** The lesson's own three questions, then those of each chapter. */
export default function QuizBoard() {
  const [chapters, setChapters] = useState<readonly ChapterQuiz[]>([]);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    loadChapters().then(setChapters, () => setMissing(true));
  }, []);
  if (isMissing) return <QuizMissing />;
  return chapters.length === 0 ? <p role="status">Loading the questions …</p> : <Chapters chapters={chapters} />;
}

function Chapters({ chapters }: { readonly chapters: readonly ChapterQuiz[] }) {
  const kept = useAnswers();
  const [seed] = useState(drawSeed);
  const [lesson, ...others] = chapters;
  const all = chapters.flatMap(({ questions }) => questions);
  return (
    <div className="quiz">
      {!kept.areKept && (
        <p className="notice" role="note">
          This browser keeps nothing for this page. You can answer all the same; your answers are gone when you leave.
        </p>
      )}
      {lesson !== undefined && <Questions chapter={lesson} seed={seed} kept={kept} />}
      <h3>Each chapter’s questions</h3>
      {others.map((chapter) => (
        <details key={chapter.id} className="chapter-quiz">
          <summary>
            {chapter.title}{" "}
            <span className="quiet">{describeProgress(progressOf(chapter.questions, kept.answers))}</span>
          </summary>
          <Questions chapter={chapter} seed={seed} kept={kept} />
        </details>
      ))}
      <div className="controls">
        <p role="status" className="quiz-progress">
          All questions: {describeProgress(progressOf(all, kept.answers))}.
        </p>
        <button
          type="button"
          className="quiet-button"
          disabled={progressOf(all, kept.answers).answered === 0}
          onClick={() => kept.forget(all.map(({ text }) => text))}
        >
          Forget all answers
        </button>
      </div>
    </div>
  );
}

function Questions({
  chapter,
  seed,
  kept,
}: {
  readonly chapter: ChapterQuiz;
  readonly seed: number;
  readonly kept: KeptAnswers;
}) {
  return chapter.questions.map((question) => (
    <Question key={question.text} question={question} seed={seed + question.number} kept={kept} />
  ));
}

/** Another order of options at each visit. */
function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
