import { type Link as VerdictLink, readLink } from "@millrace/grader/link.ts";
import { useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { type ExercisePlace, findExercise, loadExercise } from "../../content/exercises.ts";
import { findAbilities } from "../../shell/can-run.ts";
import { CopyButton } from "../../shell/copy-button.tsx";
import { errorText } from "../../shell/error-text.ts";
import { usePageTitle } from "../../shell/page-title.ts";
import { makeCompartment } from "../grading/make-compartment.ts";
import { Supervisor } from "../grading/supervisor.ts";
import { useLanguage } from "../use-language.ts";
import { ShownRun } from "../verdict/shown-run.tsx";
import { openWorkStore } from "../work-store.ts";
import { addressOf } from "./address.ts";
import { type Followed, followLink } from "./follow-link.ts";

const store = openWorkStore(() => localStorage);

/** `/run?link=mr1.…`: the run of a verdict, seen again with the file that the learner has in this browser. */
export default function LinkedRunPage({ text }: { readonly text: string }) {
  const read = useMemo(() => understand(text), [text]);
  usePageTitle("link" in read ? `A run of ${read.link.exercise}` : "A run");
  if ("problem" in read) {
    return (
      <main>
        <h1>A run that cannot be found</h1>
        <p className="notice" role="alert">
          {read.problem}
        </p>
        <Elsewhere />
      </main>
    );
  }
  const { link, exercise } = read;
  if (exercise === undefined) {
    return (
      <main>
        <h1>A run of {link.exercise}</h1>
        <p className="notice" role="alert">
          There is no exercise {link.exercise} here: the link was made with another course, or a later version of this
          one.
        </p>
        <Elsewhere />
      </main>
    );
  }
  return (
    <main>
      <h1>
        A run of {exercise.id} {exercise.name}
      </h1>
      <p className="lead">
        The link of a verdict names a check and holds a schedule, and no code. The run is made again with your file.
      </p>
      {findAbilities().workers ? (
        <Following key={text} text={text} exercise={exercise} />
      ) : (
        <p className="notice">This browser gives pages no workers, so no run can be made here.</p>
      )}
      <OnDisk text={text} exercise={exercise} />
    </main>
  );
}

function Following({ text, exercise }: { readonly text: string; readonly exercise: ExercisePlace }) {
  const language = useLanguage();
  const [followed, setFollowed] = useState<Followed>();
  useEffect(() => {
    if (language === undefined) return undefined;
    const supervisor = new Supervisor(makeCompartment);
    const ending = new AbortController();
    const { signal } = ending;
    void followLink({ link: text, exercise }, { language, supervisor, store, load: loadExercise, signal }).then(
      (found) => signal.aborted || setFollowed(found),
    );
    return () => {
      ending.abort();
      supervisor.close();
    };
  }, [text, exercise, language]);
  if (followed === undefined) return <p role="status">Making the run again …</p>;
  switch (followed.kind) {
    case "run":
      return <Found followed={followed} text={text} exercise={exercise} />;
    case "no file":
      return (
        <p className="notice" role="alert">
          You have written nothing for {exercise.id} in this browser, and with the starter it is another run. Open the
          link where the file was written, or <Workshop exercise={exercise}>put the file into the editor</Workshop> and
          come back.
        </p>
      );
    case "astray":
      return (
        <p className="notice" role="alert">
          The run could not be made again. {followed.reason}{" "}
          <Workshop exercise={exercise}>Check your file as it is now</Workshop>: each check that fails has a run of its
          own.
        </p>
      );
  }
}

function Found({
  followed: { run, hand, words, isStarter },
  text,
  exercise,
}: {
  readonly followed: Followed & { readonly kind: "run" };
  readonly text: string;
  readonly exercise: ExercisePlace;
}) {
  return (
    <section aria-labelledby="the-run">
      <h2 id="the-run">Check: {run.check}</h2>
      <p>
        {words}
        {isStarter && ` It is the starter’s: you have written nothing for ${exercise.id} in this browser.`}
      </p>
      {run.violation === undefined && (
        <p className="notice" role="status">
          <span className="good">No law is broken in it now.</span> That is one run of many:{" "}
          <Workshop exercise={exercise}>check your file</Workshop> to have them all tried.
        </p>
      )}
      <ShownRun run={run} hand={hand} address={addressOf(text)} />
    </section>
  );
}

/** The other place where a learner's file may be. */
function OnDisk({ text, exercise: { folder, work } }: { readonly text: string; readonly exercise: ExercisePlace }) {
  const command = `pnpm millrace replay ${text}`;
  return (
    <section aria-labelledby="on-disk">
      <h2 id="on-disk">With the file on disk</h2>
      <p>
        If the verdict was about <code>{`exercises/${folder}/${work}`}</code> in your copy of the repository, run this
        there:
      </p>
      <pre tabIndex={0} aria-label="The command">
        {command}
      </pre>
      <CopyButton name="Copy the command" what="The command" text={command} />
    </section>
  );
}

function Workshop({ exercise: { id }, children }: { readonly exercise: ExercisePlace; readonly children: string }) {
  return <Link href={`/workshop/${id}`}>{children}</Link>;
}

function Elsewhere() {
  return (
    <p>
      <Link href="/course">The course</Link> lists all exercises; <Link href="/run">Runs</Link> has others to step
      through.
    </p>
  );
}

type Understood =
  | { readonly link: VerdictLink; readonly exercise: ExercisePlace | undefined }
  | { readonly problem: string };

function understand(text: string): Understood {
  try {
    const link = readLink(text);
    // Anybody can write an address, and a command made of it is copied into a terminal.
    if (!/^[\w.~-]*$/.test(link.schedule))
      return { problem: "The link has a character in it that no link has. Copy it whole, from the verdict." };
    return { link, exercise: findExercise(link.exercise) };
  } catch (error) {
    return { problem: errorText(error) };
  }
}
