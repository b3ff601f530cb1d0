import type { InTransit, MachineId } from "@millrace/core";
import { labelOf, textWidth } from "@millrace/diagrams";
import { contentOf } from "@millrace/diagrams/journeys.ts";
import { clip } from "./columns.ts";
import type { Terminal } from "./terminal.ts";

/** A line for each channel with messages: how many there are, and the one that came first. At most `most` lines. */
export function showInFlight(
  inTransit: readonly InTransit[],
  { terminal, most }: { readonly terminal: Terminal; readonly most: number },
): string[] {
  const { colors, columns } = terminal;
  const channels = channelsOf(inTransit);
  if (channels.length === 0) return [colors.dim("nothing in flight")];
  const shown = channels.length <= most ? channels : channels.slice(0, Math.max(1, most - 1));
  const hidden = channels.length - shown.length;
  const more = hidden === 0 ? [] : [colors.dim(clip(`… in ${hidden} more channels`, columns, terminal))];
  return [...shown.map((channel) => showChannel(channel, terminal)), ...more].slice(0, most);
}

interface Busy {
  readonly first: InTransit;
  count: number;
}

function channelsOf(inTransit: readonly InTransit[]): Busy[] {
  const channels = new Map<string, Busy>();
  for (const message of inTransit) {
    const key = JSON.stringify([message.from, message.to]);
    const known = channels.get(key);
    if (known === undefined) channels.set(key, { first: message, count: 1 });
    else known.count += 1;
  }
  return [...channels.values()];
}

function showChannel({ first, count }: Busy, terminal: Terminal): string {
  const { colors, columns } = terminal;
  const nameWidth = Math.max(4, Math.floor((columns - 20) / 3));
  const nameOf = (id: MachineId): string => clip(id, nameWidth, terminal);
  const left = clip(`${nameOf(first.from)} → ${nameOf(first.to)}  ${count} in flight`, columns, terminal);
  const room = columns - textWidth(left) - 2;
  const text = labelOf(contentOf(first.message, first), 120);
  return room < 6 ? left : `${left}  ${colors.cyan(clip(text, room, terminal))}`;
}
