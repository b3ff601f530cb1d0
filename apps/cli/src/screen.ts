import { type Terminal, fitCharset } from "./show/terminal.ts";

/** Where a command prints what a person reads. */
export interface Screen extends Terminal {
  print(...lines: readonly string[]): void;
}

/** A screen on a terminal. `write` gets whole lines. */
export function screenOn(terminal: Terminal, write: (text: string) => void): Screen {
  return { ...terminal, print: (...lines) => write(lines.map((line) => `${fitCharset(line, terminal)}\n`).join("")) };
}
