import { asciiText } from "@millrace/diagrams/terminal-text.ts";
import picocolors from "picocolors";

/** What a terminal can show. Everything that is printed is laid out for one. */
export interface Terminal {
  /** Characters on a line: at least 20; 80 where nobody can tell. */
  readonly columns: number;
  /** Whether a person is looking, so that the screen may be cleared and keys be read. */
  readonly isInteractive: boolean;
  readonly charset: "unicode" | "ascii";
  readonly colors: Colors;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** The part of a stream that says what it leads to. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The terminal that a stream leads to. */
export function terminalOf(stream: TerminalStream, env: Env): Terminal {
  const isTTY = stream.isTTY === true;
  return {
    columns: Math.max(20, (isTTY ? stream.columns : Number(env["COLUMNS"])) || 80),
    isInteractive: isTTY && env["TERM"] !== "dumb",
    charset: showsUnicode(env) ? "unicode" : "ascii",
    colors: picocolors.createColors(wantsColor(env, isTTY)),
  };
}

/** A terminal that shows plain text: for files, for tests. */
export function plainTerminal(columns = 80, charset: Terminal["charset"] = "unicode"): Terminal {
  return { columns, isInteractive: false, charset, colors: picocolors.createColors(false) };
}

/** The text in characters that the terminal has; marks and arrows become ASCII ones of the same width where there are. */
export function fitCharset(text: string, { charset }: Pick<Terminal, "charset">): string {
  if (charset === "unicode") return text;
  return text.replace(/[\u0080-\u{10ffff}]/gu, (character) => inAscii[character] ?? asciiText(character));
}

const inAscii: Readonly<Record<string, string>> = {
  "✓": "+",
  "✗": "x",
  "○": "-",
  "●": "*",
  "↻": "~",
  "·": "-",
  "↑": "^",
  "↓": "v",
  "╳": "x",
  "–": "-",
  "—": "-",
  "█": "#",
  "░": ".",
  "≤": "<=",
  "“": '"',
  "”": '"',
  "’": "'",
};

/** The first of these that is set decides; see https://no-color.org and https://force-color.org. */
function wantsColor(env: Env, isTTY: boolean): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTTY && env["TERM"] !== "dumb";
}

/** A locale that is set and is not UTF-8 says no. Windows does not set one, nor do many containers: both can. */
function showsUnicode(env: Env): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  if (locale) return /utf-?8/i.test(locale);
  return env["TERM"] !== "linux";
}
