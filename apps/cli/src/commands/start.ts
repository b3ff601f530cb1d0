import { startServer } from "@millrace/server";
import { type Outcome, UsageError } from "../outcome.ts";
import { readPipelineFile } from "../pipeline-file.ts";
import { buildSite } from "../turbo.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace start`: the workshop in a browser, until it is ended with Ctrl-C. With --json, its address is printed first. */
export async function start(workshop: Workshop, options: { port: number; open: boolean }): Promise<Outcome> {
  const { root, screen, typed, pathTo, host, isJson } = workshop;
  if (options.port > 65_535) throw new UsageError(`Cannot listen as a port is at most 65535: ${options.port}.`);
  screen.print(screen.colors.dim("Building the site, if anything has changed. The first time it takes a while."));
  const siteFolder = await buildSite();
  if (siteFolder === undefined) screen.print("The site could not be built: what follows has the exercises alone.");
  const server = await startServer({
    root,
    ...options,
    ...(siteFolder === undefined ? {} : { siteFolder }),
    typed,
    readPipeline: (file) => readPipelineFile(file, pathTo(file)),
    log: (line) => screen.print(line),
  });
  const ended = new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  screen.print(`The workshop is at ${screen.colors.cyan(server.url)}`, screen.colors.dim("Ctrl-C ends it."));
  if (isJson) host.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  await ended;
  await server.close();
  return { exitCode: 0, document: undefined };
}
