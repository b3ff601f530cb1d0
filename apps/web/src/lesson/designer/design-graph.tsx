import { type Edge as DrawnEdge, type Node, type NodeHandle, Position, ReactFlow } from "@xyflow/react";
import type { LiveMachine } from "@millrace/workers";
import { useMemo } from "react";
import type { Design } from "./design.ts";
import { type Guarantee, guaranteesOf } from "./guarantees.ts";
import { handsOf } from "./hands.ts";
import { box, layOut } from "./layout.ts";
import { stepsOf } from "./stages.ts";
import "@xyflow/react/dist/style.css";

/**
 * The drawing; while the design runs, with what each machine has in its hands. The tables beside it say the same in words,
 * so nothing in here needs the keyboard.
 */
export default function DesignGraph({
  design,
  machines,
}: {
  readonly design: Design;
  /** Those of a run; none while nothing runs. */
  readonly machines: readonly LiveMachine[];
}) {
  const { nodes: still, edges } = useMemo(() => drawingOf(design), [design]);
  const nodes = still.map((node) =>
    alive(
      node,
      machines.find(({ id }) => id === node.id),
    ),
  );
  return (
    <div className="design-graph" role="group" aria-label="The graph of your pipeline. The table below says the same.">
      <ReactFlow
        // Another design is another drawing, fitted anew.
        key={nodes.map(({ id }) => id).join(" ")}
        nodes={nodes}
        edges={edges}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.04 }}
        minZoom={0.2}
        colorMode="system"
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        // The page scrolls, and the drawing stays as it is.
        panOnDrag={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        zoomOnPinch={false}
        preventScrolling={false}
      />
    </div>
  );
}

/** A machine that is up says how many rows it has in its hands, in the place of its kind. */
function alive(node: StageNode, machine: LiveMachine | undefined): StageNode {
  if (machine === undefined) return node;
  const isUp = machine.status === "up";
  const hands = handsOf(machine.state);
  const [name] = node.data.label.split("\n");
  return {
    ...node,
    className: isUp ? (hands > 0 ? "is-busy" : "") : "is-down",
    data: { label: `${name}\n${isUp ? `${hands} in hand` : "down"}` },
  };
}

type StageNode = Node<{ readonly label: string }>;

function drawingOf(design: Design): { readonly nodes: StageNode[]; readonly edges: DrawnEdge[] } {
  const stages = stepsOf(design).flat();
  const guarantees = guaranteesOf(design);
  const places = layOut(
    stages,
    guarantees.map(({ edge }) => edge),
  );
  return {
    nodes: stages.map(({ id, label, kind }) => ({
      id,
      position: places.get(id) ?? { x: 0, y: 0 },
      width: box.width,
      height: box.height,
      sourcePosition: Position.Bottom,
      targetPosition: Position.Top,
      // Known beforehand: what has to be measured is not drawn until then, and a run draws anew all the time.
      measured: box,
      handles,
      data: { label: `${label}\n${kind}` },
    })),
    edges: guarantees.map(({ edge: { from, to }, delivery, order }, place) => ({
      id: `${from.id} ${to.id}`,
      source: from.id,
      target: to.id,
      // Side by side, the edges of one step promise the same: it is written once.
      ...(isFirstOfStep(place, guarantees)
        ? { label: order === "none" ? `${delivery}, no order` : `${delivery}, ${order}` }
        : {}),
      className: delivery.replaceAll(" ", "-"),
    })),
  };
}

const middle = { x: box.width / 2, width: 1, height: 1 } as const;
const handles: NodeHandle[] = [
  { ...middle, type: "source", position: Position.Bottom, y: box.height },
  { ...middle, type: "target", position: Position.Top, y: 0 },
];

function isFirstOfStep(place: number, guarantees: readonly Guarantee[]): boolean {
  const before = guarantees[place - 1]?.edge;
  const own = guarantees[place]?.edge;
  return before?.from.role !== own?.from.role;
}
