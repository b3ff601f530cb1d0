import { Suspense, lazy, useEffect, useState } from "react";
import { Link } from "wouter";
import { type ExercisePlace, type ExerciseTexts, findExercise, loadExercise } from "../content/exercises.ts";
import { Prose } from "../content/prose.tsx";
import { splitHints, splitTitle } from "../content/split-text.ts";
import { findAbilities } from "../shell/can-run.ts";
import { errorText } from "../shell/error-text.ts";
import { HintsPart } from "./reading/hints-part.tsx";
import "./workshop.css";

// The text can be read while the editor comes.
const ExerciseDesk = lazy(async () => import("./exercise-desk.tsx"));

/** One exercise: its text, hints, an editor that grades in the page, and what comes after. */
export default function ExercisePage({ id }: { readonly id: string }) {
  const exercise = findExercise(id);
  if (exercise === undefined) {
    return (
      <main>
        <h1>No such exercise</h1>
        <p>
          There is no exercise {id}. <Link href="/course">The course</Link> lists them all.
        </p>
      </main>
    );
  }
  return <Opened key={id} exercise={exercise} />;
}

type Loaded = { readonly texts: ExerciseTexts } | { readonly problem: string };

function Opened({ exercise }: { readonly exercise: ExercisePlace }) {
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let isHere = true;
    loadExercise(exercise).then(
      (texts) => isHere && setLoaded({ texts }),
      (error: unknown) => isHere && setLoaded({ problem: errorText(error) }),
    );
    return () => {
      isHere = false;
    };
  }, [exercise]);
  useEffect(() => {
    const before = document.title;
    document.title = `${exercise.id} ${exercise.name} · Millrace`;
    return () => {
      document.title = before;
    };
  }, [exercise]);
  if (loaded === undefined) {
    return (
      <main>
        <p role="status">Opening {exercise.id} …</p>
      </main>
    );
  }
  if ("problem" in loaded) {
    return (
      <main>
        <h1>{`${exercise.id} ${exercise.name}`}</h1>
        <p role="alert">It could not be opened: {loaded.problem} Reload the page to try again.</p>
      </main>
    );
  }
  const { title, body } = splitTitle(loaded.texts.readme);
  return (
    <main className="workshop">
      <h1>{title}</h1>
      <div className="workshop-columns">
        <div>
          <Prose text={body} />
          <HintsPart hints={splitHints(loaded.texts.hints)} />
        </div>
        <Desk exercise={exercise} texts={loaded.texts} />
      </div>
    </main>
  );
}

function Desk({ exercise, texts }: { readonly exercise: ExercisePlace; readonly texts: ExerciseTexts }) {
  const { id, folder, work } = exercise;
  const onDisk = (
    <>
      edit <code>{`exercises/${folder}/${work}`}</code> in your copy of the repository, and run{" "}
      <code>npx pnpm@12 test {id}</code> there.
    </>
  );
  if (!findAbilities().workers) {
    return (
      <p className="notice">
        This browser gives pages no workers, so nothing can be graded here. On disk it can: {onDisk}
      </p>
    );
  }
  return (
    <Suspense fallback={<p role="status">Opening the editor …</p>}>
      <ExerciseDesk exercise={exercise} texts={texts} />
    </Suspense>
  );
}
