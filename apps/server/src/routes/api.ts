import { findExercise } from "@millrace/grader/catalogue.node.ts";
import type { Hono } from "hono";
import type { Site } from "../site.ts";
import { NotFoundError } from "./not-found.ts";

/** What the pages show, for programs. Errors are `{ error, nearest }`. */
export function serveApi(app: Hono, { workshop }: Pick<Site, "workshop">): void {
  app.get("/api/exercises", async (c) => {
    const summaries = await workshop.summaries();
    return c.json(
      summaries.map(({ files, ...rest }) => ({
        id: files.id,
        slug: files.slug,
        chapter: files.chapter,
        workFile: workshop.pathTo(files.workFile),
        ...rest,
      })),
    );
  });

  app.get("/api/exercises/:id/verdict", async (c) => {
    const files = findExercise(workshop.root, c.req.param("id"));
    const finding = await workshop.live.current(files);
    switch (finding.kind) {
      case "graded":
        return c.json(finding.verdict);
      case "missing":
        throw new NotFoundError(`Cannot grade ${workshop.pathTo(files.workFile)} as it is not there.`);
      case "fault":
        throw new Error(finding.message);
    }
  });
}
