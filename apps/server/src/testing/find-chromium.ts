import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Chromium or Chrome for tests: from $MILLRACE_CHROMIUM or else from PATH; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env["MILLRACE_CHROMIUM"];
  if (named) return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** What the name of a test that needs it says where it is missing. */
export const chromiumMissing =
  "not run here: there is no Chromium. Install it (Debian: apt-get install chromium), or set MILLRACE_CHROMIUM to its path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
