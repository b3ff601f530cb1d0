/**
 * Scatter–gather: a coordinator asks every shard, each counts its own books, and their counts become one answer.
 *
 * Edit `Totals` and `bookFigures`, then the messages, `CoordinatorState` and the handlers of both machines. What goes in
 * and what comes out is fixed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Aggregate, type Groups, groupRows, mergeGroups } from "@millrace/dataflow/aggregate.ts";
import type { Answer, Book, Figures, Question } from "@millrace/dataflow/books.ts";

/** What is known of some books of one subject. Yours: plain data, no larger for many books than for one. */
export interface Totals {
  // TODO(learner): which numbers of two shelves make the numbers of both?
  readonly books: number;
  readonly averagePages: number;
  readonly newest: number;
}

/** The figures of books, in two phases. `of`, `combine` and `result` are fixed, and what `result` returns. */
export const bookFigures: Aggregate<Book, Totals, Figures> = {
  /** The totals of one book. */
  of: ({ pages, year }) => ({ books: 1, averagePages: pages, newest: year }),

  /** The totals of the books of both. */
  combine: (left, right) => ({
    books: left.books + right.books,
    // TODO(learner): north has one book of 100 pages, south has three of 300. What is the average of all four?
    averagePages: (left.averagePages + right.averagePages) / 2,
    newest: Math.max(left.newest, right.newest),
  }),

  /** What the answer says of all the books. */
  result: ({ books, averagePages, newest }) => ({ books, pages: books * averagePages, averagePages, newest }),
};

/** What machines send each other. Yours. */
export type Message =
  | { readonly type: "count"; readonly question: Question }
  | { readonly type: "counted"; readonly id: string; readonly groups: Groups<Totals> };

/** What a coordinator remembers. Yours: plain data, in an object. */
export interface CoordinatorState {
  // TODO(learner): several questions may be open. What has come in for each, and what is missing?
}

/** Asks every shard that it has a channel to, and puts out the answer when all have replied. */
export const coordinator: Machine<CoordinatorState, Message, Answer, Question> = defineMachine({
  // TODO(learner): the state before anything has happened.
  start: (): CoordinatorState => ({}),

  onMessage(_state, message, _from, context) {
    if (message.type !== "counted") return;
    // TODO(learner): this takes what one shard says for the whole library. `mergeGroups(groups, others, bookFigures)`
    // puts the totals of `others` into `groups`.
    const rows = [...message.groups].map(([subject, totals]) => ({ subject, ...bookFigures.result(totals) }));
    context.output({ type: "answer", id: message.id, rows });
  },

  onInput(_state, question, context) {
    // TODO(learner): this asks the first shard alone.
    for (const peer of context.peers.slice(0, 1)) context.send(peer, { type: "count", question });
  },
});

/** A machine that holds these books, and counts them for whoever asks. */
export function shard(books: readonly Book[]): Machine<object, Message> {
  return defineMachine<object, Message>({
    start: () => ({}),

    onMessage(_state, message, from, context) {
      if (message.type !== "count") return;
      const { question } = message;
      // TODO(learner): this counts all the books. The question is about those with enough pages.
      const groups = groupRows(books, { key: ({ subject }) => subject, aggregate: bookFigures });
      context.send(from, { type: "counted", id: question.id, groups });
    },
  });
}
