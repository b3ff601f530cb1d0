import type { Local } from "../../local.ts";
import type { SpaceChoice } from "../space-choice.ts";
import type { SpaceParts } from "../space-parts.ts";
import { rename, type Renaming } from "./rename.ts";

/** An exchange of machines, done to the parts of a state and to choices; each part is renamed once. */
export class Permutation {
  private readonly parts: SpaceParts;
  /** By node: the node that it becomes. */
  readonly nodes: readonly number[];
  private readonly renaming: Renaming;
  private readonly channels: readonly number[];
  private readonly cuts: readonly number[];
  private readonly locals: number[][];
  private readonly inboxes: number[][];
  private readonly monitors: number[][];
  private readonly messages: number[] = [];

  /** `members` are the nodes that can be exchanged: their names are renamed, and no others. */
  constructor(parts: SpaceParts, nodes: readonly number[], members: readonly number[]) {
    const { system } = parts;
    this.parts = parts;
    this.nodes = nodes;
    const names = system.nodes.map(({ id }) => id);
    const places = new Map(members.map((place) => [names[place] ?? "", place]));
    this.renaming = {
      newName: (text) => {
        const place = places.get(text);
        return place === undefined ? undefined : names[nodes[place] ?? place];
      },
      placeOf: (name) => places.get(name) ?? -1,
    };
    const newName = (name: string): string => this.renaming.newName(name) ?? name;
    this.channels = system.channels.map(({ from, to }) =>
      system.channels.findIndex((other) => other.from === newName(from) && other.to === newName(to)),
    );
    this.cuts = system.faults.cuts.map(({ channels }) => {
      const moved = [...channels].map((channel) => this.channels[channel] ?? -1);
      return system.faults.cuts.findIndex(
        (other) => other.channels.size === moved.length && moved.every((channel) => other.channels.has(channel)),
      );
    });
    this.locals = nodes.map(() => []);
    this.inboxes = nodes.map(() => []);
    this.monitors = parts.monitors.map(() => []);
  }

  /** Writes the state that another becomes. */
  apply(row: Int32Array, into: Int32Array): void {
    const { layout, monitors } = this.parts;
    into.set(row);
    for (let node = 0; node < this.nodes.length; node++) {
      const target = this.nodes[node] as number;
      into[target] = this.local(node, row[node] as number);
      into[layout.inboxes + target] = this.inbox(node, row[layout.inboxes + node] as number);
      this.carry(layout.inputs, node, row, into);
      this.carry(layout.skews, node, row, into);
    }
    for (const [cut, target] of this.cuts.entries()) into[layout.cuts + target] = row[layout.cuts + cut] as number;
    for (let law = 0; law < monitors.length; law++)
      into[layout.monitors + law] = this.monitor(law, row[layout.monitors + law] as number);
  }

  /** What a choice becomes. */
  applyTo(choice: SpaceChoice): SpaceChoice {
    if ("node" in choice) {
      const node = this.nodes[choice.node] as number;
      if (choice.kind !== "timer") return { ...choice, node };
      return { ...choice, node, timer: this.renaming.newName(choice.timer) ?? choice.timer };
    }
    if ("channel" in choice) {
      const channel = this.channels[choice.channel] as number;
      return { ...choice, channel, message: this.message(choice.message) };
    }
    return { ...choice, cut: this.cuts[choice.cut] as number };
  }

  /** What a local state of a node becomes, as a local state of the node that it becomes. */
  local(node: number, number: number): number {
    const { locals } = this.parts;
    const known = this.locals[node] as number[];
    return (known[number] ??= locals[this.nodes[node] as number]?.number(
      this.renameLocal(locals[node]?.get(number) as Local),
    ) as number);
  }

  inbox(node: number, number: number): number {
    const { inboxes } = this.parts;
    const known = this.inboxes[node] as number[];
    if (number === 0) return 0;
    return (known[number] ??= inboxes[this.nodes[node] as number]?.of(
      inboxes[node]?.list(number).map((event) => this.delivery(node, event)) ?? [],
    ) as number);
  }

  /** What a delivery to a node becomes. */
  delivery(node: number, event: number): number {
    const { events } = this.parts;
    const own = events[node];
    const channel = this.channels[own?.channelOf(event) ?? -1] as number;
    return events[this.nodes[node] as number]?.delivery(channel, this.message(own?.messageOf(event) ?? -1)) as number;
  }

  private monitor(law: number, number: number): number {
    const known = this.monitors[law] as number[];
    const states = this.parts.monitors[law];
    return (known[number] ??= states?.number(rename(states.get(number), this.renaming)) as number);
  }

  private message(number: number): number {
    const { messages } = this.parts;
    return (this.messages[number] ??= messages.number(rename(messages.get(number), this.renaming)));
  }

  private renameLocal(local: Local): Local {
    return {
      ...local,
      state: rename(local.state, this.renaming),
      disk: rename(local.disk, this.renaming) as Local["disk"],
      timers: local.timers.map(({ name, afterMs }) => ({ name: this.renaming.newName(name) ?? name, afterMs })),
    };
  }

  /** What stands at a node's place in a part that not every node has. */
  private carry(places: readonly number[], node: number, row: Int32Array, into: Int32Array): void {
    const from = places[node] ?? -1;
    if (from >= 0) into[places[this.nodes[node] as number] ?? -1] = row[from] as number;
  }
}
