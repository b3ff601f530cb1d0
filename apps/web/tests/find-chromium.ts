import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Chromium for tests and benchmarks: `$MILLRACE_CHROMIUM`, or one on PATH; undefined if there is none. */
export const executablePath: string | undefined = findChromium();

function findChromium(): string | undefined {
  const named = process.env["MILLRACE_CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
