import { flowchart } from "@millrace/diagrams/flowchart.ts";
import type { Design } from "./design.ts";
import { guaranteesOf } from "./guarantees.ts";
import { graphOf } from "./stages.ts";

/** The design as a Mermaid text: stages, and on each edge what it guarantees. */
export function mermaidOf(design: Design): string {
  const guarantees = guaranteesOf(design);
  return flowchart(
    graphOf(design, ({ from, to }) => {
      const own = guarantees.find(({ edge }) => edge.from.id === from.id && edge.to.id === to.id);
      return own === undefined ? "" : `${own.delivery}, order: ${own.order}`;
    }),
  );
}
