import { mistakes } from "@millrace/grader";

const resume = `if (state.isLoaded) readLog(state, context);
      else beginChunk(context);`;
const select = 'context.call("source", { type: "select", after: state.cursor, limit: chunkRows });';
const keepRows = "state.chunk.rows = answer.rows;";
const last = "state.chunk.last = answer.rows.length < chunkRows ? undefined : answer.rows.at(-1);";
const markHigh = 'context.call("source", { type: "mark", text: "high" });';
const takeHigh = `state.chunk.high = answer.lsn;
        readLog(state, context);`;
const takeEntries = "for (const entry of answer.entries) takeIn(state, entry, context);";
const save = "writeCheckpoint(state, context.disk);";
const poll = 'else if (!answer.isOver) context.setTimer("read", pollMs);';
const isHigh = "if (chunk !== undefined && entry.lsn === chunk.high) finishChunk(state, chunk, context);";
const drop =
  "if (chunk !== undefined && entry.lsn > chunk.low) chunk.rows = chunk.rows.filter(({ id }) => id !== idOf(change));";
const put = "context.output(change);";
const putRows = 'for (const row of rows) context.output({ type: "upsert", row });';
const isLast = "if (last === undefined) {";
const remembers = 'disk.write("checkpoint", { position, cursor, isLoaded } satisfies CaptureCheckpoint);';

const oneWrite = "one row, one write: it reaches the sink, whenever it is made";
const oneChunk = "one chunk, every order: nothing is lost, and no row goes back";
const deleted = "a row that is deleted stays deleted, until it is written again";
const chunks = "chunk after chunk: rows that are copied, being copied, and still to be copied";
const loaded = "loaded is said when the sink is a copy, and from then on it is always one";
const crash = "a crash at any moment takes nothing away and brings nothing back";
const counts = "two marks for each chunk, and nothing comes more often than it must";
const busy = "fifteen rows and twenty-four writes, with crashes and without";

export default mistakes({
  "takes the log up where it ends after the select": {
    replace: takeHigh,
    with: `state.position = answer.lsn;
        finishChunk(state, state.chunk, context);
        if (state.isLoaded) readLog(state, context);
        else beginChunk(context);`,
    caughtBy: oneWrite,
    hint: "A row is selected, then written to, then you ask for the place in the log. Who has that write?",
    steps: 10,
  },
  "does not look again when nothing was new": {
    replace: poll,
    with: "",
    caughtBy: oneWrite,
    hint: "The log was at its end when you looked. The application is still running.",
    steps: 12,
  },
  "drops no row from the chunk": {
    replace: drop,
    with: "",
    caughtBy: oneChunk,
    hint: "The select saw the second write of a row. The first one is still to come from the log.",
    steps: 11,
  },
  "puts the chunk out when it is selected": {
    edits: [
      {
        replace: keepRows,
        with: `state.chunk.rows = [];
        for (const row of answer.rows) context.output({ type: "upsert", row });`,
      },
    ],
    caughtBy: oneChunk,
    hint: "The select may have seen writes that the log has yet to bring. What does the sink see, in which order?",
    steps: 10,
  },
  "puts the chunk out at the low mark": {
    replace: isHigh,
    with: `if (chunk !== undefined && entry.lsn === chunk.low) {
      for (const row of chunk.rows) context.output({ type: "upsert", row });
      chunk.rows = [];
    }
    ${isHigh}`,
    caughtBy: oneChunk,
    hint: "Which rows the log changes between the marks is known at the second mark, not at the first.",
    steps: 10,
  },
  "puts the chunk out after all that came with the high mark": {
    edits: [
      {
        replace: isHigh,
        with: "",
      },
      {
        replace: takeEntries,
        with: `const isAtHigh = answer.entries.some(({ lsn }) => lsn === state.chunk?.high);
        for (const entry of answer.entries) takeIn(state, entry, context);
        if (isAtHigh && state.chunk !== undefined) finishChunk(state, state.chunk, context);`,
      },
      { replace: "entry.lsn > chunk.low)", with: "entry.lsn > chunk.low && entry.lsn < (chunk.high ?? 0))" },
    ],
    caughtBy: oneChunk,
    hint: "One reply may hold the high mark and a write behind it. Which of them is older: that write or the chunk?",
    steps: 12,
  },
  "deletes drop no row": {
    replace: "if (chunk !== undefined && entry.lsn > chunk.low)",
    with: 'if (chunk !== undefined && entry.lsn > chunk.low && change.type === "upsert")',
    caughtBy: deleted,
    hint: "A row is selected and then deleted. What does the chunk do with it, after the delete has been put out?",
    steps: 11,
  },
  "puts no deletes out": {
    replace: put,
    with: `if (change.type === "upsert") ${put}`,
    caughtBy: deleted,
    hint: "A row that was copied long ago is deleted. How does the sink hear of it?",
    steps: 14,
  },
  "what is dropped from the chunk is not put out either": {
    replace: put,
    with: `if (chunk === undefined || entry.lsn < chunk.low) ${put}`,
    caughtBy: oneChunk,
    hint: "A row is dropped because its newer value comes with the log. Does it?",
    steps: 11,
  },
  "rows that are not in the chunk do not matter yet": {
    replace: put,
    with: `if (state.isLoaded || (chunk !== undefined && idOf(change) <= (chunk.last?.id ?? 0))) ${put}`,
    caughtBy: chunks,
    hint: "A row before the chunk has been copied already; a row that comes in between the chunk's rows is in no later one.",
    steps: 38,
  },
  "a change of a row that is not in the chunk drops the last one": {
    replace: "chunk.rows = chunk.rows.filter(({ id }) => id !== idOf(change));",
    with: `{
      const rows = [...chunk.rows];
      rows.splice(rows.findIndex(({ id }) => id === idOf(change)), 1);
      chunk.rows = rows;
    }`,
    caughtBy: chunks,
    hint: "What does `findIndex` give if there is no such row, and what does `splice` do with that?",
    steps: 35,
  },
  "goes on with the log at the low mark": {
    replace: "state.chunk = { low:",
    with: "state.position = answer.lsn;\n        state.chunk = { low:",
    caughtBy: chunks,
    hint: "What has been written to rows of earlier chunks while this one was being prepared?",
    steps: 36,
  },
  "the next chunk begins after the last row that is left": {
    edits: [
      {
        replace: last,
        with: `state.chunk.last = answer.rows.length < chunkRows ? undefined : answer.rows.at(-1);
        state.chunk.isFull = answer.rows.length === chunkRows;`,
      },
      {
        replace: "finishChunk(state: CaptureState, { rows, last }: Chunk,",
        with: "finishChunk(state: CaptureState, { rows }: Chunk,",
      },
      { replace: putRows, with: `const last = rows.at(-1);\n  ${putRows}` },
    ],
    caughtBy: chunks,
    hint: "All rows of a chunk may be dropped from it. Is that the end of the table?",
    steps: 19,
  },
  "a chunk with dropped rows is not full, and so the last": {
    edits: [
      { replace: last, with: "state.chunk.last = answer.rows.at(-1);" },
      { replace: isLast, with: "if (last === undefined || rows.length < 1) {" },
    ],
    caughtBy: chunks,
    hint: "Whether there is more behind a chunk is decided by what was selected, not by what is left of it.",
    steps: 19,
  },
  "row 0 is no row": {
    replace: select,
    with: 'context.call("source", { type: "select", after: state.cursor || null, limit: chunkRows });',
    caughtBy: chunks,
    hint: "0 is an id like any other, and `0 || null` is null.",
    steps: 16,
  },
  "says loaded before the last chunk has been put out": {
    edits: [
      {
        replace: markHigh,
        with: `if (state.chunk.last === undefined) context.output({ type: "loaded" });
        ${markHigh}`,
      },
      { replace: 'state.isLoaded = true;\n    context.output({ type: "loaded" });', with: "state.isLoaded = true;" },
    ],
    caughtBy: loaded,
    hint: "A select says what is in the table. What is in the sink by then?",
    steps: 12,
  },
  "an empty chunk needs no high mark": {
    replace: markHigh,
    with: `if (answer.rows.length > 0) {
          ${markHigh}
        } else {
          state.chunk = undefined;
          state.isLoaded = true;
          context.output({ type: "loaded" });
          context.disk.write("checkpoint", { position: state.position, cursor: state.cursor, isLoaded: true });
          readLog(state, context);
        }`,
    caughtBy: loaded,
    hint: "Nothing is behind the last row now. Was that so at the place in the log up to which the sink has come?",
    steps: 14,
  },
  "remembers how far the table is copied before the chunk is put out": {
    replace: markHigh,
    with: `const cursor = state.chunk.last?.id ?? state.cursor;
        context.disk.write("checkpoint", { position: state.position, cursor, isLoaded: state.chunk.last === undefined });
        ${markHigh}`,
    caughtBy: crash,
    hint: "The chunk is in memory, and the disk says that it has been copied. Now comes a crash.",
    steps: 16,
  },
  "remembers nothing": {
    replace: save,
    with: "",
    caughtBy: crash,
    hint: "After a crash the machine begins anew, and the log has not become shorter.",
    steps: 22,
  },
  "forgets its place in the log": {
    replace: remembers,
    with: 'disk.write("checkpoint", { position: 0 * position, cursor, isLoaded });',
    caughtBy: crash,
    hint: "Reading the log once more from the beginning puts out again what was true then.",
    steps: 18,
  },
  "forgets that the table has been copied": {
    replace: remembers,
    with: 'disk.write("checkpoint", { position, cursor, isLoaded: isLoaded && false });',
    caughtBy: crash,
    hint: "After a crash, how does the machine know that it has said loaded?",
    steps: 20,
  },
  "remembers its place when a chunk is finished": {
    edits: [
      {
        replace: save,
        with: `if (state.chunk === undefined && !state.isLoaded) ${save}`,
      },
      {
        replace: "state.isLoaded = true;",
        with: 'state.isLoaded = true;\n    context.disk.write("checkpoint", { position: state.position, cursor: state.cursor, isLoaded: true });',
      },
    ],
    caughtBy: crash,
    hint: "What is put out between two chunks is put out again after a crash. Is it still the newest by then?",
    steps: 18,
  },
  "remembers its place when nothing is new": {
    replace: save,
    with: `if (answer.entries.length === 0 || state.chunk === undefined) ${save}`,
    caughtBy: crash,
    hint: "The disk must say what has been put out, at every moment: write it in the handler that puts it out.",
    steps: 22,
  },
  "begins anew with the log where the new low mark is": {
    edits: [
      {
        replace: remembers,
        with: 'disk.write("checkpoint", { position: isLoaded ? position : 0, cursor, isLoaded });',
      },
      {
        replace: "state.chunk = { low:",
        with: "if (state.position === 0) state.position = answer.lsn;\n        state.chunk = { low:",
      },
    ],
    caughtBy: crash,
    hint: "A row of a chunk that is out was deleted before the crash, or during it. Does the log begin early enough for that?",
    steps: 24,
  },
  "leaves changes of rows behind the chunk to their own chunk": {
    replace: put,
    with: "if (state.isLoaded || chunk?.last === undefined || idOf(change) <= chunk.last.id) context.output(change);",
    caughtBy: crash,
    hint: "A chunk that is begun anew may end with another row. What has the sink heard of the rows behind it by then?",
    steps: 40,
  },
  "takes an old high mark for its own": {
    replace: "entry.lsn === chunk.high",
    with: 'entry.text === "high"',
    caughtBy: crash,
    hint: "Before the crash a high mark was written, too. It is still in the log, and the new rows are newer than it.",
    steps: 20,
  },
  "waits for a timer that is lost": {
    replace: resume,
    with: "if (!state.isLoaded) beginChunk(context);",
    caughtBy: crash,
    hint: "A crash takes timers, too. Who looks into the log again?",
    steps: 14,
  },
  "waits for a reply that is lost": {
    replace: resume,
    with: `if (state.isLoaded) readLog(state, context);
      else if (context.disk.read("checkpoint") === undefined) beginChunk(context);`,
    caughtBy: crash,
    hint: "A reply to a machine that has crashed since it asked never comes. Who asks again?",
    steps: 14,
  },
  "one pair of marks for the whole table": {
    edits: [
      {
        replace: last,
        with: `state.chunk.rows = [...state.seen, ...answer.rows];
        if (answer.rows.length === chunkRows) {
          state.seen = state.chunk.rows;
          return context.call("source", { type: "select", after: answer.rows.at(-1)?.id ?? null, limit: chunkRows });
        }`,
      },
      { replace: "chunk: undefined };", with: "chunk: undefined, seen: [] };" },
    ],
    caughtBy: counts,
    hint: "How long does the chunk get, if it is the whole table? Where is it kept meanwhile?",
    steps: 18,
  },
  "waits until the log is empty instead of writing a high mark": {
    edits: [
      { replace: markHigh, with: "state.chunk.high = Infinity;\n        readLog(state, context);" },
      {
        replace: takeEntries,
        with: `${takeEntries}
        if (answer.entries.length === 0 && state.chunk !== undefined) finishChunk(state, state.chunk, context);`,
      },
    ],
    caughtBy: counts,
    hint: "The log of a busy database has no end. What says that enough of it has been read?",
    steps: 26,
  },
  "reads the last entry once more": {
    replace: '{ type: "read", after: position }',
    with: '{ type: "read", after: position - 1 }',
    caughtBy: counts,
    hint: "`after` means after: the entry at that LSN is not read again.",
    steps: 35,
  },
  "compares LSNs as text": {
    replace: "entry.lsn > chunk.low",
    with: "String(entry.lsn) > String(chunk.low)",
    caughtBy: oneChunk,
    hint: 'As text, "100" comes before "90".',
    steps: 11,
  },
  "the last row by the text of its id": {
    replace: last,
    with: `const ids = answer.rows.map(({ id }) => String(id)).sort();
        const last = answer.rows.find(({ id }) => String(id) === ids.at(-1));
        state.chunk.last = answer.rows.length < chunkRows ? undefined : last;`,
    caughtBy: busy,
    hint: 'As text, "5" comes after "15". The rows come by rising id: which one is the last?',
    steps: 81,
  },
  "a row without a text is none": {
    replace: "for (const row of rows) context.output",
    with: "for (const row of rows) if (row.value) context.output",
    caughtBy: oneChunk,
    hint: 'The value "" is a value, and its row is in the table.',
    steps: 8,
  },
  "the first row is row 0 or later": {
    replace: "after: state.cursor, limit",
    with: "after: state.cursor ?? -1, limit",
    caughtBy: chunks,
    hint: 'Ids are whole numbers, and some are below 0. What stands for "from the first row on"?',
    steps: 16,
  },
  "takes in the first entry of an answer and the last": {
    replace: "for (const entry of answer.entries) takeIn(state, entry, context);",
    with: "for (const entry of new Set([answer.entries[0], answer.entries.at(-1)])) if (entry) takeIn(state, entry, context);",
    caughtBy: busy,
    hint: "How many entries may be in one answer? A few is not two.",
    steps: 108,
  },
  "a row that was deleted never comes back": {
    replace: put,
    with: `if (change.type === "delete") (state.gone ??= []).push(change.id);
  else if (state.gone?.includes(change.row.id)) return;
  ${put}`,
    caughtBy: deleted,
    hint: "An id may be used again. What does the log say after the delete?",
    steps: 26,
  },
  "changes wait for the end of the chunk": {
    replace: `${drop}\n  ${put}`,
    with: `if (chunk !== undefined && entry.lsn > chunk.low) {
    chunk.rows = chunk.rows.filter(({ id }) => id !== idOf(change));
    if (change.type === "upsert") chunk.rows = [...chunk.rows, change.row];
    else ${put}
  } else {
    ${put}
  }`,
    caughtBy: crash,
    hint: "The disk says that the log has been put out up to here. A change of an earlier chunk's row is still in memory. Now comes a crash.",
    steps: 42,
  },
});
