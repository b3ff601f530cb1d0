import { type Node, type System, describeValue } from "@millrace/core";
import { isSystem, shapeOf } from "../system-shape.ts";
import { WorkerError } from "../worker-error.ts";
import type { Settings } from "../worker-protocol.ts";

/** The system and the node that a worker is to be, among what its code exposes. Throws a {@link WorkerError}. */
export function findNode(
  exposed: Readonly<Record<string, unknown>>,
  { name, machine, shape }: Pick<Settings, "name" | "machine" | "shape">,
): { readonly system: System; readonly node: Node } {
  const system = findSystem(exposed, { name, machine });
  if (shapeOf(system) !== shape)
    throw new WorkerError(
      `Cannot run ${machine} as its worker has another system than the one that is spawned: ${listOf(system)}. Let both import the same one.`,
      { machine },
    );
  const node = system.nodes.find(({ id }) => id === machine);
  if (node === undefined)
    throw new WorkerError(`Cannot run ${machine} as its worker's system has no such machine.`, { machine });
  return { system, node };
}

function findSystem(
  exposed: Readonly<Record<string, unknown>>,
  { name, machine }: Pick<Settings, "name" | "machine">,
): System {
  const names = Object.keys(exposed).filter((key) => isSystem(exposed[key]));
  const chosen = name ?? (names.length === 1 ? names[0] : "system");
  const found = exposed[chosen ?? "system"];
  if (isSystem(found)) return found;
  const has = names.length === 0 ? "no system" : `the systems ${names.join(", ")}`;
  const what = found === undefined ? "" : `: ${chosen} is ${describeValue(found)}`;
  throw new WorkerError(
    `Cannot run ${machine} as its worker exposes no system named "${chosen}"${what}; it exposes ${has}. Export one, made by defineSystem, or say which in \`name\`.`,
    { machine },
  );
}

function listOf({ nodes }: System): string {
  return nodes.map(({ id }) => id).join(", ");
}
