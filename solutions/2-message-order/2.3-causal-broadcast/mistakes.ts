import { mistakes } from "@millrace/grader";

const hold = "state.held.push({ from, message });";
const deliverAll =
  "for (let next = takeDue(state); next !== undefined; next = takeDue(state)) deliver(state, next, context);";
const count = "known[context.self] = (known[context.self] ?? 0) + 1;";
const send = "for (const to of context.peers) context.send(to, { stamp: known, payload });";
const output = 'context.output({ type: "delivered", from, payload: message.payload });';
const raise = "known[from] = (known[from] ?? 0) + 1;";
const condition = "return machine === from ? count === delivered + 1 : count <= delivered;";
const find = "const place = held.findIndex((each) => isDue(each, known));";

const answer = "an answer never comes before what it answers";
const ownOrder = "what one machine sends keeps its order, everywhere";
const twoAnswered = "an answer to two messages comes after both";
const conversation = "a conversation keeps its order, back and forth";
const fourMachines = "an answer to an answer comes after both, on four machines";
const waiting = "a message waits for what its sender knew, and for nothing else";
const anyData = "equal payloads are different messages, and any data is a payload";
const hundreds = "hundreds of messages keep their order";
const cost = "costs no control message";
const many = "five machines, two dozen messages";

export default mistakes({
  "delivers whatever comes, as it comes": {
    replace: hold,
    with: "deliver(state, { from, message }, context);",
    caughtBy: answer,
    hint: "The answer may take the shorter road. What could travel with it, so that a receiver sees that something is missing?",
    steps: 4,
  },
  "keeps the order of each sender, and of no more": {
    replace: condition,
    with: "return machine !== from || count === delivered + 1;",
    caughtBy: answer,
    hint: "The answer is its sender's first message, so by its sender's count it is due. What did its sender know when it sent it?",
    steps: 4,
  },
  "waits until it knows exactly as much as the sender": {
    replace: "count <= delivered;",
    with: "count === delivered;",
    caughtBy: answer,
    hint: "Two machines send at the same time, and a third one hears both. Can it still know exactly as much as each of them did?",
    steps: 6,
  },
  "counts what it receives as a broadcast of its own": {
    replace: raise,
    with: `${raise}\n  known[context.self] = (known[context.self] ?? 0) + 1;`,
    caughtBy: answer,
    hint: "A receiver waits for the next broadcast of each sender. Which events must not make a gap in that count?",
    steps: 6,
  },
  "stamps before it counts": {
    edits: [
      { replace: count, with: "" },
      { replace: send, with: `${send}\n    ${count}` },
    ],
    caughtBy: answer,
    hint: "Which number does the very first broadcast carry, and which one do its receivers wait for?",
    steps: 6,
  },
  "does not count its own broadcasts among what it knows": {
    edits: [
      { replace: "held: [],", with: "held: [],\n      sent: 0," },
      { replace: "onInput({ known }, { payload }, context) {", with: "onInput(state, { payload }, context) {" },
      { replace: count, with: "state.sent += 1;" },
      {
        replace: "{ stamp: known, payload }",
        with: "{ stamp: { ...state.known, [context.self]: state.sent }, payload }",
      },
    ],
    caughtBy: answer,
    hint: "Somebody answers your broadcast. The stamp of the answer says that its sender knew yours. Do you?",
    steps: 6,
  },
  "drops what comes too early": {
    replace: deliverAll,
    with: `${deliverAll}\n      state.held.length = 0;`,
    caughtBy: answer,
    hint: "A message that comes before its past will not come again. Where does it wait?",
    steps: 6,
  },
  "delivers one message at each arrival": {
    replace: deliverAll,
    with: "const next = takeDue(state);\n      if (next !== undefined) deliver(state, next, context);",
    caughtBy: answer,
    hint: "When the missing message comes, how many of those that wait become due? No later arrival will set them free.",
    steps: 6,
  },
  "looks only at what the same machine has sent": {
    replace: deliverAll,
    with: `for (;;) {
        const place = state.held.findIndex((each) => each.from === from && isDue(each, state.known));
        const [next] = place < 0 ? [] : state.held.splice(place, 1);
        if (next === undefined) return;
        deliver(state, next, context);
      }`,
    caughtBy: answer,
    hint: "The order has come, and what waited for it is a refund. Who sent that?",
    steps: 6,
  },
  "looks only at what has waited longest": {
    replace: find,
    with: "const place = held[0] !== undefined && isDue(held[0], known) ? 0 : -1;",
    caughtBy: answer,
    hint: "Whatever waits longest may wait for what came after it.",
    steps: 6,
  },
  "raises its counts as soon as a message arrives": {
    replace: hold,
    with: `${hold}
      for (const [machine, count] of Object.entries(message.stamp)) if (machine !== from) state.known[machine] = Math.max(state.known[machine] ?? 0, count);`,
    caughtBy: answer,
    hint: "The stamp of an answer says what its sender knew. Does its receiver know it, too, because it reads that?",
    steps: 4,
  },
  "keeps a place for each machine in an order of its own": {
    edits: [
      { replace: "{ stamp: known, payload }", with: "{ stamp: Object.values(known), payload }" },
      {
        replace: "Object.entries(message.stamp).every(([machine, count]) => {",
        with: "Object.keys(known).every((machine, place) => {\n    const count = message.stamp[place] ?? 0;",
      },
    ],
    caughtBy: answer,
    hint: "`context.peers` leaves out the machine itself. Does the second place of a list mean the same machine to the sender and to the receiver?",
    steps: 6,
  },
  "delivers its own broadcasts, too": {
    replace: send,
    with: `${send}\n    context.output({ type: "delivered", from: context.self, payload });`,
    caughtBy: answer,
    hint: "Who is to put a payload out: everybody, or everybody else?",
    steps: 1,
  },
  "delivers any newer message of a sender": {
    replace: "count === delivered + 1",
    with: "count >= delivered + 1",
    caughtBy: ownOrder,
    hint: "A larger count is newer, but is it next?",
    steps: 3,
  },
  "counts messages instead of broadcasts": {
    edits: [
      { replace: count, with: "" },
      {
        replace: send,
        with: `for (const to of context.peers) {\n      ${count}\n      context.send(to, { stamp: known, payload });\n    }`,
      },
    ],
    caughtBy: ownOrder,
    hint: "One broadcast goes to several machines. Which numbers does each of them see, and for which does it wait?",
    steps: 6,
  },
  "goes through what waits only once": {
    replace: deliverAll,
    with: "for (const each of state.held.slice()) if (isDue(each, state.known)) deliver(state, state.held.splice(state.held.indexOf(each), 1)[0] ?? each, context);",
    caughtBy: ownOrder,
    hint: "Three messages arrive as 3, 2, 1. In which order do you go through them when 1 is here?",
    steps: 6,
  },
  "has room for one early message of each machine": {
    replace: hold,
    with: `if (isDue({ from, message }, state.known) || !state.held.some((each) => each.from === from)) ${hold}`,
    caughtBy: ownOrder,
    hint: "The network decides how many messages come early. What happens to one that finds its place taken?",
    steps: 8,
  },
  "stamps only the newest that it has heard": {
    edits: [
      { replace: "held: [],", with: 'held: [],\n      newest: "",' },
      {
        replace: "onInput({ known }, { payload }, context) {",
        with: "onInput({ known, newest }, { payload }, context) {",
      },
      {
        replace: "{ stamp: known, payload }",
        with: '{ stamp: { [context.self]: known[context.self] ?? 0, ...(newest === "" ? {} : { [newest]: known[newest] ?? 0 }) }, payload }',
      },
      {
        replace: "  { known }: BroadcastState,\n  { from, message }",
        with: "  state: BroadcastState,\n  { from, message }",
      },
      { replace: raise, with: "state.known[from] = (state.known[from] ?? 0) + 1;\n  state.newest = from;" },
    ],
    caughtBy: twoAnswered,
    hint: "A machine hears two messages that know nothing of each other, and answers. Which of the two does its answer wait for?",
    steps: 6,
  },
  "compares sums": {
    replace: `return Object.entries(message.stamp).every(([machine, count]) => {
    const delivered = known[machine] ?? 0;
    ${condition}
  });`,
    with: `const sum = (counts: object) => Object.values(counts).reduce((total, each) => total + each, 0);
  return message.stamp[from] === (known[from] ?? 0) + 1 && sum(message.stamp) <= sum(known) + 1;`,
    caughtBy: twoAnswered,
    hint: "To know as many messages is not to know the same ones.",
    steps: 5,
  },
  "takes the sender's counts for its own": {
    replace: raise,
    with: "Object.assign(known, message.stamp);",
    caughtBy: conversation,
    hint: "The sender may know less than its receiver does: of others, and of the receiver itself. What becomes of those counts?",
    steps: 5,
  },
  "asks whether it has heard from a machine, not how much": {
    replace: "count <= delivered;",
    with: "(count === 0 || delivered > 0);",
    caughtBy: conversation,
    hint: "Billing answers the second message of shop, and warehouse has had the first. Is that enough?",
    steps: 7,
  },
  "looks at three machines": {
    replace: "Object.entries(message.stamp).every",
    with: "Object.entries(message.stamp).slice(0, 3).every",
    caughtBy: fourMachines,
    hint: "How many machines can a message have its past from?",
    steps: 4,
  },
  "counts what has arrived as known": {
    edits: [
      { replace: "held: [],", with: "held: [],\n      arrived: {}," },
      {
        replace: hold,
        with: `${hold}\n      state.arrived[from] = Math.max(state.arrived[from] ?? 0, message.stamp[from] ?? 0);`,
      },
      {
        replace: "onInput({ known }, { payload }, context) {",
        with: "onInput({ known, arrived }, { payload }, context) {",
      },
      { replace: "{ stamp: known, payload }", with: "{ stamp: { ...known, ...arrived }, payload }" },
    ],
    caughtBy: waiting,
    hint: "A message that is held back has not been seen by the application. Could it have caused what the application sends next?",
    steps: 5,
  },
  "waits until nothing is missing": {
    edits: [
      {
        replace: hold,
        with: `${hold}
      const copy = { known: { ...state.known }, held: state.held.slice() };
      for (let next = takeDue(copy); next !== undefined; next = takeDue(copy)) copy.known[next.from] = (copy.known[next.from] ?? 0) + 1;
      if (copy.held.length > 0) return;`,
      },
    ],
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
      const copy = { known: { ...state.known }, held: state.held.slice() };
      for (let next = takeDue(copy); next !== undefined; next = takeDue(copy)) copy.known[next.from] = (copy.known[next.from] ?? 0) + 1;
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
    steps: 9,
  },
  "leaves out what is empty": {
    replace: output,
    with: `if (message.payload) ${output}`,
    caughtBy: anyData,
    hint: "0, null, false and the empty text are data, too.",
    steps: 4,
  },
  "takes a list for several payloads": {
    replace: output,
    with: 'for (const payload of [message.payload].flat()) context.output({ type: "delivered", from, payload });',
    caughtBy: anyData,
    hint: "One request may ask you to send a list. How many payloads is that?",
    steps: 4,
  },
  "compares counts as text": {
    replace: "count <= delivered;",
    with: "String(count) <= String(delivered);",
    caughtBy: hundreds,
    hint: 'As text, "16" comes before "9". What are your counts when you compare them?',
    steps: 31,
  },
  "counts in a byte": {
    edits: [
      { replace: count, with: "known[context.self] = ((known[context.self] ?? 0) + 1) % 256;" },
      { replace: raise, with: "known[from] = ((known[from] ?? 0) + 1) % 256;" },
      { replace: "count === delivered + 1", with: "count === (delivered + 1) % 256" },
    ],
    caughtBy: hundreds,
    hint: "A count that comes round again stands for two moments. Which of the two does an answer wait for?",
    steps: 799,
  },
  "has room for sixty-four messages": {
    replace: hold,
    with: `if (state.held.length < 64) ${hold}`,
    caughtBy: hundreds,
    hint: "The network decides how many messages come early. What happens to one that finds the store full?",
    steps: 280,
  },
  "passes on what it delivers": {
    replace: output,
    with: `${output}\n  for (const to of context.peers) context.send(to, message);`,
    caughtBy: cost,
    hint: "The channels lose nothing: whoever sent a message has sent it to all. Who needs another copy?",
    steps: 2,
  },
  "confirms every message": {
    edits: [
      {
        replace: hold,
        with: `if (message.stamp[from] === 0) return;\n      ${hold}\n      context.send(from, { stamp: { [context.self]: 0 }, payload: null });`,
      },
    ],
    caughtBy: cost,
    hint: "The channels lose nothing, so nobody waits for a confirmation. What has to travel, and in which messages does it fit?",
    steps: 2,
  },
  "glues sender and count into one name": {
    edits: [
      { replace: "held: [],", with: "held: [],\n      seen: []," },
      {
        replace: hold,
        with: `const name = from + message.stamp[from];
      if (state.seen.includes(name)) return;
      state.seen.push(name);
      ${hold}`,
      },
    ],
    caughtBy: many,
    hint: 'Message 11 of "shop-1" and message 1 of "shop-11": which name does each get?',
    steps: 24,
  },
  "looks at eight machines": {
    replace: "Object.entries(message.stamp).every(",
    with: "Object.entries(message.stamp).slice(0, 8).every(",
    caughtBy: "an answer to an answer comes after both, on four machines",
    hint: "The number of machines is not known beforehand.",
    steps: 77,
  },
  "compares the low byte of counts": {
    replace: "return machine === from ? count === delivered + 1 : count <= delivered;",
    with: "return machine === from ? count === delivered + 1 : count % 256 <= delivered % 256;",
    caughtBy: "hundreds of messages keep their order",
    hint: "No count of messages is too high. What comes after 255?",
    steps: 799,
  },
  "knows what waits by sender and count, glued together": {
    replace: hold,
    with: `const nameOf = (each) => each.from + each.message.stamp[each.from];
      if (state.held.some((each) => nameOf(each) === nameOf({ from, message }))) return;
      ${hold}`,
    caughtBy: many,
    hint: 'Message 11 of "shop-1" and message 1 of "shop-11" may wait together.',
    steps: 26,
  },
});
