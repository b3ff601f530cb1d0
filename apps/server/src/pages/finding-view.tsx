import type { JSX } from "hono/jsx/jsx-runtime";
import { type Finding, summarise } from "../workshop/finding.ts";
import type { ExerciseSummary } from "../workshop/workshop.ts";
import { VerdictView } from "./verdict-view.tsx";
import { markOf } from "./words.ts";

/** What was found, and about what. */
export interface FindingViewProps {
  readonly exercise: ExerciseSummary;
  /** Undefined until the file has been graded for the first time. */
  readonly finding: Finding | undefined;
  /** The exercise to do after this one. */
  readonly next: ExerciseSummary | undefined;
  /** The learner's file as it is typed in a terminal. */
  readonly path: string;
  readonly typed: (command: string) => string;
}

/** The part of an exercise's page that changes when the learner saves. */
export function FindingView(props: FindingViewProps): JSX.Element {
  const { finding } = props;
  if (finding === undefined)
    return <p class="quiet">Your file is being graded. Without scripts, reload the page to see the verdict.</p>;
  const status = finding.kind === "graded" ? finding.verdict.status : "error";
  return (
    <div class={`finding ${status}`} data-summary={summarise(finding)} data-mark={markOf[status]} data-state={status}>
      {finding.kind === "graded" && <Graded {...props} finding={finding} />}
      {finding.kind === "missing" && <Missing {...props} />}
      {finding.kind === "fault" && (
        <div class="problem">
          <p>Millrace itself failed. That is not your code's fault, and nothing is counted.</p>
          <pre tabindex={0}>{finding.message}</pre>
        </div>
      )}
    </div>
  );
}

function Graded(props: FindingViewProps & { readonly finding: Finding & { readonly kind: "graded" } }): JSX.Element {
  const { exercise, finding, typed } = props;
  const { verdict, at } = finding;
  return (
    <>
      <p class="score">
        <strong>
          {verdict.points} of {verdict.pointsMax}
        </strong>{" "}
        checks passed{" "}
        <span class="quiet">
          saved file graded at <time datetime={at.toISOString()}>{at.toLocaleTimeString("en-GB")}</time>
        </span>
      </p>
      {!exercise.isBegun && verdict.status !== "passed" && (
        <p class="note">
          You have not begun yet: this is the starter, and it is meant to fail. Save your file and see it change.
        </p>
      )}
      {verdict.status === "passed" && <Passed {...props} />}
      <VerdictView verdict={verdict} typed={typed} />
    </>
  );
}

function Passed({ exercise, next, typed }: FindingViewProps): JSX.Element {
  return (
    <div class="note passed">
      <p>
        <strong>Every check passes.</strong> Compare your file with the library's:{" "}
        <code class="command">{typed(`diff ${exercise.files.id}`)}</code>
      </p>
      {next !== undefined && (
        <p>
          Next: <a href={`/exercises/${next.files.id}`}>{`${next.files.id} ${next.title}`}</a>
        </p>
      )}
    </div>
  );
}

function Missing({ exercise, path, typed }: FindingViewProps): JSX.Element {
  return (
    <div class="problem">
      <p>
        <code>{path}</code> is not there.
      </p>
      <p>
        To get the starter back: <code class="command">{typed(`reset ${exercise.files.id}`)}</code> As soon as there is
        a file, it is graded.
      </p>
    </div>
  );
}
