import type { Event } from "@millrace/core";

/** What set an event off, in a few words: "in 1", "timer retry". Undefined where a message or the network did. */
export function causeOf(event: Event, show: (value: unknown) => string): string | undefined {
  switch (event.kind) {
    case "start":
    case "crash":
    case "restart":
      return event.kind;
    case "input":
      return `in ${show(event.input)}`;
    case "timer":
      return `timer ${event.timer ?? ""}`;
    case "skew":
      return `clock ${(event.byMs ?? 0) < 0 ? "" : "+"}${event.byMs ?? 0} ms`;
    default:
      return undefined;
  }
}
