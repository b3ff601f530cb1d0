import type { InTransit, View } from "../laws.ts";
import type { Local } from "../local.ts";
import { isPort, machineNames } from "../system.ts";
import type { Events } from "./events.ts";
import type { Inboxes } from "./inboxes.ts";
import type { LocalStates } from "./local-states.ts";
import { inputsTaken, type SpaceParts } from "./space-parts.ts";

/** A state as laws see it. Most laws ask for little of it, so each part is worked out when it is asked for. */
export function viewOf(parts: SpaceParts, state: Int32Array): View {
  const { system } = parts;
  const find = (machine: string): Local | undefined => {
    const node = system.nodes.findIndex(({ id }) => id === machine);
    return node < 0 ? undefined : (parts.locals[node] as LocalStates).get(state[node] as number);
  };
  return {
    machines: machineNames(system),
    isUp: (machine) => find(machine)?.up ?? false,
    timers: (machine) => find(machine)?.timers ?? [],
    get inTransit() {
      return listInTransit(parts, state);
    },
    get inputsLeft() {
      return system.nodes.reduce((sum, { index, inputs }) => sum + inputs.length - inputsTaken(parts, state, index), 0);
    },
  };
}

/** In the order of the system's channels, as a world lists them. */
function listInTransit({ system, layout, events, inboxes, messages }: SpaceParts, state: Int32Array): InTransit[] {
  return system.nodes
    .flatMap(({ index: node }) =>
      (inboxes[node] as Inboxes).list(state[layout.inboxes + node] as number).map((event) => {
        const own = events[node] as Events;
        return { channel: own.channelOf(event), message: messages.get(own.messageOf(event)) };
      }),
    )
    .flatMap(({ channel, message }) => {
      const { from, to } = system.channels[channel] ?? { from: "", to: "" };
      return isPort(from) || isPort(to) ? [] : [{ channel, from, to, message }];
    })
    .sort((left, right) => left.channel - right.channel)
    .map(({ from, to, message }) => ({ from, to, message }));
}
