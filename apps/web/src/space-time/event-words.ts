import type { Event, Execution, MachineId } from "@millrace/core";
import { labelOf } from "@millrace/diagrams";
import { describeCut } from "@millrace/diagrams/describe-execution.ts";
import { contentOf } from "@millrace/diagrams/journeys.ts";

/** How many characters a message, an input or an output takes at most. */
const labelColumns = 60;

/**
 * One event in words, without a full stop: what set it off, then what was put out and sent. It reads nothing but the
 * event, so that one of ten thousand costs no more than one of ten.
 */
export function eventWords(event: Event, execution: Execution): string {
  const outputs = event.outputs.map((output) => `puts out ${show(output)}`);
  const receivers = new Map<string, MachineId[]>();
  for (const { to, message } of event.sends) {
    const text = show(contentOf(message, { from: event.machine, to }));
    receivers.set(text, [...(receivers.get(text) ?? []), to]);
  }
  const sends = [...receivers].map(([text, to]) => `sends ${text} to ${joinWords(to)}`);
  return joinWords([causeWords(event, execution), ...outputs, ...sends]);
}

function causeWords(event: Event, execution: Execution): string {
  const { kind, machine, from = "" } = event;
  switch (kind) {
    case "start":
      return `${machine} starts`;
    case "restart":
      return `${machine} restarts`;
    case "crash":
      return `${machine} crashes and forgets all but its disk`;
    case "input":
      return `${machine} takes input ${show(event.input)}`;
    case "timer":
      return `${machine} sees its timer ${event.timer ?? ""} go off`;
    case "deliver":
      return `${machine} receives ${show(contentOf(event.message, { from, to: machine }))} from ${from}`;
    case "reply":
      return `${machine} receives the answer ${show(event.reply)} from ${from}`;
    case "drop":
      return `the network loses ${show(event.message)} from ${from} to ${machine}`;
    case "duplicate":
      // As it is drawn: a name has to hold what can be seen.
      return `the network doubles (×2) ${show(event.message)} from ${from} to ${machine}`;
    case "skew":
      return `the clock of ${machine} jumps by ${event.byMs ?? 0} ms`;
    case "cut":
    case "heal":
      return describeCut(event, execution);
  }
}

function show(value: unknown): string {
  return labelOf(value, labelColumns);
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
