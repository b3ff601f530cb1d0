import type { JSX } from "hono/jsx/jsx-runtime";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Chapter } from "../chapters.ts";
import { FindingView, type FindingViewProps } from "./finding-view.tsx";
import { Layout } from "./layout.tsx";

/** What an exercise's page shows. */
export interface ExercisePageProps extends FindingViewProps {
  readonly chapter: Chapter;
  readonly readme: HtmlEscapedString;
  /** In order; the last gives the line away. */
  readonly hints: readonly HtmlEscapedString[];
}

/** An exercise: its text, the file to edit, the verdict of what was saved last, hints. */
export function ExercisePage(props: ExercisePageProps): JSX.Element {
  const { exercise, chapter, path, readme, hints } = props;
  const { id } = exercise.files;
  return (
    <Layout title={`${id} ${exercise.title} · Millrace`} live="exercise">
      <div class="desk">
        <div>
          <nav class="crumbs" aria-label="Where this is">
            <a href="/exercises">Exercises</a> /{" "}
            {chapter.hasStory ? (
              <a href={`/chapters/${encodeURIComponent(chapter.folder)}`}>{chapter.title}</a>
            ) : (
              chapter.title
            )}
          </nav>
          <article class="prose">{readme}</article>
        </div>
        <div class="bench">
          <section aria-labelledby="your-file">
            <h2 id="your-file">Your file</h2>
            <p>
              <code class="command">{path}</code>
            </p>
          </section>
          <section aria-labelledby="verdict">
            <h2 id="verdict">Verdict</h2>
            <div id="live" data-fragment={`/fragments/exercises/${id}`} data-exercise={id}>
              <FindingView {...props} />
            </div>
          </section>
          {hints.length > 0 && (
            <section aria-labelledby="hints">
              <h2 id="hints">Hints</h2>
              <Hints hints={hints} shown={0} />
            </section>
          )}
        </div>
      </div>
    </Layout>
  );
}

/** Each hint lies inside the one before it: nobody opens the last by accident. */
function Hints({
  hints,
  shown,
}: {
  readonly hints: readonly HtmlEscapedString[];
  readonly shown: number;
}): JSX.Element {
  const isLast = shown === hints.length - 1;
  return (
    <details class="hint">
      <summary>
        Hint {shown + 1} of {hints.length}
        {isLast && ", which gives the line away"}
      </summary>
      <div class="prose">{hints[shown]}</div>
      {!isLast && <Hints hints={hints} shown={shown + 1} />}
    </details>
  );
}
