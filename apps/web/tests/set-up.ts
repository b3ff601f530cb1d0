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

/**
 * Builds the site, and serves it as `pnpm start` does. `MILLRACE_BUILT` takes what has been built before; `MILLRACE_SITE` is
 * the folder of another build, one that was broken on purpose to see which tests notice.
 */
export default async function serveSite(project: TestProject): Promise<() => Promise<void>> {
  const web = dirname(import.meta.dirname);
  const other = process.env["MILLRACE_SITE"];
  const siteFolder = other ?? `${web}/dist`;
  if (other === undefined && process.env["MILLRACE_BUILT"] === undefined) await buildAsServed(web);
  const root = dirname(dirname(web));
  const server = await startServer({ root, siteFolder, port: 0, open: false, log: (line) => console.error(line) });
  project.provide("siteUrl", server.url);
  return () => server.close();
}

/** The runner of the tests says that this is "test"; a library built so is its slow and talkative self, which nobody is sent. */
async function buildAsServed(root: string): Promise<void> {
  const mode = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await build({ root, logLevel: "error" });
  process.env["NODE_ENV"] = mode;
}
