import type { Execution, Node } from "@millrace/core";

/**
 * A copy of an execution that can go through `postMessage`: its machines have lost their handlers, which no message can
 * carry. It can be looked into, and not be run on.
 */
export function portable({ system, schedule, events, failure }: Execution): Execution {
  const nodes = system.nodes.map((node): Node => {
    const { machine: _, ...rest } = node;
    // A node without its machine: nothing that takes a portable execution asks for it.
    return rest as Node;
  });
  return { system: { ...system, nodes }, schedule, events, ...(failure === undefined ? {} : { failure }) };
}
