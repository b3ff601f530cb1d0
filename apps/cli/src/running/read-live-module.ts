import type { Law, System } from "@millrace/core";
import { describeValue } from "@millrace/core";
import { isSystem } from "@millrace/workers/system-shape.ts";
import type { Judged } from "./judge.ts";

/** What a file with a live system exports, as far as it is known before anybody has looked at it. */
export type Exports = Readonly<Record<string, unknown>>;

/** Thrown when a file does not export what it takes. The message says what to write. */
class NotLiveError extends Error {
  override readonly name = "NotLiveError";
}

/** The system of a file and the laws that it is held to. Throws a {@link NotLiveError} that calls the file `file`. */
export function readLiveModule(exports: Exports, { file, exportName }: Named): Judged {
  return {
    system: readSystem(exports, { file, exportName }),
    laws: readLaws(exports, { file, exportName: "laws" }),
    lawsWithoutCrashes: readLaws(exports, { file, exportName: "lawsWithoutCrashes" }),
  };
}

/** What is exported under which name, and by which file. */
export interface Named {
  readonly file: string;
  readonly exportName: string;
}

function readSystem(exports: Exports, { file, exportName }: Named): System {
  const value = exports[exportName];
  if (isSystem(value)) return value;
  const systems = Object.keys(exports).filter((name) => isSystem(exports[name]));
  const found =
    value === undefined
      ? `it has no export named "${exportName}"`
      : `its export "${exportName}" is ${describeValue(value)}, and no system`;
  const advice =
    systems.length === 0
      ? `Write \`export const ${exportName} = defineSystem({ … })\` in it.`
      : `It exports these: ${systems.map((name) => `${file}#${name}`).join(", ")}.`;
  throw new NotLiveError(`Cannot run ${file} as ${found}. ${advice}`);
}

function readLaws(exports: Exports, { file, exportName }: Named): readonly Law[] {
  const value = exports[exportName];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isLaw)) return value;
  throw new NotLiveError(
    `Cannot hold ${file} to its laws as its export "${exportName}" is no list of laws: ${describeValue(value)}. Write \`export const ${exportName} = [monitor(…)]\`.`,
  );
}

function isLaw(value: unknown): value is Law {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return (
    (value.kind === "monitor" && "observe" in value && typeof value.observe === "function") ||
    (value.kind === "execution" && "check" in value && typeof value.check === "function")
  );
}
