import type { Event, Execution } from "@millrace/core";
import { labelOf, type LabelOptions } from "../labels.ts";
import { causeOf } from "../notes.ts";
import type { DiagramOptions } from "../options.ts";
import { printable, shorten, textWidth } from "../terminal-text.ts";
import type { Item } from "./columns.ts";
import type { Glyphs } from "./glyphs.ts";
import type { Route } from "./routes.ts";
import { laneOf, type Scene } from "./scene.ts";

/** A text in its place: on line `y`, beginning `offset` to the right of its column. */
export interface Text extends Item {
  readonly y: number;
  readonly text: string;
}

/** How texts are made, and how long each may be. */
export interface TextStyle {
  readonly execution: Execution;
  readonly glyphs: Glyphs;
  readonly label: DiagramOptions["label"];
  /** {@link labelOf} for these glyphs; it may keep what it has written. */
  readonly write: (value: unknown, columns: number) => string;
  /** Columns for each label or note, 0 or more. */
  readonly labelColumns: number;
  /** Each machine's name, in the system's order. */
  readonly names: readonly string[];
}

/** Marks, notes and folds: all texts but names, messages' labels and what stands beside the broken event. */
export function placeTexts(scene: Scene, style: TextStyle): Text[] {
  const routes = [...scene.lanes.keys()];
  return [...routes.flatMap((route) => marksOf(route, scene, style)), ...textsOfColumns(scene, style)];
}

/** A message's label, at most `labelColumns` wide. */
export function labelOfRoute({ journey }: Route, { glyphs, label, write, labelColumns }: TextStyle): string {
  const text = label?.(journey.message) ?? write(journey.message, labelColumns);
  return shorten(glyphs.text(printable(text)), labelColumns, glyphs);
}

/** What happened at an event besides messages, in few words: "in 1, out 2". At most `labelColumns` and {@link longerNote} wide. */
export function noteOf(event: Event, { labelColumns, glyphs, write }: TextStyle): string {
  const show = (value: unknown): string => write(value, labelColumns);
  const noteColumns = labelColumns === 0 ? 0 : labelColumns + longerNote;
  const cause = causeOf(event, show);
  const words = [...(cause === undefined ? [] : [cause]), ...event.outputs.map((output) => `out ${show(output)}`)];
  return shorten(glyphs.text(printable(words.join(", "))), noteColumns, glyphs);
}

/** How much longer than a label a note may be: it begins with "out" or "in". */
export const longerNote = 4;

/** Whether {@link noteOf} has anything to say. */
export function hasNote(event: Event): boolean {
  return event.outputs.length > 0 || causeOf(event, () => "") !== undefined;
}

/** What the top line says of a fold. */
export function foldText(count: number, { glyphs }: Pick<TextStyle, "glyphs">): string {
  return glyphs.text(`…${count}…`);
}

/** {@link labelOf} for these glyphs, that writes each value once for each width: a diagram tries many layouts. */
export function rememberLabels(glyphs: Glyphs): TextStyle["write"] {
  const written = new Map<unknown, string[]>();
  return (value, columns) => {
    const ofValue = written.get(value) ?? [];
    written.set(value, ofValue);
    return (ofValue[columns] ??= labelOf(value, columns, typesetting(glyphs)));
  };
}

/** How labels and names are written with these glyphs. */
export function typesetting(glyphs: Glyphs): LabelOptions {
  return { show: (text) => glyphs.text(printable(text)), ellipsis: glyphs.ellipsis };
}

function marksOf(route: Route, scene: Scene, { glyphs, names }: TextStyle): Text[] {
  const y = laneOf(route, scene);
  const isNear = Math.abs(route.toRow - route.fromRow) === 1;
  const receiver = names[route.toRow] ?? "";
  const fold = glyphs.fold.repeat(2);
  const ends = route.ends.map(({ kind, column }, index) => {
    if (kind === "lost") return textAt(y, column, 0, isNear ? glyphs.lost : `${glyphs.lost} ${receiver}`);
    if (kind === "doubled") return textAt(y, column, 0, glyphs.doubled);
    if (kind === "in transit") return textAt(y, column, 1, `${glyphs.inTransit} ${receiver}`);
    return textAt(y, column, 0, kind === "folded" && index === route.ends.length - 1 ? fold : "");
  });
  return [textAt(y, route.start, 0, route.startsInFold ? fold : ""), ...ends].filter(({ width }) => width > 0);
}

function textsOfColumns(scene: Scene, style: TextStyle): Text[] {
  const { plan, columns, rows, broken } = scene;
  return columns
    .flatMap((item, column): Text[] => {
      if ("folded" in item) return [textAt(plan.top ?? 0, column, 0, foldText(item.folded.length, style))];
      const { event } = item;
      if (event.machine === "") return [noteAt(plan.top ?? 0, column, 0, cutText(event, style))];
      const y = plan.notes[rows.indexOf(event.machine)];
      if (y === undefined || event === broken) return [];
      return [noteAt(y, column, noteOffset(column, scene), noteOf(event, style))];
    })
    .filter(({ width }) => width > 0);
}

/** A note stands right of what arrives from above, and of what leaves upwards. */
function noteOffset(column: number, scene: Scene): number {
  const arrives = scene.arrivals.get(column) === "down";
  const leaves = [...scene.lanes.keys()].some((route) => route.leaves === "up" && route.start === column);
  return (arrives ? 2 : 0) + (leaves ? 2 : 0);
}

function cutText({ kind, cut }: Event, { execution, glyphs, labelColumns }: TextStyle): string {
  const groups = execution.system.faults.cuts[cut ?? -1];
  const sides = groups === undefined ? "" : ` ${groups.from.join(" ")} → ${groups.to.join(" ")}`;
  return shorten(glyphs.text(printable(`${kind}${sides}`)), Math.max(labelColumns, kind.length), glyphs);
}

/** Between two notes there is more than one blank. */
function noteAt(y: number, column: number, offset: number, text: string): Text {
  return { ...textAt(y, column, offset, text), width: text === "" ? 0 : textWidth(text) + 1 };
}

function textAt(y: number, column: number, offset: number, text: string): Text {
  return { y, column, offset, text, width: textWidth(text) };
}
