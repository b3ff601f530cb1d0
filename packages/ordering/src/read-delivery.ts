import type { MachineId } from "@millrace/core";

/** What a machine says that it has delivered: `{ type: "delivered", from, payload }` with no other field; else undefined. */
export function readDelivery(output: unknown): { readonly from: MachineId; readonly payload: unknown } | undefined {
  if (typeof output !== "object" || output === null || Object.keys(output).length !== 3) return undefined;
  if (!("type" in output) || output.type !== "delivered") return undefined;
  if (!("from" in output) || typeof output.from !== "string" || !("payload" in output)) return undefined;
  return { from: output.from, payload: output.payload };
}
