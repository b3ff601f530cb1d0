import {
  type AnyMachine,
  type Exploration,
  type Law,
  type Machine,
  type MachineId,
  type System,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  follow,
  sample,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupRows, mergeGroups } from "./aggregate.ts";
import type { Book, Question } from "./books.ts";
import {
  type Shelves,
  answersEveryQuestion,
  answersLikeOneMachine,
  answersQuestion,
  asksAllAtOnce,
  charactersMax,
  costsTwoMessagesEach,
  judgeFigures,
  messagesStaySmall,
  repliesToWhoAsks,
} from "./scatter-gather.laws.ts";
import { type CoordinatorState, type Message, type Totals, bookFigures, coordinator, shard } from "./scatter-gather.ts";

const book = fc.record({
  subject: fc.constantFrom("art", "law"),
  pages: fc.nat(2000),
  year: fc.integer({ min: -3000, max: 2020 }),
});

test("however books are cut into shelves, and in whatever order these are merged, the figures are those of one machine", () => {
  fc.assert(
    fc.property(fc.array(fc.array(book), { minLength: 1 }), (shelves) => {
      const groups = new Map<string, Totals>();
      for (const books of shelves) mergeGroups(groups, bySubject(books), bookFigures);
      const books = shelves.flat();
      expect(new Set(groups.keys())).toEqual(new Set(books.map(({ subject }) => subject)));
      for (const [subject, totals] of groups) {
        const own = books.filter((one) => one.subject === subject);
        expect(judgeFigures(bookFigures.result(totals), own)).toBeUndefined();
      }
    }),
  );
});

test("merging leaves what is merged as it was", () => {
  const others = bySubject([{ subject: "art", pages: 1, year: 1 }]);
  const groups = bySubject([{ subject: "art", pages: 2, year: 2 }]);
  mergeGroups(groups, others, bookFigures);
  expect(others).toEqual(bySubject([{ subject: "art", pages: 1, year: 1 }]));
});

test("figures that are wrong, missing or too many break the law about them", () => {
  const books: Book[] = [
    { subject: "art", pages: 100, year: -5 },
    { subject: "art", pages: 300, year: -9 },
  ];
  const right = { books: 2, pages: 400, averagePages: 200, newest: -5 };
  expect(judgeFigures({ ...right, averagePages: 200 + 1e-12 }, books)).toBeUndefined();
  for (const wrong of [
    { ...right, averagePages: 201 },
    { ...right, newest: 0 },
    { ...right, oldest: -9 },
    { books: 2 },
    undefined,
    null,
  ])
    expect(judgeFigures(wrong, books)).toBeDefined();
});

const shelves: Shelves = {
  north: [
    { subject: "art", pages: 100, year: 1950 },
    { subject: "law", pages: 500, year: -450 },
  ],
  south: [
    { subject: "art", pages: 300, year: 1990 },
    { subject: "art", pages: 400, year: 1890 },
  ],
  west: [],
};

describe("scatter–gather keeps its laws in every order of messages", () => {
  test("for one to four shelves, some of them empty", () => {
    for (const names of [["north"], ["west"], ["north", "south"], ["north", "south", "west"]]) {
      const own = Object.fromEntries(names.map((name) => [name, shelves[name] ?? []]));
      expect(outcomeOf(tried({ coordinator, shard }, own, [ask("q1", 100)]))).toBe("proved");
    }
    const four = { ...shelves, east: shelves["south"] ?? [] };
    expect(outcomeOf(tried({ coordinator, shard }, four, [ask("q1", 301)]))).toBe("proved");
  });

  test("for several questions at once, and for two desks that use one id", () => {
    const questions = [
      [ask("q1", 0), ask("q2", 350)],
      [ask("q1", 0), ask("q1", 350, "gallery")],
    ];
    for (const asked of questions) {
      for (const own of [
        { north: shelves["north"] ?? [], west: [] },
        { north: shelves["north"] ?? [], south: shelves["south"] ?? [] },
      ])
        expect(outcomeOf(tried({ coordinator, shard }, own, asked))).toBe("proved");
    }
  });

  test("on seeds: thirty questions of two desks, over six shelves", () => {
    const random = createRandom(1);
    const many = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((name, place) => [
        name,
        Array.from({ length: place * 40 }, () => ({
          subject: `subject ${Math.floor(random() * 9)}`,
          pages: Math.floor(random() * 1000),
          year: Math.floor(random() * 5000) - 3000,
        })),
      ]),
    );
    const questions = Array.from({ length: 30 }, (_, turn) =>
      ask(`q${turn >> 1}`, turn * 30, turn % 2 === 0 ? "desk" : "gallery"),
    );
    const system = library({ coordinator, shard }, many, questions);
    expect(sample(system, { laws: lawsOf(many), runs: 5 }).outcome).toBe("sampled");
  });
});

test("a question whose request is lost holds up no other", () => {
  const system = withFaults(library({ coordinator, shard }, shelves, [ask("q1", 0), ask("q2", 0)]), { drops: 1 });
  const lost = [
    { kind: "input", machine: "desk", input: 0 },
    { kind: "drop", from: "desk", to: "west", nth: 0 },
  ] as const;
  const broken = (id: string): string | undefined =>
    follow(system, lost, [answersQuestion(id, shelves)], { drainSteps: 100 }).violation?.law;
  expect(broken("q2")).toBeUndefined();
  expect(broken("q1")).toBe(answersQuestion("q1", shelves).name);
});

describe("a wrong library breaks", () => {
  const all = [ask("q1", 0), ask("q2", 350)];
  const cases: readonly (readonly [string, Law, Partial<Machines>])[] = [
    [
      "the answers, if the first reply is enough",
      answersLikeOneMachine(shelves),
      { coordinator: wrongDesk({ enough: 1 }) },
    ],
    [
      "the answers, if there is one for each reply",
      answersLikeOneMachine(shelves),
      { coordinator: wrongDesk({ repeats: true }) },
    ],
    [
      "the answers, if they have another shape",
      answersLikeOneMachine(shelves),
      { coordinator: wrongDesk({ says: "done" }) },
    ],
    [
      "the answers, if a row is doubled",
      answersLikeOneMachine(shelves),
      { coordinator: wrongDesk({ doublesRows: true }) },
    ],
    ["the answers, if a row is made up", answersLikeOneMachine(shelves), { coordinator: wrongDesk({ addsRow: true }) }],
    [
      "liveness, if one more reply is waited for",
      answersEveryQuestion(shelves),
      { coordinator: wrongDesk({ enough: 4 }) },
    ],
    [
      "liveness, if an empty shelf says nothing",
      answersEveryQuestion(shelves),
      { shard: wrongShard({ silentIfEmpty: true }) },
    ],
    ["the requests, if only one goes out", asksAllAtOnce(shelves), { coordinator: wrongDesk({ asks: 1 }) }],
    ["the requests, if they are doubled", asksAllAtOnce(shelves), { coordinator: wrongDesk({ asksTwice: true }) }],
    ["the replies, if there are two", repliesToWhoAsks(shelves), { shard: wrongShard({ twice: true }) }],
    [
      "the cost, if a shelf says nothing",
      costsTwoMessagesEach(shelves),
      { shard: wrongShard({ silentIfEmpty: true }) },
    ],
    [
      "the size, if the books travel",
      messagesStaySmall(shelves),
      { shard: wrongShard({ sends: new Array<number>(80).fill(1) }) },
    ],
    ["the size, if they travel as text", messagesStaySmall(shelves), { shard: wrongShard({ sends: "x".repeat(800) }) }],
    [
      "the size, if they travel as bytes",
      messagesStaySmall(shelves),
      { shard: wrongShard({ sends: new Uint8Array(800) }) },
    ],
    [
      "the size, if they travel as one large number, in a map of sets",
      messagesStaySmall(shelves),
      { shard: wrongShard({ sends: new Map([["all", new Set([10n ** 800n])]]) }) },
    ],
  ];
  test.for(cases)("%s", ([, law, machines]) => {
    const { counterexample } = tried({ coordinator, shard, ...machines }, shelves, all, [law]);
    expect(counterexample?.law).toBe(law.name);
    expect(tried({ coordinator, shard }, shelves, all, [law]).outcome).toBe("proved");
  });

  test("the replies, if they go to another desk", () => {
    const law = repliesToWhoAsks(shelves);
    const two = [ask("q1", 0), ask("q1", 0, "gallery")];
    const machines = { coordinator, shard: wrongShard({ toFirst: true }) };
    expect(tried(machines, shelves, two, [law]).counterexample?.law).toBe(law.name);
    expect(tried(machines, shelves, [ask("q1", 0)], [law]).outcome).toBe("proved");
  });
});

test("a message may be as long as it has subjects, whatever is in it", () => {
  expect(charactersMax(2)).toBe(600);
});

interface Machines {
  readonly coordinator: AnyMachine;
  shard(books: readonly Book[]): AnyMachine;
}

function bySubject(books: readonly Book[]): Map<string, Totals> {
  return groupRows(books, { key: ({ subject }) => subject, aggregate: bookFigures });
}

function ask(id: string, atLeastPages: number, desk = "desk"): ReturnType<typeof at> {
  return at(desk, { id, atLeastPages });
}

function lawsOf(of: Shelves): Law[] {
  return [
    answersLikeOneMachine(of),
    answersEveryQuestion(of),
    asksAllAtOnce(of),
    repliesToWhoAsks(of),
    costsTwoMessagesEach(of),
    messagesStaySmall(of),
  ];
}

function library(machines: Machines, of: Shelves, questions: readonly ReturnType<typeof at>[]): System {
  const desks = [...new Set(questions.map(({ machine }) => machine))];
  const names = Object.keys(of);
  return defineSystem({
    machines: {
      ...Object.fromEntries(desks.map((desk) => [desk, machines.coordinator])),
      ...Object.fromEntries(Object.entries(of).map(([name, books]) => [name, machines.shard(books)])),
    },
    topology: desks.flatMap((desk) => names.flatMap((name) => [[desk, name] as const, [name, desk] as const])),
    channels: "any-order",
    inputs: questions,
  });
}

function tried(
  machines: Machines,
  of: Shelves,
  questions: readonly ReturnType<typeof at>[],
  laws: readonly Law[] = lawsOf(of),
): Exploration {
  return explore(library(machines, of, questions), { laws, limits: { states: 20_000 } });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample }: Exploration): string {
  return counterexample === undefined ? outcome : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

/** A right desk but for its flaws. */
function wrongDesk(flaws: {
  readonly enough?: number;
  readonly asks?: number;
  readonly asksTwice?: boolean;
  readonly repeats?: boolean;
  readonly doublesRows?: boolean;
  readonly addsRow?: boolean;
  readonly says?: string;
}): Machine<CoordinatorState, Message, unknown, Question> {
  return defineMachine<CoordinatorState, Message, unknown, Question>({
    start: () => ({ open: new Map() }),
    onMessage({ open }, message, _from, context) {
      if (message.type !== "counted") return;
      const question = open.get(message.id);
      if (question === undefined) return;
      mergeGroups(question.groups, message.groups, bookFigures);
      question.missing -= 1;
      if (question.missing > 0) return;
      if (flaws.repeats !== true) open.delete(message.id);
      const rows = [...question.groups].map(([subject, totals]) => ({ subject, ...bookFigures.result(totals) }));
      if (flaws.doublesRows === true) rows.push(...rows.slice(0, 1));
      if (flaws.addsRow === true) rows.push({ subject: "sea", books: 1, pages: 1, averagePages: 1, newest: 1 });
      const answer = { type: "answer", id: message.id, rows };
      context.output(flaws.says ?? answer);
      if (flaws.repeats === true) context.output(answer);
    },
    onInput({ open }, question, context) {
      open.set(question.id, { missing: flaws.enough ?? context.peers.length, groups: new Map() });
      const asked: MachineId[] = context.peers.slice(0, flaws.asks ?? context.peers.length);
      for (const peer of flaws.asksTwice === true ? [...asked, ...asked] : asked)
        context.send(peer, { type: "count", question });
    },
  });
}

/** A right shelf but for its flaws. */
function wrongShard(flaws: {
  readonly twice?: boolean;
  readonly silentIfEmpty?: boolean;
  readonly toFirst?: boolean;
  readonly sends?: unknown;
}): (books: readonly Book[]) => AnyMachine {
  return (books) =>
    defineMachine<object, unknown>({
      start: () => ({}),
      onMessage(_state, message, from, context) {
        const { question } = message as { readonly question: Question };
        const groups = bySubject(books.filter(({ pages }) => pages >= question.atLeastPages));
        if (groups.size === 0 && flaws.silentIfEmpty === true) return;
        const to = flaws.toFirst === true ? (context.peers[0] ?? from) : from;
        const reply = {
          type: "counted",
          id: question.id,
          groups,
          ...(flaws.sends === undefined ? {} : { all: flaws.sends }),
        };
        context.send(to, reply);
        if (flaws.twice === true) context.send(to, reply);
      },
    });
}
