import { chapterTitle } from "../chapters.ts";
import type { Outcome } from "../outcome.ts";
import { type Chapter, showList } from "../show/list.ts";
import { type Standing, standings } from "../standing.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace list`: the chapters and exercises, and how far the learner is. */
export async function list(workshop: Workshop): Promise<Outcome> {
  const { root, screen, typed } = workshop;
  const all = await standings(workshop);
  const names = [...new Set(all.map(({ files }) => files.chapter))];
  const chapters = names.map((chapter) => ({
    title: chapterTitle(root, chapter),
    exercises: all.filter(({ files }) => files.chapter === chapter).map((standing) => rowOf(standing, workshop)),
  }));
  screen.print(...showList(chapters, { terminal: screen, typed }));
  const passed = all.filter(({ status }) => status === "passed").length;
  return { exitCode: 0, document: { passed, total: all.length, chapters } };
}

function rowOf(
  { files, manifest, status, points, pointsMax }: Standing,
  workshop: Workshop,
): Chapter["exercises"][number] {
  const { id, slug, readmeFile, workFile } = files;
  return {
    id,
    title: manifest?.title ?? slug,
    status: manifest === undefined ? "broken" : status,
    ...(manifest === undefined ? {} : { minutes: manifest.minutes, source: manifest.source }),
    ...(points === undefined || pointsMax === undefined ? {} : { points, pointsMax }),
    readme: workshop.pathTo(readmeFile),
    work: workshop.pathTo(workFile),
  };
}
