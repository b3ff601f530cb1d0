import type { Design } from "./design.ts";
import { paces } from "./pace.ts";
import { type Edge, type Stage, edgesOf } from "./stages.ts";

/** How often a row that leaves one end has its effect at the other, when machines die. */
type Delivery = "at most once" | "at least once" | "effectively once";

/** Which rows arrive in the order in which they were made, as long as nothing is repeated. */
type Order = "per partition" | "per key" | "none";

/** What an edge promises. */
export interface Guarantee {
  readonly edge: Edge;
  readonly delivery: Delivery;
  readonly order: Order;
  /** What a kill of the stage that it leaves does, in words. */
  readonly kill: string;
}

/** What each edge of a design promises, in the order in which data flows. */
export function guaranteesOf(design: Design): readonly Guarantee[] {
  return edgesOf(design).map((edge) => ({
    edge,
    delivery: deliveryOf(design, edge.to),
    order: orderOf(design, edge.from),
    kill: killOf(design, edge.from),
  }));
}

/** What a design promises from end to end: {@link Guarantee.kill} is there about any stage. */
export function promiseOf(design: Design): Omit<Guarantee, "edge"> {
  const hands = handsInWords(design);
  return {
    ...tableGuaranteeOf(design),
    kill: {
      "note-first": `A kill loses what the machine had in its hands: ${hands}. Nothing comes twice.`,
      repeat: `A kill doubles what the machine had in its hands: ${hands}. Nothing is lost.`,
      merge: `A kill repeats what the machine had in its hands, ${hands}, and the warehouse recognises it. Nothing is lost, nothing doubled.`,
    }[design.failure],
  };
}

/** What the warehouse promises its own table: a load is the last thing that a kill can cut in two. */
export function tableGuaranteeOf(design: Design): Omit<Guarantee, "edge"> {
  const warehouse = { role: "warehouse", label: "The warehouse" } as const;
  return {
    delivery: deliveryOf(design, warehouse),
    order: orderOf(design, warehouse),
    kill: killOf(design, warehouse),
  };
}

/** How many rows a stage has in its hands at most: a topic's partitions are worked at side by side. */
export function mostInHands({ transport }: Design, { role }: Pick<Stage, "role">): number {
  return paces[transport].batchRows * lanesOf(transport, role);
}

/** Into how many logs a stage sorts what it receives. */
export function lanesOf(transport: Design["transport"], role: Stage["role"]): number {
  return transport === "kafka" && role === "transport" ? 3 : 1;
}

/** Only the warehouse looks at keys: before it, a repeat is a repeat. */
function deliveryOf({ failure }: Design, to: Pick<Stage, "role">): Delivery {
  if (failure === "note-first") return "at most once";
  return failure === "merge" && to.role === "warehouse" ? "effectively once" : "at least once";
}

/**
 * A query has no order, and nobody puts rows in order later. A log has one; what is cut by key keeps it for each key, and
 * beyond that nothing once the parts have come together again.
 */
function orderOf({ transport, compute }: Design, from: Pick<Stage, "role">): Order {
  if (transport === "batch") return "none";
  return compute === "workers" && fromWorkersOn.has(from.role) ? "per key" : "per partition";
}

const fromWorkersOn: ReadonlySet<Stage["role"]> = new Set(["compute", "silver", "gold", "warehouse"]);

function killOf(design: Design, stage: Pick<Stage, "role" | "label">): string {
  const hands = `up to ${mostInHands(design, stage)} rows`;
  const again = `${stage.label} had not noted yet what it had handed on: ${hands} go out a second time`;
  return {
    "note-first": `${stage.label} had noted ${hands} as done and not handed them on: they never arrive.`,
    repeat: `${again}.`,
    merge: `${again}, and the warehouse recognises them.`,
  }[design.failure];
}

function handsInWords(design: Design): string {
  const most = mostInHands(design, { role: "source" });
  const ofTopic = mostInHands(design, { role: "transport" });
  return most === ofTopic ? `up to ${most} rows` : `up to ${most} rows, of the topic up to ${ofTopic}`;
}
