import type { Terminal } from "./terminal.ts";

/** A unified diff in colours. Signs tell as well, where there are none. */
export function showPatch(patch: string, { colors }: Terminal): string[] {
  return patch
    .trimEnd()
    .split("\n")
    .filter((line) => !/^=+$/.test(line))
    .map((line) => {
      if (line.startsWith("---") || line.startsWith("+++")) return colors.bold(line.replace("\t", "  "));
      if (line.startsWith("@@")) return colors.cyan(line);
      if (line.startsWith("+")) return colors.green(line);
      return line.startsWith("-") ? colors.red(line) : line;
    });
}
