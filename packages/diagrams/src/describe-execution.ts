import { describeValue, type Event, type Execution, type Send } from "@millrace/core";
import { type Journey, listJourneys, overtakenBy } from "./journeys.ts";
import { labelOf } from "./labels.ts";
import type { DiagramOptions } from "./options.ts";
import { byRelevance, excerptOf, fold } from "./relevance.ts";
import { printable } from "./terminal-text.ts";

/**
 * An execution in words, one line an event: what a diagram shows, for a screen reader or a log. Each line begins with
 * the event's number. Machines that only start are left out; what is under way at the end is listed last. With a
 * violation, the list ends at the broken event.
 *
 * @example
 * ```ts
 * import { at, defineMachine, defineSystem, World } from "@millrace/core";
 * import { describeExecution } from "@millrace/diagrams";
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
 * const text = describeExecution(world.execution);
 * if (text !== "2. a takes input hello and sends hello to b.\n3. b receives hello from a and puts out hello.") throw new Error(text);
 * ```
 */
export function describeExecution(execution: Execution, options: DiagramOptions = {}): string {
  const excerpt = excerptOf(execution, options);
  const journeys = listJourneys(execution, excerpt.eventCount);
  const words = {
    execution,
    journeys,
    label: (message: unknown) => options.label?.(message) ?? labelOf(message, labelColumns),
  };
  const lines = fold(excerpt, byRelevance(excerpt, options).slice(0, options.maxEvents)).map((item) => {
    if ("folded" in item) return `… ${item.folded.length} events …`;
    const { event } = item;
    const line = `${event.id}. ${describeEvent(event, words)}.`;
    if (event !== excerpt.broken?.event) return line;
    const { law, expected, actual } = excerpt.broken.violation;
    return `${line} Broken here: ${law}. Expected: ${expected}. Actual: ${actual}.`;
  });
  const left = journeys.filter((journey) => journey.isInTransit).map((journey) => describeTransit(journey, words));
  return [...lines, ...left].map(printable).join("\n");
}

const labelColumns = 60;

/** What it takes to put an event into words. */
interface Words {
  readonly execution: Execution;
  readonly journeys: readonly Journey[];
  label(message: unknown): string;
}

function describeEvent(event: Event, words: Words): string {
  const outputs = event.outputs.map((output) => `puts out ${labelOf(output, labelColumns)}`);
  const deeds = [...outputs, ...describeSends(event, words)];
  return joinWords([describeCause(event, words), ...deeds]);
}

function describeCause(event: Event, { execution, journeys, label }: Words): string {
  const { kind, machine } = event;
  const journey = journeys.find(({ messageId }) => messageId === event.messageId);
  const message = journey === undefined ? "a message" : label(journey.message);
  switch (kind) {
    case "start":
      return `${machine} starts`;
    case "restart":
      return `${machine} restarts`;
    case "crash":
      return `${machine} crashes and forgets all but its disk`;
    case "input":
      return `${machine} takes input ${labelOf(event.input, labelColumns)}`;
    case "timer":
      return `${machine} sees its timer ${event.timer ?? ""} go off`;
    case "deliver":
    case "reply":
      return `${machine} receives ${message} from ${event.from ?? ""}${describeOvertaking(event, journey, { execution, journeys, label })}`;
    case "drop":
      return `The network loses ${message} from ${event.from ?? ""} to ${machine}`;
    case "duplicate":
      return `The network doubles ${message} from ${event.from ?? ""} to ${machine}`;
    case "skew":
      return `The clock of ${machine} jumps by ${event.byMs ?? 0} ms`;
    case "cut":
    case "heal":
      return describeCut(event, execution);
  }
}

/** What a cut separates, or a heal joins again. */
export function describeCut({ kind, cut }: Event, { system }: Execution): string {
  const groups = system.faults.cuts[cut ?? -1];
  const sides = groups === undefined ? describeValue(cut) : `${groups.from.join(", ")} to ${groups.to.join(", ")}`;
  return kind === "cut" ? `The network is cut from ${sides}` : `The network is whole again from ${sides}`;
}

function describeOvertaking(event: Event, journey: Journey | undefined, { journeys, label }: Words): string {
  const overtaken = journey === undefined ? [] : overtakenBy(journey, event.id, journeys);
  return overtaken.length === 0 ? "" : ` (overtaking ${joinWords(overtaken.map(({ message }) => label(message)))})`;
}

/** One deed for each message; the same message to several machines is one deed. */
function describeSends(event: Event, { journeys, label }: Words): string[] {
  const receivers = new Map<string, string[]>();
  for (const send of event.sends) {
    const text = label(contentOf(send, journeys));
    receivers.set(text, [...(receivers.get(text) ?? []), send.to]);
  }
  return [...receivers].map(([text, to]) => `sends ${text} to ${joinWords(to)}`);
}

function contentOf(send: Send, journeys: readonly Journey[]): unknown {
  return journeys.find(({ messageId }) => messageId === send.messageId)?.message;
}

function describeTransit({ from, to, message, sentAt }: Journey, { label }: Words): string {
  return `Still under way: ${label(message)} from ${from} to ${to}, sent at ${sentAt}.`;
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
