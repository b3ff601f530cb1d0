import type { Server } from "node:http";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { listen } from "./listen.ts";
import { openBrowser } from "./open-browser.ts";
import type { Site } from "./site.ts";
import { gradeBegun } from "./workshop/grade-begun.ts";
import { watchExercises } from "./workshop/watch-exercises.ts";
import { openWorkshop } from "./workshop/workshop.ts";

/** How to start the exercise server. */
export interface ServerOptions extends Partial<Pick<Site, "typed" | "readPipeline" | "siteFolder">> {
  /** The repository's folder. */
  readonly root: string;
  /** If it is in use, one of the next ones is taken; 0 takes any that is free. */
  readonly port: number;
  /** Open the address in the browser, if there is one. */
  readonly open: boolean;
  /** Is told, a line at a time, what a person should know. */
  readonly log: (line: string) => void;
}

/** A server that is running. */
export interface StartedServer {
  /** Where it is. */
  readonly url: string;
  /** Ends it: the watcher, the workers and every open stream. */
  close(): Promise<void>;
}

/**
 * Serves the exercises under `root` on this computer, and grades each file when it is saved. Close it when it is done
 * with. Throws an Error if no port is free.
 */
export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const { root, typed = (command) => `pnpm millrace ${command}`, readPipeline, siteFolder } = options;
  const { server, port } = await listen(options.port);
  const closing = new AbortController();
  const { signal } = closing;
  // What fails because it was ended is no news.
  const log = (line: string): void => void (signal.aborted || options.log(line));
  if (options.port !== 0 && port !== options.port) log(`Port ${options.port} is in use: taking ${port}.`);

  const runner = createRunner({ root, prewarm: true });
  const workshop = openWorkshop({ root, runner, log });
  const pipelines = readPipeline === undefined ? {} : { readPipeline };
  const site = siteFolder === undefined ? {} : { siteFolder };
  const app = createApp({ workshop, typed, ...pipelines, ...site, closing: signal, port, log });
  server.on("request", getRequestListener(app.fetch));

  const watcher = await watchExercises({
    root,
    log,
    onChange(files, changed) {
      if (changed.some((path) => path !== files.workFile)) workshop.forget(files);
      if (changed.some((path) => path.endsWith(".ts"))) void workshop.live.refresh(files);
    },
  });
  void gradeBegun(workshop, signal);

  const url = `http://127.0.0.1:${port}/`;
  if (options.open) await openBrowser(url);
  return {
    url,
    async close() {
      closing.abort();
      await Promise.all([watcher.close(), runner.close(), hangUp(server)]);
    },
  };
}

/** Answers that are under way may end, for a moment; then every connection does. */
async function hangUp(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 10);
  const all = setTimeout(() => server.closeAllConnections(), 500);
  await closed;
  clearInterval(idle);
  clearTimeout(all);
}
