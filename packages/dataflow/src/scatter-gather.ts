/**
 * Scatter–gather: one machine asks all that hold a part of the data, each counts its own part, and their parts of the
 * answer are put together.
 *
 * The rows stay where they are. What travels is one part for each subject, however many books were counted for it, and it
 * holds what can be put together: a sum and a count instead of an average. A question has its answer when every shard has
 * replied; which reply came first makes no difference.
 *
 * State: for each open question, how many replies are missing and the parts that have come. A shard remembers nothing.
 * Messages: a request to each shard, and one reply to each request. Channels may reorder; none may lose or double a message.
 *
 * Source: beyond Kshemkalyani & Singhal, Distributed Computing (2008), whose ch. 1 gives the reasons to spread data.
 * Scatter–gather goes by that name in G. Hohpe, B. Woolf, Enterprise Integration Patterns (2003).
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Aggregate, type Groups, groupRows, mergeGroups } from "./aggregate.ts";
import type { Answer, Book, Figures, Question } from "./books.ts";

/** What is known of some books of one subject. */
export interface Totals {
  /** How many there are: 1 or more. */
  readonly books: number;
  /** All their pages. */
  readonly pages: number;
  /** The latest year. */
  readonly newest: number;
}

/** The figures of books in two phases. */
export const bookFigures: Aggregate<Book, Totals, Figures> = {
  of: ({ pages, year }) => ({ books: 1, pages, newest: year }),

  combine: (left, right) => ({
    books: left.books + right.books,
    pages: left.pages + right.pages,
    newest: Math.max(left.newest, right.newest),
  }),

  result: ({ books, pages, newest }) => ({ books, pages, averagePages: pages / books, newest }),
};

/** What a coordinator asks of a shard: to count its books. */
export interface Request {
  /** Tells it from a reply. */
  readonly type: "count";
  /** As the coordinator got it. */
  readonly question: Question;
}

/** What a shard answers: the totals of its books, by subject. */
export interface Reply {
  /** Tells it from a request. */
  readonly type: "counted";
  /** The question's. */
  readonly id: string;
  /** By subject. A subject without such books has none. */
  readonly groups: Groups<Totals>;
}

/** What machines send each other. */
export type Message = Request | Reply;

/** What a coordinator remembers. */
export interface CoordinatorState {
  /** The questions that wait for replies, by id. */
  readonly open: Map<string, OpenQuestion>;
}

/** A question that waits for replies. */
export interface OpenQuestion {
  /** How many replies have not come. */
  missing: number;
  /** What those that have come add up to. */
  readonly groups: Groups<Totals>;
}

/**
 * Asks every shard that it has a channel to, at least one, and puts out the answer when all have replied.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { coordinator, shard } from "@millrace/dataflow";
 *
 * const system = defineSystem({
 *   machines: {
 *     desk: coordinator,
 *     north: shard([{ subject: "art", pages: 100, year: 1950 }]),
 *     south: shard([{ subject: "art", pages: 300, year: 1900 }]),
 *   },
 *   topology: [["desk", "north"], ["north", "desk"], ["desk", "south"], ["south", "desk"]],
 *   inputs: [at("desk", { id: "q1", atLeastPages: 0 })],
 * });
 * const [answer] = simulate(system).events.flatMap(({ outputs }) => outputs);
 * const rows = [{ subject: "art", books: 2, pages: 400, averagePages: 200, newest: 1950 }];
 * assert.deepEqual(answer, { type: "answer", id: "q1", rows });
 * ```
 */
export const coordinator: Machine<CoordinatorState, Message, Answer, Question> = defineMachine({
  start: (): CoordinatorState => ({ open: new Map() }),

  onMessage({ open }, message, _from, context) {
    if (message.type !== "counted") return;
    const { id, groups } = message;
    const question = open.get(id);
    if (question === undefined) return;
    mergeGroups(question.groups, groups, bookFigures);
    question.missing -= 1;
    if (question.missing > 0) return;
    open.delete(id);
    const rows = [...question.groups].map(([subject, totals]) => ({ subject, ...bookFigures.result(totals) }));
    context.output({ type: "answer", id, rows });
  },

  onInput({ open }, question, context) {
    open.set(question.id, { missing: context.peers.length, groups: new Map() });
    for (const peer of context.peers) context.send(peer, { type: "count", question });
  },
});

/**
 * A machine that holds these books, and counts them for whoever asks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, defineSystem } from "@millrace/core";
 * import { coordinator, shard } from "@millrace/dataflow";
 *
 * const world = new World(defineSystem({ machines: { desk: coordinator, empty: shard([]) } }));
 * assert.deepEqual(world.execution.events.at(-1)?.state, {}, "a shard remembers nothing");
 * ```
 */
export function shard(books: readonly Book[]): Machine<object, Message> {
  return defineMachine<object, Message>({
    start: () => ({}),

    onMessage(_state, message, from, context) {
      if (message.type !== "count") return;
      const { id, atLeastPages } = message.question;
      const counted = books.filter(({ pages }) => pages >= atLeastPages);
      const groups = groupRows(counted, { key: ({ subject }) => subject, aggregate: bookFigures });
      context.send(from, { type: "counted", id, groups });
    },
  });
}
