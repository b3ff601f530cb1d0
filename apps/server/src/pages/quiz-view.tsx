import type { QuizQuestion } from "@millrace/grader";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** What a {@link QuizView} shows. */
export interface QuizViewProps {
  /** With their options in the order in which they are shown. */
  readonly questions: readonly QuizQuestion[];
  /** A line of Markdown as HTML. */
  readonly markdown: (text: string) => Child;
}

/** A chapter's questions. To open an option is to choose it: it says whether it is right, and why. */
export function QuizView({ questions, markdown }: QuizViewProps): JSX.Element {
  return (
    <section class="quiz" aria-labelledby="quiz">
      <h2 id="quiz">Quiz</h2>
      {questions.map(({ number, text, options }) => (
        <div class="question">
          <h3>
            {number}. {markdown(text)}
          </h3>
          {options.map((option) => (
            <details class={option.isRight ? "option right" : "option"}>
              <summary>{markdown(option.text)}</summary>
              <p>
                <strong>{option.isRight ? "Right." : "No."}</strong> {markdown(option.explanation)}
              </p>
            </details>
          ))}
        </div>
      ))}
    </section>
  );
}
