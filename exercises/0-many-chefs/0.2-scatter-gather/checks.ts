import { type Input, type Law, type Schedule, type System, at, createRandom, defineSystem } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import type { Book } from "@millrace/dataflow/books.ts";
import {
  type Shelves,
  answersEveryQuestion,
  answersLikeOneMachine,
  answersQuestion,
  asksAllAtOnce,
  costsTwoMessagesEach,
  judgeFigures,
  messagesStaySmall,
  repliesToWhoAsks,
} from "@millrace/dataflow/scatter-gather.laws.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./scatter-gather.ts");

export default defineExercise<Work>({
  id: "0.2",
  title: "Scatter–gather",
  minutes: 15,
  source: "K&S ch. 1; the pattern is beyond the book",
  work: "scatter-gather.ts",
  checks: [
    check("the figures of one book, of two, and of three", ({ work, cases }) =>
      cases(
        [
          ...[[0], [1], [2], [0, 1], [1, 2], [2, 1], [3, 3], [0, 1, 2]].map((places) =>
            places.flatMap((place) => four[place] ?? []),
          ),
          [long],
          [long, long],
        ],
        (books) =>
          judgeFigures(
            together(
              work,
              books.map((book) => [book]),
            ),
            books,
          ),
        describeBooks,
      ),
    ),
    // The plainest first. Then four books in every order, cut in every way.
    check("however the books are split and put together, the figures are the same", ({ work, cases }) =>
      cases(
        [oneAndThree, ...orders(four).flatMap((books) => waysToSplit(books))],
        (shelves) => judgeFigures(together(work, shelves), shelves.flat()),
        (shelves) => `shelves of ${shelves.map((books) => `[${describeBooks(books)}]`).join(", ")}`,
      ),
    ),
    // Nothing to put together yet: a shelf, an empty shelf, a question that no book answers, and the book that just does.
    check("one shelf: the answer is about the books that the question is about", ({ work, explore }) => {
      for (const books of [four, subjects, []])
        for (const atLeastPages of [0, 100, 101, 701])
          explore(library(work, { north: books }, [ask("q1", atLeastPages)]), lawsOf({ north: books }), limits);
    }),
    // Two, three, four shelves, as the number of replies is not always the same; one of them may be empty, or have nothing to
    // the question, and its reply may be the first or the last.
    check(
      "several shelves: in whatever order they reply, the answer is that of one machine",
      ({ work, explore, follow }) => {
        for (const shelves of [two, three, withNothing, fourShelves])
          explore(library(work, shelves, [ask("q1", 100)]), lawsOf(shelves), limits);
        const forty = shelve(many(200, 3), 40);
        follow(library(work, forty, [ask("q1", 100)]), [], lawsOf(forty));
      },
    ),
    // Two and three at once, under way with one another or one after the other. Then one whose request is lost, against the
    // rules: it can have no answer, and the other has one all the same.
    check("several questions at once are kept apart", ({ work, explore, follow }) => {
      explore(library(work, two, [ask("q1", 0), ask("q2", 300)]), lawsOf(two), limits);
      explore(library(work, two, [ask("q1", 300), ask("q2", 300)]), lawsOf(two), limits);
      explore(
        library(work, { north: three.north }, [ask("q1", 0), ask("q10", 200), ask("", 300)]),
        lawsOf({ north: three.north }),
        limits,
      );
      const nine = Array.from({ length: 9 }, (_, place) => ask(`${place}`, 100 * place));
      follow(library(work, two, nine), takeAll(nine), lawsOf(two));
      const lossy = withFaults(library(work, two, [ask("q1", 0), ask("q2", 300)]), { drops: 1 });
      follow(lossy, firstRequestIsLost, [answersLikeOneMachine(two), answersQuestion("q2", two)]);
    }),
    // Three machines at least: with one desk, whoever is not me is the one that asked. Both ask under the same id.
    check("two desks may ask the same shelves", ({ work, explore }) => {
      const both = [ask("q1", 0, "desk"), ask("q1", 300, "gallery")];
      explore(library(work, { north: three.north }, both), lawsOf({ north: three.north }), limits);
      explore(library(work, two, both), lawsOf(two), limits);
    }),
    check("all shelves are asked at once, and a question costs two messages for each", ({ work, explore }) => {
      explore(library(work, { north: [] }, [ask("q1", 0)]), costLaws({ north: [] }), limits);
      explore(library(work, three, [ask("q1", 0)]), costLaws(three), limits);
      explore(library(work, two, [ask("q1", 0), ask("q2", 0)]), costLaws(two), limits);
    }),
    check("no book leaves its shelf", ({ work, follow }) => {
      for (const books of [many(500, 2), many(500, 5)]) {
        const shelves = { north: books, south: books.slice(0, 3) };
        follow(library(work, shelves, [ask("q1", 0)]), [], [messagesStaySmall(shelves), answersEveryQuestion(shelves)]);
      }
    }),
    check("two thousand books on eight shelves", ({ work, sample }) => {
      const shelves = shelve(many(2_000, 12), 8);
      const questions = [0, 250, 500, 1_200].map((pages, place) => ask(`q${place}`, pages));
      sample(
        library(work, shelves, questions),
        [...lawsOf(shelves), ...costLaws(shelves), messagesStaySmall(shelves)],
        { runs: 1, shrinks: false },
      );
    }),
  ],
});

/** All questions come before the first request arrives. */
function takeAll(questions: readonly Input[]): Schedule {
  return questions.map(({ machine }, input) => ({ kind: "input", machine, input }));
}

const firstRequestIsLost: Schedule = [
  { kind: "input", machine: "desk", input: 0 },
  { kind: "drop", from: "desk", to: "north", nth: 0 },
];

const limits = { states: 20_000 };

/** All of one subject. Nobody's average, newest or number of pages is that of another; two are before our era. */
const four: readonly Book[] = [
  { subject: "art", pages: 100, year: -380 },
  { subject: "art", pages: 300, year: -20 },
  { subject: "art", pages: 0, year: 0 },
  { subject: "art", pages: 700, year: -1200 },
];

/** More pages than 32 bits can count, and older than any writing. */
const long: Book = { subject: "art", pages: 3_000_000_000, year: -12_000 };

const oneAndThree: readonly (readonly Book[])[] = [
  [{ subject: "art", pages: 100, year: 1950 }],
  Array.from({ length: 3 }, () => ({ subject: "art", pages: 300, year: 1950 })),
];

const longSubject = "the history of the art of making books that nobody has ever read";

/** Texts that look alike, or like nothing. */
const subjects: readonly Book[] = [
  "art",
  "Art",
  " art",
  "",
  "10",
  "1",
  "01",
  "Zoë",
  "Zoe\u0308",
  longSubject,
  `${longSubject}s`,
].map((subject, place) => ({
  subject,
  pages: 98 + place,
  year: 1900 + place,
}));

const two: Shelves = {
  north: [
    { subject: "art", pages: 100, year: 1950 },
    { subject: "law", pages: 500, year: -450 },
  ],
  south: [
    { subject: "art", pages: 300, year: 1990 },
    { subject: "art", pages: 500, year: 1890 },
  ],
};

const three: Shelves & { readonly north: readonly Book[] } = {
  north: [
    { subject: "art", pages: 100, year: 1950 },
    { subject: "art", pages: 200, year: 1960 },
    { subject: "art", pages: 300, year: 1955 },
  ],
  south: [{ subject: "art", pages: 900, year: 1890 }],
  west: [{ subject: "law", pages: 150, year: 2001 }],
};

const withNothing: Shelves = {
  empty: [],
  north: [{ subject: "art", pages: 400, year: 1950 }],
  short: [{ subject: "law", pages: 99, year: 2020 }],
};

const fourShelves: Shelves = { ...three, empty: [] };

function lawsOf(shelves: Shelves): Law[] {
  return [answersLikeOneMachine(shelves), answersEveryQuestion(shelves)];
}

function costLaws(shelves: Shelves): Law[] {
  return [asksAllAtOnce(shelves), repliesToWhoAsks(shelves), costsTwoMessagesEach(shelves)];
}

function ask(id: string, atLeastPages: number, desk = "desk"): Input {
  return at(desk, { id, atLeastPages });
}

/** The desks that are asked, and a shard for each shelf: every desk has a channel to and from every shard, and to nobody else. */
function library({ coordinator, shard }: Work, shelves: Shelves, questions: readonly Input[]): System {
  const desks = [...new Set(questions.map(({ machine }) => machine))];
  const shards = Object.keys(shelves);
  return defineSystem({
    machines: {
      ...Object.fromEntries(desks.map((desk) => [desk, coordinator])),
      ...Object.fromEntries(Object.entries(shelves).map(([name, books]) => [name, shard(books)])),
    },
    topology: desks.flatMap((desk) => shards.flatMap((name) => [[desk, name] as const, [name, desk] as const])),
    channels: "any-order",
    inputs: questions,
  });
}

/** The figures of shelves: each makes its own part, and these are put together from the left. */
function together({ bookFigures }: Work, shelves: readonly (readonly Book[])[]): unknown {
  type Parts = readonly ReturnType<typeof bookFigures.of>[];
  const combine = (parts: Parts): Parts[number] => parts.reduce((left, right) => bookFigures.combine(left, right));
  return bookFigures.result(combine(shelves.map((books) => combine(books.map((book) => bookFigures.of(book))))));
}

/** Every way to cut a row of books into shelves with one at least. */
function waysToSplit(books: readonly Book[]): Book[][][] {
  const [first, ...others] = books;
  if (first === undefined) return [[]];
  if (others.length === 0) return [[[first]]];
  return waysToSplit(others).flatMap(([next = [], ...rest]) => [
    [[first], next, ...rest],
    [[first, ...next], ...rest],
  ]);
}

function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) => orders(items.toSpliced(place, 1)).map((others) => [item, ...others]));
}

function describeBooks(books: readonly Book[]): string {
  return books.map(({ pages, year }) => `${pages} pages of ${year}`).join(", ");
}

/** Books as a seed has them, of so many subjects. */
function many(count: number, subjects: number): Book[] {
  const random = createRandom(count + subjects);
  const draw = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, () => ({
    subject: `subject ${draw(subjects)}`,
    pages: draw(1_300),
    year: 2020 - draw(4_000),
  }));
}

/** Shelves of very different lengths. */
function shelve(books: readonly Book[], count: number): Shelves {
  const shelfOf = (place: number): number => Math.floor(count * (place / books.length) ** 2);
  return Object.fromEntries(
    Array.from({ length: count }, (_, shelf) => [
      `shelf-${shelf}`,
      books.filter((_book, place) => shelfOf(place) === shelf),
    ]),
  );
}
