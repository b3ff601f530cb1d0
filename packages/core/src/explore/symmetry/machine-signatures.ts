import type { SpaceParts } from "../space-parts.ts";
import { signature } from "./signature.ts";

/**
 * What a state says of one machine, however the others that can be exchanged are called: two machines of which it says the
 * same may or may not be interchangeable in it, but machines of which it says different things have an order that no
 * renaming changes.
 */
export class MachineSignatures {
  private readonly parts: SpaceParts;
  private readonly groups: readonly (readonly number[])[];
  /** By node: the place of its group; -1 if it has none. */
  private readonly groupOf: readonly number[];
  /** By machine, then by part (locals, inboxes, monitors), then by number. */
  private readonly known: string[][][];

  constructor(parts: SpaceParts, groups: readonly (readonly number[])[]) {
    this.parts = parts;
    this.groups = groups;
    this.groupOf = parts.system.nodes.map(({ index }) => groups.findIndex((group) => group.includes(index)));
    this.known = parts.system.nodes.map(() => []);
  }

  /** A text for a machine in a state. */
  of(machine: number, row: Int32Array): string {
    const { layout, system, monitors } = this.parts;
    const about = system.nodes.map(({ index }) =>
      [
        this.part(machine, index, row[index] as number),
        this.part(machine, system.nodes.length + index, row[layout.inboxes + index] as number),
        row[layout.inputs[index] ?? -1] ?? 0,
        row[layout.skews[index] ?? -1] ?? 0,
      ].join(),
    );
    const alone = about.filter((_text, node) => node === machine || this.groupOf[node] === -1);
    const grouped = this.groups.map((group) =>
      group
        .filter((node) => node !== machine)
        .map((node) => about[node] ?? "")
        .sort()
        .join(" "),
    );
    const laws = monitors.map((_law, index) =>
      this.part(machine, 2 * system.nodes.length + index, row[layout.monitors + index] as number),
    );
    const cuts = system.faults.cuts.map(({ from, to }, index) => {
      const name = (ids: readonly string[]): string =>
        ids
          .map((id) => this.labelOf(machine, id) ?? id)
          .sort()
          .join();
      return `${name(from)}>${name(to)}:${row[layout.cuts + index]}`;
    });
    return [about[machine], alone.join(" "), ...grouped, laws.join(), cuts.sort().join(" ")].join("|");
  }

  /** The text of one part of a state, as seen from a machine. */
  private part(machine: number, part: number, number: number): string {
    const byPart = this.known[machine] as string[][];
    const byNumber = (byPart[part] ??= []);
    return (byNumber[number] ??= this.describe(machine, part, number));
  }

  private describe(machine: number, part: number, number: number): string {
    const { system, locals, monitors } = this.parts;
    const count = system.nodes.length;
    const label = (text: string): string | undefined => this.labelOf(machine, text);
    if (part >= 2 * count) return signature(monitors[part - 2 * count]?.get(number), label);
    if (part >= count) return this.describeInbox(machine, part - count, number);
    const local = locals[part]?.get(number);
    if (local === undefined) return "";
    const { up, state, disk, timers, draws, incarnation, clockMs } = local;
    const set = timers.map(({ name, afterMs }) => [name, afterMs]);
    return signature([up, state, disk, set, draws, incarnation, clockMs], label);
  }

  /** Channel by channel, in an order that does not depend on names. */
  private describeInbox(machine: number, node: number, number: number): string {
    const { system, inboxes, events, messages } = this.parts;
    const byChannel = new Map<number, string[]>();
    for (const event of inboxes[node]?.list(number) ?? []) {
      const channel = events[node]?.channelOf(event) ?? -1;
      const message = messages.get(events[node]?.messageOf(event) ?? -1);
      const list = byChannel.get(channel) ?? [];
      list.push(signature(message, (text) => this.labelOf(machine, text)));
      byChannel.set(channel, list);
    }
    return [...byChannel]
      .map(([channel, list]) => {
        const { from = "", kind } = system.channels[channel] ?? {};
        const inOrder = kind === "fifo" ? list : list.sort();
        return `${this.labelOf(machine, from) ?? from}:${inOrder.join()}`;
      })
      .sort()
      .join(" ");
  }

  /** `*` for the machine itself, and one label for all others of its group and of each other group. */
  private labelOf(machine: number, text: string): string | undefined {
    const node = this.parts.system.nodes.findIndex(({ id }) => id === text);
    const group = this.groupOf[node] ?? -1;
    if (group < 0) return undefined;
    return node === machine ? "*" : String(group);
  }
}
