import { mistakes } from "@millrace/grader";

const raise = "  state.highest = Math.max(state.highest, number);\n";
const next = "state.highest = Math.max(state.highest + 1, number);";
const everyReady = "for (let head = state.queue[0]; head?.isFinal === true; head = state.queue[0]) {";
const takeHead = `${everyReady}\n    state.queue.shift();`;
const deliver = "    context.output({ type";
const settle = "entry.isFinal = true;\n  state.queue.sort(compareEntries);";
const ownEntry = "const number = enqueue(state, { from: context.self, tag, payload, number: 0 });";
const largest = "Math.max(round.largest, number)";
const missing = "missing: context.peers.length";
const byName = "if (first.from !== second.from) return first.from < second.from ? -1 : 1;";
const isIt = "each.from === from && each.tag === tag";
const tellFinal = '  for (const peer of context.peers) {\n    context.send(peer, { type: "final"';

const cross = "two multicasts that cross are delivered in one order";
const everywhere = "a multicast is delivered by every machine, also by the one that was asked";
const two = "two machines, every order of messages: one order for both";
const three = "three machines: the final number is the largest of all";
const behind = "a message waits for nothing that stands behind it";
const data = "equal payloads are different messages, and any data is a payload";
const cost = "3(n − 1) messages for each multicast: two to each other machine and one back";
const eleven = "eleven multicasts at once, and none is taken for another";
const busy = "four machines and seven multicasts";

export default mistakes({
  "a final number raises nothing": {
    replace: raise,
    with: "",
    caughtBy: two,
    hint: "You have just delivered a message with the number 2, and now another one is announced. Which numbers may you propose for it, so that it cannot end up in front of what you have delivered?",
    steps: 6,
  },
  "only the final numbers of one's own raise the highest": {
    replace: raise,
    with: "  if (from === context.self) state.highest = Math.max(state.highest, number);\n",
    caughtBy: three,
    hint: "With two machines, whoever hears a final number has proposed it, or decided it. Who has done neither, with three?",
    steps: 11,
  },
  "only the final numbers of others raise the highest": {
    replace: raise,
    with: "  if (from !== context.self) state.highest = Math.max(state.highest, number);\n",
    caughtBy: two,
    hint: "Whoever decides a number may deliver at once, and is asked for a proposal a moment later.",
    steps: 6,
  },
  "the highest falls back to a final number below it": {
    replace: raise,
    with: "  state.highest = number;\n",
    caughtBy: two,
    hint: "You may have proposed 5 for one message when another one becomes final with 3. What do you propose next?",
    steps: 10,
  },
  "delivers a message as soon as it is final": {
    replace: takeHead,
    with: "for (const head of [entry]) {\n    state.queue.splice(state.queue.indexOf(head), 1);",
    caughtBy: cross,
    hint: "The message in front of it has a smaller number that is not final. What do the other machines deliver first, if that number stays?",
    steps: 6,
  },
  "delivers what is final past what is not": {
    replace: takeHead,
    with: `for (const head of state.queue.filter(({ isFinal }) => isFinal)) {
    state.queue.splice(state.queue.indexOf(head), 1);`,
    caughtBy: cross,
    hint: "The message at the head of the queue has no final number yet. How far can that number still rise, and must it rise at all?",
    steps: 6,
  },
  "delivers one at a time": {
    replace: everyReady,
    with: "const head = state.queue[0];\n  if (head?.isFinal === true) {",
    caughtBy: two,
    hint: "The head was all that the others waited for. Who delivers them, if nothing else is ever announced?",
    steps: 8,
  },
  "looks only at the message that has become final": {
    replace: everyReady,
    with: `if (state.queue[0] !== entry) return;\n  ${everyReady}`,
    caughtBy: two,
    hint: "A message gets its final number and moves back. Which one is at the head now, and what if that one is final already?",
    steps: 8,
  },
  "makes the smallest number final": {
    replace: largest,
    with: "Math.min(round.largest, number)",
    caughtBy: two,
    hint: "A proposal says: before this number I have no place left. Can the final number be below it?",
    steps: 6,
  },
  "makes the last proposal final": {
    replace: largest,
    with: "number",
    caughtBy: three,
    hint: "Two others propose 2 and 1, and the 1 arrives last. Who has no place left at 1?",
    steps: 10,
  },
  "leaves its own proposal out, and announces no number": {
    edits: [
      { replace: "{ largest: number, missing", with: "{ largest: context.peers.length === 0 ? number : 0, missing" },
      {
        replace: "tag, payload, number });\n    }\n    decide",
        with: "tag, payload, number: 0 });\n    }\n    decide",
      },
    ],
    caughtBy: two,
    hint: "The one that is asked is a member like all others. May the final number be below the place where its own copy stands?",
    steps: 7,
  },
  "decides after the first proposal": {
    replace: missing,
    with: "missing: Math.min(1, context.peers.length)",
    caughtBy: three,
    hint: "Three machines, and one proposal is still on its way. What if it is the largest?",
    steps: 6,
  },
  "waits for one proposal too many": {
    replace: missing,
    with: "missing: context.peers.length + 1",
    caughtBy: everywhere,
    hint: "How many proposals come by message, and how many by none?",
    steps: 1,
  },
  "decides only when a proposal comes": {
    replace: "    decideIfComplete(state, tag, context);\n  },\n});",
    with: "  },\n});",
    caughtBy: everywhere,
    hint: "A group may have one member. Which message would it wait for?",
    steps: 1,
  },
  "equal numbers stay in the order in which they came": {
    replace: `  ${byName}\n  return first.tag - second.tag;`,
    with: "  return 0;",
    caughtBy: cross,
    hint: "Two messages can end with the same number. Each machine has them in its queue in an order of its own; which one do all of them know?",
    steps: 6,
  },
  "equal numbers of one machine stay in the order in which they came": {
    replace: "return first.tag - second.tag;",
    with: "return 0;",
    caughtBy: three,
    hint: "Two messages of the same machine can end with the same number, too, as each got its largest proposal elsewhere.",
    steps: 16,
  },
  "a final number goes before an equal one that is not": {
    replace: byName,
    with: `if (first.isFinal !== second.isFinal) return first.isFinal ? -1 : 1;\n  ${byName}`,
    caughtBy: cross,
    hint: "A proposal of 2 may become a final 2. In which order do the other machines deliver the two then?",
    steps: 6,
  },
  "where numbers are equal, its own go first": {
    edits: [
      { replace: "start: (): State => ({", with: "start: (context) => ({ self: context.self," },
      {
        replace: "  state.queue.push({ from, tag, payload, number: state.highest, isFinal: false });\n",
        with: "  state.queue.push({ from, tag, payload, number: state.highest, isFinal: false, isOwn: from === state.self });\n",
      },
      { replace: byName, with: `if (first.isOwn !== second.isOwn) return first.isOwn ? -1 : 1;\n  ${byName}` },
    ],
    caughtBy: cross,
    hint: "Whose are the machine's own, at the other machine? A rule for ties has to say the same everywhere.",
    steps: 6,
  },
  "subtracts names": {
    replace: byName,
    with: "if (first.from !== second.from) return Number(first.from) - Number(second.from);",
    caughtBy: cross,
    hint: 'What is "berlin" minus "paris"? And what does `sort` make of that?',
    steps: 6,
  },
  "compares names as numbers, and takes others as they come": {
    replace: byName,
    with: `const [one, other] = [parseInt(first.from), parseInt(second.from)];
  if (one !== other && one > 0 && other > 0) return one - other;
  if (first.from !== second.from) return one > 0 ? 0 : first.from < second.from ? -1 : 1;`,
    caughtBy: busy,
    hint: 'Your rule for ties has exceptions. Take machines "9", "10" and "berlin", and sort all three: does a before b and b before c mean a before c?',
    steps: 20,
  },
  "does not sort again when a number becomes final": {
    replace: settle,
    with: "entry.isFinal = true;",
    caughtBy: cross,
    hint: "The final number may be larger than the one under which the message was queued. Where does it stand now?",
    steps: 6,
  },
  "keeps the queue in the order of its own proposals": {
    replace: "  entry.number = number;\n",
    with: "",
    caughtBy: cross,
    hint: "Each machine has made its own proposals. Which numbers are the same everywhere?",
    steps: 6,
  },
  "proposes a number twice": {
    replace: next,
    with: "state.highest = Math.max(state.highest, number, 1);",
    caughtBy: two,
    hint: "You have delivered a message with the number 1. Can another one that comes later also get 1, and stand before it by its name?",
    steps: 6,
  },
  "numbers by the length of its queue": {
    replace: next,
    with: "state.highest = state.queue.length + 1;",
    caughtBy: two,
    hint: "A queue gets shorter when something is delivered. What do you propose then?",
    steps: 6,
  },
  "queues its own message only when its number is final": {
    edits: [
      { replace: ownEntry, with: "const number = (state.highest += 1);" },
      { replace: "{ largest: number, missing", with: "{ payload, largest: number, missing" },
      {
        replace: "  finalise(state, { from: context.self, tag, number: round.largest }, context);",
        with: `  state.queue.push({ from: context.self, tag, payload: round.payload, number: 0, isFinal: false });
  finalise(state, { from: context.self, tag, number: round.largest }, context);`,
      },
    ],
    caughtBy: two,
    hint: "While its number is open, a message holds a place in the queue: nothing behind it may be delivered. At the machine that was asked, too?",
    steps: 8,
  },
  "finds a message by its tag alone": {
    replace: isIt,
    with: "each.tag === tag",
    caughtBy: two,
    hint: "Every machine calls its first multicast 1.",
    steps: 5,
  },
  "finds a message by its sender alone": {
    replace: isIt,
    with: "each.from === from",
    caughtBy: everywhere,
    hint: "A machine may be asked twice before the first is final. Which of the two does a final number mean?",
    steps: 5,
  },
  "one multicast under way takes the place of another": {
    edits: [
      {
        replace: "const round = state.underWay[tag];\n  if (round === undefined) return;",
        with: "const round = state.underWay[0];\n  if (round === undefined) return;",
      },
      { replace: "state.underWay[tag] = {", with: "state.underWay[0] = {" },
      {
        replace: "const round = state.underWay[tag];\n  if (round === undefined || round.missing > 0) return;",
        with: "const round = state.underWay[0];\n  if (round === undefined || round.missing > 0) return;",
      },
      { replace: "delete state.underWay[tag];", with: "delete state.underWay[0];" },
    ],
    caughtBy: everywhere,
    hint: "A machine may be asked again while proposals for the first are missing. Whose proposals are these, then?",
    steps: 7,
  },
  "keeps one message under each number": {
    replace: settle,
    with: `${settle}
  const rest = state.queue.filter((each) => each === entry || each.number !== number);
  state.queue.splice(0, state.queue.length, ...rest);`,
    caughtBy: cross,
    hint: "Two messages can end with the same number. What happens to the second in your store?",
    steps: 8,
  },
  "tells the final number only to those that proposed less": {
    edits: [
      { replace: "{ largest: number, missing", with: "{ by: {}, largest: number, missing" },
      {
        replace: "        noteProposal(state, message, context);",
        with: `        (state.underWay[message.tag] ?? { by: {} }).by[from] = message.number;
        noteProposal(state, message, context);`,
      },
      {
        replace: tellFinal,
        with: tellFinal.replace("context.send", "if (round.by[peer] < round.largest) context.send"),
      },
    ],
    caughtBy: everywhere,
    hint: "A machine whose proposal was the largest does not know that. What is it waiting for?",
    steps: 3,
  },
  "does not deliver its own": {
    replace: deliver,
    with: deliver.replace("context", "if (head.from !== context.self) context"),
    caughtBy: everywhere,
    hint: "The machine that was asked is a member of the group, and its application wants the message in its place as well.",
    steps: 1,
  },
  "waits until the whole queue is final": {
    replace: everyReady,
    with: `if (state.queue.some(({ isFinal }) => !isFinal)) return;\n  ${everyReady}`,
    caughtBy: behind,
    hint: "Numbers only rise. Can a message that stands behind the head still come before it?",
    steps: 11,
  },
  "takes equal payloads for one message": {
    replace: isIt,
    with: "each.from === from && JSON.stringify(each.payload) === JSON.stringify(state.queue.find((one) => one.from === from && one.tag === tag)?.payload)",
    caughtBy: data,
    hint: "Somebody deposits 7 twice. How many messages is that?",
    steps: 10,
  },
  "takes an empty payload for none": {
    replace: deliver,
    with: deliver.replace("context", "if (head.payload) context"),
    caughtBy: data,
    hint: "0, null and the empty text are data, too.",
    steps: 8,
  },
  "compares numbers as text": {
    replace: "return first.number - second.number;",
    with: "return String(first.number) < String(second.number) ? -1 : 1;",
    caughtBy: eleven,
    hint: 'As text, "10" stands before "9".',
    steps: 18,
  },
  "glues the sender and the tag together": {
    replace: isIt,
    with: "each.from + each.tag === from + tag",
    caughtBy: eleven,
    hint: 'Message 11 of "shard-1" and message 1 of "shard-11": what is each called?',
    steps: 36,
  },
  "confirms the final number": {
    replace: "        finalise(state, { from, ...message }, context);",
    with: `        finalise(state, { from, ...message }, context);
        context.send(from, { type: "proposal", tag: 0, number: 0 });`,
    caughtBy: cost,
    hint: "No message is lost, so nobody waits for a confirmation.",
    steps: 4,
  },
  "one machine numbers for all": {
    edits: [
      { replace: "start: (): State => ({", with: "start: () => ({ due: 1, early: {}," },
      {
        replace: "    switch (message.type) {",
        with: `    if (message.type === "please") return sequence(state, { from, payload: message.payload }, context);
    if (message.type === "numbered") return takeInTurn(state, message, context);
    switch (message.type) {`,
      },
      {
        replace: "    const tag = (state.asked += 1);",
        with: `    const [lead] = [context.self, ...context.peers].toSorted();
    if (lead === context.self) return sequence(state, { from: context.self, payload }, context);
    if (lead !== undefined) return context.send(lead, { type: "please", payload });
    const tag = (state.asked += 1);`,
      },
      {
        replace: "/** What a machine remembers. */",
        with: `function sequence(state, { from, payload }, context) {
  const message = { type: "numbered", number: (state.asked += 1), from, payload };
  for (const peer of context.peers) context.send(peer, message);
  takeInTurn(state, message, context);
}

function takeInTurn(state, message, context) {
  state.early[message.number] = message;
  for (let next = state.early[state.due]; next !== undefined; next = state.early[state.due]) {
    delete state.early[state.due++];
    context.output({ type: "delivered", from: next.from, payload: next.payload });
  }
}

/** What a machine remembers. */`,
      },
    ],
    caughtBy: cost,
    hint: "With one machine that numbers for all it is easy, and cheaper. What if that machine is far away, or slow, or down? The rules ask for an order without it.",
    steps: 6,
  },
  "numbers in a byte": {
    replace: "state.highest = Math.max(state.highest + 1, number);",
    with: "state.highest = Math.max((state.highest + 1) % 256, number);",
    caughtBy: "four machines and seven multicasts",
    hint: "A number is larger than all before it. What comes after 255?",
    steps: 995,
  },
  "has room for sixty-four messages": {
    replace: "state.queue.sort(compareEntries);\n  return state.highest;",
    with: "state.queue.sort(compareEntries);\n  state.queue.splice(64);\n  return state.highest;",
    caughtBy: "eleven multicasts at once, and none is taken for another",
    hint: "How many multicasts may be under way at once?",
    steps: 264,
  },
  "tells names apart by their first letter": {
    replace: byName,
    with: "if (first.from !== second.from) return first.from.charCodeAt(0) - second.from.charCodeAt(0);",
    caughtBy: cross,
    hint: "What becomes of two messages with one number if their senders are called shard-1 and shard-2?",
    steps: 6,
  },
  "equal payloads with equal numbers stay in the order in which they came": {
    replace: byName,
    with: `if (JSON.stringify(first.payload) === JSON.stringify(second.payload) && first.from !== second.from) return 0;\n  ${byName}`,
    caughtBy: data,
    hint: "They look alike, but they are two messages of two machines, and who delivers them can tell.",
    steps: 6,
  },
});
