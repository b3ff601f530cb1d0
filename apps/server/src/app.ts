import { UnknownExerciseError } from "@millrace/grader/catalogue.node.ts";
import { Hono } from "hono";
import { serveApi } from "./routes/api.ts";
import { serveAssets } from "./routes/assets.ts";
import { serveEvents } from "./routes/events.ts";
import { NotFoundError } from "./routes/not-found.ts";
import { servePages } from "./routes/pages.tsx";
import { showError } from "./routes/show-error.tsx";
import { serveSite } from "./routes/site.ts";
import { onlyFromHere, onlyReading, withSecureHeaders } from "./security.ts";
import type { Site } from "./site.ts";

/** How to make the app. */
export interface AppOptions extends Site {
  /** The port that it is reached at: other names and ports are refused. */
  readonly port: number;
  /** Is told of faults of ours. */
  readonly log: (line: string) => void;
}

/** The exercise server as a function from requests to responses. */
export function createApp(options: AppOptions): Hono {
  const { port, log } = options;
  const app = new Hono();
  app.use(withSecureHeaders(), onlyFromHere(port), onlyReading());
  serveAssets(app);
  serveEvents(app, options);
  serveApi(app, options);
  servePages(app, options);
  serveSite(app, options.siteFolder);
  app.notFound((c) => showError(c, new NotFoundError("There is no page at this address.")));
  app.onError((error, c) => {
    const isKnown = error instanceof NotFoundError || error instanceof UnknownExerciseError;
    if (!isKnown) log(`Cannot serve ${c.req.path}: ${error.stack ?? error.message}`);
    return showError(c, error);
  });
  return app;
}
