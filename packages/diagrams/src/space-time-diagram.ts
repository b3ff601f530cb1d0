import type { Execution } from "@millrace/core";
import { describeExecution } from "./describe-execution.ts";
import { type Journey, listJourneys } from "./journeys.ts";
import { shortNames } from "./names.ts";
import type { DiagramOptions } from "./options.ts";
import { type Excerpt, excerptOf, fold } from "./relevance.ts";
import { draw } from "./space-time/draw.ts";
import { type Charset, glyphsOf } from "./space-time/glyphs.ts";
import { type Layout, layOut } from "./space-time/layout.ts";
import { arrange } from "./space-time/scene.ts";
import { hasNote } from "./space-time/texts.ts";
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
  return [...drawing, ...[...words, ...footer].flatMap((line) => wrapText(line, columns, 3))].join("\n");
}

/** The longest that a label gets, and the shortest, from the most welcome on. */
const labelColumns = [20, 14, 10, 7];
const tightLabelColumns = [4, 0];

/** The layout that shows the most within the columns; undefined if a few events do not fit. */
function bestLayout(execution: Execution, excerpt: Excerpt, options: SpaceTimeOptions): Layout | undefined {
  const journeys = listJourneys(execution, excerpt.eventCount);
  const most = Math.min(options.maxEvents ?? Infinity, excerpt.events.length, Math.ceil((options.columns ?? 80) / 3));
  const least = Math.min(most, 3);
  for (const widths of [labelColumns, tightLabelColumns]) {
    for (let count = most; count >= least; count--) {
      for (const width of widths) {
        const layout = tryLayout(execution, { excerpt, journeys, count, width, options });
        if (layout !== undefined) return layout;
      }
    }
  }
  return undefined;
}

function tryLayout(
  execution: Execution,
  attempt: { excerpt: Excerpt; journeys: readonly Journey[]; count: number; width: number; options: SpaceTimeOptions },
): Layout | undefined {
  const { excerpt, journeys, count, width, options } = attempt;
  const { columns = 80, charset = "unicode", label } = options;
  const glyphs = glyphsOf[charset];
  const nameColumns = Math.max(3, Math.min(20, Math.floor(columns / 4)));
  const ids = execution.system.nodes.map(({ id }) => id);
  const names = shortNames(ids, nameColumns, (name) => glyphs.text(printable(name)));
  const scene = arrange(execution, { excerpt, journeys, columns: fold(excerpt, count), hasNote });
  const layout = layOut(scene, { execution, glyphs, label, labelColumns: width, names }, columns);
  return layout.width <= columns ? layout : undefined;
}

/** For columns too few to draw in. */
function inWords(execution: Execution, options: SpaceTimeOptions): string[] {
  const names = execution.system.nodes.map(({ id }) => printable(id)).join(", ");
  return [`${names}:`, ...describeExecution(execution, options).split("\n")];
}
