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
  const places = stages.map(({ id }): Place => graph.node(id));
  // dagre says where the middle is, and does not care who of those side by side stands where: they stand in our order.
  const takeLeftmost = (y: number): Place => {
    const row = places.filter((place) => place.y === y && !taken.has(place));
    const leftmost = row.reduce((one, other) => (other.x < one.x ? other : one));
    taken.add(leftmost);
    return leftmost;
  };
  const taken = new Set<Place>();
  return new Map(
    stages.map(({ id }) => {
      const { x, y } = takeLeftmost(graph.node(id).y);
      return [id, { x: x - box.width / 2, y: y - box.height / 2 }];
    }),
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}
