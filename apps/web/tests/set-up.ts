import { dirname } from "node:path";
import { startServer } from "@millrace/server";
import { build } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the built site is served, with a slash at its end. */
    readonly siteUrl: string;
  }
}

/** Builds the site, and serves it as `pnpm start` does. `MILLRACE_BUILT` takes what has been built before. */
export default async function serveSite(project: TestProject): Promise<() => Promise<void>> {
  const web = dirname(import.meta.dirname);
  const siteFolder = `${web}/dist`;
  if (process.env["MILLRACE_BUILT"] === undefined) await build({ root: web, logLevel: "error" });
  const root = dirname(dirname(web));
  const server = await startServer({ root, siteFolder, port: 0, open: false, log: (line) => console.error(line) });
  project.provide("siteUrl", server.url);
  return () => server.close();
}
