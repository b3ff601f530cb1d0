/**
 * Right as well: a shard sorts its books once, when it starts, and adds up from the longest down to the first that is too
 * short. The coordinator keeps only the numbers of its rows, and a request does not say which question it belongs to: it
 * says all of it, and the reply brings it back.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Aggregate } from "@millrace/dataflow/aggregate.ts";
import type { Answer, Book, Figures, Question } from "@millrace/dataflow/books.ts";

interface Totals {
  readonly count: number;
  readonly sum: number;
  readonly years: { readonly last: number };
}

export const bookFigures: Aggregate<Book, Totals, Figures> = {
  of: ({ pages, year }) => ({ count: 1, sum: pages, years: { last: year } }),
  combine: (left, right) => ({
    count: left.count + right.count,
    sum: left.sum + right.sum,
    years: left.years.last < right.years.last ? right.years : left.years,
  }),
  result: ({ count, sum, years }) => ({ books: count, pages: sum, averagePages: sum / count, newest: years.last }),
};

interface Message {
  readonly question: Question;
  readonly subjects?: Readonly<Record<string, Totals>>;
}

interface Desk {
  /** By question, all of it, as text: the replies that have come. */
  readonly replies: Record<string, number>;
  /** By question and subject, as text. */
  readonly totals: Record<string, Totals>;
}

export const coordinator: Machine<Desk, Message, Answer, Question> = defineMachine({
  start: (): Desk => ({ replies: {}, totals: {} }),

  onMessage(state, { question, subjects = {} }, _from, context) {
    const name = JSON.stringify(question);
    for (const [subject, totals] of Object.entries(subjects)) {
      const key = JSON.stringify([question, subject]);
      const known = state.totals[key];
      state.totals[key] = known === undefined ? totals : bookFigures.combine(totals, known);
    }
    const replies = (state.replies[name] ?? 0) + 1;
    state.replies[name] = replies;
    if (replies < context.peers.length) return;
    delete state.replies[name];
    const rows: ({ readonly subject: string } & Figures)[] = [];
    for (const [key, totals] of Object.entries(state.totals)) {
      const [asked, subject] = JSON.parse(key) as [Question, string];
      if (asked.id !== question.id) continue;
      delete state.totals[key];
      rows.unshift({ subject, ...bookFigures.result(totals) });
    }
    context.output({ type: "answer", id: question.id, rows });
  },

  onInput(_state, question, context) {
    for (const peer of context.peers) context.send(peer, { question });
  },
});

interface Shelf {
  readonly longestFirst: readonly Book[];
}

export function shard(books: readonly Book[]): Machine<Shelf, Message> {
  return defineMachine<Shelf, Message>({
    start: () => ({ longestFirst: books.toSorted((left, right) => right.pages - left.pages) }),

    onMessage({ longestFirst }, { question }, from, context) {
      const subjects: Record<string, Totals> = {};
      for (const book of longestFirst) {
        if (book.pages < question.atLeastPages) break;
        const known = subjects[book.subject];
        subjects[book.subject] =
          known === undefined ? bookFigures.of(book) : bookFigures.combine(known, bookFigures.of(book));
      }
      context.send(from, { question, subjects });
    },
  });
}
