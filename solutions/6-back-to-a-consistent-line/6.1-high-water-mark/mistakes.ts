import { mistakes } from "@millrace/grader";

const nextPage = "{ after: cursor, upTo: end }";
const window = "{ from: { ts: mark.ts - lookbackMs } }";
const oneTransaction = "[...rows, { ...readMark, put }]";
const later =
  "const put = mark !== undefined && cursor !== undefined && comparePositions(mark, cursor) > 0 ? mark : cursor;";

const pinned = "three orders of one time stamp on pages of two are all loaded";
const equal = "orders of one time stamp, in every order of commits and runs";
const late = "a late order is loaded, up to the last millisecond";
const again = "an order that comes again has one row, with what it says now";
const meanwhile = "what is committed while a run is under way is not left out";
const crash = "a crash at any moment loses nothing and doubles nothing";
const mark = "the mark is that of the newest order, at every moment";
const cost = "no page begins further back than an order may be late";
const forty = "forty orders at once, and a late one, and then it rests";
const many = "ten commits, with crashes";

export default mistakes({
  "the next page begins after the last time stamp": {
    replace: nextPage,
    with: "{ after: cursor && { ts: cursor.ts }, upTo: end }",
    caughtBy: pinned,
    hint: "A page may end between two orders of one time stamp. Where does the next one begin?",
    steps: 16,
  },
  "the next page begins at the last time stamp": {
    replace: nextPage,
    with: "{ from: cursor && { ts: cursor.ts }, upTo: end }",
    caughtBy: pinned,
    hint: "What does a page show that begins with the time stamp of its predecessor, if all of it has that time stamp?",
    steps: 14,
  },
  "reads one page in a run": {
    replace: "page.length > 0",
    with: "page.length > 0 && run.cursor === undefined",
    caughtBy: pinned,
    hint: "The source gives two orders at a time. How does a run know that there are no more?",
    steps: 16,
  },
  "begins after the mark": {
    replace: window,
    with: "{ after: mark }",
    caughtBy: equal,
    hint: "An order may have the time stamp of the mark and an id below it, and be committed after it.",
    steps: 24,
  },
  "begins after the time stamp of the mark": {
    replace: window,
    with: "{ after: { ts: mark.ts - lookbackMs } }",
    caughtBy: equal,
    hint: "An order may be late by as much as lookbackMs. Is that one in your window?",
    steps: 24,
  },
  "forgets to look back": {
    replace: "mark.ts - lookbackMs",
    with: "mark.ts",
    caughtBy: late,
    hint: "Which orders can be committed after the mark was set, and have a time stamp before it?",
    steps: 28,
  },
  "the window begins in the middle of a time stamp": {
    replace: window,
    with: "{ from: { ts: mark.ts - lookbackMs, id: mark.id } }",
    caughtBy: late,
    hint: "The id of the mark decides between orders that have its time stamp. What does it say of the orders of another one?",
    steps: 28,
  },
  "passes over a run that is asked for meanwhile": {
    replace: "else state.isDue = true;",
    with: "",
    caughtBy: late,
    hint: "Who asks for a run knows of an order that the run under way may have passed already.",
    steps: 16,
  },
  "appends what may be there": {
    replace: "({ table: orders, key: row.id, put: row })",
    with: "({ table: orders, append: row })",
    caughtBy: again,
    hint: "The window is read again in every run. Which of its orders are in the warehouse?",
    steps: 16,
  },
  "keeps the first version of an order": {
    edits: [
      { replace: "{ read: [readMark] });\n  return", with: "{ read: [readMark, { table: orders }] });\n  return" },
      { replace: "run.mark = mark;", with: "run.mark = mark;\n        run.known ??= found[1].map(({ id }) => id);" },
      { replace: "const rows = page.map", with: "const rows = page.filter(({ id }) => !run.known.includes(id)).map" },
    ],
    caughtBy: again,
    hint: "The order is there already. Does it say the same as the one that you have read?",
    steps: 28,
  },
  "a key for each version of an order": {
    replace: "key: row.id, put: row",
    with: "key: `${row.id} ${row.ts}`, put: row",
    caughtBy: again,
    hint: "What is the key of an order that has changed? The table should show it once.",
    steps: 18,
  },
  "reads on to whatever is there": {
    replace: "upTo: end }",
    with: "}",
    caughtBy: meanwhile,
    hint: "While a run is at its third page, a late order lands on its first. And then comes a new one, and the run sees it. How far does the mark go, and how far back the next run?",
    steps: 32,
  },
  "the end moves on with each page": {
    replace: "run.end ??= newest",
    with: "run.end = newest",
    caughtBy: meanwhile,
    hint: "An end that moves on is none. Which late orders can a run still miss, if it began before they were committed?",
    steps: 36,
  },
  "looks back from the newest order of the source": {
    edits: [
      {
        replace: "run.mark = mark;",
        with: `run.mark = mark;
        if (run.end === undefined) {
          context.call("source", { read: [{ table: orders, newest: true }] });
          return;
        }`,
      },
      {
        replace: "run.end ??= newest;",
        with: `if (run.end === undefined && newest !== undefined) {
          run.end = newest;
          readPage({ mark: run.mark && newest, end: newest }, { lookbackMs, context });
          return;
        }`,
      },
    ],
    caughtBy: meanwhile,
    hint: "Several commits may come between two runs. How far is the newest order then from the mark?",
    steps: 36,
  },
  "asks for its end after the first page": {
    replace: "run.end ??= newest",
    with: "run.end ??= run.cursor && newest",
    caughtBy: meanwhile,
    hint: "At which moment is the end the newest order? It must be so before the first page is read, or at the same moment.",
    steps: 32,
  },
  "goes on at the mark after a crash": {
    edits: [
      {
        replace: "return begin({ run: undefined, isDue: false }, context);",
        with: "const state = begin({ run: undefined, isDue: false }, context);\n      state.run.isFirst = true;\n      return state;",
      },
      { replace: "{ mark, end, cursor }: RunUnderWay", with: "{ mark, end, cursor, isFirst }: RunUnderWay" },
      { replace: "mark.ts - lookbackMs", with: "mark.ts - (isFirst ? 0 : lookbackMs)" },
    ],
    caughtBy: crash,
    hint: "The run that was cut short was perhaps about to load a late order. Who does it now?",
    steps: 24,
  },
  "writes the mark, and when that is done the orders": {
    edits: [
      {
        replace: `context.call("warehouse", { write: ${oneTransaction}, read: [readMark] });`,
        with: 'run.rows = rows;\n  context.call("warehouse", { write: [{ ...readMark, put }] });',
      },
      {
        replace: "run.mark = mark;",
        with: `if (run.rows !== undefined) {
          context.call("warehouse", { write: run.rows, read: [readMark] });
          run.rows = undefined;
          return;
        }
        run.mark = mark;`,
      },
    ],
    caughtBy: crash,
    hint: "The loader crashes between the two. What does the mark say then, and where does the next run begin?",
    steps: 22,
  },
  "starts without a run": {
    replace: "return begin({ run: undefined, isDue: false }, context);",
    with: "return { run: undefined, isDue: false };",
    caughtBy: crash,
    hint: "A crash takes the run under way with it. Who asks for another one?",
    steps: 8,
  },
  "notes a run that was cut short until it starts again": {
    edits: [
      {
        replace: "return begin({ run: undefined, isDue: false }, context);",
        with: `const state: LoaderState = { run: undefined, isDue: false };
      if (context.disk.read("isRunning") === false) return state;
      context.disk.write("isRunning", false);
      context.setTimer("begin", 5);
      return state;`,
      },
      {
        replace: "    onReply(state, reply, { port }, context) {",
        with: `    onTimer(state, _timer, context) {
      if (state.run === undefined) begin(state, context);
    },

    onReply(state, reply, { port }, context) {`,
      },
      { replace: "  state.run = {};", with: '  state.run = {};\n  context.disk.write("isRunning", true);' },
      {
        replace: "  state.run = undefined;",
        with: '  state.run = undefined;\n  context.disk.write("isRunning", false);',
      },
    ],
    caughtBy: crash,
    hint: "The loader has started again, and crashes before the run that was cut short has begun anew. Who knows of it now?",
    steps: 10,
  },
  "writes the orders, and in a second transaction the mark": {
    edits: [
      {
        replace: `{ write: ${oneTransaction}, read: [readMark] }`,
        with: '{ write: rows });\n  context.call("warehouse", { write: [{ ...readMark, put }], read: [readMark] }',
      },
      {
        replace: "const { found } = asAnswer(reply);",
        with: "const { found } = asAnswer(reply);\n      if (found.length === 0) return;",
      },
    ],
    caughtBy: mark,
    hint: "Somebody reads the warehouse between the two. Which orders are there, and what does the mark say?",
    steps: 6,
  },
  "the mark goes back in the window": {
    replace: later,
    with: "const put = cursor;",
    caughtBy: mark,
    hint: "The first pages of a run lie in the window, before the mark. What does it say after them?",
    steps: 20,
  },
  "the mark compares time stamps alone": {
    replace: "comparePositions(mark, cursor) > 0",
    with: "mark.ts > cursor.ts",
    caughtBy: mark,
    hint: "Two orders have the same time stamp. Which of them is the newest?",
    steps: 20,
  },
  "the mark is the end of the run from the first page on": {
    replace: later,
    with: "const put = run.end;",
    caughtBy: mark,
    hint: "After the first page the warehouse has two orders. Which of them is the newest?",
    steps: 6,
  },
  "the mark is a clock": {
    replace: later,
    with: "const put = { ts: context.now(), id: cursor?.id ?? 0 };",
    caughtBy: mark,
    hint: "What does your clock know of the orders that the shop has yet to commit?",
    steps: 6,
  },
  "reads everything each time": {
    replace: window,
    with: "{}",
    caughtBy: cost,
    hint: "A full reload is right and takes all night. From which time stamp on can anything have changed?",
    steps: 12,
  },
  "looks back twice as far, to be safe": {
    replace: "mark.ts - lookbackMs",
    with: "mark.ts - 2 * lookbackMs",
    caughtBy: cost,
    hint: "How late can an order be at most? Whoever reads more than that pays for it every night.",
    steps: 12,
  },
  "takes a mark at 0 for none": {
    replace: "mark === undefined ? {}",
    with: "!mark?.ts ? {}",
    caughtBy: cost,
    hint: "Is there no mark, or is it at 0?",
    steps: 12,
  },
  "gives up after ten pages": {
    replace: "page.length > 0",
    with: "page.length > 0 && (run.pages = (run.pages ?? 0) + 1) <= 10",
    caughtBy: forty,
    hint: "A run ends when the source has no more. What if that takes a while?",
    steps: 56,
  },
  "gives up after thirty pages": {
    replace: "page.length > 0",
    with: "page.length > 0 && (run.pages = (run.pages ?? 0) + 1) <= 30",
    caughtBy: forty,
    hint: "A run ends when the source has no more. However large your number is, some night has more pages than that.",
    steps: 252,
  },
  "makes one run after the other": {
    replace: "  state.isDue = false;\n",
    with: "",
    caughtBy: forty,
    hint: "A run that was asked for is made once. What remembers it afterwards?",
    steps: 106,
  },
  "compares marks as texts": {
    replace: "comparePositions(mark, cursor) > 0",
    with: "`${mark.ts} ${mark.id}` > `${cursor.ts} ${cursor.id}`",
    caughtBy: many,
    hint: 'Which comes first, 9 or 10? And which of "9" and "10"?',
    steps: 20,
  },
  "takes a page that ends with the id 0 for none": {
    replace: "const page = cursor === undefined ? window",
    with: "const page = !cursor?.id ? window",
    caughtBy: forty,
    hint: "An id is a whole number. Which of them is as good as nothing to an if?",
    steps: 106,
  },
});
