import { mistakes } from "@millrace/grader";

const start = "start: (): DifferentialState => ({ vector: {}, changedAt: {}, toldAt: {} }),";
const receive = "if (count > entry(state.vector, machine)) change(state, context, { machine, count });";
const countThenNote = `countEvent(state, context);
      for (const [machine, count] of Object.entries(message.entries)) {
        ${receive}
      }`;
const countPutOutSend = `countEvent(state, context);
      context.output({ type: "stamped", vector: state.vector });
      if (input.type === "send") sendNews(state, input.to, context);`;
const onMessage = "onMessage(state, message, _from, context) {";
const onMessageFrom = "onMessage(state, message, from, context) {";
const told = "const told = state.toldAt[to] ?? 0;";
const isNews = "entry(state.changedAt, machine) > told";
const sending = "context.send(to, { entries: Object.fromEntries(news) });";
const noteTold = "state.toldAt[to] = entry(state.vector, context.self);";
const noteChange = "changedAt[machine] = entry(vector, self);";

const notAgain = "what a machine has been told is not told again";
const oneMessage = "one message for each send request, and nothing else is sent";
const twoMachines = "two machines: the stamps are those of a vector clock, in every order of events";
const nextMessage = "news is told with the next message, whenever it came";
const another = "what one machine has been told, another has not";
const noChannel = "news travels on to machines that its source has no channel to";
const twoWays = "news that comes by two ways is taken in once, and takes nothing back";
const exact = "a message tells all that has changed and nothing else, in every order of events";
const talk = "six machines, of which two talk: 38 entries in 17 messages, where whole vectors have 102";
const longRun = "the clock counts on for 66,000 events";
const overtaken = "where messages overtake each other the stamps are wrong: what was left out is missing";
const night = "a night's run of eight machines";

export default mistakes({
  "sends the whole vector each time": {
    replace: isNews,
    with: "machine !== undefined && told >= 0",
    caughtBy: notAgain,
    hint: "The receiver has had a message from you before. What does it know already?",
    steps: 6,
  },
  "notes that it has told before it looks what to tell": {
    edits: [
      { replace: `  ${noteTold}\n`, with: "" },
      { replace: told, with: `${noteTold}\n  const told = state.toldAt[to] ?? 0;` },
    ],
    caughtBy: twoMachines,
    hint: "First choose what to send, then take note that it is sent. What is news if it counts as told already?",
    steps: 2,
  },
  "does not note that what it hears is a change": {
    replace: receive,
    with: "if (count > entry(state.vector, machine)) state.vector[machine] = count;",
    caughtBy: nextMessage,
    hint: "An entry that grows by a message is news for others, as much as one that grows by counting.",
    steps: 6,
  },
  "has one account for all receivers": {
    edits: [
      { replace: told, with: "const told = state.toldAt.all ?? 0;" },
      { replace: noteTold, with: "state.toldAt.all = entry(state.vector, context.self);" },
    ],
    caughtBy: another,
    hint: "You wrote to one machine, and now to another. Who was told what?",
    steps: 7,
  },
  "notes news under the number of the event before": {
    replace: countThenNote,
    with: `for (const [machine, count] of Object.entries(message.entries)) {
        ${receive}
      }
      countEvent(state, context);`,
    caughtBy: nextMessage,
    hint: "Send to somebody, then hear news, then send again. Which number does the news have, and which the first sending?",
    steps: 6,
  },
  "notes news under its sender's number": {
    replace: noteChange,
    with: "changedAt[machine] = count;",
    caughtBy: nextMessage,
    hint: "When did the entry change *here*? Two machines count their events apart: their numbers cannot be compared.",
    steps: 6,
  },
  "takes for a change what it knew": {
    replace: receive,
    with: "change(state, context, { machine, count: Math.max(count, entry(state.vector, machine)) });",
    caughtBy: twoWays,
    hint: "News can come by two ways. Has the entry changed when it comes the second time?",
    steps: 8,
  },
  "takes over what it receives": {
    replace: receive,
    with: "if (machine !== context.self) change(state, context, { machine, count });",
    caughtBy: twoWays,
    hint: "By the longer way old news comes after newer. Which of the two counts is to be kept?",
    steps: 8,
  },
  "takes a sender's newest word for all there is": {
    replace: "for (const [machine, count] of Object.entries(message.entries)) {",
    with: "for (const machine of Object.keys(state.vector)) if (machine !== context.self && !(machine in message.entries)) delete state.vector[machine];\n      for (const [machine, count] of Object.entries(message.entries)) {",
    caughtBy: nextMessage,
    hint: "An entry that is left out is as it was in the message before. What do you do with it?",
    steps: 6,
  },
  "sends its own entry only": {
    replace: isNews,
    with: "machine === context.self && told >= 0",
    caughtBy: nextMessage,
    hint: "Of three machines in a row, what does the last get to know of the first?",
    steps: 6,
  },
  "does not send its own entry": {
    replace: isNews,
    with: "machine !== context.self && entry(state.changedAt, machine) > told",
    caughtBy: twoMachines,
    hint: "The sending itself has changed an entry. Which?",
    steps: 2,
  },
  "sends before it counts": {
    replace: countPutOutSend,
    with: `if (input.type === "send") sendNews(state, input.to, context);
      countEvent(state, context);
      context.output({ type: "stamped", vector: state.vector });`,
    caughtBy: twoMachines,
    hint: "The sending is an event. Does whoever receives the message know of it?",
    steps: 2,
  },
  "takes a message from a machine for a message to it": {
    edits: [
      { replace: onMessage, with: onMessageFrom },
      {
        replace: `        ${receive}\n      }`,
        with: `        ${receive}\n      }\n      state.toldAt[from] = entry(state.vector, context.self);`,
      },
    ],
    caughtBy: twoWays,
    hint: "You have heard from a machine. Does it know now what you know?",
    steps: 9,
  },
  "takes an event that nobody hears of for a telling": {
    replace: 'if (input.type === "send") sendNews(state, input.to, context);',
    with: 'if (input.type === "send") sendNews(state, input.to, context);\n      else for (const to of Object.keys(state.toldAt)) state.toldAt[to] = entry(state.vector, context.self);',
    caughtBy: nextMessage,
    hint: "Send, hear news, have an event of your own, send again. Who was told the news?",
    steps: 9,
  },
  "tells everything the first time, and then its own entry": {
    replace: isNews,
    with: "machine === context.self || told === 0",
    caughtBy: nextMessage,
    hint: "You have heard more since your first message. When is it passed on?",
    steps: 6,
  },
  "notes only the first time that it has told": {
    replace: noteTold,
    with: "state.toldAt[to] ??= entry(state.vector, context.self);",
    caughtBy: talk,
    hint: "Send three times to the same machine, and hear something between the first and the second. What is in the third?",
    steps: 12,
  },
  "compares with what the receiver was told of its own count": {
    replace: noteTold,
    with: "state.toldAt[to] = entry(state.vector, to);",
    caughtBy: exact,
    hint: "Whose events do you number your changes by? Number what you have told by the same.",
    steps: 4,
  },
  "passes on only what its peers have": {
    replace: isNews,
    with: "[context.self, ...context.peers].includes(machine) && entry(state.changedAt, machine) > told",
    caughtBy: noChannel,
    hint: "A machine hears of machines to which it has no channel. `peers` does not name them.",
    steps: 6,
  },
  "does not tell a machine its own count": {
    replace: isNews,
    with: "machine !== to && entry(state.changedAt, machine) > told",
    caughtBy: exact,
    hint: "True, the receiver knows its own entry best. But the rules count an entry as news whoever it came from, so that everybody counts alike.",
    steps: 8,
  },
  "keeps back what it has from the receiver": {
    edits: [
      {
        replace: start,
        with: "start: (): DifferentialState => ({ vector: {}, changedAt: {}, toldAt: {}, source: {} }),",
      },
      { replace: onMessage, with: onMessageFrom },
      {
        replace: receive,
        with: `if (count > entry(state.vector, machine)) {\n          change(state, context, { machine, count });\n          state.source[machine] = from;\n        }`,
      },
      { replace: isNews, with: "state.source[machine] !== to && entry(state.changedAt, machine) > told" },
    ],
    caughtBy: exact,
    hint: "The clock is right, and cheaper. But the rules count an entry as news whoever it came from, so that everybody counts alike.",
    steps: 4,
  },
  "adds up rises that come by two ways": {
    edits: [
      {
        replace: start,
        with: "start: (): DifferentialState => ({ vector: {}, changedAt: {}, toldAt: {}, said: {} }),",
      },
      {
        replace: receive,
        with: "if (machine !== context.self) change(state, context, { machine, count: count + entry(state.vector, machine) });",
      },
      {
        replace: sending,
        with: "const said = state.said[to] ?? {};\n  context.send(to, { entries: Object.fromEntries(news.map(([machine, count]) => [machine, count - (said[machine] ?? 0)])) });\n  state.said[to] = { ...state.vector };",
      },
    ],
    caughtBy: twoWays,
    hint: "Two machines each tell you that a third has had one event more. Is it the same event?",
    steps: 8,
  },
  "confirms every receipt": {
    edits: [
      { replace: onMessage, with: onMessageFrom },
      { replace: countThenNote, with: `${countThenNote}\n      context.send(from, { entries: {} });` },
    ],
    caughtBy: oneMessage,
    hint: "A logical clock costs no message of its own, and so there is no confirmation: FIFO channels make it needless.",
    steps: 2,
  },
  "numbers its messages": {
    replace: sending,
    with: "context.send(to, { entries: Object.fromEntries(news), number: told });",
    caughtBy: oneMessage,
    hint: "`{ entries }` is all that travels, so that entries can be counted. What would the number be for, on a FIFO channel?",
    steps: 1,
  },
  "takes an entry that never changed for news": {
    edits: [
      {
        replace: start,
        with: "start: ({ self, peers }): DifferentialState => ({ vector: Object.fromEntries([self, ...peers].map((machine) => [machine, 0])), changedAt: {}, toldAt: {} }),",
      },
      { replace: isNews, with: "entry(state.changedAt, machine) >= told" },
    ],
    caughtBy: oneMessage,
    hint: "Nobody has told, and nothing has changed: 0 and 0. Is that news?",
    steps: 1,
  },
  "hides what was left out in the numbers": {
    edits: [
      {
        replace: "Object.entries(message.entries)) {",
        with: 'Object.entries(message.entries).flatMap(([machine, number]) => [[machine, number % 1_000], ["transform", Math.floor(number / 1_000)]])) {',
      },
      {
        replace: sending,
        with: 'context.send(to, { entries: Object.fromEntries(news.map(([machine, count]) => [machine, count + 1_000 * entry(state.vector, "transform")])) });',
      },
    ],
    caughtBy: overtaken,
    hint: "One number is to say one thing. How can the receiver know what this message does not tell?",
  },
  "keeps the accounts of the last two receivers": {
    replace: noteTold,
    with: `delete state.toldAt[to];\n  ${noteTold}\n  for (const old of Object.keys(state.toldAt).slice(0, -2)) delete state.toldAt[old];`,
    caughtBy: night,
    hint: "Write to three machines, and then to the first again. What do you still know of what it was told?",
    steps: 120,
  },
  "compares numbers as text": {
    replace: isNews,
    with: "String(entry(state.changedAt, machine)) > String(told)",
    caughtBy: talk,
    hint: 'As text, "10" stands before "9".',
    steps: 29,
  },
  "notes changes in eight bits": {
    replace: noteChange,
    with: "changedAt[machine] = entry(vector, self) % 256;",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 255?",
    steps: 470,
  },
  "sends at most eight entries": {
    replace: "Object.fromEntries(news)",
    with: "Object.fromEntries(news.slice(0, 8))",
    caughtBy: "what one machine has been told, another has not",
    hint: "As many entries go as have changed. What becomes of the ninth?",
    steps: 68,
  },
  "tells everything at every fortieth event": {
    replace: "const told = state.toldAt[to] ?? 0;",
    with: "const told = entry(state.vector, context.self) % 40 === 0 ? 0 : (state.toldAt[to] ?? 0);",
    caughtBy: longRun,
    hint: "Nothing is lost here, so nothing has to be told again to be sure.",
    steps: 470,
  },
  "notes changes in sixteen bits": {
    replace: noteChange,
    with: "changedAt[machine] = entry(vector, self) % 65_536;",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 65,535?",
  },
});
