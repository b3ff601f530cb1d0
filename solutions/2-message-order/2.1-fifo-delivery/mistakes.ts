import { mistakes } from "@millrace/grader";

const keep = "if (message.sequence >= inbox.due) inbox.early[message.sequence] = message;";
const deliverAll = "for (let next = takeDue(inbox); next !== undefined; next = takeDue(inbox)) {";

export default mistakes({
  "delivers whatever comes, as it comes": {
    replace: keep,
    with: 'context.output({ type: "delivered", from, payload: message.payload });',
    caughtBy: "two messages that overtake each other are put right",
    hint: "The second message may arrive first. What could travel with it, so that the receiver can see that?",
    steps: 3,
  },
  "drops what comes early": {
    replace: "message.sequence >= inbox.due",
    with: "message.sequence === inbox.due",
    caughtBy: "two messages that overtake each other are put right",
    hint: "A message that comes before its turn will not come again. Where does it wait?",
    steps: 4,
  },
  "delivers any newer number, and so skips the late one": {
    replace: keep,
    with: "if (message.sequence >= inbox.due) inbox.early[(inbox.due = message.sequence)] = message;",
    caughtBy: "two messages that overtake each other are put right",
    hint: "A larger number is newer, but is it next? Compare with the one number that is due.",
    steps: 3,
  },
  "numbers messages by the clock": {
    replace: "context.send(to, { sequence, payload });",
    with: "context.send(to, { sequence: 1 + context.now(), payload });",
    caughtBy: "two messages that overtake each other are put right",
    hint: "Two messages can be sent in the same millisecond, and a gap in time does not say whether a message is missing. Count instead.",
    steps: 3,
  },
  "begins to count at 0 on one side and at 1 on the other": {
    replace: "{ due: 1, early: {} }",
    with: "{ due: 0, early: {} }",
    caughtBy: "two messages that overtake each other are put right",
    hint: "Follow the very first message: which number does it carry, and which number does its receiver wait for?",
    steps: 4,
  },
  "delivers one waiting message at each arrival": {
    replace: deliverAll,
    with: "const next = takeDue(inbox);\n    if (next !== undefined) {",
    caughtBy: "two messages that overtake each other are put right",
    hint: "When the missing message comes, how many of those behind it have their turn? No later arrival will set them free.",
    steps: 4,
  },
  "delivers at most one waiting message behind the one that came": {
    replace: deliverAll,
    with: "for (const next of [takeDue(inbox), takeDue(inbox)]) {\n      if (next === undefined) continue;",
    caughtBy: "all that comes early is kept until its turn comes",
    hint: "Three messages arrive as 3, 2, 1. How many are delivered when 1 comes?",
    steps: 6,
  },
  "keeps only the last of those that came early": {
    replace: "inbox.early[message.sequence] = message;",
    with: "Object.assign(inbox, { early: message.sequence === inbox.due ? { ...inbox.early, [message.sequence]: message } : { [message.sequence]: message } });",
    caughtBy: "all that comes early is kept until its turn comes",
    hint: "Three messages arrive as 3, 2, 1. Where is 3 when 2 comes?",
    steps: 6,
  },
  "keeps no more than two that came early": {
    replace: keep,
    with: "if (message.sequence === inbox.due || (message.sequence > inbox.due && Object.keys(inbox.early).length < 2)) inbox.early[message.sequence] = message;",
    caughtBy: "all that comes early is kept until its turn comes",
    hint: "The network decides how many messages come early. What happens to one that finds the store full?",
    steps: 10,
  },
  "one count for all destinations": {
    edits: [
      { replace: "(state.sent[to] ?? 0) + 1", with: '(state.sent["all"] ?? 0) + 1' },
      { replace: "state.sent[to] = sequence", with: 'state.sent["all"] = sequence' },
    ],
    caughtBy: "a count for each destination, not one for all",
    hint: "Write to two machines in turn. Which numbers does each of them see, and for which does it wait?",
    steps: 4,
  },
  "forgets the other counts when it writes to one": {
    replace: "state.sent[to] = sequence;",
    with: "Object.assign(state, { sent: { [to]: sequence } });",
    caughtBy: "a count for each destination, not one for all",
    hint: "Write to one machine, to another, and to the first again. Which number does the third message carry?",
    steps: 5,
  },
  "one inbox for all sources": {
    replace: "(state.inboxes[from] ??=",
    with: '(state.inboxes["all"] ??=',
    caughtBy: "a count and a hold-back store for each source, not one for all",
    hint: "Two machines write to you, and each begins at 1. Is the second 1 a repeat?",
    steps: 4,
  },
  "a count for each source, but one hold-back store for all": {
    edits: [
      {
        replace: "const inbox = (state.inboxes[from] ??= { due: 1, early: {} });",
        with: 'const own = (state.inboxes[from] ??= { due: 1, early: {} });\n    const inbox = { due: own.due, early: (state.inboxes["all"] ??= { due: 1, early: {} }).early };',
      },
      {
        replace: 'context.output({ type: "delivered", from, payload: next.payload });',
        with: 'context.output({ type: "delivered", from, payload: next.payload });\n      own.due = inbox.due;',
      },
    ],
    caughtBy: "a count and a hold-back store for each source, not one for all",
    hint: "Two sources can both have a message 2 that waits. Does your store know whose it is?",
    steps: 5,
  },
  "sending moves on what is expected": {
    edits: [
      {
        replace: "const sequence = (state.sent[to] ?? 0) + 1;",
        with: "const sequence = (state.inboxes[to] ??= { due: 1, early: {} }).due++;",
      },
      { replace: "    state.sent[to] = sequence;\n", with: "" },
    ],
    caughtBy: "what a machine sends and what it receives are counted apart",
    hint: "There are two channels between two machines, one each way. How many counts is that at each end?",
    steps: 4,
  },
  "delivers a repeat again": {
    replace: keep,
    with: `${keep}\n    else context.output({ type: "delivered", from, payload: message.payload });`,
    caughtBy: "a message that comes again is delivered once",
    hint: "What does it mean if a number comes that is below the one that is due?",
    steps: 4,
  },
  "a repeat throws away the message that waits": {
    replace: keep,
    with: `if (inbox.early[message.sequence] !== undefined) delete inbox.early[message.sequence];\n    else ${keep}`,
    caughtBy: "a message that comes again is delivered once",
    hint: "Message 2 comes, waits, and comes again before 1. What is in your store now?",
    steps: 6,
  },
  "takes an equal payload for a repeat": {
    replace: "message.sequence >= inbox.due",
    with: "message.sequence >= inbox.due && !Object.values(inbox.early).some(({ payload }) => JSON.stringify(payload) === JSON.stringify(message.payload))",
    caughtBy: "equal payloads are different messages, and any data is a payload",
    hint: "Two customers may order the same thing. What makes two messages the same message?",
    steps: 4,
  },
  "takes an empty payload for a gap": {
    replace: "next !== undefined; next = takeDue(inbox)",
    with: "next?.payload; next = takeDue(inbox)",
    caughtBy: "equal payloads are different messages, and any data is a payload",
    hint: "0, null, false and the empty text are data too. Does your loop stop at them?",
    steps: 4,
  },
  "takes a list for several payloads": {
    replace: 'context.output({ type: "delivered", from, payload: next.payload });',
    with: 'for (const payload of [next.payload].flat()) context.output({ type: "delivered", from, payload });',
    caughtBy: "equal payloads are different messages, and any data is a payload",
    hint: "One request may ask you to send a list. How many payloads is that?",
    steps: 4,
  },
  "sorts numbers as text": {
    replace: "const message = inbox.early[inbox.due];",
    with: "const [first] = Object.keys(inbox.early).sort();\n  const message = first === String(inbox.due) ? inbox.early[inbox.due] : undefined;",
    caughtBy: "hundreds of messages keep their order",
    hint: 'As text, "10" stands before "9". `sort()` without a comparison sorts as text.',
    steps: 24,
  },
  "counts in a byte": {
    edits: [
      {
        replace: "const sequence = (state.sent[to] ?? 0) + 1;",
        with: "const sequence = ((state.sent[to] ?? 0) + 1) % 256;",
      },
      { replace: "message.sequence >= inbox.due", with: "(message.sequence - inbox.due + 256) % 256 < 128" },
      { replace: "inbox.due += 1;", with: "inbox.due = (inbox.due + 1) % 256;" },
    ],
    caughtBy: "hundreds of messages keep their order",
    hint: "A number that comes round again names two messages. How many may be under way at once?",
    steps: 514,
  },
  "waits until nothing is missing behind it": {
    replace: keep,
    with: `${keep}\n    if (Object.keys(inbox.early).some((_, place) => inbox.early[inbox.due + place] === undefined)) return;`,
    caughtBy: "a payload waits for its turn, and for nothing else",
    hint: "Message 3 waits, and 1 comes. Whom does it help if 1 waits as well?",
    steps: 5,
  },
  "a source that waits holds up the others": {
    edits: [
      {
        replace: deliverAll,
        with: "for (const [source, held] of Object.entries(state.inboxes)) {\n      for (let next = takeDue(held); next !== undefined; next = takeDue(held))",
      },
      {
        replace: 'context.output({ type: "delivered", from, payload: next.payload });',
        with: 'context.output({ type: "delivered", from: source, payload: next.payload });\n      if (Object.keys(held.early).length > 0) break;',
      },
    ],
    caughtBy: "a payload waits for its turn, and for nothing else",
    hint: "A message of one source is late. Who among the others has to wait for it?",
    steps: 5,
  },
  "glues source and number into one key": {
    edits: [
      {
        replace: "const inbox = (state.inboxes[from] ??= { due: 1, early: {} });",
        with: 'const inbox = (state.inboxes[from] ??= { due: 1, early: {} });\n    const held: Record<string, FifoMessage> = (state.inboxes["all"] ??= { due: 1, early: {} }).early;',
      },
      { replace: "inbox.early[message.sequence] = message;", with: "held[from + message.sequence] = message;" },
      {
        replace: deliverAll,
        with: "for (let next = held[from + inbox.due]; next !== undefined; next = held[from + inbox.due]) {\n      delete held[from + inbox.due++];",
      },
    ],
    caughtBy: "two shops keep a warehouse busy",
    hint: 'Message 11 of "shop-1" and message 1 of "shop-11": which key does each get?',
    steps: 60,
  },
  "confirms every message": {
    replace: keep,
    with: `${keep}\n    if (message.sequence > 0) context.send(from, { sequence: 0, payload: "received" });`,
    caughtBy: "costs no control message",
    hint: "The channels lose nothing, so nobody waits for a confirmation. Which information must travel, and in which messages does it fit?",
    steps: 2,
  },
  "knows the last three that it has written to": {
    replace: "state.sent[to] = sequence;",
    with: "delete state.sent[to];\n    state.sent[to] = sequence;\n    for (const old of Object.keys(state.sent).slice(0, -3)) delete state.sent[old];",
    caughtBy: "a count for each destination, not one for all",
    hint: "How many machines may one write to? Which of their counts may it forget?",
    steps: 23,
  },
  "has inboxes for three sources": {
    replace: "const inbox = (state",
    with: "const others = Object.keys(state.inboxes).filter((source) => source !== from);\n    if (others.length >= 3) delete state.inboxes[others[0] ?? from];\n    const inbox = (state",
    caughtBy: "a count and a hold-back store for each source, not one for all",
    hint: "How many sources may a machine have? Which of them may it forget?",
    steps: 44,
  },
  "keeps no more than 128 that came early": {
    replace: "if (message.sequence >= inbox.due)",
    with: "if (message.sequence >= inbox.due && Object.keys(inbox.early).length < 128)",
    caughtBy: "hundreds of messages keep their order",
    hint: "What is thrown away never comes again.",
    steps: 282,
  },
  "forgets that it has delivered what is five hundred messages old": {
    replace: "const inbox = (state.inboxes[from] ??= { due: 1, early: {} });",
    with: 'const inbox = (state.inboxes[from] ??= { due: 1, early: {} });\n    if (message.sequence < inbox.due - 500) return context.output({ type: "delivered", from, payload: message.payload });',
    caughtBy: "hundreds of messages keep their order",
    hint: "How late may a repeat be?",
    steps: 1026,
  },
  "looks for a repeat among what waits of all sources": {
    replace: keep,
    with:
      "const isRepeat = Object.values(state.inboxes).some(({ early }) => early[message.sequence] !== undefined);\n    " +
      "if (message.sequence >= inbox.due && !isRepeat) inbox.early[message.sequence] = message;",
    caughtBy: "a count and a hold-back store for each source, not one for all",
    hint: "Each source has a second message. Which of them has come again?",
    steps: 10,
  },
});
