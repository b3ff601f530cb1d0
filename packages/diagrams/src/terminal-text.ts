/**
 * How wide the text is on a terminal, in columns: East Asian wide characters and emoji take two, combining marks none.
 *
 * Counts what {@link printable} gives; a control character counts as one.
 *
 * @example
 * ```ts
 * import { textWidth } from "@millrace/diagrams";
 *
 * if (textWidth("a→b") !== 3 || textWidth("東京") !== 4) throw new Error("wide characters take two columns");
 * ```
 */
export function textWidth(text: string): number {
  if (onlyAscii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text, or as much of its beginning as fits into `columns` with an ellipsis, which is one column wide. */
export function shorten(
  text: string,
  columns: number,
  { ellipsis = "…" }: { readonly ellipsis?: string } = {},
): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return "";
  let kept = "";
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}${ellipsis}`;
}

/**
 * The text as a terminal can show it on one line: control and invisible characters as escapes, so that a name cannot
 * move the cursor. Joiners, variation selectors and skin tones are left out, because terminals differ in how wide
 * they make what is joined.
 */
export function printable(text: string): string {
  return text.replace(joiners, "").replace(invisible, escapeCharacter);
}

/** A printable text in ASCII: arrows and ellipses as they are typed, everything else that is not ASCII as an escape. */
export function asciiText(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => typed[character] ?? escapeCharacter(character));
}

/**
 * The text in lines of at most `columns`, broken at spaces where it has them. A line that continues another is indented
 * by `indent` spaces, or fewer if there is little room.
 * `columns` is 1 or more; a character wider than that becomes `?`.
 */
export function wrapText(text: string, columns: number, { indent = 0 }: { readonly indent?: number } = {}): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  const startLine = (): void => {
    lines.push(withoutEndSpaces(line));
    line = " ".repeat(Math.min(indent, Math.max(columns - 10, 0)));
    width = line.length;
  };
  for (const word of text.split(/(?<= )/)) {
    if (width + textWidth(withoutEndSpaces(word)) > columns && withoutEndSpaces(line) !== "") startLine();
    for (const character of word) {
      const size = characterWidth(character);
      if (width + size > columns) {
        if (character === " ") continue;
        startLine();
      }
      line += size > columns ? "?" : character;
      width += Math.min(size, columns);
    }
  }
  lines.push(withoutEndSpaces(line));
  return lines;
}

/** Other blanks than spaces are part of a text. */
function withoutEndSpaces(text: string): string {
  return text.replace(/ +$/, "");
}

/** Throws an Error if a diagram cannot be this wide. */
export function checkColumns(columns: number): void {
  if (Number.isInteger(columns) && columns >= 1) return;
  throw new Error(
    `Cannot draw for a terminal as columns is no whole number from 1: ${columns}. Give its width in characters.`,
  );
}

const joiners = /\u200d|\p{Variation_Selector}|\p{Emoji_Modifier}/gu;
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;
const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const typed: Readonly<Record<string, string>> = { "…": "...", "→": "->", "←": "<-", "↦": "->", "×": "x" };

const onlyAscii = /^[ -~]*$/;

// Unicode's East Asian Width, W and F, for whole blocks; single emoji come through their own property.
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const noWidth = /[\p{Mn}\p{Me}\u1160-\u11ff\u200b]/u;

function characterWidth(character: string): 0 | 1 | 2 {
  if (character <= "~") return 1;
  if (noWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

function escapeCharacter(character: string): string {
  return named[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
