import type { LiveMachine } from "@millrace/workers";
import type { DropletLook } from "../../live/draw-droplets.ts";
import type { Layout } from "../../live/layout.ts";
import type { RiverMessage } from "./handing-on.ts";
import type { SeaState } from "./sea.ts";
import type { ReachState } from "./reach.ts";
import { riverLines } from "./river-system.ts";
import type { SpringState } from "./spring.ts";

/** The river winds, so that there is more of it to see. */
export const riverLayout: Layout = {
  height: 260,
  places: [
    { id: "source", title: "Source", x: 8, y: 26 },
    { id: "airflow", title: "Airflow", x: 29, y: 74 },
    { id: "dbt", title: "dbt", x: 50, y: 26 },
    { id: "warehouse", title: "Warehouse", x: 71, y: 74 },
    { id: "analytics", title: "Analytics", x: 92, y: 26 },
  ],
  lines: riverLines,
};

/** A batch shows its number; the word that it is there is a ring. */
export function riverLook(message: unknown): DropletLook {
  // The river's machines send nothing else.
  const { type, batch } = message as RiverMessage;
  return type === "batch" ? { kind: "load", text: String(batch) } : { kind: "note" };
}

/** What a machine of the river holds. */
export function riverHolds({ id, state }: LiveMachine): string {
  if (state === undefined) return "";
  // Every machine of the river is durable.
  const { inner } = state as { readonly inner: SpringState | ReachState | SeaState };
  if ("rows" in inner) return `${inner.rows} rows`;
  const kept = `${inner.open.length} kept`;
  return id === "source" && "rowsLeft" in inner ? `${inner.rowsLeft} rows, ${kept}` : kept;
}
