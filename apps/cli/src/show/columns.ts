import { glyphsOf } from "@millrace/diagrams/space-time/glyphs.ts";
import { printable, shorten } from "@millrace/diagrams/terminal-text.ts";
import { type Terminal, fitCharset } from "./terminal.ts";
import { padEnd } from "./text.ts";

/** A text on one line of at most `width` columns, in characters that the terminal has. To be coloured afterwards. */
export function clip(text: string, width: number, terminal: Pick<Terminal, "charset">): string {
  const { ellipsis } = glyphsOf[terminal.charset];
  return shorten(fitCharset(printable(text), terminal), width, { ellipsis });
}

/** As {@link clip}, with blanks up to `width`. */
export function cell(text: string, width: number, terminal: Pick<Terminal, "charset">): string {
  return padEnd(clip(text, width, terminal), width);
}

/** Words in lines of at most `width` columns, with a dot between two. */
export function flow(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 3 <= width) lines[lines.length - 1] = `${last} · ${word}`;
    else lines.push(word.slice(0, width));
  }
  return lines;
}
