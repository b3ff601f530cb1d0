import type { InTransit, View } from "../laws.ts";
import type { Local } from "../local.ts";
import { isPort, machineNames, type System } from "../system.ts";

/** What a law may ask of a state of a space. */
export interface StateParts {
  /** The local state of a node. */
  local(node: number): Local;
  /** The messages that lie in the channels to a node, channel by channel. */
  inbox(node: number): readonly { readonly channel: number; readonly message: unknown }[];
  /** How many inputs a node has taken. */
  inputsTaken(node: number): number;
}

/** A state as laws see it. Most laws ask for little of it, so each part is worked out when it is asked for. */
export function viewOf(system: System, parts: StateParts): View {
  const find = (machine: string): Local | undefined => {
    const node = system.nodes.find(({ id }) => id === machine);
    return node === undefined ? undefined : parts.local(node.index);
  };
  return {
    machines: machineNames(system),
    isUp: (machine) => find(machine)?.up ?? false,
    timers: (machine) => find(machine)?.timers ?? [],
    get inTransit() {
      return listInTransit(system, parts);
    },
    get inputsLeft() {
      return system.nodes.reduce((sum, { index, inputs }) => sum + inputs.length - parts.inputsTaken(index), 0);
    },
  };
}

/** In the order of the system's channels, as a world lists them. */
function listInTransit(system: System, parts: StateParts): InTransit[] {
  return system.nodes
    .flatMap(({ index }) => parts.inbox(index))
    .flatMap(({ channel, message }) => {
      const { from, to } = system.channels[channel] ?? { from: "", to: "" };
      return isPort(from) || isPort(to) ? [] : [{ channel, from, to, message }];
    })
    .sort((left, right) => left.channel - right.channel)
    .map(({ from, to, message }) => ({ from, to, message }));
}
