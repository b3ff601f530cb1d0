/**
 * Executions and pipelines as diagrams: Mermaid for pages, text for terminals, words for ears.
 *
 * @module
 */
export { describeExecution } from "./describe-execution.ts";
export { flowchart } from "./flowchart.ts";
export { labelOf, type LabelOptions } from "./labels.ts";
export { mermaidText } from "./mermaid-text.ts";
export { type DiagramOptions } from "./options.ts";
export { type PipelineEdge, type PipelineGraph, type PipelineStage } from "./pipeline-graph.ts";
export { pipelineText } from "./pipeline-text.ts";
export { sequenceDiagram } from "./sequence-diagram.ts";
export { type SpaceTimeOptions, spaceTimeDiagram } from "./space-time-diagram.ts";
export { type Charset } from "./space-time/glyphs.ts";
export { textWidth } from "./terminal-text.ts";
