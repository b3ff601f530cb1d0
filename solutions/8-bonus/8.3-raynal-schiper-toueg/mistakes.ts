import { mistakes } from "@millrace/grader";

const hold = "state.held.push({ from, message });";
const loop = "for (let next = takeDue(state, context.self); next !== undefined; next = takeDue(state, context.self)) {";
const deliverAll = `${loop}
      deliver(state, next, context);
    }`;
const send = "context.send(to, { sent, payload });";
const countSent = "count(sent, context.self, to);";
const mergeSent = "merge(sent, message.sent);";
const countDelivered = "delivered[from] = (delivered[from] ?? 0) + 1;";
const condition = "number >= (sent[source]?.[self] ?? 0)";
const output = 'context.output({ type: "delivered", from, payload: message.payload });';
const due = "held.findIndex(({ message }) => isDue(message, delivered, self))";
const tryAll = `const copy = { ...state, delivered: { ...state.delivered }, held: state.held.slice() };
    for (let next = takeDue(copy, context.self); next !== undefined; next = takeDue(copy, context.self)) copy.delivered[next.from] = (copy.delivered[next.from] ?? 0) + 1;`;

const longWay = "news that takes the long way comes after what it builds on";
const ownOrder = "what one machine sends to another keeps its order";
const elsewhere = "nobody waits for what was sent to others";
const twoSides = "news from two sides comes after what it builds on, on both";
const passedOn = "news that is passed on twice comes after what it builds on";
const conversation = "a conversation keeps its order, back and forth";
const waiting = "a message waits for what could have caused it, and for nothing else";
const anyData = "equal payloads are different messages, and any data is a payload";
const hundreds = "hundreds of messages keep their order";
const cost = "costs no control message";
const many = "five machines, sixty messages";

export default mistakes({
  "delivers whatever comes, as it comes": {
    replace: hold,
    with: "deliver(state, { from, message }, context);",
    caughtBy: longWay,
    hint: "The news may take the long way and be faster. What could travel with it, so that a receiver sees that something is missing?",
    steps: 5,
  },
  "keeps the order of each channel, and of no more": {
    edits: [
      {
        replace: due,
        with: "held.findIndex(({ from, message }) => (delivered[from] ?? 0) >= (message.sent[from]?.[self] ?? 0))",
      },
    ],
    caughtBy: longWay,
    hint: "The refund is the first message of billing to warehouse, so by billing's count it is due. Whose other messages to warehouse did billing know of?",
    steps: 5,
  },
  "does not merge the sender's table into its own": {
    replace: mergeSent,
    with: "",
    caughtBy: longWay,
    hint: "Billing has heard from shop. Does billing's next message say what shop had sent?",
    steps: 5,
  },
  "counts a message before it sends the table": {
    edits: [
      { replace: send, with: "" },
      { replace: countSent, with: `${countSent}\n    ${send}` },
    ],
    caughtBy: longWay,
    hint: "The receiver waits for all that the table names. Does the table name the message that it travels with?",
    steps: 6,
  },
  "looks at what its receiver has sent instead of what it was sent": {
    replace: "sent[source]?.[self]",
    with: "sent[self]?.[source]",
    caughtBy: longWay,
    hint: "The table has a row for each sender. Which of its numbers concern you: those in your row or those in your column?",
    steps: 5,
  },
  "waits for one message more than there are": {
    replace: "number >= (",
    with: "number > (",
    caughtBy: longWay,
    hint: "Which number is in the table when nothing has been sent, and how many have you delivered then?",
    steps: 6,
  },
  "does not count what it sends": {
    replace: countSent,
    with: "",
    caughtBy: longWay,
    hint: "Who knows that shop has sent something to warehouse, if shop does not?",
    steps: 5,
  },
  "drops what comes too early": {
    replace: deliverAll,
    with: `${deliverAll}\n    state.held.length = 0;`,
    caughtBy: longWay,
    hint: "A message that comes before its past will not come again. Where does it wait?",
    steps: 6,
  },
  "delivers one message at each arrival": {
    replace: deliverAll,
    with: "const next = takeDue(state, context.self);\n    if (next !== undefined) deliver(state, next, context);",
    caughtBy: longWay,
    hint: "When the missing message comes, how many of those that wait become due? No later arrival will set them free.",
    steps: 6,
  },
  "looks only at what the same machine has sent": {
    replace: deliverAll,
    with: `for (;;) {
      const place = state.held.findIndex((each) => each.from === from && isDue(each.message, state.delivered, context.self));
      const [next] = place < 0 ? [] : state.held.splice(place, 1);
      if (next === undefined) return;
      deliver(state, next, context);
    }`,
    caughtBy: longWay,
    hint: "The order has come, and what waited for it is a refund. Who sent that?",
    steps: 6,
  },
  "looks only at what has waited longest": {
    replace: due,
    with: "held.findIndex(({ message }, index) => index === 0 && isDue(message, delivered, self))",
    caughtBy: longWay,
    hint: "Whatever waits longest may wait for what came after it.",
    steps: 6,
  },
  "reads the table of a message as soon as it arrives": {
    edits: [
      { replace: hold, with: `${hold}\n    merge(state.sent, message.sent);` },
      { replace: mergeSent, with: "" },
    ],
    caughtBy: waiting,
    hint: "A message that is held back has not been seen by the application. Could it have caused what the application sends next?",
    steps: 6,
  },
  "goes through what waits only once": {
    replace: deliverAll,
    with: `for (const each of state.held.slice()) if (isDue(each.message, state.delivered, context.self)) deliver(state, state.held.splice(state.held.indexOf(each), 1)[0] ?? each, context);`,
    caughtBy: ownOrder,
    hint: "Three messages arrive as 3, 2, 1. In which order do you go through them when 1 is here?",
    steps: 8,
  },
  "has room for one early message of each machine": {
    replace: hold,
    with: `if (isDue(message, state.delivered, context.self) || !state.held.some((each) => each.from === from)) ${hold}`,
    caughtBy: ownOrder,
    hint: "The network decides how many messages come early. What happens to one that finds its place taken?",
    steps: 8,
  },
  "does not count what it delivers": {
    replace: countDelivered,
    with: "",
    caughtBy: ownOrder,
    hint: "The second message waits for the first. When is it enough?",
    steps: 8,
  },
  "marks that it has delivered something, not how much": {
    replace: countDelivered,
    with: "delivered[from] = Infinity;",
    caughtBy: ownOrder,
    hint: "One message of shop is delivered, and the table says that there were two before this one. Is that enough?",
    steps: 5,
  },
  "counts a delivery as if it had sent the message itself": {
    replace: "count(sent, from, context.self);",
    with: "count(sent, context.self, from);",
    caughtBy: ownOrder,
    hint: "A message went from its sender to its receiver. In which row does it count, and in which column?",
    steps: 8,
  },
  "counts messages by sender, wherever they went": {
    replace: "sent[source]?.[self] ?? 0",
    with: "Object.values(sent[source] ?? {}).reduce((sum, each) => sum + each, 0)",
    caughtBy: elsewhere,
    hint: "Shop writes to billing, then to warehouse. How many messages of shop will warehouse ever see?",
    steps: 3,
  },
  "waits for all that goes to others, too": {
    replace: condition,
    with: `${condition} && Object.values(sent[source] ?? {}).every((each) => each <= number + (sent[source]?.[self] ?? 0))`,
    caughtBy: elsewhere,
    hint: "Shop writes to billing, then to warehouse. Has warehouse anything to wait for?",
    steps: 3,
  },
  "takes the sender's table for its own": {
    replace: mergeSent,
    with: "Object.assign(sent, structuredClone(message.sent));",
    caughtBy: twoSides,
    hint: "The sender may know less than its receiver does. What becomes of what the receiver has heard from others?",
    steps: 9,
  },
  "adds the two tables up": {
    replace: "own[to] = Math.max(own[to] ?? 0, number);",
    with: "own[to] = (own[to] ?? 0) + number;",
    caughtBy: conversation,
    hint: "Two tables may count the same message. How often does it count when one is merged into the other?",
    steps: 10,
  },
  "merges its sender's row, and no other": {
    replace: mergeSent,
    with: "merge(sent, { [from]: message.sent[from] ?? {} });",
    caughtBy: passedOn,
    hint: "Billing tells warehouse something, and has heard of shop. Does warehouse now know what shop had sent?",
    steps: 7,
  },
  "learns only of its own column": {
    replace: mergeSent,
    with: "for (const [source, row] of Object.entries(message.sent)) merge(sent, { [source]: { [context.self]: row[context.self] ?? 0 } });",
    caughtBy: longWay,
    hint: "What shop has sent to warehouse is nothing to billing. But billing writes to warehouse. What should warehouse hear?",
    steps: 5,
  },
  "looks at three machines": {
    replace: "Object.entries(delivered).every",
    with: "Object.entries(delivered).slice(0, 2).every",
    caughtBy: passedOn,
    hint: "How many machines can a message have its past from?",
    steps: 7,
  },
  "waits until nothing is missing": {
    replace: hold,
    with: `${hold}
    ${tryAll}
    if (copy.held.length > 0) return;`,
    caughtBy: waiting,
    hint: "One message waits for its past, and another one is due. Whom does it help if both wait?",
    steps: 5,
  },
  "looks now and then, and waits until nothing is missing": {
    replace: `${deliverAll}
  },`,
    with: `context.setTimer("look", 10);
  },

  onTimer(state, _timer, context) {
    ${tryAll}
    if (copy.held.length > 0) return context.setTimer("look", 10);
    ${deliverAll}
  },`,
    caughtBy: waiting,
    hint: "Something may stay away for a very long time. Who has to wait for it, and who need not?",
    steps: 18,
  },
  "takes an equal payload for the same message": {
    replace: hold,
    with: `if (!state.held.some((each) => JSON.stringify(each.message.payload) === JSON.stringify(message.payload))) ${hold}`,
    caughtBy: anyData,
    hint: "Two customers may order the same thing. What makes two messages the same message?",
    steps: 6,
  },
  "leaves out what is empty": {
    replace: output,
    with: `if (message.payload) ${output}`,
    caughtBy: anyData,
    hint: "0, null, false and the empty text are data, too.",
    steps: 4,
  },
  "compares counts as text": {
    replace: condition,
    with: "String(number) >= String(sent[source]?.[self] ?? 0)",
    caughtBy: hundreds,
    hint: 'As text, "10" comes before "9". What are your counts when you compare them?',
    steps: 15,
  },
  "counts in a byte": {
    edits: [
      { replace: "row[to] = (row[to] ?? 0) + 1;", with: "row[to] = ((row[to] ?? 0) + 1) % 256;" },
      { replace: countDelivered, with: "delivered[from] = ((delivered[from] ?? 0) + 1) % 256;" },
    ],
    caughtBy: hundreds,
    hint: "A count that comes round again stands for two moments. Which of the two does a message wait for?",
    steps: 555,
  },
  "has room for sixty-four messages": {
    replace: hold,
    with: `if (state.held.length < 64) ${hold}`,
    caughtBy: hundreds,
    hint: "The network decides how many messages come early. What happens to one that finds the store full?",
    steps: 280,
  },
  "confirms every message": {
    replace: hold,
    with: `if (message.payload === "received") return;\n    ${hold}\n    context.send(from, { sent: {}, payload: "received" });`,
    caughtBy: cost,
    hint: "The channels lose nothing, so nobody waits for a confirmation. What has to travel, and in which messages does it fit?",
    steps: 2,
  },
  "tells everybody what it sends": {
    replace: send,
    with:
      'for (const other of context.peers) if (other !== to) context.send(other, { sent, payload: "note" });\n    ' +
      send,
    caughtBy: cost,
    hint: "Who needs to know of a message are those that hear of something that it could have caused. Can that tell them?",
    steps: 1,
  },
  "glues the names of sender and destination together": {
    edits: [
      { replace: "sent[source]?.[self] ?? 0", with: 'sent["all"]?.[source + self] ?? 0' },
      { replace: "const row = (table[from] ??= {});", with: 'const row = (table["all"] ??= {});' },
      { replace: "row[to] = (row[to] ?? 0) + 1;", with: "row[from + to] = (row[from + to] ?? 0) + 1;" },
    ],
    caughtBy: many,
    hint: '"north" to "eastsouth", and "northeast" to "south": which name does each pair get?',
    steps: 8,
  },
  "glues names together with a dash": {
    edits: [
      { replace: "sent[source]?.[self] ?? 0", with: 'sent["all"]?.[`${source}-${self}`] ?? 0' },
      { replace: "const row = (table[from] ??= {});", with: 'const row = (table["all"] ??= {});' },
      {
        replace: "row[to] = (row[to] ?? 0) + 1;",
        with: "const pair = `${from}-${to}`;\n  row[pair] = (row[pair] ?? 0) + 1;",
      },
    ],
    caughtBy: many,
    hint: "A name may have a dash in it. Is there any text that keeps two names apart for certain? Is there a way without?",
    steps: 8,
  },
  "looks at eight machines": {
    replace: "Object.entries(delivered).every(",
    with: "Object.entries(delivered).slice(0, 8).every(",
    caughtBy: "news that is passed on twice comes after what it builds on",
    hint: "The number of machines is not known beforehand.",
    steps: 42,
  },
  "compares the low byte of counts": {
    replace: "number >= (sent[source]?.[self] ?? 0)",
    with: "number % 256 >= (sent[source]?.[self] ?? 0) % 256",
    caughtBy: "hundreds of messages keep their order",
    hint: "No count of messages is too high. What comes after 255?",
    steps: 555,
  },
  "has room for a hundred and twenty-eight messages": {
    replace: hold,
    with: `if (state.held.length < 128) ${hold}`,
    caughtBy: hundreds,
    hint: "However large the store, the network may send one message more before the one that all wait for.",
    steps: 280,
  },
  "knows what waits by sender and count, glued together": {
    replace: hold,
    with: `const nameOf = (each) => each.from + each.message.sent[each.from]?.[context.self];
    if (state.held.some((each) => nameOf(each) === nameOf({ from, message }))) return;
    ${hold}`,
    caughtBy: many,
    hint: 'The eleventh message of "shop-1" and the first of "shop-11" may wait together. What name does each get?',
    steps: 26,
  },
});
