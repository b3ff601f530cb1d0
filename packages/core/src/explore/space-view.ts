import type { InTransit, View } from "../laws.ts";
import type { Local } from "../local.ts";
import type { MachineId } from "../machine.ts";
import { isPort, machineNames } from "../system.ts";
import type { Events } from "./events.ts";
import type { Inboxes } from "./inboxes.ts";
import type { LocalStates } from "./local-states.ts";
import { inputsTaken, type SpaceParts } from "./space-parts.ts";

/**
 * States as laws see them, one after the other. Most laws ask for little or nothing, so each part is worked out when it is
 * asked for; and whoever asks for nothing that differs from state to state is noticed.
 */
export class SpaceView {
  /** Shows the state that was put last. */
  readonly view: View;
  /** Whether anything was asked for that another state may answer differently. For the asker to reset. */
  wasRead = false;
  private readonly parts: SpaceParts;
  private state: Int32Array = new Int32Array(0);

  constructor(parts: SpaceParts) {
    this.parts = parts;
    const look = (): Int32Array => {
      this.wasRead = true;
      return this.state;
    };
    const { system } = parts;
    this.view = {
      machines: machineNames(system),
      isUp: (machine) => this.find(machine, look())?.up ?? false,
      timers: (machine) => this.find(machine, look())?.timers ?? [],
      get inTransit() {
        return listInTransit(parts, look());
      },
      get inputsLeft() {
        const state = look();
        return system.nodes.reduce(
          (sum, { index, inputs }) => sum + inputs.length - inputsTaken(parts, state, index),
          0,
        );
      },
    };
  }

  put(state: Int32Array): void {
    this.state = state;
  }

  private find(machine: MachineId, state: Int32Array): Local | undefined {
    const node = this.parts.system.nodes.findIndex(({ id }) => id === machine);
    return node < 0 ? undefined : (this.parts.locals[node] as LocalStates).get(state[node] as number);
  }
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
