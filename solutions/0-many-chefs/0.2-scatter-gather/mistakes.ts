import { mistakes } from "@millrace/grader";

const few = "the figures of one book, of two, and of three";
const split = "however the books are split and put together, the figures are the same";
const oneShelf = "one shelf: the answer is about the books that the question is about";
const several = "several shelves: in whatever order they reply, the answer is that of one machine";
const apart = "several questions at once are kept apart";
const desks = "two desks may ask the same shelves";
const cost = "all shelves are asked at once, and a question costs two messages for each";
const atHome = "no book leaves its shelf";
const large = "two thousand books on eight shelves";

const send = 'context.send(from, { type: "counted", id, groups });';
const askAll = 'for (const peer of context.peers) context.send(peer, { type: "count", question });';
const lastPart = "question.missing -= 1;\n    if (question.missing > 0) return;";

export default mistakes({
  "the newest is the one that came last": {
    replace: "newest: Math.max(left.newest, right.newest),",
    with: "newest: right.newest,",
    caughtBy: few,
    hint: "Two books, one of 1990 and one of 1950. Does your answer depend on which comes second?",
  },
  "nothing is older than the year 0": {
    replace: "newest: Math.max(left.newest, right.newest),",
    with: "newest: Math.max(0, left.newest, right.newest),",
    caughtBy: few,
    hint: "What is the newest of two books by Plato? A maximum that begins at 0 has invented a book.",
  },
  "counts the pages of one part only": {
    replace: "pages: left.pages + right.pages,",
    with: "pages: left.pages,",
    caughtBy: few,
    hint: "Put the totals of two books together with a pencil, number by number.",
  },
  "rounds the average": {
    replace: "averagePages: pages / books,",
    with: "averagePages: Math.round(pages / books),",
    caughtBy: few,
    hint: "Three books with 400 pages together have 133 and a third each. How a number is shown is for the dashboard to decide.",
  },
  "the average is one of averages": {
    edits: [
      {
        replace: "of: ({ pages, year }) => ({ books: 1, pages, newest: year }),",
        with: "of: ({ pages, year }) => ({ books: 1, pages, newest: year, average: pages }),",
      },
      {
        replace: "newest: Math.max(left.newest, right.newest),",
        with: "newest: Math.max(left.newest, right.newest),\n    average: ((left as { average?: number }).average! + (right as { average?: number }).average!) / 2,",
      },
      {
        replace: "result: ({ books, pages, newest }) => ({ books, pages, averagePages: pages / books, newest }),",
        with: "result: (totals) => ({ books: totals.books, pages: totals.pages, averagePages: (totals as { average?: number }).average!, newest: totals.newest }),",
      },
    ],
    caughtBy: split,
    hint: "One shelf has one book of 100 pages, the other three of 300. The averages are 100 and 300. Is the average 200? What must a shelf say besides its average?",
  },
  "two parts that look alike are taken for one": {
    replace: "combine: (left, right) => ({",
    with: "combine: (left, right) => left.books === right.books && left.pages === right.pages && left.newest === right.newest ? left : ({",
    caughtBy: few,
    hint: "Two shelves can each have one book of 300 pages. How many books is that?",
  },
  "counts all the books": {
    replace: "pages >= atLeastPages",
    with: "pages >= 0 || pages >= atLeastPages",
    caughtBy: oneShelf,
    hint: "The question says how many pages a book must have to be counted. Who looks at that?",
    steps: 3,
  },
  "more pages instead of at least so many": {
    replace: "pages >= atLeastPages",
    with: "pages > atLeastPages",
    caughtBy: oneShelf,
    hint: "A question about books of at least 100 pages, and a book of 100.",
    steps: 3,
  },
  "a shelf with nothing to count says nothing": {
    replace: send,
    with: `if (groups.size > 0) ${send}`,
    caughtBy: oneShelf,
    hint: "The desk waits for a reply from each shelf. What does it know of one that stays silent?",
    steps: 2,
  },
  "a row for each subject, with books or without": {
    edits: [
      {
        replace: "const counted = books.filter(({ pages }) => pages >= atLeastPages);",
        with: "",
      },
      {
        replace: "groupRows(counted, { key: ({ subject }) => subject, aggregate: bookFigures });",
        with: "groupRows(books, { key: ({ subject }) => subject, aggregate: { of: (book) => (book.pages >= atLeastPages ? bookFigures.of(book) : { books: 0, pages: 0, newest: -Infinity }), combine: bookFigures.combine } });",
      },
    ],
    caughtBy: oneShelf,
    hint: "No book about maps is long enough. What is the average of no books?",
    steps: 3,
  },
  "what one shelf says is taken for the whole": {
    replace: "missing: context.peers.length",
    with: "missing: 1",
    caughtBy: several,
    hint: "How many replies make an answer? Who has to be asked before you know?",
    steps: 3,
  },
  "waits for two replies": {
    replace: "missing: context.peers.length",
    with: "missing: Math.min(2, context.peers.length)",
    caughtBy: several,
    hint: "With three shelves, what is in your answer? `context.peers` says how many there are.",
    steps: 5,
  },
  "gives an answer with each reply": {
    replace: "if (question.missing > 0) return;\n    open.delete(id);",
    with: "if (question.missing === 0) open.delete(id);",
    caughtBy: several,
    hint: "An answer that will be corrected later is a wrong answer until then, and nobody knows which one is the last.",
    steps: 3,
  },
  "a subject is what the last shelf says of it": {
    replace: "mergeGroups(question.groups, groups, bookFigures);",
    with: "for (const [subject, totals] of groups) question.groups.set(subject, totals);",
    caughtBy: several,
    hint: "Two shelves have books about art. What becomes of the totals that are there when the second reply comes?",
    steps: 5,
  },
  "does not wait for shelves that are slow": {
    edits: [
      {
        replace: askAll,
        with: `${askAll}\n    context.setTimer(question.id, 1000);`,
      },
      {
        replace: "onInput({ open }, question, context) {",
        with: `onTimer({ open }, id, context) {
    const question = open.get(id);
    if (question === undefined) return;
    open.delete(id);
    const rows = [...question.groups].map(([subject, totals]) => ({ subject, ...bookFigures.result(totals) }));
    context.output({ type: "answer", id, rows });
  },

  onInput({ open }, question, context) {`,
      },
    ],
    caughtBy: oneShelf,
    hint: "A second is a long time for a message, and no promise. What does the answer say about a shelf that has not replied?",
    steps: 2,
  },
  "one list of totals for all open questions": {
    replace: "open.set(question.id, { missing: context.peers.length, groups: new Map() });",
    with: "open.set(question.id, { missing: context.peers.length, groups: [...open.values()][0]?.groups ?? new Map() });",
    caughtBy: apart,
    hint: "Two questions are open. Whose totals does a reply belong to?",
    steps: 8,
  },
  "a new question takes the place of the open one": {
    replace: "open.set(question.id,",
    with: "open.clear();\n    open.set(question.id,",
    caughtBy: apart,
    hint: "A second question comes before the first has its answer. Who remembers the first?",
    steps: 10,
  },
  "takes replies in the order of the questions": {
    replace: "const question = open.get(id);",
    with: "const [oldest = id] = open.keys();\n    const question = open.get(oldest);",
    caughtBy: apart,
    hint: "The second question may be answered by a shelf before the first is. How do you know which one a reply is about?",
    steps: 6,
  },
  "the questions wait for one another's replies": {
    edits: [
      {
        replace: "if (question.missing > 0) return;\n    open.delete(id);\n",
        with: "if ([...open.values()].some(({ missing }) => missing > 0)) return;\n    for (const [id, question] of [...open]) {\n    open.delete(id);\n",
      },
      {
        replace: 'context.output({ type: "answer", id, rows });\n',
        with: 'context.output({ type: "answer", id, rows });\n    }\n',
      },
    ],
    caughtBy: apart,
    hint: "Every answer comes, as long as the questions stop coming. Must the second wait for replies to the first?",
    steps: 9,
  },
  "who has replied once is not waited for again": {
    edits: [
      {
        replace: "start: (): CoordinatorState => ({ open: new Map() }),",
        with: "start: (): CoordinatorState & { heard: Set<string> } => ({ open: new Map(), heard: new Set() }),",
      },
      {
        replace: "onMessage({ open }, message, _from, context) {",
        with: "onMessage(state, message, from, context) {\n    const { open } = state;\n    const { heard } = state as unknown as { heard: Set<string> };",
      },
      { replace: lastPart, with: "heard.add(from);\n    if (heard.size < context.peers.length) return;" },
    ],
    caughtBy: apart,
    hint: "Your desk knows who has replied. To which of the questions?",
    steps: 6,
  },
  "a shelf replies to the desk that it knows": {
    replace: 'onMessage(_state, message, from, context) {\n      if (message.type !== "count") return;',
    with: 'onMessage(_state, message, _from, context) {\n      if (message.type !== "count") return;\n      const [from = _from] = context.peers;',
    caughtBy: desks,
    hint: "Two desks ask. The handler is told which of them sent the request.",
    steps: 4,
  },
  "a shelf replies to every desk": {
    replace: send,
    with: 'for (const desk of context.peers) context.send(desk, { type: "counted", id, groups });',
    caughtBy: desks,
    hint: "Two desks may have asked under the same id. What does the second think of a reply to the first?",
    steps: 4,
  },
  "a shelf remembers its answers by id": {
    edits: [
      {
        replace: "start: () => ({}),\n\n    onMessage(_state, message, from, context) {",
        with: "start: () => ({ known: {} }),\n\n    onMessage(state, message, from, context) {",
      },
      {
        replace: "const groups = groupRows(counted, { key: ({ subject }) => subject, aggregate: bookFigures });",
        with: "const { known } = state as { known: Record<string, Groups<Totals>> };\n      const groups = (known[id] ??= groupRows(counted, { key: ({ subject }) => subject, aggregate: bookFigures }));",
      },
    ],
    caughtBy: desks,
    hint: "An id belongs to the desk that was asked. Two desks may use the same one for two questions.",
    steps: 5,
  },
  "asks one shelf after the other": {
    edits: [
      {
        replace: askAll,
        with: 'const [first = ""] = context.peers;\n    context.send(first, { type: "count", question });\n    open.set(`${question.id} itself`, { missing: 0, groups: new Map(), question } as OpenQuestion);',
      },
      {
        replace: lastPart,
        with: 'const next = context.peers[context.peers.indexOf(_from) + 1];\n    const asked = open.get(`${id} itself`) as unknown as { question: Question };\n    if (next !== undefined) return context.send(next, { type: "count", question: asked.question });',
      },
    ],
    caughtBy: cost,
    hint: "It is right, and with a hundred shelves it takes a hundred times as long. What does the second request wait for?",
    steps: 1,
  },
  "asks twice to be sure": {
    replace: askAll,
    with: `${askAll}\n    ${askAll}`,
    caughtBy: cost,
    hint: "Count the messages of one question. None is lost here.",
    steps: 1,
  },
  "says thank you": {
    replace: "question.missing -= 1;",
    with: 'question.missing -= 1;\n    context.send(_from, { type: "counted", id, groups: new Map() });',
    caughtBy: cost,
    hint: "Count the messages of one question. Who needs the third?",
    steps: 3,
  },
  "sends the books": {
    replace: 'context.send(from, { type: "counted", id, groups });',
    with: 'context.send(from, { type: "counted", id, groups, books: counted } as Reply);',
    caughtBy: atHome,
    hint: "How long is a reply from a shelf of a million books? The desk needs what they add up to.",
    steps: 2,
  },
  "writes down every number of pages": {
    edits: [
      {
        replace: "readonly newest: number;",
        with: "readonly newest: number;\n  readonly each?: readonly number[];",
      },
      { replace: "({ books: 1, pages, newest: year })", with: "({ books: 1, pages, newest: year, each: [pages] })" },
      {
        replace: "newest: Math.max(left.newest, right.newest),",
        with: "newest: Math.max(left.newest, right.newest),\n    each: [...(left.each ?? []), ...(right.each ?? [])],",
      },
    ],
    caughtBy: atHome,
    hint: "How many numbers are the totals of a million books?",
    steps: 2,
  },
  "has room for sixteen replies": {
    edits: [
      {
        replace: "question.missing -= 1;",
        with: "if (++(state as unknown as { taken: number }).taken > 16) return;\n    question.missing -= 1;",
      },
      {
        replace: "onMessage({ open }, message, _from, context) {",
        with: "onMessage(state, message, _from, context) {\n    const { open } = state;",
      },
      {
        replace: "start: (): CoordinatorState => ({ open: new Map() }),",
        with: "start: (): CoordinatorState & { taken: number } => ({ open: new Map(), taken: 0 }),",
      },
    ],
    caughtBy: large,
    hint: "Ask a fifth question of eight shelves. Is everything as it was before the first?",
    steps: 68,
  },
  "counts pages in 32 bits": {
    replace: "pages: left.pages + right.pages,",
    with: "pages: (left.pages + right.pages) | 0,",
    caughtBy: few,
    hint: "Ten million books of 300 pages: how many pages is that? Does it fit into 32 bits?",
  },
  "nothing is older than writing": {
    replace: "newest: year }),",
    with: "newest: Math.max(-9999, year) }),",
    caughtBy: few,
    hint: "A year is any whole number. Where does your smallest one come from?",
  },
  "waits for sixteen replies at most": {
    replace: "missing: context.peers.length",
    with: "missing: Math.min(16, context.peers.length)",
    caughtBy: several,
    hint: "A library may have any number of shelves.",
    steps: 57,
  },
  "closes all questions whose ids begin alike": {
    replace: "open.delete(id);",
    with: "for (const other of [...open.keys()]) if (other.startsWith(id)) open.delete(other);",
    caughtBy: apart,
    hint: "q1 has its answer. What becomes of q10?",
    steps: 9,
  },
  "has four questions open at most": {
    replace: "open.set(question.id,",
    with: "for (const oldest of [...open.keys()].slice(0, -3)) open.delete(oldest);\n    open.set(question.id,",
    caughtBy: apart,
    hint: "How many questions may be open at once? Which of them may be forgotten?",
    steps: 45,
  },
});
