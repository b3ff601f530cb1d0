import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@millrace/core";
import { readQuiz, shuffleOptions } from "@millrace/grader";
import { type ExerciseFiles, findExercise } from "@millrace/grader/catalogue.node.ts";
import type { Hono } from "hono";
import { chapterOf, chaptersOf, namesIn, readChapter } from "../chapters.ts";
import { readHints } from "../hints.ts";
import { renderInlineMarkdown, renderMarkdown, titleOf } from "../markdown.ts";
import { linksFrom } from "../page-links.ts";
import { ExercisePage } from "../pages/exercise-page.tsx";
import { FindingView, type FindingViewProps } from "../pages/finding-view.tsx";
import { List, ListPage, type ListProps } from "../pages/list-page.tsx";
import { PipelinePage } from "../pages/pipeline-page.tsx";
import { QuizView } from "../pages/quiz-view.tsx";
import { TextPage } from "../pages/text-page.tsx";
import type { Site } from "../site.ts";
import type { Finding } from "../workshop/finding.ts";
import { NotFoundError } from "./not-found.ts";

/** The pages, and under `/fragments` the parts of them that change. */
export function servePages(app: Hono, { workshop, typed, readPipeline }: Site): void {
  const { root, live } = workshop;
  const pipelines = join(root, "pipelines");
  const pipelineFiles = (): string[] =>
    readPipeline === undefined ? [] : namesIn(pipelines).filter((name) => pipelineEnding.test(name));
  const markdown = (text: string, file: string) => renderMarkdown(text, { linkTo: linksFrom(file, root) });

  const inline = (text: string, file: string) => renderInlineMarkdown(text, { linkTo: linksFrom(file, root) });

  const listProps = async (): Promise<ListProps> => ({
    chapters: chaptersOf(root, await workshop.summaries()),
    pipelines: pipelineFiles().map((name) => name.replace(pipelineEnding, "")),
    notice: workshop.notice(),
  });

  const findingProps = async (files: ExerciseFiles, finding: Finding | undefined): Promise<FindingViewProps> => {
    const all = await workshop.summaries();
    const exercise = all.find((other) => other.files.id === files.id);
    if (exercise === undefined) throw new NotFoundError("This exercise has just been removed.");
    const after = all.slice(all.indexOf(exercise) + 1);
    const next = [...after, ...all].find((other) => other !== exercise && other.status !== "passed");
    return { exercise, finding, next, path: workshop.pathTo(files.workFile), typed };
  };

  app.get("/exercises", async (c) => c.html(<ListPage {...await listProps()} />));
  app.get("/fragments/list", async (c) => c.html(<List {...await listProps()} />));

  // The page does not wait for a verdict: its script asks for the fragment, which does.
  app.get("/exercises/:id", async (c) => {
    const files = findExercise(root, c.req.param("id"));
    const props = await findingProps(files, live.latest(files.id));
    const readme = markdown(readIfThere(files.readmeFile) ?? `# ${files.id} ${props.exercise.title}`, files.readmeFile);
    const hints = readHints(readIfThere(files.hintsFile) ?? "").map((hint) => markdown(hint, files.hintsFile));
    return c.html(<ExercisePage {...props} chapter={chapterOf(root, files.chapter)} readme={readme} hints={hints} />);
  });

  app.get("/fragments/exercises/:id", async (c) => {
    const files = findExercise(root, c.req.param("id"));
    return c.html(<FindingView {...await findingProps(files, await live.current(files))} />);
  });

  app.get("/chapters/:folder", (c) => {
    const folder = c.req.param("folder");
    const story = readChapter(root, folder);
    if (story === undefined) throw new NotFoundError("There is no such chapter, or it has no story yet.");
    const file = join(root, "exercises", folder, "README.md");
    const [lesson = ""] = story.split(/^## Quiz\s*$/m);
    const random = createRandom(Date.now());
    const questions = readQuiz(story).questions.map((question) => shuffleOptions(question, random));
    return c.html(
      <TextPage title={titleOf(story) ?? folder}>
        {markdown(lesson, file)}
        {questions.length > 0 && <QuizView questions={questions} markdown={(text) => inline(text, file)} />}
      </TextPage>,
    );
  });

  app.get("/docs/:name", (c) => {
    const name = c.req.param("name");
    if (!namesIn(join(root, "docs")).includes(`${name}.md`)) throw new NotFoundError("There is no such document.");
    const file = join(root, "docs", `${name}.md`);
    const text = readFileSync(file, "utf8");
    return c.html(<TextPage title={titleOf(text) ?? name}>{markdown(text, file)}</TextPage>);
  });

  app.get("/pipelines/:name", (c) => {
    const name = c.req.param("name");
    const file = pipelineFiles().find((file) => file.replace(pipelineEnding, "") === name);
    if (file === undefined || readPipeline === undefined) throw new NotFoundError("There is no such pipeline.");
    return c.html(
      <PipelinePage name={name} path={`pipelines/${file}`} read={() => readPipeline(join(pipelines, file))} />,
    );
  });
}

const pipelineEnding = /\.ya?ml$/;

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
