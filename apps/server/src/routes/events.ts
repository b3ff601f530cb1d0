import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { Site } from "../site.ts";

/**
 * Server-sent events: `hello` at once, then `grading` and `found` with `{ "id": "2.1" }`, and `goodbye` before the
 * server ends. What was found is fetched: a page that missed an event has only to look again.
 */
export function serveEvents(app: Hono, { workshop, closing }: Pick<Site, "workshop" | "closing">): void {
  app.get("/api/events", (c) =>
    streamSSE(c, async (stream) => {
      const stop = workshop.live.subscribe(({ type, id }) => {
        void stream.writeSSE({ event: type, data: JSON.stringify({ id }) });
      });
      // A connection that nothing is sent on looks like one that is lost.
      const beat = setInterval(() => void stream.write(": still here\n\n"), beatMs);
      try {
        await stream.writeSSE({ event: "hello", data: "{}" });
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve);
          if (closing.aborted) resolve();
          closing.addEventListener("abort", () => resolve(), { once: true });
        });
        if (!stream.aborted) await stream.writeSSE({ event: "goodbye", data: "{}" });
      } finally {
        clearInterval(beat);
        stop();
      }
    }),
  );
}

const beatMs = 15_000;
