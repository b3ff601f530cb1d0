import { checkPipeline, layersOf, nameOf, type PipelineGraph, type PipelineStage } from "./pipeline-graph.ts";
import { type Charset, glyphsOf } from "./space-time/glyphs.ts";
import { checkColumns, printable, wrapText } from "./terminal-text.ts";

/**
 * A pipeline for a terminal: its layers, in each the stages, below each stage where its edges lead. Throws an Error if
 * two stages have the same id, or an edge leads to no stage.
 *
 * @example
 * ```ts
 * import { pipelineText } from "@millrace/diagrams";
 *
 * const text = pipelineText({
 *   stages: [{ id: "orders", kind: "postgresql" }, { id: "topic", layer: "transport" }],
 *   edges: [{ from: "orders", to: "topic", label: "changes" }],
 * });
 * if (text !== "orders (postgresql)\n└─changes─▶ topic\n\ntransport\n  topic") throw new Error(text);
 * ```
 */
export function pipelineText(
  pipeline: PipelineGraph,
  options: { readonly columns?: number; readonly charset?: Charset } = {},
): string {
  checkPipeline(pipeline);
  const { columns = 80, charset = "unicode" } = options;
  checkColumns(columns);
  const show = (text: string): string => glyphsOf[charset].text(printable(text));
  const marks = arrows[charset];
  const blocks: string[][] = pipeline.title === undefined ? [] : [[show(pipeline.title)]];
  for (const [layer, stages] of layersOf(pipeline)) {
    const lines = stages.flatMap((stage) => [headOf(stage, show), ...tailsOf(stage, pipeline, { show, marks })]);
    blocks.push(layer === undefined ? lines : [show(layer), ...lines.map((line) => `  ${line}`)]);
  }
  return blocks.map((lines) => lines.flatMap((line) => wrapText(line, columns, { indent: 6 })).join("\n")).join("\n\n");
}

interface Arrows {
  readonly next: string;
  readonly last: string;
  readonly line: string;
  readonly head: string;
}

const arrows: Readonly<Record<Charset, Arrows>> = {
  unicode: { next: "├", last: "└", line: "─", head: "▶" },
  ascii: { next: "+", last: "+", line: "-", head: ">" },
};

function headOf(stage: PipelineStage, show: (text: string) => string): string {
  return show(stage.kind === undefined ? nameOf(stage) : `${nameOf(stage)} (${stage.kind})`);
}

function tailsOf(
  stage: PipelineStage,
  { edges, stages }: PipelineGraph,
  { show, marks }: { show(text: string): string; readonly marks: Arrows },
): string[] {
  const own = edges.filter(({ from }) => from === stage.id);
  return own.map(({ to, label = "" }, index) => {
    const target = stages.find(({ id }) => id === to);
    const corner = index === own.length - 1 ? marks.last : marks.next;
    return `${corner}${marks.line}${show(label)}${marks.line}${marks.head} ${show(target === undefined ? to : nameOf(target))}`;
  });
}
