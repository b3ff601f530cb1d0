/**
 * Any text, written so that Mermaid shows it as it is and reads none of it as syntax: what could be syntax becomes an
 * entity code (`#59;` for a semicolon). Line breaks stay line breaks; control characters become their pictures (`␀`),
 * other invisible ones their code points (`\u{202e}`).
 *
 * @example
 * ```ts
 * import { mermaidText } from "@millrace/diagrams";
 *
 * if (mermaidText("a; b") !== "a#59; b") throw new Error("a semicolon would end the statement");
 * ```
 */
export function mermaidText(text: string): string {
  if (text === "") return entity(zeroWidthSpace);
  return text
    .replace(/\r\n?/g, "\n")
    .replace(invisible, showInvisible)
    .replace(combinations, (character) => `${character}${wordJoiner}`)
    .replace(syntax, entity)
    .replace(listItem, (mark) => `${mark.slice(0, -1)}${entity(mark.slice(-1))}`)
    .replace(keywords, (word) => `${entity(word.slice(0, 1))}${word.slice(1)}`)
    .replace(lostSpace, () => entity("\xa0"))
    .replaceAll("\n", "<br/>");
}

/**
 * As {@link mermaidText}, for a sequence diagram, where fewer characters are syntax. Mermaid makes room there for the
 * codes, not for what they show, so the fewer the better.
 */
export function sequenceText(text: string): string {
  return mermaidText(text).replace(/#(\d+);/g, (code, number: string) => {
    const character = String.fromCodePoint(Number(number));
    return harmless.includes(character) ? character : code;
  });
}

const harmless = '!"*[]^_`{|}~.)-+';
const zeroWidthSpace = "\u200b";
const wordJoiner = "\u2060";

// Joiners stay: they hold emoji and letters together. What is unassigned may not be in a document at all.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;
const kept: readonly string[] = ["\n", "\u200c", "\u200d"];

// Mermaid reads these in what it has already decoded: formulas, line breaks, icons, and its own form of entity codes.
const combinations = /\$(?=\$)|\\(?=n)|:(?=fa-)|\ufb02(?=\xb0)|\xb6(?=\xdf)/g;

const syntax = /[!#$%&*;<>@[\\\]^_`{|}~"\u{fb02}\xb6\u2060]|(?! )\p{Zs}/gu;

// Older versions of Mermaid refuse a label that looks like a list.
const listItem = /^(?:[-+]|\d+[.)])/;

// Before it parses, Mermaid looks for style statements anywhere in a line, and for "wrap:" before a message.
const keywords = /style|classdef|(?:no)?wrap(?=:)/gi;

const lostSpace = /^ | $|(?<= ) |(?<=\n) | (?=\n)/g;

function entity(character: string): string {
  return `#${character.codePointAt(0) ?? 0};`;
}

function showInvisible(character: string): string {
  if (kept.includes(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : `\\u{${code.toString(16)}}`;
}
