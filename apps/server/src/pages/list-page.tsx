import { count } from "@millrace/grader";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ChapterList } from "../chapters.ts";
import type { ExerciseSummary } from "../workshop/workshop.ts";
import { Layout } from "./layout.tsx";
import { markOf } from "./words.ts";

/** What the first page shows. */
export interface ListProps {
  readonly chapters: readonly ChapterList[];
  /** The names of the pipelines that can be drawn. */
  readonly pipelines: readonly string[];
  readonly notice: string | undefined;
}

/** The first page: what there is, how far you are, what to do next. */
export function ListPage(props: ListProps): JSX.Element {
  return (
    <Layout title="Millrace" live="list">
      <div class="column">
        <h1>The exercises</h1>
        <p class="lead">
          Write the algorithms that hold a data pipeline together. Each exercise is one file: open it in your editor,
          and leave its page open here. Every save is graded.
        </p>
        <div id="live" data-fragment="/fragments/list">
          <List {...props} />
        </div>
        {props.pipelines.length > 0 && (
          <section>
            <h2>Pipelines</h2>
            <ul>
              {props.pipelines.map((name) => (
                <li>
                  <a href={`/pipelines/${encodeURIComponent(name)}`}>{name}</a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Layout>
  );
}

/** The part of the first page that changes when the learner saves. */
export function List({ chapters, notice }: ListProps): JSX.Element {
  const all = chapters.flatMap(({ exercises }) => exercises);
  const passed = all.filter(({ status }) => status === "passed").length;
  const summary = `${passed} of ${count(all.length, "exercise")} passed`;
  return (
    <div data-summary={summary}>
      {notice !== undefined && <p class="note">{notice}</p>}
      {all.length === 0 ? (
        <p class="note">There is no exercise here. Start Millrace in the folder that holds `exercises`.</p>
      ) : (
        <>
          <p class="progress">
            <progress value={passed} max={all.length} aria-label="Exercises passed"></progress> {summary}
          </p>
          <Next exercises={all} />
        </>
      )}
      {chapters.map((chapter) => (
        <ChapterView {...chapter} />
      ))}
    </div>
  );
}

function Next({ exercises }: { readonly exercises: readonly ExerciseSummary[] }): JSX.Element {
  const next = exercises.find(({ status }) => status !== "passed");
  if (next === undefined) return <p class="note passed">You have passed every exercise.</p>;
  const isFirst = exercises.every(({ status }) => status === "not-begun");
  return (
    <p class="note">
      <strong>{isFirst ? "Begin here:" : "Go on with:"}</strong> <ExerciseLink {...next} />
      {next.minutes !== undefined && ` (${count(next.minutes, "minute")})`}.{" "}
      {isFirst && "It fails until you have changed it: that is how every exercise begins."}
    </p>
  );
}

function ChapterView({ folder, title, hasStory, exercises }: ChapterList): JSX.Element {
  return (
    <section>
      <div class="chapter">
        <h2>{title}</h2>
        {hasStory && (
          <a href={`/chapters/${encodeURIComponent(folder)}`} aria-label={`Story of ${title}`}>
            Story
          </a>
        )}
      </div>
      <ol class="exercises">
        {exercises.map((exercise) => (
          <li class={exercise.status}>
            <span class="mark" aria-hidden="true">
              {markOf[exercise.status]}
            </span>
            <span class="exercise-title">
              <ExerciseLink {...exercise} />
              {exercise.fault !== undefined && <span class="fault">Its checks cannot be loaded: {exercise.fault}</span>}
            </span>
            <span class="quiet minutes">{exercise.minutes !== undefined && `${exercise.minutes} min`}</span>
            <span class="standing">{standingOf(exercise)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ExerciseLink({ files, title }: ExerciseSummary): JSX.Element {
  return <a href={`/exercises/${files.id}`}>{`${files.id} ${title}`}</a>;
}

function standingOf({ status, points, pointsMax }: ExerciseSummary): string {
  switch (status) {
    case "not-begun":
      return "not begun";
    case "missing":
      return "file is gone";
    case "passed":
      return "passed";
    case "error":
      return "could not be run";
    default:
      return `${points} of ${count(pointsMax, "check")}`;
  }
}
