/**
 * What is true of any right outbox: the topic has what was committed, nothing else, and each order's events in their order;
 * and billing books each of them once.
 *
 * Read are requests, the table `orders`, the topic and what billing puts out; no other table, and of an event only `order` and
 * `status`. An order's row says by itself which events there must be: those up to its status.
 */
import {
  type Broken,
  type MonitorLaw,
  type Observation,
  broken,
  describeValue,
  eventually,
  monitor,
} from "@millrace/core";
import { type Database, type Shown, entries } from "./database.ts";
import { type Truth, databaseInTheEnd, noteCall, noteCrash, noteReply, startTruth } from "./database.truth.ts";
import { type OrderRequest, type Topic, isOrderEvent, statuses } from "./outbox.shop.ts";

/** By order: how many steps it has gone. 1 is placed, 2 is paid, 3 is shipped. */
type Progress = Record<string, number>;

/**
 * Asked when nothing is left to do. Safety: there is no ghost. Liveness: nothing is missing; a publish whose reply was lost in a
 * crash counts as done.
 */
export const topicHasWhatIsCommitted: MonitorLaw<Truth & TopicSeen> = eventually(
  "in the end the topic has what is committed, and nothing else",
  {
    of: monitor<Truth & TopicSeen>("the database and the topic", {
      start: () => ({ ...startTruth(), published: {}, log: [], open: {}, lost: [] }),
      on: {
        call(seen, call) {
          noteCall(seen, call);
          if (call.port === "topic") notePublish(seen, call);
        },
        crash(seen, crash) {
          noteCrash(seen, crash);
          noteLost(seen, crash);
        },
        reply(seen, reply) {
          noteReply(seen, reply);
          if (reply.port === "topic") noteTopic(seen, reply);
        },
      },
    }),
    holds(seen) {
      const database = databaseInTheEnd(seen);
      if (database === undefined) return undefined;
      const committed = committedIn(database);
      return findGhost(seen, committed) ?? findMissing(seen, committed);
    },
  },
);

/** What calls and replies tell of the topic. */
export interface TopicSeen {
  /** What anybody has tried to publish. */
  readonly published: Progress;
  /** The longest log that a reply has shown: "o1 paid". */
  log: readonly string[];
  /** By machine: publishes without a reply. */
  readonly open: Record<string, readonly string[]>;
  /** Publishes whose reply was lost. */
  lost: readonly string[];
}

type Seen<Kind extends Observation["kind"]> = Extract<Observation, { readonly kind: Kind }>;

function notePublish({ published, open }: TopicSeen, { machine, request }: Seen<"call">): void {
  const events = eventsIn(request);
  noteSteps(published, events);
  open[machine] = [...(open[machine] ?? []), ...events.map(nameOf)];
}

function noteLost(seen: TopicSeen, { machine }: Seen<"crash">): void {
  seen.lost = [...new Set([...seen.lost, ...(seen.open[machine] ?? [])])].toSorted();
  delete seen.open[machine];
}

function noteTopic(seen: TopicSeen, { machine, request, reply }: Seen<"reply">): void {
  const log = logIn(reply);
  if (log.length > seen.log.length) seen.log = log;
  const rest = (seen.open[machine] ?? []).slice(eventsIn(request).length);
  if (rest.length === 0) delete seen.open[machine];
  else seen.open[machine] = rest;
}

function findGhost({ published }: TopicSeen, committed: Progress): Broken | undefined {
  const ghost = Object.entries(published).find(([order, count]) => count > (committed[order] ?? 0));
  if (ghost === undefined) return undefined;
  const [order, count] = ghost;
  return broken(
    `the event "${describe(order, count)}" only if the database has it`,
    `it is published, and the order ${describeRow(committed[order])}`,
  );
}

function findMissing({ log, lost }: TopicSeen, committed: Progress): Broken | undefined {
  const missing = Object.entries(committed)
    .flatMap(([order, count]) => statuses.slice(0, count).map((status) => nameOf({ order, status })))
    .find((event) => !log.includes(event) && !lost.includes(event));
  return missing === undefined
    ? undefined
    : broken(
        `the event "${missing}" is in the topic, as the database has it`,
        "it is missing, and nobody will publish it",
      );
}

/** Safety: whoever reads the topic from its beginning meets an order's events in their order. Repeats are allowed. */
export const topicIsInOrder: MonitorLaw<object> = monitor(
  "before an order's event, the topic has what came before it",
  {
    start: () => ({}),
    on: {
      reply(_nothing, { port, reply }) {
        const met: Progress = {};
        if (port !== "topic") return undefined;
        for (const event of (reply as Topic).log) {
          const { order, status } = event;
          const [rank, before] = [statuses.indexOf(status) + 1, met[order] ?? 0];
          if (rank > before + 1)
            return broken(`"${describe(order, rank - 1)}" stands before "${nameOf(event)}"`, "it does not");
          met[order] = Math.max(rank, before);
        }
        return undefined;
      },
    },
  },
);

/** Liveness of another kind: a relay comes to an end. No right one needs nearly so many publishes of one event. */
export const publishesNothingForEver: MonitorLaw<{ readonly publishes: Progress }> = monitor<{
  readonly publishes: Progress;
}>("an event that is in the topic is not published again and again", {
  start: () => ({ publishes: {} }),
  on: {
    call({ publishes }, { request }) {
      for (const event of eventsIn(request)) {
        const name = nameOf(event);
        const count = (publishes[name] ?? 0) + 1;
        if (count > publishesMax)
          return broken(`"${name}" is published once, or a few times`, `${count} times, and on`);
        publishes[name] = count;
      }
      return undefined;
    },
  },
});

const publishesMax = 30;

/** If no shop crashes and each order has its requests at one shop: what is asked is done if it fits. */
export const doesWhatIsAsked: MonitorLaw<Asked> = eventually("a request that fits is committed", {
  of: monitor<Asked>("what is asked, and what is shown", {
    start: () => ({ asked: {}, commits: 0, committed: {} }),
    on: {
      input({ asked }, { input }) {
        if (!isOrderEvent(input)) return;
        const { order, status } = input;
        if (statuses.indexOf(status) === (asked[order] ?? 0)) asked[order] = statuses.indexOf(status) + 1;
      },
      reply(seen, { port, reply }) {
        if (port !== "database") return;
        // What a database of ours replies. Nobody crashes, so that every call has its reply in the end.
        const { database } = reply as Shown;
        if (database.commits <= seen.commits) return;
        seen.commits = database.commits;
        seen.committed = committedIn(database);
      },
    },
  }),
  holds({ asked, committed }) {
    const open = Object.entries(asked).find(([order, count]) => committed[order] !== count);
    if (open === undefined) return undefined;
    const [order, count] = open;
    return broken(`the order ${order} is ${statuses[count - 1]}`, `the order ${describeRow(committed[order])}`);
  },
});

interface Asked {
  /** What fits of what was asked. */
  readonly asked: Progress;
  /** How many transactions had changed the newest database that a reply has shown. */
  commits: number;
  /** What that database says. */
  committed: Progress;
}

/** What holds of shops, whoever crashes. */
export const shopLaws: readonly MonitorLaw[] = [topicHasWhatIsCommitted, topicIsInOrder, publishesNothingForEver];

interface Books {
  /** What billing has booked. */
  readonly booked: Progress;
  /** What billing has been shown. */
  readonly shown: Progress;
}

/** Safety: no event has an effect twice. */
export const booksOnce: MonitorLaw<Books> = aboutBilling("billing books no event twice", ({ booked }, booking) =>
  statuses.indexOf(booking.status) < (booked[booking.order] ?? 0)
    ? broken(`"${nameOf(booking)}" is booked once`, "it is booked again")
    : undefined,
);

/** Safety: an order is booked in the order in which it went on. */
export const booksInOrder: MonitorLaw<Books> = aboutBilling(
  "billing books an order's events in their order, and none without its event",
  ({ booked, shown }, booking) => {
    const { order, status } = booking;
    const [rank, before] = [statuses.indexOf(status) + 1, booked[order] ?? 0];
    if (rank > (shown[order] ?? 0))
      return broken(`"${nameOf(booking)}" only after its event`, "it was in no record so far");
    if (rank <= before + 1) return undefined;
    return broken(`"${describe(order, before + 1)}" is booked next`, `"${nameOf(booking)}" is booked before it`);
  },
);

/** Liveness: what billing has been shown has its effect. */
export const booksAllThatItReads: MonitorLaw<Books> = eventually("what billing has read, it books", {
  of: booksOnce,
  holds({ booked, shown }) {
    const missing = Object.entries(shown).find(([order, count]) => count > (booked[order] ?? 0));
    if (missing === undefined) return undefined;
    const [order, count] = missing;
    return broken(`"${describe(order, count)}" is booked`, "it was read, and never booked");
  },
});

/** What holds of billing, if {@link topicIsInOrder}. */
export const billingLaws: readonly MonitorLaw[] = [booksOnce, booksInOrder, booksAllThatItReads];

function aboutBilling(
  name: string,
  judge: (books: Books, booking: OrderRequest) => Broken | undefined,
): MonitorLaw<Books> {
  return monitor<Books>(name, {
    start: () => ({ booked: {}, shown: {} }),
    on: {
      reply({ shown }, { machine, reply }) {
        const { records } = Object(reply) as { readonly records?: readonly OrderRequest[] };
        if (machine === "billing") noteSteps(shown, records ?? []);
      },
      output(books, { machine, output }) {
        if (machine !== "billing") return undefined;
        if (!isOrderEvent(output) || output["type"] !== "booked")
          return broken('{ type: "booked", order, status }', describeValue(output));
        const result = judge(books, output);
        noteSteps(books.booked, [output]);
        return result;
      },
    },
  });
}

function committedIn(database: Database): Progress {
  const orders = entries(database, { table: "orders" });
  return Object.fromEntries(
    orders.map(({ key, row }) => [key, statuses.findIndex((known) => known === row["status"]) + 1]),
  );
}

/** The event that a publish carries; none for anything else. */
function eventsIn(request: unknown): readonly OrderRequest[] {
  const { type, event } = Object(request) as { readonly type?: unknown; readonly event?: unknown };
  return type === "publish" && isOrderEvent(event) ? [event] : [];
}

function logIn(reply: unknown): readonly string[] {
  return (reply as Topic).log.map(nameOf);
}

function noteSteps(progress: Progress, events: readonly OrderRequest[]): void {
  for (const { order, status } of events)
    progress[order] = Math.max(progress[order] ?? 0, statuses.indexOf(status) + 1);
}

function nameOf({ order, status }: OrderRequest): string {
  return `${order} ${status}`;
}

function describe(order: string, count: number): string {
  return `${order} ${statuses[count - 1] ?? ""}`;
}

function describeRow(count: number | undefined): string {
  return count === undefined ? "is not there" : `is ${statuses[count - 1] ?? "nowhere"}`;
}
