import type { System } from "@millrace/core";

/** What two threads must agree on to run one system: its machines, resources and channels, in their order. */
export function shapeOf({ nodes, channels }: System): string {
  return JSON.stringify([
    nodes.map(({ id, isResource }) => [id, isResource]),
    channels.map(({ from, to, kind }) => [from, to, kind]),
  ]);
}

/** Whether a value is a system: what `defineSystem` gives. */
export function isSystem(value: unknown): value is System {
  return typeof value === "object" && value !== null && "nodes" in value && "channels" in value && "faults" in value;
}
