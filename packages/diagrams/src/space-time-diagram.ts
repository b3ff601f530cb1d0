import type { Execution } from "@millrace/core";
import { describeExecution } from "./describe-execution.ts";
import { listJourneys } from "./journeys.ts";
import { shortNames } from "./names.ts";
import type { DiagramOptions } from "./options.ts";
import { byRelevance, type Excerpt, excerptOf, fold } from "./relevance.ts";
import { draw } from "./space-time/draw.ts";
import { type Charset, glyphsOf } from "./space-time/glyphs.ts";
import { type Layout, layOut } from "./space-time/layout.ts";
import { arrange } from "./space-time/scene.ts";
import { hasNote, rememberLabels, typesetting } from "./space-time/texts.ts";
import { checkColumns, printable, wrapText } from "./terminal-text.ts";

/** What {@link spaceTimeDiagram} takes. */
export interface SpaceTimeOptions extends DiagramOptions {
  /** The widest that a line may be, in terminal columns, a whole number from 1; 80 by default. */
  readonly columns?: number;
  /** `unicode` by default; `ascii` for terminals that show nothing else. */
  readonly charset?: Charset;
}

/**
 * An execution as a space–time diagram for a terminal: time runs to the right, each machine has a row, each message a
 * line from its sending to its arrival. With a violation, the diagram ends at the broken event, and says so there.
 *
 * A run that is too long is folded: the broken event, what led to it and faults stay, `…37…` stands for 37 events. In
 * fewer columns than a diagram needs, the events are listed in words.
 *
 * @example
 * ```ts
 * import { at, defineMachine, defineSystem, World } from "@millrace/core";
 * import { spaceTimeDiagram } from "@millrace/diagrams";
 *
 * const greeter = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onMessage: (_state, message, _from, context) => context.output(message),
 *   onInput: (_state, name, context) => context.peers.forEach((peer) => context.send(peer, name)),
 * });
 * const world = new World(defineSystem({ machines: { a: greeter, b: greeter }, inputs: [at("a", "hello")] }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 *
 * const text = spaceTimeDiagram(world.execution);
 * if (!text.includes("└─hello─┐")) throw new Error(text);
 * ```
 */
export function spaceTimeDiagram(execution: Execution, options: SpaceTimeOptions = {}): string {
  const { columns = 80, charset = "unicode" } = options;
  checkColumns(columns);
  const excerpt = excerptOf(execution, options);
  const layout = bestLayout(execution, excerpt, options);
  const left = execution.events.length - excerpt.eventCount;
  const footer = left === 0 ? [] : [`${left} later ${left === 1 ? "event is" : "events are"} not shown`];
  const words = layout === undefined ? inWords(execution, options).map(glyphsOf[charset].text) : [];
  const drawing = layout === undefined ? [] : draw(layout);
  return [...drawing, ...[...words, ...footer].flatMap((line) => wrapText(line, columns, { indent: 3 }))].join("\n");
}

/** How long labels may be at least and at most; and if the least is still too much. */
const labelColumns = { least: 7, most: 24 };
const tightLabelColumns = { least: 0, most: 6 };

/** The layout that shows the most events within the columns, and them with the longest labels; undefined if a few do not fit. */
function bestLayout(execution: Execution, excerpt: Excerpt, options: SpaceTimeOptions): Layout | undefined {
  const { columns = 80, charset = "unicode", label, maxEvents = Infinity } = options;
  const glyphs = glyphsOf[charset];
  const nameColumns = Math.max(3, Math.min(20, Math.floor(columns / 4)));
  const ids = execution.system.nodes.map(({ id }) => id);
  const names = shortNames(ids, nameColumns, typesetting(glyphs));
  const style = { execution, glyphs, label, names, write: rememberLabels(glyphs) };
  const journeys = listJourneys(execution, excerpt.eventCount);
  const ranked = byRelevance(excerpt, options);
  const most = Math.min(maxEvents, ranked.length, Math.ceil(columns / 3));
  for (const { least, most: longest } of [labelColumns, tightLabelColumns]) {
    for (let count = most; count >= Math.min(most, 3); count--) {
      const shown = fold(excerpt, ranked.slice(0, count));
      const scene = arrange(execution, { excerpt, journeys, columns: shown, hasNote });
      let best: Layout | undefined;
      for (let width = least; width <= longest; width++) {
        const layout = layOut(scene, { ...style, labelColumns: width }, columns);
        if (layout.width > columns) break;
        best = layout;
      }
      if (best !== undefined) return best;
    }
  }
  return undefined;
}

/** For columns too few to draw in. */
function inWords(execution: Execution, options: SpaceTimeOptions): string[] {
  const names = execution.system.nodes.map(({ id }) => printable(id)).join(", ");
  return [`${names}:`, ...describeExecution(execution, options).split("\n")];
}
