import { mermaidText } from "./mermaid-text.ts";
import { checkPipeline, layersOf, nameOf, type PipelineGraph, type PipelineStage } from "./pipeline-graph.ts";
import { shorten } from "./terminal-text.ts";

/**
 * A pipeline as a Mermaid `flowchart`, left to right: a box for each stage with its kind below its name, a frame around
 * each layer, an arrow for each edge. Throws an Error if two stages have the same id, if an edge leads to no stage, and
 * beyond 500 edges, where Mermaid would refuse.
 *
 * @example
 * ```ts
 * import { flowchart } from "@millrace/diagrams";
 *
 * const text = flowchart({
 *   stages: [{ id: "orders", kind: "postgresql" }, { id: "topic", layer: "transport" }],
 *   edges: [{ from: "orders", to: "topic", label: "changes" }],
 * });
 * if (!text.includes('s0 -->|"changes"| s1')) throw new Error(text);
 * ```
 */
export function flowchart(pipeline: PipelineGraph): string {
  checkPipeline(pipeline);
  const { title, stages, edges } = pipeline;
  if (edges.length > mostEdges) {
    throw new Error(
      `Cannot draw the pipeline as a flowchart as Mermaid draws at most ${mostEdges} edges: ${edges.length}. Draw a part of it.`,
    );
  }
  const idOf = new Map(stages.map(({ id }, index) => [id, `s${index}`]));
  const lines: string[] = [];
  const box = (stage: PipelineStage): string => `${idOf.get(stage.id) ?? ""}["${textOf(stage)}"]`;
  for (const [index, [layer, members]] of [...layersOf(pipeline)].entries()) {
    if (layer === undefined) lines.push(...members.map(box));
    else lines.push(`subgraph l${index}["${quoted(layer)}"]`, ...members.map((stage) => `  ${box(stage)}`), "end");
  }
  for (const { from, to, label } of edges) {
    const arrow = label === undefined || label === "" ? "-->" : `-->|"${quoted(label)}"|`;
    lines.push(`${idOf.get(from) ?? ""} ${arrow} ${idOf.get(to) ?? ""}`);
  }
  return [...heading(title), "flowchart LR", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Mermaid's own limit, which a text cannot raise. */
const mostEdges = 500;
const textColumns = 60;

function textOf(stage: PipelineStage): string {
  const name = quoted(nameOf(stage));
  return stage.kind === undefined || stage.kind === "" ? name : `${name}<br/><small>${quoted(stage.kind)}</small>`;
}

function quoted(text: string): string {
  return mermaidText(shorten(text, textColumns));
}

/** The title goes into YAML, where every character has a code. */
function heading(title: string | undefined): string[] {
  if (title === undefined || title === "") return [];
  const yaml = [...shorten(title, textColumns)].map((character) =>
    /[\p{L}\p{N} ]/u.test(character) ? character : escapeYaml(character),
  );
  return ["---", `title: "${yaml.join("")}"`, "---"];
}

function escapeYaml(character: string): string {
  return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`;
}
