import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * How the learner types a command: `pnpm millrace hint 2.1` or, where pnpm is only there because `npx pnpm@12` fetched
 * it for this one command, `npx pnpm@12 millrace hint 2.1`.
 */
export function howToType(env: Readonly<Record<string, string | undefined>>): (command: string) => string {
  const pnpm = hasOwnPnpm(env["PATH"] ?? "") ? "pnpm" : "npx pnpm@12";
  return (command) => (command.startsWith("test") ? `${pnpm} ${command}` : `${pnpm} millrace ${command}`);
}

function hasOwnPnpm(path: string): boolean {
  const names = process.platform === "win32" ? ["pnpm.exe", "pnpm.cmd"] : ["pnpm"];
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes("_npx") && !folder.includes("node_modules"))
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}
