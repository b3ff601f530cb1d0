import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A copy of the exercises that may be written in, with a blank in its path. */
export interface Scratch {
  readonly root: string;
  remove(): void;
}

/** Copies the exercises and solutions as they are handed out; packages are those of the repository. */
export function makeScratch(): Scratch {
  const repository = fileURLToPath(new URL("../../../..", import.meta.url));
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), "millrace-"))), "a workshop");
  mkdirSync(root);
  for (const folder of ["exercises", "solutions"]) {
    const filter = (path: string): boolean => !["node_modules", ".turbo", ".reports"].includes(basename(path));
    cpSync(join(repository, folder), join(root, folder), { recursive: true, filter });
    symlinkSync(join(repository, folder, "node_modules"), join(root, folder, "node_modules"), "junction");
  }
  for (const folder of ["packages", "node_modules"])
    symlinkSync(join(repository, folder), join(root, folder), "junction");
  return { root, remove: () => rmSync(dirname(root), { recursive: true, force: true }) };
}
