import type { Event, Execution } from "@millrace/core";
import { describeCut } from "./describe-execution.ts";
import { type Journey, listJourneys, overtakenBy } from "./journeys.ts";
import { labelOf, type LabelOptions } from "./labels.ts";
import { sequenceText } from "./mermaid-text.ts";
import { shortNames } from "./names.ts";
import { causeOf } from "./notes.ts";
import type { DiagramOptions } from "./options.ts";
import { byRelevance, type Excerpt, excerptOf, fold } from "./relevance.ts";
import { shorten, wrapText } from "./terminal-text.ts";

/**
 * An execution as a Mermaid `sequenceDiagram`: the machines in the system's order, an arrow for each message where it
 * arrives, a crossed arrow for one that is lost or still under way at the end, notes for everything else. Where a
 * machine goes on before its message arrives, a note says when it was sent. With a violation, the diagram ends at the
 * broken event, which is highlighted with the law in words; a run of more than `maxEvents` (40 by default) is folded.
 *
 * @example
 * ```ts
 * import { at, defineMachine, defineSystem, World } from "@millrace/core";
 * import { sequenceDiagram } from "@millrace/diagrams";
 *
 * const greeter = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onMessage: (_state, message, _from, context) => context.output(message),
 *   onInput: (_state, name, context) => context.peers.forEach((peer) => context.send(peer, name)),
 * });
 * const world = new World(defineSystem({ machines: { a: greeter, b: greeter }, inputs: [at("a", "hello")] }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 *
 * const text = sequenceDiagram(world.execution);
 * if (!text.includes("m0->>m1: hello")) throw new Error(text);
 * ```
 */
export function sequenceDiagram(execution: Execution, options: DiagramOptions = {}): string {
  const excerpt = excerptOf(execution, options);
  const writer = new Writer(execution, excerpt, options);
  const shown = fold(excerpt, byRelevance(excerpt, options).slice(0, options.maxEvents ?? 40));
  const events = shown.flatMap((item) => ("event" in item ? [item.event] : []));
  const lines = [
    ...writer.participants(),
    ...shown.flatMap((item) => ("event" in item ? writer.event(item.event, events) : writer.fold(item.folded.length))),
    ...writer.underWay(events),
  ];
  return ["sequenceDiagram", ...lines.map((line) => `  ${line}`)].join("\n");
}

const labelColumns = 40;
const noteColumns = 48;
const asItIs: LabelOptions = { show: (text) => text };

/** Writes the statements of one diagram. */
class Writer {
  private readonly execution: Execution;
  private readonly excerpt: Excerpt;
  private readonly options: DiagramOptions;
  private readonly journeys: readonly Journey[];

  constructor(execution: Execution, excerpt: Excerpt, options: DiagramOptions) {
    this.execution = execution;
    this.excerpt = excerpt;
    this.options = options;
    this.journeys = listJourneys(execution, excerpt.eventCount);
  }

  participants(): string[] {
    const names = shortNames(
      this.execution.system.nodes.map(({ id }) => id),
      labelColumns,
      asItIs,
    );
    return names.map((name, index) => `participant m${index} as ${sequenceText(name)}`);
  }

  fold(count: number): string[] {
    return [`Note over ${this.everyone}: … ${count} events …`];
  }

  /** The statements of one event; `shown` are all events of the diagram. */
  event(event: Event, shown: readonly Event[]): string[] {
    const { broken } = this.excerpt;
    const lines = [...this.arrow(event), ...this.note(this.placeOf(event), this.notesOf(event, shown))];
    if (broken?.event !== event) return lines;
    const { law, expected, actual } = broken.violation;
    const verdict = [`✗ broken here: ${law}`, `expected: ${expected}`, `actual: ${actual}`];
    return [
      "rect rgba(255, 80, 80, 0.2)",
      ...[...lines, ...this.note(this.placeOf(event), verdict)].map((line) => `  ${line}`),
      "end",
    ];
  }

  /** A crossed arrow for each message that never arrives, if its sending is shown. */
  underWay(shown: readonly Event[]): string[] {
    return this.journeys
      .filter(({ isInTransit, sentAt }) => isInTransit && shown.some(({ id }) => id === sentAt))
      .map(
        ({ from, to, message }) =>
          `${this.id(from)}-x${this.id(to)}: ${sequenceText(`${this.label(message)} (under way)`)}`,
      );
  }

  private arrow(event: Event): string[] {
    const journey = this.journeys.find(({ messageId }) => messageId === event.messageId);
    if (journey === undefined || event.kind === "duplicate") return [];
    const ends = `${this.id(journey.to)}: `;
    const label = this.label(journey.message);
    if (event.kind === "drop") return [`${this.id(journey.from)}-x${ends}${sequenceText(`${label} (lost)`)}`];
    const overtaken = overtakenBy(journey, event.id, this.journeys).map(({ message }) => this.label(message));
    const text = overtaken.length === 0 ? label : `${label} (overtakes ${shorten(overtaken.join(", "), labelColumns)})`;
    return [`${this.id(journey.from)}->>${ends}${sequenceText(text)}`];
  }

  private notesOf(event: Event, shown: readonly Event[]): string[] {
    const show = (value: unknown): string => labelOf(value, labelColumns, asItIs);
    const outputs = event.outputs.map((output) => `out ${show(output)}`);
    const waiting = this.journeys.filter((journey) => journey.sentAt === event.id && this.mustWait(journey, shown));
    const sends = waiting.map(({ to, message }) => `sends ${this.label(message)} to ${shorten(to, labelColumns)}`);
    return [...this.causeOf(event, show), ...outputs, ...sends];
  }

  private causeOf(event: Event, show: (value: unknown) => string): string[] {
    if (event.kind === "duplicate") return [`${this.label(event.message)} is doubled`];
    if (event.kind === "cut" || event.kind === "heal") return [describeCut(event, this.execution)];
    const cause = causeOf(event, show);
    return cause === undefined ? [] : [shorten(cause, labelColumns + 4)];
  }

  /** Whether its sender does something else before the message arrives: then the arrow alone would mislead. */
  private mustWait(journey: Journey, shown: readonly Event[]): boolean {
    const arrival = journey.ends[0]?.event ?? Infinity;
    return shown.some(
      ({ id, machine, kind }) =>
        machine === journey.from && id > journey.sentAt && id < arrival && kind !== "drop" && kind !== "duplicate",
    );
  }

  private note(place: string, lines: readonly string[]): string[] {
    if (lines.length === 0) return [];
    const wrapped = lines.flatMap((line) => line.split("\n").flatMap((part) => wrapText(part, noteColumns)));
    return [`Note over ${place}: ${wrapped.map(sequenceText).join("<br/>")}`];
  }

  private placeOf(event: Event): string {
    if (event.kind === "duplicate")
      return [event.from ?? "", event.machine].map((machine) => this.id(machine)).join(",");
    return event.machine === "" ? this.everyone : this.id(event.machine);
  }

  private get everyone(): string {
    const last = this.execution.system.nodes.length - 1;
    return last === 0 ? "m0" : `m0,m${last}`;
  }

  private label(message: unknown): string {
    const text = this.options.label?.(message) ?? labelOf(message, labelColumns, asItIs);
    return shorten(text, labelColumns);
  }

  private id(machine: string): string {
    return `m${this.execution.system.nodes.findIndex((node) => node.id === machine)}`;
  }
}
