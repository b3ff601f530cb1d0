import type { Event } from "@millrace/core";
import { labelOf } from "@millrace/diagrams";
import { contentOf } from "@millrace/diagrams/journeys.ts";
import { causeOf } from "@millrace/diagrams/notes.ts";
import { cell, clip } from "./columns.ts";
import type { Terminal } from "./terminal.ts";

/** An event in one line of at most `width` columns: when, where, what set it off, and what came of it. */
export function showEventLine(
  event: Event,
  { terminal, width, nameWidth }: { readonly terminal: Terminal; readonly width: number; readonly nameWidth: number },
): string {
  const { colors } = terminal;
  const time = ((event.atMs ?? 0) / 1000).toFixed(2).padStart(7);
  const name = cell(event.machine === "" ? "network" : event.machine, nameWidth, terminal);
  const text = clip([whatHappened(event), ...deedsOf(event)].join("  "), width - time.length - nameWidth - 4, terminal);
  return `${colors.dim(time)}  ${name}  ${paint(event, terminal)(text)}`;
}

function whatHappened(event: Event): string {
  const { kind, machine, from = "", message } = event;
  const content = (): string => label(contentOf(message, { from, to: machine }));
  switch (kind) {
    case "deliver":
      return `← ${from} ${content()}`;
    case "reply":
      return `← ${from} ${label(event.reply)}`;
    case "drop":
      return `lost: ${content()} from ${from}`;
    case "duplicate":
      return `doubled: ${content()} from ${from}`;
    case "cut":
      return "is cut";
    case "heal":
      return "is whole again";
    default:
      return causeOf(event, label) ?? kind;
  }
}

function deedsOf({ machine, sends, outputs }: Event): string[] {
  return [
    ...outputs.map((output) => `out ${label(output)}`),
    ...sends.map(({ to, message }) => `→ ${to} ${label(contentOf(message, { from: machine, to }))}`),
  ];
}

function label(value: unknown): string {
  return labelOf(value, 32);
}

/** Faults stand out. */
function paint({ kind }: Event, { colors }: Terminal): (text: string) => string {
  if (kind === "crash" || kind === "drop" || kind === "cut") return colors.red;
  if (kind === "restart" || kind === "heal") return colors.green;
  return kind === "duplicate" ? colors.yellow : (text) => text;
}
