/**
 * Right as well: the coordinator numbers its requests, keeps every reply as it came, and adds up when it has one from each
 * shard. Totals are lists of four numbers, and a shard sends its groups as a list.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { Aggregate } from "@millrace/dataflow/aggregate.ts";
import type { Answer, Book, Figures, Question } from "@millrace/dataflow/books.ts";

/** Newest, oldest (for nobody), pages, books. */
type Totals = readonly [newest: number, oldest: number, pages: number, books: number];

export const bookFigures: Aggregate<Book, Totals, Figures> = {
  of: ({ pages, year }) => [year, year, pages, 1],
  combine: ([newest, oldest, pages, books], other) => [
    newest > other[0] ? newest : other[0],
    oldest < other[1] ? oldest : other[1],
    other[2] + pages,
    other[3] + books,
  ],
  result: ([newest, , pages, books]) => ({ newest, averagePages: pages / books, pages, books }),
};

type Message =
  | { readonly number: number; readonly least: number }
  | { readonly number: number; readonly totals: readonly (readonly [string, Totals])[] };

interface State {
  readonly questions: {
    readonly id: string;
    readonly replies: Record<MachineId, readonly (readonly [string, Totals])[]>;
  }[];
}

export const coordinator: Machine<State, Message, Answer, Question> = defineMachine({
  start: (): State => ({ questions: [] }),

  onMessage({ questions }, message, from, context) {
    const question = questions[message.number];
    if (question === undefined || !("totals" in message)) return;
    question.replies[from] = message.totals;
    const replies = Object.values(question.replies);
    if (replies.length < context.peers.length) return;
    const all = replies.flat();
    const subjects = [...new Set(all.map(([subject]) => subject))].toSorted();
    const rows = subjects.map((subject) => {
      const parts = all.flatMap(([name, totals]) => (name === subject ? [totals] : []));
      return { ...bookFigures.result(parts.reduce((left, right) => bookFigures.combine(left, right))), subject };
    });
    context.output({ type: "answer", rows, id: question.id });
  },

  onInput({ questions }, { id, atLeastPages }, context) {
    questions.push({ id, replies: {} });
    for (const peer of context.peers.toReversed())
      context.send(peer, { number: questions.length - 1, least: atLeastPages });
  },
});

export function shard(books: readonly Book[]): Machine<object, Message> {
  return defineMachine<object, Message>({
    start: () => ({}),
    onMessage(_state, message, from, context) {
      if ("totals" in message) return;
      const totals: [string, Totals][] = [];
      for (const book of books.filter(({ pages }) => !(pages < message.least))) {
        const place = totals.findIndex(([subject]) => subject === book.subject);
        const known = totals[place];
        if (known === undefined) totals.push([book.subject, bookFigures.of(book)]);
        else totals[place] = [book.subject, bookFigures.combine(known[1], bookFigures.of(book))];
      }
      context.send(from, { number: message.number, totals });
    },
  });
}
