import { mistakes } from "@millrace/grader";

const received = `  onMessage({ next }, message, from, context) {
`;
const append = 'context.call("log", { type: "append", entry });';
const onWritten = `      apply(state, answer.entry, context);
      return;`;
const isNext = "message.offset !== (next[from] ?? 0)";
const replay = "for (const receipt of answer.entries) {";
const ask = `for (const topic of context.peers) context.send(topic, { type: "subscribe", from: next[topic] ?? 0 });`;
const readFirst = `    context.call("log", { type: "read" });
    return { hall: {}, next: undefined };`;

const pinned = "a seat that was shown is not sold again after a crash";
const noCrash = "without a crash every record has its ticket, whatever comes first";
const one = "one order keeps its code, and has its ticket whenever the office crashes";
const oneTopic = "no record of a topic is passed over or overtaken";
const twoTopics = "two topics: what was first stays first";
const again = "who asks again is told the same";
const cost = "one write at most for each record that comes, and one read for each start";
const forty = "forty orders and four crashes";
const many = "three topics, ten orders, and crashes at any moment";

export default mistakes({
  "never reads its log": {
    replace: readFirst,
    with: `    ${ask.replace("next[topic] ?? 0", "0")}
    return { hall: {}, next: {} };`,
    caughtBy: pinned,
    hint: "What does the office know after a crash, if it asks nobody?",
    steps: 10,
  },
  "replays topic by topic": {
    replace: replay,
    with: "for (const receipt of answer.entries.toSorted((a, b) => (a.topic < b.topic ? 1 : -1))) {",
    caughtBy: twoTopics,
    hint: "All receipts are there, each with its content. What else does the seat of an order depend on?",
    steps: 13,
  },
  "takes no orders while the disk is at work": {
    edits: [
      { replace: "message.offset !== (next[from] ?? 0)", with: "state.busy || message.offset !== (next[from] ?? 0)" },
      { replace: received, with: "  onMessage(state, message, from, context) {\n    const { next } = state;\n" },
      { replace: append, with: `${append}\n    state.busy = true;` },
      { replace: onWritten, with: `      state.busy = false;\n${onWritten}` },
    ],
    caughtBy: noCrash,
    hint: "A record that is passed over comes again only if somebody asks for it. Who does, if nobody crashes?",
    steps: 10,
  },
  "knows what waits by its offset": {
    edits: [
      { replace: received, with: "  onMessage(state, message, from, context) {\n    const { next } = state;\n" },
      { replace: append, with: `${append}\n    state.waiting = { ...state.waiting, [offset]: entry };` },
      {
        replace: "apply(state, answer.entry, context);",
        with: "apply(state, state.waiting[answer.entry.offset], context);",
      },
    ],
    caughtBy: noCrash,
    hint: "Two records with the same offset may wait at the same time. Where do they come from?",
    steps: 16,
  },
  "expects the next record when this one is written": {
    edits: [
      { replace: "    next[from] = offset + 1;\n", with: "" },
      {
        replace: "      apply(state, answer.entry, context);",
        with: "      state.next[answer.entry.topic] = answer.entry.offset + 1;\n      apply(state, answer.entry, context);",
      },
    ],
    caughtBy: noCrash,
    hint: "The next record comes while the disk is still at work. Does it come a second time?",
    steps: 12,
  },
  "shows it at once, and writes it down": {
    edits: [
      { replace: received, with: "  onMessage(state, message, from, context) {\n    const { next } = state;\n" },
      { replace: append, with: `${append}\n    apply(state, entry, context);` },
      { replace: onWritten, with: "      return;" },
    ],
    caughtBy: one,
    hint: "The customer has the ticket, and the disk has not got to it yet. Then the office crashes. What does it know of that ticket?",
    steps: 10,
  },
  "draws another code when it replays": {
    edits: [
      { replace: "order, code: drawCode(context) }", with: "order }" },
      {
        replace: "const { topic, offset, order, code } = receipt;",
        with: "const { topic, offset, order } = receipt;\n  const code = drawCode(context);",
      },
    ],
    caughtBy: one,
    hint: "Does everything that the office does follow from its receipts? What does not?",
    steps: 10,
  },
  "shows nothing when it replays": {
    edits: [
      {
        replace: replay,
        with: `${replay}
      sell(state.hall, receipt.order, receipt.code);`,
      },
      { replace: "      apply(state, receipt, context);\n", with: "" },
    ],
    caughtBy: one,
    hint: "It is on the disk, and the office crashed before it was told so. Who shows the ticket?",
    steps: 10,
  },
  "does not ask the topics again": {
    replace: ask,
    with: `if (answer.entries.length === 0) ${ask}`,
    caughtBy: oneTopic,
    hint: "A receipt that was not written is gone with the memory. Who still has the record?",
    steps: 10,
  },
  "takes whatever comes": {
    replace: ` || ${isNext}`,
    with: "",
    caughtBy: oneTopic,
    hint: "Records of the subscription before the crash are still on their way. Which of them comes first?",
    steps: 18,
  },
  "takes whatever is not older than expected": {
    replace: isNext,
    with: "message.offset < (next[from] ?? 0)",
    caughtBy: oneTopic,
    hint: "The first record was received and not written. The second one, on its way since then, comes now. What do you expect next, if you take it?",
    steps: 14,
  },
  "shows all that waits when one is written": {
    edits: [
      { replace: received, with: "  onMessage(state, message, from, context) {\n    const { next } = state;\n" },
      { replace: append, with: `${append}\n    state.waiting = [...(state.waiting ?? []), entry];` },
      {
        replace: onWritten,
        with: `      for (const receipt of state.waiting) apply(state, receipt, context);
      state.waiting = [];
      return;`,
      },
    ],
    caughtBy: oneTopic,
    hint: "Which entry does the reply speak of? What of those that you have asked for since?",
    steps: 15,
  },
  "passes over one more": {
    replace: "receipt.offset + 1;",
    with: "receipt.offset + 2;",
    caughtBy: oneTopic,
    hint: "The last record in the log has offset 4. Which one do you ask for?",
    steps: 11,
  },
  "counts all topics together": {
    edits: [
      { replace: "next[from] ?? 0", with: "next.all ?? 0" },
      { replace: "next[from] = offset + 1;", with: "next.all = offset + 1;" },
    ],
    caughtBy: noCrash,
    hint: "Each topic counts its own records. How many numbers must you remember?",
    steps: 12,
  },
  "asks each topic for what comes after the length of the log": {
    edits: [
      {
        replace: "next[receipt.topic] = receipt.offset + 1;",
        with: "for (const topic of context.peers) next[topic] = answer.entries.length;",
      },
    ],
    caughtBy: twoTopics,
    hint: "There are three entries in the log, two of East and one of West. What is expected next from West?",
    steps: 13,
  },
  "replays the newest first": {
    replace: replay,
    with: "for (const receipt of answer.entries.toReversed()) {",
    caughtBy: oneTopic,
    hint: "Which of two receipts in the log was the first?",
    steps: 12,
  },
  "a new code for whoever asks again": {
    replace: "...sell(hall, order, code)",
    with: "...sell(hall, order, code), code",
    caughtBy: again,
    hint: "The order has its place. Which code did it get with it?",
    steps: 9,
  },
  "a seat for each topic that asks": {
    replace: "sell(hall, order, code)",
    with: "sell(hall, `${topic} ${order}`, code)",
    caughtBy: again,
    hint: "Somebody asks in the shop and then on the phone. Is that two orders?",
    steps: 13,
  },
  "answers an order once": {
    replace: "context.output({",
    with: "if (hall[order] === undefined) context.output({",
    caughtBy: again,
    hint: "Somebody has lost the ticket and asks again. What is the answer to that record?",
    steps: 9,
  },
  "shows at once what it has sold already": {
    edits: [
      { replace: received, with: "  onMessage(state, message, from, context) {\n    const { hall, next } = state;\n" },
      {
        replace: append,
        with: `if (hall[order] === undefined) {
      sell(hall, order, entry.code);
      ${append}
    } else {
      apply(state, entry, context);
    }`,
      },
    ],
    caughtBy: again,
    hint: "The order has its place, in memory. Is it on the disk?",
    steps: 12,
  },
  "writes everything down again when it replays": {
    replace: "      apply(state, receipt, context);\n",
    with: '      apply(state, receipt, context);\n      context.call("log", { type: "append", entry: receipt });\n',
    caughtBy: cost,
    hint: "How long is the log after ten crashes?",
    steps: 11,
  },
  "replays the last twenty": {
    replace: replay,
    with: "for (const receipt of answer.entries.slice(-20)) {",
    caughtBy: forty,
    hint: "What does the seat of the last order depend on? On everything before it, or on the last few?",
    steps: 69,
  },
  "counts two topics": {
    edits: [
      { replace: "next[from] ?? 0", with: 'next[from === context.peers[0] ? "first" : "second"] ?? 0' },
      {
        replace: "next[from] = offset + 1;",
        with: 'next[from === context.peers[0] ? "first" : "second"] = offset + 1;',
      },
      {
        replace: "next[receipt.topic] = receipt.offset + 1;",
        with: 'next[receipt.topic === context.peers[0] ? "first" : "second"] = receipt.offset + 1;',
      },
      { replace: "next[topic] ?? 0", with: 'next[topic === context.peers[0] ? "first" : "second"] ?? 0' },
    ],
    caughtBy: many,
    hint: "How many topics are there? Who says so?",
    steps: 34,
  },
});
