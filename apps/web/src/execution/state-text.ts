import { describeValue } from "@millrace/core";

const lineColumns = 32;
const mostLines = 80;

/** A state in lines: what fits into one line stays in one, the rest is indented. Says how much is left out of a long one. */
export function stateText(value: unknown): string {
  const lines = linesOf(value, "");
  if (lines.length <= mostLines) return lines.join("\n");
  return [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`].join("\n");
}

function linesOf(value: unknown, indent: string): string[] {
  const short = describeValue(value);
  const parts = short.length <= lineColumns ? undefined : partsOf(value);
  if (parts === undefined) return [short];
  const inner = `${indent}  `;
  return parts.flatMap(([name, part]) => {
    const [first = "", ...rest] = linesOf(part, inner);
    return rest.length === 0 && !first.includes("\n") && isShort(part)
      ? [`${indent}${name}: ${first}`]
      : [`${indent}${name}:`, ...[first, ...rest].map((line) => (line.startsWith(inner) ? line : `${inner}${line}`))];
  });
}

function isShort(value: unknown): boolean {
  return describeValue(value).length <= lineColumns || partsOf(value) === undefined;
}

function partsOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item]);
  if (value instanceof Map) return [...value].map(([key, item]) => [describeValue(key), item]);
  if (value instanceof Set) return [...value].map((item, index) => [String(index + 1), item]);
  return Object.entries(value);
}
