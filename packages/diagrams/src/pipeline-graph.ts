/** What a pipeline's diagrams are drawn from: its stages in order, and what flows between them. */
export interface PipelineGraph {
  /** What the pipeline is called. */
  readonly title?: string;
  /** In the order in which they are listed. */
  readonly stages: readonly PipelineStage[];
  /** In any order; cycles are allowed. */
  readonly edges: readonly PipelineEdge[];
}

/** One stage. */
export interface PipelineStage {
  /** Its name in `edges`: different from every other stage's. */
  readonly id: string;
  /** What people call it; its `id` by default. */
  readonly label?: string;
  /** What it is: "postgresql", "kafka". */
  readonly kind?: string;
  /** The layer that it belongs to, drawn around all its stages: "bronze". */
  readonly layer?: string;
}

/** A flow from one stage to another, by their ids. */
export interface PipelineEdge {
  /** The stage that it leaves. */
  readonly from: string;
  /** The stage that it reaches. */
  readonly to: string;
  /** What flows, or how. */
  readonly label?: string;
}

/** Throws an Error that names the stage if two stages have the same id, or an edge leads to none. */
export function checkPipeline({ stages, edges }: PipelineGraph): void {
  const ids = stages.map(({ id }) => id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) {
    throw new Error(
      `Cannot draw the pipeline as two stages have the same id: ${JSON.stringify(twin)}. Give each stage its own.`,
    );
  }
  for (const { from, to } of edges) {
    const missing = [from, to].find((id) => !ids.includes(id));
    if (missing === undefined) continue;
    const known = ids.length === 0 ? "There is no stage" : `The stages are ${ids.join(", ")}`;
    throw new Error(
      `Cannot draw the edge from ${JSON.stringify(from)} to ${JSON.stringify(to)} as no stage has the id ${JSON.stringify(missing)}. ${known}.`,
    );
  }
}

/** The layers of a pipeline in the order of their first stages; stages without one are in the layer `undefined`. */
export function layersOf({ stages }: PipelineGraph): ReadonlyMap<string | undefined, readonly PipelineStage[]> {
  const layers = new Map<string | undefined, PipelineStage[]>();
  for (const stage of stages) layers.set(stage.layer, [...(layers.get(stage.layer) ?? []), stage]);
  return layers;
}

/** What a stage is called. */
export function nameOf({ id, label }: PipelineStage): string {
  return label ?? id;
}
