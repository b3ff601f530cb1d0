/**
 * Right as well: reads the row, makes the new one itself, and writes it only if the row is still the one that it read; else
 * it begins anew. The ids of the payments that are in a total stand in the same row. One record at a time.
 */
import { type Context, type Machine, defineMachine, equal } from "@millrace/core";
import type { Event, Subscribe, TopicRecord } from "@millrace/delivery/idempotent-consumer.topic.ts";
import { type Condition, type Row, asAnswer } from "@millrace/delivery/transaction.ts";

interface State {
  /** The first is being done. */
  events: Event[];
}

type Message = Subscribe | TopicRecord;

export const idempotentConsumer: Machine<State, Message> = defineMachine({
  start(context): State {
    context.send("topic", { type: "subscribe" });
    return { events: [] };
  },

  onMessage({ events }, message, _from, context) {
    if (message.type === "subscribe" || events.some((event) => equal(event, message))) return;
    events.push(message);
    if (events.length === 1) ask(message, context);
  },

  onReply(state, reply, _call, context) {
    const { type, found } = asAnswer(reply);
    const [event, next] = state.events;
    if (event === undefined) return;
    const [entries] = found;
    if (entries === undefined && type === "refused") {
      ask(event, context);
      return;
    }
    const old = entries?.[0]?.row;
    const row = entries === undefined ? undefined : rowAfter(event, old);
    if (row !== undefined) {
      const place = placeOf(event);
      context.call("database", { when: [isStill(event, old)], write: [{ ...place, put: row }] });
      return;
    }
    state.events.shift();
    if (next !== undefined) ask(next, context);
  },
});

function ask(event: Event, context: Context<Message>): void {
  context.call("database", { read: [placeOf(event)] });
}

function placeOf({ type, customer }: Event): { readonly table: string; readonly key: string } {
  return { table: type === "payment" ? "revenue" : "customers", key: customer };
}

function isStill(event: Event, old: Row | undefined): Condition {
  const place = placeOf(event);
  if (old === undefined) return { ...place, is: "absent" };
  const column = event.type === "payment" ? "ids" : "version";
  return { ...place, column, equals: old[column] };
}

/** Undefined if there is nothing to do. */
function rowAfter(event: Event, old: Row | undefined): Row | undefined {
  const { type } = event;
  if (type === "payment") {
    const ids = (old?.["ids"] ?? []) as readonly string[];
    if (ids.includes(event.id)) return undefined;
    return { ids: [...ids, event.id], total: Number(old?.["total"] ?? 0) + event.amount };
  }
  const { version } = event;
  if (old !== undefined && Number(old["version"]) >= version) return undefined;
  return type === "changed" ? { version, name: event.name, deleted: false } : { version, deleted: true };
}
