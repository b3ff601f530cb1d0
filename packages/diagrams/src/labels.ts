import { describeValue } from "@millrace/core";
import { printable, shorten, textWidth } from "./terminal-text.ts";

/** How {@link labelOf} writes. */
export interface LabelOptions {
  /** Prepares a text for where it is shown; by default for a terminal, with control characters as escapes. */
  readonly show?: (text: string) => string;
  /** What stands for what is left out, one column wide; "…" by default. */
  readonly ellipsis?: string;
}

/**
 * A value in at most `columns` columns, for a diagram: an object by its `type` and what else it holds, a word without
 * quotes, and as much of anything longer as fits.
 *
 * @example
 * ```ts
 * import { labelOf } from "@millrace/diagrams";
 *
 * if (labelOf({ type: "reply", value: 3 }, 20) !== "reply 3") throw new Error("the type comes first");
 * if (labelOf("ping", 20) !== "ping") throw new Error("a word needs no quotes");
 * if (labelOf("1", 20) !== '"1"') throw new Error("a number in quotes is no number");
 * ```
 */
export function labelOf(value: unknown, columns: number, options: LabelOptions = {}): string {
  const { show = printable, ellipsis = "…" } = options;
  const forms = formsOf(value).map(show);
  const fitting = forms.find((form) => textWidth(form) <= columns);
  return fitting ?? squeeze(value, columns, { show, ellipsis }) ?? shorten(forms.at(-1) ?? "", columns, { ellipsis });
}

/** The ways to write a value, the fullest first. */
function formsOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return [write(value)];
  const { type, ...rest } = value;
  if (typeof type !== "string") return [entriesOf(value, "keys"), entriesOf(value, "values")];
  if (Object.keys(rest).length === 0) return [write(type)];
  if (Object.keys(rest).length === 1) return [`${write(type)} ${entriesOf(rest, "values")}`];
  return [`${write(type)} ${entriesOf(rest, "keys")}`, `${write(type)} ${entriesOf(rest, "values")}`];
}

/** "tok… 10", "ware…, order": every part shows, the longest are shortened. Undefined if they would be too short to tell. */
function squeeze(value: unknown, columns: number, { show, ellipsis }: Required<LabelOptions>): string | undefined {
  if (!isRecord(value)) return undefined;
  const isTyped = typeof value["type"] === "string";
  const { type, ...rest } = value;
  const parts = [...(isTyped ? [type] : []), ...Object.values(isTyped ? rest : value)].map((part) => show(write(part)));
  const join = (texts: readonly string[]): string =>
    isTyped ? `${texts[0] ?? ""} ${texts.slice(1).join(", ")}` : texts.join(", ");
  const between = textWidth(join(parts.map(() => "")));
  const widths = shortenLongest(parts.map(textWidth), columns - between);
  return widths && join(parts.map((part, index) => shorten(part, widths[index] ?? 0, { ellipsis })));
}

/** The widths, the longest made shorter until all fit into `columns`; undefined if one would be shorter than any may be. */
function shortenLongest(widths: readonly number[], columns: number): readonly number[] | undefined {
  const excessAt = (most: number): number =>
    widths.reduce((total, width) => total + Math.min(width, most), 0) - columns;
  let most = Math.max(0, ...widths);
  for (let excess = excessAt(most); excess > 0; excess = excessAt(most)) {
    if (most <= shortestPart) return undefined;
    most = Math.max(shortestPart, most - Math.ceil(excess / widths.length));
  }
  let left = -excessAt(most);
  const shortened = widths.map((width) => Math.min(width, most));
  for (let place = widths.length - 1; place >= 0 && left > 0; place--) {
    if ((widths[place] ?? 0) <= most) continue;
    shortened[place] = most + 1;
    left -= 1;
  }
  return shortened;
}

const shortestPart = 3;

function entriesOf(value: Readonly<Record<string, unknown>>, what: "keys" | "values"): string {
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return entries.map(([key, item]) => (what === "keys" ? `${key}: ${write(item)}` : write(item))).join(", ");
}

function write(value: unknown): string {
  return typeof value === "string" && isWord(value) ? value : describeValue(value);
}

/** Whether a text cannot be taken for anything but a text. */
function isWord(text: string): boolean {
  return (
    /^\p{L}[\p{L}\p{N}_-]*$/u.test(text) && !["true", "false", "null", "undefined", "NaN", "Infinity"].includes(text)
  );
}

/** Whether it is an object literal, of whatever realm: no array, map, set or typed array. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
