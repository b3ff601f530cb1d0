import type { Problem } from "@millrace/grader";
import { placeIn, shownPath } from "@millrace/grader/stack.node.ts";
import type { LiveFailure } from "@millrace/workers";
import { fileURLToPath } from "node:url";
import { showProblem } from "./problem.ts";
import type { Terminal } from "./terminal.ts";
import { indent, wrap } from "./text.ts";

/** What went wrong in a worker: whose, at what, where in its code, and who called whom. */
export function showFailure(
  { machine, during, event, message, stack }: LiveFailure,
  { terminal, root }: { readonly terminal: Terminal; readonly root: string },
): string[] {
  const { colors } = terminal;
  const at = event === undefined ? whenOf(during) : ` at ${event}`;
  const calls = stack === undefined ? [] : ownCalls(stack);
  const [first] = calls;
  const text = during === "unresponsive" ? "Look for a loop in its handlers that does not end." : message;
  const problem: Problem = {
    kind: "threw",
    message: text,
    ...(first === undefined ? {} : placeIn(first.file, first, root)),
  };
  const shown = calls.map(({ what, file, line, column }) => `at ${what} (${shownPath(file, root)}:${line}:${column})`);
  const [head = "", ...rest] = wrap(`${machine} failed${at}`, terminal, 2);
  return [
    `${colors.red("✗")} ${head}`,
    ...indent(rest, 2),
    ...indent(showProblem(problem, terminal, 4), 4),
    ...(shown.length < 2 ? [] : ["", ...indent(shown.slice(0, 6), 4).map(colors.dim)]),
  ];
}

function whenOf(during: LiveFailure["during"]): string {
  switch (during) {
    case "load":
      return " as its file was loaded";
    case "uncaught":
      return " outside of any handler";
    case "unresponsive":
      return ": it does not answer";
    case "handler":
      return "";
  }
}

interface Call {
  readonly what: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The calls of a stack trace in files that are not the engine's own, innermost first. */
function ownCalls(stack: string): Call[] {
  return stack.split("\n").flatMap((text) => {
    const [, what = "", where = "", line, column] = /^\s+at (?:(.+) \()?(.+?):(\d+):(\d+)\)?$/.exec(text) ?? [];
    if (line === undefined || notTheirs.test(where)) return [];
    const file = where.startsWith("file:") ? fileURLToPath(where) : where;
    return [
      {
        what: what.replace(/^(async |new |Object\.)+/, "") || "the file",
        file,
        line: Number(line),
        column: Number(column),
      },
    ];
  });
}

/** The engine's own files, but those of the library's machines, and what is installed. */
const notTheirs = /^node:|[/\\]node_modules[/\\]|[/\\]packages[/\\](core|workers|grader)[/\\]src[/\\](?!hello-machine)/;
