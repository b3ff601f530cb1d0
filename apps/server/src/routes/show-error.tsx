import { UnknownExerciseError } from "@millrace/grader/catalogue.node.ts";
import type { Context } from "hono";
import { TextPage } from "../pages/text-page.tsx";
import { NotFoundError } from "./not-found.ts";

/** An error as the one who asked can read it: a page or, under `/api`, JSON. */
export function showError(c: Context, error: Error): Response | Promise<Response> {
  const nearest = error instanceof UnknownExerciseError ? error.nearest : [];
  const isNotFound = error instanceof NotFoundError || error instanceof UnknownExerciseError;
  const status = isNotFound ? 404 : 500;
  if (c.req.path.startsWith("/api/")) return c.json({ error: error.message, nearest }, status);
  const title = isNotFound ? "Not here" : "Millrace itself failed";
  return c.html(
    <TextPage title={title}>
      <h1>{title}</h1>
      <p>{error.message}</p>
      {nearest.length > 0 && (
        <ul>
          {nearest.map((name) => (
            <li>
              <a href={`/exercises/${encodeURIComponent(name)}`}>{name}</a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/exercises">All exercises</a>
      </p>
    </TextPage>,
    status,
  );
}
