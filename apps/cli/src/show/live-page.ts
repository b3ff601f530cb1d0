import type { Event, InTransit, MachineId } from "@millrace/core";
import type { LiveFailure, LiveMachine, LiveSystem } from "@millrace/workers";
import type { Network } from "../running/dials.ts";
import { clip, flow } from "./columns.ts";
import { showEventLine } from "./event-line.ts";
import { showInFlight } from "./in-flight.ts";
import { showLiveMachines } from "./live-machines.ts";
import type { Terminal } from "./terminal.ts";
import { indent, wrap } from "./text.ts";

/** A running system as it is at one moment. */
export interface LiveView {
  readonly title: string;
  readonly seed: number;
  readonly elapsedMs: number;
  /** In a word or two: "at rest", "3 requests to come". */
  readonly state: string;
  readonly machines: readonly LiveMachine[];
  readonly inTransit: readonly InTransit[];
  readonly cuts: LiveSystem["cuts"];
  readonly network: Network;
  /** The newest events, the newest last. */
  readonly events: readonly Event[];
  readonly failures: readonly LiveFailure[];
  /** The machine that keys are for. */
  readonly chosen: MachineId;
  /** The machine that it is to be cut from, while that is being chosen. */
  readonly target?: MachineId;
  /** What came of the last key. */
  readonly notice?: string;
}

/** What each key does, for the last lines. */
const keys = "↑↓ 1-9 choose|k kill|r restart|c cut|h heal|i request|t trouble|d delay|l loss|u doubles|q quit".split(
  "|",
);
const cutKeys = ["↑↓ 1-9 choose the other machine", "enter cut", "esc leave it"];

/** A running system on a screen of so many rows: exactly as many lines, none wider than the terminal. */
export function showLivePage(view: LiveView, { terminal, rows }: { terminal: Terminal; rows: number }): string[] {
  const { colors, columns } = terminal;
  const fit = (text: string): string => clip(text, columns, terminal);
  const footer = flow(view.target === undefined ? keys : cutKeys, columns)
    .map(fit)
    .map(colors.dim);
  const notice = wrap(view.notice ?? "", terminal)
    .slice(0, 2)
    .map(fit)
    .map(colors.yellow);
  const head = [...titleOf(view, terminal), ""];
  const room = rows - head.length - notice.length - footer.length;
  const machines = showLiveMachines(view, { terminal, most: Math.max(3, Math.floor(room * 0.6)) });
  const trouble = [...cutsOf(view, terminal), ...failureOf(view, terminal)];
  const left = room - machines.length - trouble.length - 2;
  const inFlight = showInFlight(view.inTransit, { terminal, most: Math.max(1, Math.ceil(left * 0.4)) });
  const events = eventsOf(view, { terminal, most: left - inFlight.length });
  const body = [...machines, "", ...inFlight, ...trouble, "", ...events].slice(0, room);
  const blanks = Array.from({ length: Math.max(0, room - body.length) }, () => "");
  return [...head, ...body, ...blanks, ...notice, ...footer].slice(0, rows);
}

function titleOf({ title, seed, elapsedMs, state, network }: LiveView, terminal: Terminal): string[] {
  const { colors, columns } = terminal;
  const { delayMs, dropRate, duplicateRate } = network;
  const facts = `  ${Math.floor(elapsedMs / 1000)} s · ${state} · seed ${seed}`;
  const name = clip(title, Math.max(10, columns - facts.length), terminal);
  const dials = [
    delayMs[1] === 0 ? "no delay" : `delay up to ${delayMs[1]} ms`,
    `${percent(dropRate)} lost`,
    `${percent(duplicateRate)} doubled`,
  ];
  return [
    colors.bold(name) + colors.dim(clip(facts, columns - name.length, terminal)),
    ...flow([`network ${dials[0]}`, ...dials.slice(1)], columns)
      .map((line) => clip(line, columns, terminal))
      .map(colors.dim),
  ];
}

function percent(rate: number): string {
  return rate === 0 ? "none" : `${Math.round(rate * 100)} %`;
}

function cutsOf({ cuts }: LiveView, terminal: Terminal): string[] {
  if (cuts.length === 0) return [];
  const text = cuts.map(([from, to]) => `${from.join(", ")} ╳ ${to.join(", ")}`).join(" · ");
  return [terminal.colors.red(clip(`cut: ${text}`, terminal.columns, terminal))];
}

function failureOf({ failures }: LiveView, terminal: Terminal): string[] {
  const failure = failures.at(-1);
  if (failure === undefined) return [];
  const { machine, event, message } = failure;
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} before)`;
  const text = `✗ ${machine} failed${event === undefined ? "" : ` at ${event}`}${others}: ${message}`;
  const [first = "", ...rest] = wrap(text, terminal, 2);
  return [first, ...indent(rest, 2)]
    .slice(0, 2)
    .map((line) => terminal.colors.red(clip(line, terminal.columns, terminal)));
}

function eventsOf({ events, machines }: LiveView, { terminal, most }: { terminal: Terminal; most: number }): string[] {
  const longest = Math.max(7, ...machines.map(({ id }) => id.length));
  const nameWidth = Math.min(longest, Math.max(7, Math.floor(terminal.columns / 6)));
  return events
    .slice(Math.max(0, events.length - Math.max(0, most)))
    .map((event) => showEventLine(event, { terminal, width: terminal.columns, nameWidth }));
}
