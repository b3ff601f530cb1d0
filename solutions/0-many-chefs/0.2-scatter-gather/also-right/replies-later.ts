/**
 * Right as well: a shard collects requests, and a timer answers all of them, newest first. An average travels with the
 * number of books behind it, which is as good as a sum. The coordinator strikes names off a list.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type Aggregate, type Groups, groupRows, mergeGroups } from "@millrace/dataflow/aggregate.ts";
import type { Answer, Book, Figures, Question } from "@millrace/dataflow/books.ts";

interface Totals {
  weight: number;
  average: number;
  newest: number;
}

export const bookFigures: Aggregate<Book, Totals, Figures> = {
  of: ({ pages, year }) => ({ weight: 1, average: pages, newest: year }),
  combine(left, right) {
    const weight = left.weight + right.weight;
    left.average += ((right.average - left.average) * right.weight) / weight;
    left.weight = weight;
    left.newest = Math.max(left.newest, right.newest);
    return left;
  },
  result: ({ weight, average, newest }) => ({
    books: weight,
    pages: Math.round(average * weight),
    averagePages: average,
    newest,
  }),
};

type Message = { readonly ask: Question } | { readonly reply: string; readonly groups: Groups<Totals> };

interface Desk {
  readonly waiting: Record<string, { readonly names: Set<MachineId>; readonly groups: Groups<Totals> }>;
}

export const coordinator: Machine<Desk, Message, Answer, Question> = defineMachine({
  start: (): Desk => ({ waiting: {} }),

  onMessage({ waiting }, message, from, context) {
    if (!("reply" in message)) return;
    const { reply: id, groups } = message;
    const question = waiting[id];
    if (question?.names.delete(from) !== true) return;
    mergeGroups(question.groups, groups, bookFigures);
    if (question.names.size > 0) return;
    delete waiting[id];
    const rows = [...question.groups].map(([subject, totals]) => ({ ...bookFigures.result(totals), subject }));
    context.output({ type: "answer", id, rows });
  },

  onInput({ waiting }, ask, context) {
    waiting[ask.id] = { names: new Set(context.peers), groups: new Map() };
    for (const peer of context.peers) context.send(peer, { ask });
  },
});

interface Shard {
  readonly requests: { readonly from: MachineId; readonly question: Question }[];
}

export function shard(books: readonly Book[]): Machine<Shard, Message> {
  return defineMachine<Shard, Message>({
    start: () => ({ requests: [] }),

    onMessage({ requests }, message, from, context) {
      if (!("ask" in message)) return;
      requests.push({ from, question: message.ask });
      context.setTimer("reply", 30);
    },

    onTimer({ requests }, _timer, context) {
      for (const { from, question } of requests.splice(0).toReversed()) {
        const counted = books.filter(({ pages }) => pages >= question.atLeastPages);
        const groups = groupRows(counted, { key: ({ subject }) => subject, aggregate: bookFigures });
        context.send(from, { reply: question.id, groups });
      }
    },
  });
}
