import { describeValue } from "@millrace/core";
import { count } from "@millrace/grader";
import type { LiveMachine } from "@millrace/workers";
import { cell, clip } from "./columns.ts";
import type { LiveView } from "./live-page.ts";
import type { Terminal } from "./terminal.ts";

/**
 * A row for each machine, or two where the terminal is narrow; of more than fit, those around the chosen one. Below, what
 * the chosen one remembers.
 */
export function showLiveMachines(
  { machines, chosen, target }: Pick<LiveView, "machines" | "chosen" | "target">,
  { terminal, most }: { readonly terminal: Terminal; readonly most: number },
): string[] {
  const { colors, columns } = terminal;
  const widths = widthsFor(machines, columns);
  const perMachine = widths.isWide ? 1 : 2;
  const room = most - (widths.isWide ? 2 : 1);
  const isAll = machines.length * perMachine <= room;
  const fitting = isAll ? machines.length : Math.max(1, Math.floor((room - 1) / perMachine));
  const place = machines.findIndex(({ id }) => id === (target ?? chosen));
  const first = Math.max(0, Math.min(place - Math.floor(fitting / 2), machines.length - fitting));
  const shown = machines.slice(first, first + fitting);
  const hidden = machines.length - shown.length;
  return [
    colors.dim(clip(headOf(widths), columns, terminal)),
    ...shown.flatMap((machine, index) => {
      const mark = machine.id === target ? "✗" : machine.id === chosen ? "●" : " ";
      const number = machine.isResource ? " " : String(first + index + 1);
      return rowOf(machine, { mark: `${mark} ${number.padStart(2)}`, widths, terminal });
    }),
    ...(widths.isWide ? [rememberedBy(machines[place], terminal)] : []),
    ...(hidden === 0 ? [] : [colors.dim(clip(`${" ".repeat(markWidth)}… and ${hidden} more`, columns, terminal))]),
  ];
}

/** Columns for each part of a row. */
interface Widths {
  readonly name: number;
  readonly waits: number;
  readonly state: number;
  /** Whether all of it fits on one line. */
  readonly isWide: boolean;
}

const markWidth = 5;
const statusWidth = 8;
const crashesWidth = 7;
const eventsWidth = 7;

function widthsFor(machines: readonly LiveMachine[], columns: number): Widths {
  const longest = Math.max(7, ...machines.map(({ id }) => id.length));
  const fixed = markWidth + 1 + statusWidth + crashesWidth + eventsWidth + 2;
  const name = Math.min(longest, Math.max(6, Math.floor((columns - fixed) / 2.5)));
  const rest = columns - fixed - name;
  const waits = Math.min(24, Math.max(14, Math.floor(rest * 0.4)));
  const state = rest - waits - 2;
  const isWide = state >= 14;
  return isWide ? { name, waits, state, isWide } : { name, waits: 0, state: columns - markWidth, isWide };
}

function headOf({ name, waits, isWide }: Widths): string {
  const left = `${" ".repeat(markWidth)}${"machine".padEnd(name)} ${"".padEnd(statusWidth)}${"crashes".padStart(crashesWidth)}${"events".padStart(eventsWidth)}`;
  return isWide ? `${left}  ${"waits for".padEnd(waits)}  state` : left;
}

function rowOf(
  machine: LiveMachine,
  { mark, widths, terminal }: { readonly mark: string; readonly widths: Widths; readonly terminal: Terminal },
): string[] {
  const { colors } = terminal;
  const { id, status, crashes, events } = machine;
  const paint = status === "up" ? colors.green : status === "down" ? colors.red : colors.yellow;
  const left = [
    cell(mark, markWidth, terminal),
    cell(id, widths.name, terminal),
    ` ${paint(status.padEnd(statusWidth))}`,
    (crashes === 0 ? "" : String(crashes)).padStart(crashesWidth),
    String(events).padStart(eventsWidth),
  ].join("");
  const state = memoryOf(machine);
  const waits = waitsOf(machine);
  if (widths.isWide && state === "") return [`${left}  ${clip(waits, widths.waits, terminal)}`.trimEnd()];
  if (widths.isWide)
    return [`${left}  ${cell(waits, widths.waits, terminal)}  ${colors.cyan(clip(state, widths.state, terminal))}`];
  const below = [waits, state].filter((text) => text !== "").join("  ");
  return [left, " ".repeat(markWidth) + colors.cyan(clip(below, widths.state, terminal))];
}

/** What the chosen machine has in mind, in full as far as there is room. */
function rememberedBy(machine: LiveMachine | undefined, terminal: Terminal): string {
  const memory = machine === undefined ? "" : memoryOf(machine);
  const text = memory === "" ? "nothing, as it is down" : memory;
  const line = clip(`${" ".repeat(markWidth)}${machine?.id ?? ""} remembers ${text}`, terminal.columns, terminal);
  return terminal.colors.cyan(line);
}

function memoryOf({ status, state }: LiveMachine): string {
  return status === "down" || state === undefined ? "" : describeValue(ownState(state));
}

function waitsOf({ timers, inputsLeft }: LiveMachine): string {
  const requests = inputsLeft === 0 ? [] : [count(inputsLeft, "request")];
  return [...requests, ...timers.map(({ name, afterMs }) => `${name} ${afterMs} ms`)].join(", ");
}

/** A durable machine's state holds its timers as well, which are shown already. */
function ownState(state: unknown): unknown {
  if (typeof state !== "object" || state === null || !("inner" in state) || !("timers" in state)) return state;
  return Object.keys(state).length === 2 ? state.inner : state;
}
