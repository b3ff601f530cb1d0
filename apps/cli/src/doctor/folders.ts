import { count } from "@millrace/grader";
import { readProgress } from "@millrace/grader/progress.node.ts";
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "../show/findings.ts";
import type { Workshop } from "../workshop.ts";

/** Where the workshop lies, and whether it can be written in. */
export function lookAtFolders(workshop: Workshop): Finding[] {
  const { root } = workshop;
  return [
    lookForWriteAccess("write access", [
      join(root, ".millrace"),
      join(root, "node_modules", ".cache", "millrace"),
      join(root, "exercises"),
    ]),
    lookAbove(root),
    ...(/^\/mnt\/[a-z]\//.test(root) ? [windowsMount] : []),
    lookForExercises(workshop),
    lookAtProgress(root),
  ];
}

function lookForWriteAccess(name: string, folders: readonly string[]): Finding {
  const closed = folders.filter((folder) => !canWrite(folder));
  if (closed.length === 0) return { name, status: "good", found: "to progress, cache and exercises" };
  const todo = "Make these folders yours, or move the workshop to where you may write.";
  return { name, status: "bad", found: `none to ${closed.join(", ")}`, todo };
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `.doctor-${process.pid}`);
    writeFileSync(file, "");
    rmSync(file);
    return true;
  } catch {
    return false;
  }
}

/** Compilers and package managers look into parent folders, too. */
function lookAbove(root: string): Finding {
  const troubles = ["node_modules", "pnpm-workspace.yaml", "package.json", "tsconfig.json"];
  const found: string[] = [];
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    found.push(...troubles.map((name) => join(folder, name)).filter((path) => existsSync(path) && isReadable(path)));
    if (folder === dirname(folder)) break;
  }
  const name = "parent folders";
  if (found.length === 0) return { name, status: "good", found: "nothing in them that gets in the way" };
  const todo = "If an import or the compiler finds the wrong package: move the workshop elsewhere, or these away.";
  return { name, status: "note", found: `${found.join(", ")} may get in the way`, todo };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const windowsMount: Finding = {
  name: "drive",
  status: "note",
  found: "the workshop is on a Windows drive, where saves are noticed late",
  todo: "In WSL, keep it in your Linux home folder.",
};

function lookForExercises({ exercises, typed }: Workshop): Finding {
  const all = exercises();
  const gone = all.filter(({ workFile }) => !existsSync(workFile)).map(({ id }) => id);
  const name = "exercises";
  if (all.length === 0)
    return { name, status: "bad", found: "none", todo: "Get the workshop again: its exercises folder is empty." };
  if (gone.length === 0) return { name, status: "good", found: String(all.length) };
  const found = `${all.length}; ${count(gone.length, "file")} gone, of ${gone.join(", ")}`;
  return { name, status: "bad", found, todo: gone.map((id) => typed(`reset ${id}`)).join(", ") };
}

function lookAtProgress(root: string): Finding {
  const name = "progress";
  const { progress, setAside } = readProgress(root);
  if (setAside === undefined)
    return { name, status: "good", found: `${count(Object.keys(progress.exercises).length, "exercise")} recorded` };
  return { name, status: "note", found: `the file could not be read; it was set aside as ${setAside}` };
}
