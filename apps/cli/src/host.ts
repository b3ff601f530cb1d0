import { isAbsolute, relative } from "node:path";
import type { WriteStream } from "node:tty";
import { fileURLToPath } from "node:url";

/** Everything around a command: given to it, so that a test can be one. */
export interface Host {
  /** The repository's folder. */
  readonly root: string;
  /** The folder that the command was typed in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly stdout: Pick<WriteStream, "isTTY" | "columns" | "rows" | "write">;
  readonly stderr: Pick<WriteStream, "write">;
}

/** This process, in this repository. */
export function thisHost(): Host {
  const { env, stdin, stdout, stderr } = process;
  // Who reads only the beginning, as `head` does, has seen enough.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return { root: fileURLToPath(new URL("../../..", import.meta.url)), cwd: typedIn(), env, stdin, stdout, stderr };
}

/** pnpm runs a script in its package's folder, and says in INIT_CWD where it was asked to. */
function typedIn(): string {
  const { INIT_CWD: asked, npm_lifecycle_event: script } = process.env;
  return asked !== undefined && script !== undefined && isInside(asked, process.cwd()) ? asked : process.cwd();
}

/** Whether a path is a folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}
