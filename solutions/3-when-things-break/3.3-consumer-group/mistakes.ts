import { mistakes } from "@millrace/grader";

const write = 'context.call("sink", { type: "upsert", records, generation });';
const commit = 'context.send("broker", { type: "commit", generation, offsets: done });';
const next = "done[partition] = offset + 1;";
const readOn = `if (state.isRevoked) release(state, context);
    else poll(state, context);`;
const askedBack = `      state.isRevoked = true;
      if (!state.isWriting) release(state, context);`;
const given = "state.offsets = { ...message.offsets };";

const notBefore = "a record is committed when it is written, and not before";
const perPartition = "each partition is committed up to its own next offset, and to its end";
const crashes = "who crashes loses nothing, at whatever moment";
const handsOver = "a member that is asked to gives back what it has, and the next one goes on from there";
const isLost = "who has lost its partitions begins anew, and takes no late reply for a new one";
const earlierLife = "what was meant for an earlier life counts for nothing";
const later = "records that come later are read as well";
const once = "undisturbed, each record is written once";
const twelve = "twelve records are read in their order, and twelve generations go by";
const noRest = "three members, four partitions, and no rest";

/** Counts what was read, not what is written. */
const countsAsRead = {
  replace: write,
  with: `for (const { partition, offset } of records) state.offsets[partition] = offset + 1;
      ${write}`,
};

export default mistakes({
  "commits, then writes": {
    replace: write,
    with: `context.send("broker", {
        type: "commit",
        generation,
        offsets: Object.fromEntries(records.map(({ partition, offset }) => [partition, offset + 1])),
      });
      ${write}`,
    caughtBy: notBefore,
    hint: "Suppose that the machine dies right after the commit. Who reads these records again?",
    steps: 5,
  },
  "takes a call for its reply": {
    edits: [
      {
        replace: write,
        with: `${write}
      for (const { partition, offset } of records) state.offsets[partition] = offset + 1;
      context.send("broker", { type: "commit", generation, offsets: state.offsets });
      state.isWriting = false;
      poll(state, context);`,
      },
      { replace: `${commit}\n    ${readOn}`, with: "" },
    ],
    caughtBy: notBefore,
    hint: "A call has been sent when the handler ends. When have the rows been written?",
    steps: 5,
  },
  "commits the offset of the last record": {
    edits: [
      { replace: next, with: "done[partition] = offset;" },
      {
        replace: "Object.assign(state.offsets, done);",
        with: "for (const { partition, offset } of records) state.offsets[partition] = offset + 1;",
      },
    ],
    caughtBy: notBefore,
    hint: "A committed offset says where to read on. Which record would be read again for ever?",
    steps: 13,
  },
  "reads on from the last record": {
    replace: next,
    with: "done[partition] = offset;",
    caughtBy: notBefore,
    hint: "Where does the poll after this one begin?",
    steps: 16,
  },
  "reads one batch": {
    replace: readOn,
    with: "if (state.isRevoked) release(state, context);",
    caughtBy: notBefore,
    hint: "A poll has one answer. Who asks for the next batch?",
    steps: 8,
  },
  "takes offset 0 for none": {
    replace: '{ type: "poll", generation, offsets });',
    with: '{ type: "poll", generation, offsets: Object.fromEntries(Object.entries(offsets).filter(([, offset]) => offset)) });',
    caughtBy: notBefore,
    hint: "What is the offset of the first record of a log?",
    steps: 3,
  },
  "one offset for all partitions": {
    replace: next,
    with: "for (const other of Object.keys(state.offsets)) done[other] = offset + 1;",
    caughtBy: perPartition,
    hint: "Each partition has a log of its own, and counts for itself. How long is the shorter one?",
    steps: 12,
  },
  "forgets the other partitions": {
    replace: "Object.assign(state.offsets, done);",
    with: "state.offsets = done;",
    caughtBy: perPartition,
    hint: "A batch may have records of one partition only. What does the next poll ask for?",
    steps: 13,
  },
  "commits the partition of the last record only": {
    replace: next,
    with: `for (const other of Object.keys(done)) delete done[other];
      ${next}`,
    caughtBy: perPartition,
    hint: "Which partitions may a batch hold records of?",
    steps: 6,
  },
  inserts: {
    replace: 'type: "upsert"',
    with: 'type: "insert"',
    caughtBy: crashes,
    hint: "The rows are written, and the machine dies before it commits. What does the next one find in the table?",
    steps: 10,
  },
  "remembers on its disk that it has joined": {
    edits: [
      {
        replace: 'context.send("broker", { type: "join" });',
        with: `if (context.disk.read("joined") !== true) context.send("broker", { type: "join" });
  context.disk.write("joined", true);`,
      },
    ],
    caughtBy: crashes,
    hint: "Who starts again has nothing, whatever it had before. From whom does it hear where to read on?",
    steps: 6,
  },
  "commits by a clock what it has read": {
    edits: [
      countsAsRead,
      {
        replace: "start: (context): ConsumerState => join(context),",
        with: `start(context): ConsumerState {
    context.setTimer("commit", 50);
    return join(context);
  },

  onTimer({ generation, offsets }, _timer, context) {
    if (generation !== undefined) context.send("broker", { type: "commit", generation, offsets });
    context.setTimer("commit", 50);
  },`,
      },
    ],
    caughtBy: crashes,
    hint: "When the clock strikes, part of what was read may be in memory only. What does the commit say of it?",
    steps: 6,
  },
  "gives nothing back": {
    replace: askedBack,
    with: "",
    caughtBy: handsOver,
    hint: "The next generation begins when all have given back what they have. For whom does the group wait?",
    steps: 5,
  },
  "gives back only after a batch": {
    replace: askedBack,
    with: "state.isRevoked = true;",
    caughtBy: handsOver,
    hint: "Nothing may be under way, and nothing new comes any more. When does this member give back what it has?",
    steps: 5,
  },
  "waits for its poll to be answered before it gives back": {
    edits: [
      {
        replace: "function poll({ generation, offsets }: ConsumerState, context: Reach): void {",
        with: `function poll(state: ConsumerState, context: Reach): void {
  const { generation, offsets } = state;
  state.isWriting = true;`,
      },
    ],
    caughtBy: handsOver,
    hint: "From `revoke` on, the broker answers no poll of this generation.",
    steps: 5,
  },
  "who has nothing gives nothing back": {
    replace: askedBack,
    with: `if (Object.keys(state.offsets).length === 0) return;
${askedBack}`,
    caughtBy: handsOver,
    hint: "The broker asks every member, and waits for every member. What has the second one, if there is one partition?",
    steps: 14,
  },
  "reads on after it was asked to give back": {
    replace: readOn,
    with: "poll(state, context);",
    caughtBy: handsOver,
    hint: "The batch under way may be finished. And then?",
    steps: 10,
  },
  "gives back, then commits": {
    replace: `${commit}
    ${readOn}`,
    with: `if (state.isRevoked) release(state, context);
    ${commit}
    if (!state.isRevoked) poll(state, context);`,
    caughtBy: handsOver,
    hint: "Messages arrive in the order in which they were sent. Whose are the partitions when the commit arrives?",
    steps: 8,
  },
  "commits what it has read when it is asked to give back": {
    edits: [
      countsAsRead,
      {
        replace: askedBack,
        with: `context.send("broker", { type: "commit", generation: message.generation, offsets: state.offsets });
      release(state, context);`,
      },
    ],
    caughtBy: handsOver,
    hint: "Part of what was read is on its way to the sink. What if it never gets there?",
    steps: 7,
  },
  "gives back at once, and commits when the reply comes": {
    edits: [
      { replace: askedBack, with: "      release(state, context);\n      state.isRevoked = true;" },
      { replace: "  state.generation = undefined;\n", with: "" },
      { replace: readOn, with: "if (!state.isRevoked) poll(state, context);" },
    ],
    caughtBy: handsOver,
    hint: "To drop the batch under way is allowed. Then its reply comes. Whose are its records by now?",
    steps: 8,
  },
  "commits by a clock, but not when it gives back": {
    edits: [
      { replace: commit, with: 'context.setTimer("commit", 50);' },
      {
        replace: "  onReply(",
        with: `  onTimer({ generation, offsets }, _timer, context) {
    if (generation !== undefined) context.send("broker", { type: "commit", generation, offsets });
  },

  onReply(`,
      },
    ],
    caughtBy: handsOver,
    hint: "The rows are there, and the clock has not struck yet. Where does the next member begin?",
    steps: 8,
  },
  "reads every log from its beginning": {
    replace: given,
    with: "state.offsets = Object.fromEntries(Object.keys(message.offsets).map((partition) => [partition, 0]));",
    caughtBy: handsOver,
    hint: "An assignment says more than which partitions are yours.",
    steps: 21,
  },
  "does not join again": {
    replace: "Object.assign(state, join(context));",
    with: "Object.assign(state, { generation: undefined, offsets: {}, isWriting: false, isRevoked: false });",
    caughtBy: isLost,
    hint: "Who is out of the group gets nothing more from it. If all are out, who reads the log?",
    steps: 6,
  },
  "is still asked to give back when it begins anew": {
    edits: [
      { replace: "      state.isRevoked = false;\n", with: "" },
      {
        replace: "Object.assign(state, join(context));",
        with: "Object.assign(state, { ...join(context), isRevoked: state.isRevoked });",
      },
      {
        replace: "  state.generation = undefined;\n}",
        with: "  state.generation = undefined;\n  state.isRevoked = false;\n}",
      },
    ],
    caughtBy: isLost,
    hint: "A member is asked to give back, and expelled before it has done so. What does it remember of that in its new generation?",
    steps: 24,
  },
  "takes the reply to an old write for the reply to the new one": {
    edits: [
      {
        replace: write,
        with: `state.batch = records;
      ${write}`,
      },
      {
        replace: "const { records, generation } = readWrite(call);",
        with: `const { generation, batch: records } = state;
    if (!state.isWriting) return;`,
      },
    ],
    caughtBy: isLost,
    hint: "A write cannot be called back: its reply comes, even when somebody else has its partitions. What is under way by then?",
    steps: 14,
  },
  "tells batches apart by their first record": {
    edits: [
      {
        replace: write,
        with: `state.batch = records;
      ${write}`,
      },
      {
        replace: "const { records, generation } = readWrite(call);",
        with: `const { generation, batch: records } = state;
    const [first] = readWrite(call).records;
    if (!state.isWriting || first?.partition !== records[0]?.partition || first?.offset !== records[0]?.offset) return;`,
      },
    ],
    caughtBy: isLost,
    hint: "Two batches can begin with the same record. Can they end differently?",
    steps: 14,
  },
  "commits old work in the new generation": {
    edits: [
      {
        replace: "const { records, generation } = readWrite(call);",
        with: `const { records } = readWrite(call);
    const { generation } = state;`,
      },
    ],
    caughtBy: isLost,
    hint: "The broker refuses a commit by its generation, and by nothing else. In which generation were these records read?",
    steps: 15,
  },
  "keeps its offsets": {
    edits: [
      { replace: given, with: "state.offsets = { ...message.offsets, ...state.offsets };" },
      {
        replace: "Object.assign(state, join(context));",
        with: "Object.assign(state, { ...join(context), offsets: state.offsets });",
      },
    ],
    caughtBy: isLost,
    hint: "Somebody else had this partition in between. Who knows how far it is by now?",
    steps: 14,
  },
  "believes records of an earlier life": {
    replace: 'message.type === "records" && message.generation === state.generation',
    with: 'message.type === "records"',
    caughtBy: earlierLife,
    hint: "Channels outlive a crash. Whose are these records, if nothing has been assigned in this life?",
    steps: 6,
  },
  "takes a batch that is not full for the end": {
    replace: "else poll(state, context);",
    with: "else if (records.length > 1) poll(state, context);",
    caughtBy: later,
    hint: "A log has no end, only a place up to which it has been written so far.",
    steps: 8,
  },
  "reads ahead from where it stands": {
    replace: write,
    with: `${write}
      if (!state.isAhead) poll(state, context);
      state.isAhead = true;`,
    caughtBy: once,
    hint: "Where does this poll begin, while the batch before it is under way?",
    steps: 24,
  },
  "compares offsets as text": {
    replace: next,
    with: "if (String(offset + 1) > String(done[partition] ?? 0)) done[partition] = offset + 1;",
    caughtBy: twelve,
    hint: 'Which is greater, "9" or "10"?',
    steps: 18,
  },
  "compares generations as text": {
    edits: [
      {
        replace: "state.generation = message.generation;",
        with: `if (String(message.generation) < String(state.newest ?? 0)) return;
      state.generation = state.newest = message.generation;`,
      },
    ],
    caughtBy: twelve,
    hint: 'Which is greater, "9" or "10"?',
    steps: 55,
  },
  "gives back once": {
    edits: [
      {
        replace: askedBack,
        with: `if (context.disk.read("gave") === true) return;
${askedBack}`,
      },
      {
        replace: "  state.generation = undefined;\n",
        with: `  state.generation = undefined;
  context.disk.write("gave", true);
`,
      },
    ],
    caughtBy: noRest,
    hint: "Members come and go all day. How often is one asked to give back what it has?",
    steps: 44,
  },
  "writes which records there are, and not what they say": {
    replace: 'context.call("sink", { type: "upsert", records, generation });',
    with: 'context.call("sink", { type: "upsert", records: records.map((record) => ({ ...record, value: null })), generation });',
    caughtBy: later,
    hint: "The table is to have the orders, not only their ids.",
    steps: 5,
  },
  "looks at both ends of a batch": {
    replace: "for (const { partition, offset } of records) done[partition] = offset + 1;",
    with: "for (const { partition, offset } of records) if (partition === records[0].partition || partition === records.at(-1).partition) done[partition] = offset + 1;",
    caughtBy: once,
    hint: "Between the first record and the last there may be one of a third partition.",
    steps: 13,
  },
  "stays asked to give back": {
    replace: "      state.isRevoked = false;\n",
    with: "",
    caughtBy: handsOver,
    hint: "You have given back what you had, and a part of it is yours again. What do you do after the first batch?",
    steps: 28,
  },
});
