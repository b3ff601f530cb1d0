import { wrapText } from "@millrace/diagrams/terminal-text.ts";
import type { Terminal } from "./terminal.ts";
import { indent } from "./text.ts";

/** A short text in Markdown, as a terminal shows it: headings, paragraphs, lists, code, bold and italics. */
export function showMarkdown(markdown: string, terminal: Terminal, left = 0): string[] {
  const width = Math.max(10, Math.min(terminal.columns, 100) - left);
  let isCode = false;
  const lines = markdown
    .trim()
    .split(/\r?\n/)
    .flatMap((line) => {
      if (/^\s*```/.test(line)) {
        isCode = !isCode;
        return [];
      }
      return isCode ? [terminal.colors.cyan(`  ${line}`)] : showLine(line, width, terminal);
    });
  return indent(lines, left);
}

function showLine(line: string, width: number, terminal: Terminal): string[] {
  const heading = /^#+ +(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return wrapText(heading, width).map(terminal.colors.bold);
  const [, bullet = "", text = line] = /^(\s*(?:[-*]|\d+\.) +|\s+)(.*)$/.exec(line) ?? [];
  const wrapped = colorInline(wrapText(text, Math.max(10, width - bullet.length)).join("\n"), terminal).split("\n");
  return wrapped.map((part, index) => (index === 0 ? bullet : " ".repeat(bullet.length)) + part);
}

/** Text that is wrapped already: what a mark begins may end on another line. */
function colorInline(text: string, { colors }: Terminal): string {
  const each = (paint: (line: string) => string, inner: string): string => inner.split("\n").map(paint).join("\n");
  return text
    .replace(/`([^`]+)`/g, (whole, inner: string) => (colors.isColorSupported ? each(colors.cyan, inner) : whole))
    .replace(/\*\*([^*]+)\*\*/g, (_whole, inner: string) => each(colors.bold, inner))
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, (_whole, inner: string) => each(colors.italic, inner));
}
