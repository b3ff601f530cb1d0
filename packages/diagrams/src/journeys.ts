import type { Event, Execution, MachineId } from "@millrace/core";

/** A message from its sending to its end, or its ends: a doubled message has several. */
export interface Journey {
  readonly messageId: number;
  readonly from: MachineId;
  readonly to: MachineId;
  /** What was sent; to and from a resource, the request or the reply alone. */
  readonly message: unknown;
  /** The event that sent it. */
  readonly sentAt: number;
  /** What became of it, in order. */
  readonly ends: readonly JourneyEnd[];
  /** Whether a copy of it is still in its channel after the last event that was read. */
  readonly isInTransit: boolean;
}

/** Something that the network did with a message. */
export interface JourneyEnd {
  readonly kind: "arrives" | "lost" | "doubled";
  readonly event: number;
}

/** The journeys of all messages of the first `eventCount` events, in the order in which they were sent. */
export function listJourneys(execution: Execution, eventCount: number): Journey[] {
  const events = execution.events.slice(0, eventCount);
  const endsById = new Map<number, JourneyEnd[]>();
  for (const event of events) {
    if (event.messageId === undefined) continue;
    const ends = endsById.get(event.messageId) ?? [];
    ends.push({ kind: endKind(event), event: event.id });
    endsById.set(event.messageId, ends);
  }
  return events.flatMap((event) =>
    event.sends.map(({ messageId, to, message }) => {
      const from = event.machine;
      const ends = endsById.get(messageId) ?? [];
      const isInTransit = copiesLeft(ends, isKept(execution, from, to)) > 0;
      return { messageId, from, to, message: contentOf(message, { from, to }), sentAt: event.id, ends, isInTransit };
    }),
  );
}

/** The earlier messages of the same channel that have not arrived when this one does. */
export function overtakenBy(journey: Journey, arrival: number, journeys: readonly Journey[]): Journey[] {
  return journeys.filter(
    (other) =>
      other.messageId < journey.messageId &&
      other.from === journey.from &&
      other.to === journey.to &&
      other.ends.every((end) => end.kind === "doubled" || end.event > arrival),
  );
}

function endKind(event: Event): JourneyEnd["kind"] {
  if (event.kind === "drop") return "lost";
  return event.kind === "duplicate" ? "doubled" : "arrives";
}

/** In a channel that keeps what it delivers, one arrival is enough for a message not to count as under way. */
function copiesLeft(ends: readonly JourneyEnd[], isKept: boolean): number {
  const count = (kind: JourneyEnd["kind"]): number => ends.filter((end) => end.kind === kind).length;
  if (isKept && count("arrives") > 0) return 0;
  return 1 + count("doubled") - count("lost") - count("arrives");
}

function isKept(execution: Execution, from: MachineId, to: MachineId): boolean {
  return execution.system.channels.some(
    (channel) => channel.from === from && channel.to === to && channel.kind === "duplicating",
  );
}

/** What a call or a reply carries, without what the engine wraps around it. */
export function contentOf(
  message: unknown,
  { from, to }: { readonly from: MachineId; readonly to: MachineId },
): unknown {
  if (typeof message !== "object" || message === null) return message;
  if (to.startsWith("port:") && "request" in message) return message.request;
  if (from.startsWith("port:") && "reply" in message) return message.reply;
  return message;
}
