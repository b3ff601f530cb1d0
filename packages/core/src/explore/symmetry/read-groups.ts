import type { MachineId } from "../../machine.ts";
import { encode } from "../../plain.ts";
import { SystemError } from "../../system-error.ts";
import type { System } from "../../system.ts";

/**
 * Groups of machines that can be exchanged, as indexes of the system's nodes. Throws a {@link SystemError} if the system
 * itself tells two of a group apart: by their handlers, inputs, channels or cuts.
 */
export function readGroups(system: System, groups: readonly (readonly MachineId[])[]): number[][] {
  const seen = new Set<MachineId>();
  return groups.map((group) => {
    for (const id of group) {
      if (seen.has(id)) throw refuse(group, `${id} is listed twice. List each machine once.`);
      seen.add(id);
    }
    const nodes = group.map((id) => {
      const node = system.nodes.find((candidate) => candidate.id === id);
      if (node === undefined || node.isResource)
        throw refuse(group, `no machine is called "${id}". Use names of the system.`);
      return node.index;
    });
    if (nodes.length < 2) throw refuse(group, "it takes at least two to exchange. Leave it out.");
    for (const [place, id] of group.entries()) if (place > 0) checkAlike(system, group[0] ?? "", id, group);
    return nodes;
  });
}

function checkAlike(system: System, first: MachineId, second: MachineId, group: readonly MachineId[]): void {
  const [one, other] = [first, second].map((id) => system.nodes.find((node) => node.id === id));
  if (one?.machine !== other?.machine)
    throw refuse(group, `${first} and ${second} have different handlers. Give them one machine.`);
  const swap = (id: MachineId): MachineId => (id === first ? second : id === second ? first : id);
  const inputsOf = (id: MachineId): string =>
    encode(system.inputs.filter(({ machine }) => machine === id).map(({ input }) => input));
  if (inputsOf(first) !== inputsOf(second))
    throw refuse(group, `${first} and ${second} get different inputs. Give them the same, or none.`);
  const channels = new Set(system.channels.map(({ from, to, kind }) => encode([from, to, kind])));
  if (!system.channels.every(({ from, to, kind }) => channels.has(encode([swap(from), swap(to), kind]))))
    throw refuse(group, `${first} and ${second} have different channels. Make their channels alike.`);
  const describeCut = (from: readonly MachineId[], to: readonly MachineId[]): string =>
    encode([from.toSorted(), to.toSorted()]);
  const cuts = new Set(system.faults.cuts.map(({ from, to }) => describeCut(from, to)));
  if (!system.faults.cuts.every(({ from, to }) => cuts.has(describeCut(from.map(swap), to.map(swap)))))
    throw refuse(group, `a cut tells ${first} and ${second} apart. List the same cut for each.`);
}

function refuse(group: readonly MachineId[], reason: string): SystemError {
  return new SystemError(`Cannot exchange ${group.join(", ") || "no machine"} as ${reason}`);
}
