import type { Local } from "./local.ts";
import type { Observation } from "./laws.ts";
import type { MachineId } from "./machine.ts";
import type { Outcome } from "./step.ts";
import { isPort, type Node, portOf } from "./system.ts";

/** What a step put out and sent, as laws see it, in its order. A resource's own steps are not seen. */
export function observationsOf({ id: machine, isResource }: Node, outcome: Pick<Outcome, "effects">): Observation[] {
  if (isResource) return [];
  return outcome.effects.flatMap((effect): Observation[] => {
    if (effect.kind === "output") return [{ kind: "output", machine, output: effect.output }];
    if (effect.kind !== "send") return [];
    const { to, message } = effect;
    if (!isPort(to)) return [{ kind: "send", machine, to, message }];
    const { request } = message as { readonly request: unknown };
    return [{ kind: "call", machine, port: portOf(to), request }];
  });
}

/**
 * What a delivery is to laws: a message between machines, or the reply of a resource. Nothing, if it reaches a resource,
 * or if the machine has crashed since it asked.
 */
export function deliveryObservations(
  { id: machine, isResource }: Node,
  from: MachineId,
  message: unknown,
  { incarnation }: Local,
): Observation[] {
  if (isResource) return [];
  if (!isPort(from)) return [{ kind: "deliver", machine, from, message }];
  const reply = message as { readonly request: unknown; readonly reply: unknown; readonly incarnation: number };
  if (reply.incarnation !== incarnation) return [];
  return [{ kind: "reply", machine, port: portOf(from), request: reply.request, reply: reply.reply }];
}
