import type { PipelineGraph } from "@millrace/diagrams/pipeline-graph.ts";
import { type Design, nameOf } from "./design.ts";

/** One stage of a design, which is one machine when it runs. */
export interface Stage {
  /** The machine's name: the same for all designs. */
  readonly id: string;
  readonly role: "source" | "transport" | "bronze" | "compute" | "silver" | "gold" | "warehouse";
  readonly label: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  /** The frame around it, if there is one. */
  readonly layer?: string;
}

/** The stages of a design from the source to the warehouse: side by side in one step are those that share the work. */
export function stepsOf(design: Design): readonly (readonly Stage[])[] {
  const isMedallion = design.layers === "medallion";
  const layer = (role: "bronze" | "silver" | "gold"): Stage[] => [
    { id: role, role, label: role[0]?.toUpperCase() + role.slice(1), kind: "S3", layer: "S3" },
  ];
  return [
    [{ id: "source", role: "source", label: nameOf(design, "source"), kind: "source" }],
    [{ id: "transport", role: "transport", label: transports[design.transport], kind: "transport" }],
    ...(design.layers === "none" ? [] : [layer("bronze")]),
    design.compute === "dbt"
      ? [{ id: "compute", role: "compute", label: "dbt", kind: "compute" }]
      : [1, 2, 3].map((number) => ({
          id: `worker-${number}`,
          role: "compute",
          label: `Worker ${number}`,
          kind: "compute",
          layer: "workers",
        })),
    ...(isMedallion ? [layer("silver"), layer("gold")] : []),
    [{ id: "warehouse", role: "warehouse", label: nameOf(design, "warehouse"), kind: "warehouse" }],
  ];
}

/** An edge of a design: from one stage to one of the next step. */
export interface Edge {
  readonly from: Stage;
  readonly to: Stage;
}

/** All edges, in the order in which data flows. */
export function edgesOf(design: Design): readonly Edge[] {
  const steps = stepsOf(design);
  return steps.flatMap((step, place) => step.flatMap((from) => (steps[place + 1] ?? []).map((to) => ({ from, to }))));
}

/** The design as diagrams want it; `labelOf` says what is written on an edge. */
export function graphOf(design: Design, labelOf: (edge: Edge) => string): PipelineGraph {
  return {
    title: "My pipeline",
    stages: stepsOf(design)
      .flat()
      .map(({ id, label, kind, layer }) => ({ id, label, kind, ...(layer === undefined ? {} : { layer }) })),
    edges: edgesOf(design).map((edge) => ({ from: edge.from.id, to: edge.to.id, label: labelOf(edge) })),
  };
}

const transports: Readonly<Record<Design["transport"], string>> = {
  batch: "Extract",
  kafka: "Kafka topic",
  cdc: "Change capture",
};
