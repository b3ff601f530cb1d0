import { chapters } from "virtual:course-list";
import { Link } from "wouter";
import type { Chapter, CourseExercise } from "./chapter.ts";
import { type DiskStanding, useDiskStanding } from "./disk-standing.ts";
import { usePageTitle } from "../shell/page-title.ts";
import { passedInPage } from "./page-standing.ts";
import "./course.css";

/** The map of the course: chapters, exercises, and how far the reader is. */
export default function CoursePage() {
  usePageTitle("The course");
  const onDisk = useDiskStanding();
  const inPage = passedInPage();
  const all = chapters.flatMap(({ exercises }) => exercises);
  const isPassed = ({ id }: CourseExercise): boolean => inPage.has(id) || onDisk.get(id)?.status === "passed";
  const passed = all.filter(isPassed).length;
  const next = all.find((exercise) => !isPassed(exercise));
  return (
    <main>
      <h1>The course</h1>
      <p className="lead">
        You build the parts that hold a pipeline together, one small file at a time. Each is tried in every order of
        messages, with crashes and doubles, and you see the shortest run that breaks it. Write in the page, or in your
        own editor: files in the folder <code>exercises</code> are graded as you save them.
      </p>
      <p>
        <progress value={passed} max={all.length} aria-label="Exercises passed" /> {passed} of {all.length} exercises
        passed.
        {next !== undefined && (
          <>
            {" "}
            Next: <Link href={`/workshop/${next.id}`}>{`${next.id} ${next.title}`}</Link>
          </>
        )}
      </p>
      {onDisk.size > 0 && (
        <p>
          {/* A page of the server's own. */}
          <a href="/exercises">Your files, with their verdicts</a>
        </p>
      )}
      {chapters.map((chapter) => (
        <ChapterPart key={chapter.folder} chapter={chapter} onDisk={onDisk} inPage={inPage} />
      ))}
    </main>
  );
}

function ChapterPart({
  chapter: { folder, title, exercises },
  onDisk,
  inPage,
}: {
  readonly chapter: Chapter;
  readonly onDisk: ReadonlyMap<string, DiskStanding>;
  readonly inPage: ReadonlySet<string>;
}) {
  return (
    <section className="chapter" aria-label={title}>
      <h2>{title}</h2>
      <p>
        {/* The lesson is a page of the server's own. */}
        <a href={`/chapters/${folder}`}>Read the chapter</a>
      </p>
      <ul className="exercise-list">
        {exercises.map(({ id, title: name, minutes }) => (
          <li key={id}>
            <Link href={`/workshop/${id}`}>{`${id} ${name}`}</Link>
            <span className="quiet">{minutes === undefined ? "" : `${minutes} min`}</span>
            <span>{describeStanding(onDisk.get(id), inPage.has(id))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "✓ passed", "2 of 6 checks in your file", or nothing where nobody has begun. */
function describeStanding(onDisk: DiskStanding | undefined, isPassedInPage: boolean): string {
  if (isPassedInPage || onDisk?.status === "passed") return "✓ passed";
  if (onDisk === undefined || onDisk.status === "not-begun") return "";
  if (onDisk.status === "missing") return "its file is gone: pnpm millrace reset brings it back";
  return `${onDisk.points} of ${onDisk.pointsMax} checks in your file`;
}
