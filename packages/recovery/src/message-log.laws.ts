/**
 * What is true of any right box office: what it has shown once it stays with, whoever crashes; and in the end it has shown
 * what some order of receipts leads to.
 *
 * Read are the tickets that it puts out, and for the cost, when the disk is at work: no log, no content of a message, no
 * machine's variables. The customer is the one
 * survivor that no recovery can roll back.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  eventually,
  monitor,
} from "@millrace/core";
import { logTimer } from "./message-log.disk.ts";
import type { Place, Ticket, Topics } from "./message-log.office.ts";

/** All of them, for an office that has these topics. */
export function officeLaws(topics: Topics): readonly MonitorLaw[] {
  const answers = answersRecords(topics);
  return [answers, staysWithIt, sellsOnce, answersAll(topics, answers), servesInOrder(topics, answers)];
}

/** What was shown. */
export interface Shown {
  /** By order. */
  readonly places: Record<string, Place>;
  /** Records that were answered, as `topic offset`, in the order of their names. */
  answered: readonly string[];
}

/** Safety: a ticket answers a record that there is. */
function answersRecords(topics: Topics): MonitorLaw<Shown> {
  return ticketLaw("a ticket answers a record of a topic, and says the same order", (_shown, ticket) => {
    const { topic, offset, order } = ticket;
    if (topics[topic]?.[offset] === order) return undefined;
    return broken(`for ${topic} ${offset}: ${describeValue(topics[topic]?.[offset])}`, describeValue(order));
  });
}

/** Safety: what depends on a receipt is never shown in another way. */
export const staysWithIt: MonitorLaw<Shown> = ticketLaw(
  "an order has one seat and one code, however often they are shown",
  ({ places }, { order, seat, code }) => {
    const before = places[order];
    if (before === undefined || (before.seat === seat && before.code === code)) return undefined;
    return broken(`for ${order} again ${describe(before)}`, describe({ seat, code }));
  },
);

/** Safety: the receipts before it are those that others have been told of. */
export const sellsOnce: MonitorLaw<Shown> = ticketLaw(
  "no two orders have the same seat or the same code",
  ({ places }, { order, seat, code }) => {
    const other = Object.entries(places).find(([name, place]) => {
      return name !== order && (place.seat === seat || place.code === code);
    });
    if (other === undefined) return undefined;
    return broken(`for ${order} neither ${describe(other[1])}, which ${other[0]} has`, describe({ seat, code }));
  },
);

/** Liveness: no receipt is forgotten. */
function answersAll(topics: Topics, of: MonitorLaw<Shown>): MonitorLaw<Shown> {
  const records = Object.entries(topics).flatMap(([topic, orders]) =>
    orders.map((_order, offset) => `${topic} ${offset}`),
  );
  return eventually("in the end every record has had its ticket", {
    of,
    holds({ answered }) {
      const done = new Set(answered);
      const missing = records.find((name) => !done.has(name));
      return missing === undefined ? undefined : broken(`a ticket for ${missing}`, "none");
    },
  });
}

/** In the end, the seats are those of some order of receipts in which each topic keeps its own. */
function servesInOrder(topics: Topics, of: MonitorLaw<Shown>): MonitorLaw<Shown> {
  return eventually("in the end the seats are given from 1 on, and in each topic in the order of its records", {
    of,
    holds({ places }) {
      const waiting = Object.values(topics).map((orders) => [...orders]);
      const seated = new Set<string | undefined>();
      const bySeat = new Map(Object.entries(places).map(([order, { seat }]) => [seat, order]));
      for (const seat of Object.keys(places).map((_order, index) => index + 1)) {
        for (const orders of waiting) while (orders.length > 0 && seated.has(orders[0])) orders.shift();
        const order = bySeat.get(seat);
        if (order === undefined) return broken(`an order with seat ${seat}`, "nobody has it");
        if (waiting.every(([first]) => first !== order)) {
          const heads = waiting.flatMap(([first]) => first ?? []);
          return broken(`seat ${seat} for ${heads.join(" or ")}`, `${order} has it`);
        }
        seated.add(order);
      }
      return undefined;
    },
  });
}

/**
 * Cost: a record is written once, and the log is read once in each life. Read from the disk's timer, which goes off twice for
 * each thing that it does.
 */
export const writesOnce: MonitorLaw<{ credit: number }> = monitor<{ credit: number }>(
  "the disk is used once for each start of the office, and once at most for each record that comes",
  {
    start: () => ({ credit: 0 }),
    on: {
      start: (account, { machine }) => grant(account, machine),
      restart: (account, { machine }) => grant(account, machine),
      deliver: (account, { machine }) => grant(account, machine),
      timer(account, { machine, timer }) {
        if (machine !== "office" || timer !== logTimer) return undefined;
        account.credit -= 1;
        return account.credit < 0 ? broken("nothing for the disk to do", "it is at work again") : undefined;
      },
    },
  },
);

function grant(account: { credit: number }, machine: MachineId): void {
  if (machine === "office") account.credit += 2;
}

/** A law about each ticket that is shown, and those before it. */
function ticketLaw(name: string, judge: (shown: Shown, ticket: Ticket) => Broken | undefined): MonitorLaw<Shown> {
  return monitor<Shown>(name, {
    start: () => ({ places: {}, answered: [] }),
    on: {
      output(shown, { output }) {
        if (!isTicket(output))
          return broken('{ type: "ticket", topic, offset, order, seat, code }', describeValue(output));
        const verdict = judge(shown, output);
        note(shown, output);
        return verdict;
      },
    },
  });
}

function note(shown: Shown, { topic, offset, order, seat, code }: Ticket): void {
  shown.places[order] = { seat, code };
  const name = `${topic} ${offset}`;
  if (!shown.answered.includes(name)) shown.answered = [...shown.answered, name].toSorted();
}

function isTicket(output: unknown): output is Ticket {
  const { type, topic, offset, order, seat, code } = Object(output) as Partial<Record<keyof Ticket, unknown>>;
  return (
    type === "ticket" &&
    typeof topic === "string" &&
    typeof order === "string" &&
    [offset, seat, code].every((value) => typeof value === "number")
  );
}

function describe({ seat, code }: Place): string {
  return `seat ${seat} and code ${code}`;
}
