import dagre from "@dagrejs/dagre";
import type { Edge, Stage } from "./stages.ts";

/** A stage's box, in pixels. */
export const box = { width: 150, height: 52 } as const;

/** Where each stage's box has its upper left corner: data flows downwards. */
export function layOut(stages: readonly Stage[], edges: readonly Edge[]): ReadonlyMap<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", ranksep: 56, nodesep: 60 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of stages) graph.setNode(id, { ...box });
  for (const { from, to } of edges) graph.setEdge(from.id, to.id);
  dagre.layout(graph);
  return new Map(
    stages.map(({ id }) => {
      // dagre says where the middle is.
      const { x, y } = graph.node(id);
      return [id, { x: x - box.width / 2, y: y - box.height / 2 }];
    }),
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}
