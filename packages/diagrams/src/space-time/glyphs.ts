import { asciiText } from "../terminal-text.ts";

/** Which characters a terminal diagram is drawn with. */
export type Charset = "unicode" | "ascii";

/** The characters of a terminal diagram. */
export interface Glyphs {
  /** The line through a cell that leaves it in these directions: 1 up, 2 right, 4 down, 8 left, added up. */
  readonly lines: string;
  /** A message's line that crosses a machine's. */
  readonly bridge: string;
  readonly event: string;
  readonly crash: string;
  readonly restart: string;
  readonly lost: string;
  readonly doubled: string;
  readonly inTransit: string;
  readonly fold: string;
  readonly cut: string;
  readonly arrowDown: string;
  readonly arrowUp: string;
  readonly broken: string;
  readonly ellipsis: string;
  /** A text in characters of this set. */
  text(text: string): string;
}

/** The characters for each set. Each drawn character is one column wide. */
export const glyphsOf: Readonly<Record<Charset, Glyphs>> = {
  unicode: {
    lines: " │─└││┌├─┘─┴┐┤┬┼",
    bridge: "│",
    event: "●",
    crash: "✕",
    restart: "○",
    lost: "╳",
    doubled: "×2",
    inTransit: "┄▷",
    fold: "┄",
    cut: "┊",
    arrowDown: "▼",
    arrowUp: "▲",
    broken: "← broken here",
    ellipsis: "…",
    text: (text) => text,
  },
  ascii: {
    lines: " |-+||++-+-++++|",
    bridge: "|",
    event: "*",
    crash: "X",
    restart: "o",
    lost: "x",
    doubled: "x2",
    inTransit: "..>",
    fold: ".",
    cut: ":",
    arrowDown: "v",
    arrowUp: "^",
    broken: "<- broken here",
    ellipsis: "~",
    text: asciiText,
  },
};
