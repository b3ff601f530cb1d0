import { mistakes } from "@millrace/grader";

const merge = "state.vector = mergeVectors(state.vector, message.vector);";
const receive = `${merge}\n    stamp(state, context);`;
const count = "{ [context.self]: entry(state.vector, context.self) + 1 }";
const stampThenSend = `stamp(state, context);
    if (input.type === "send") context.send(input.to, { vector: state.vector });`;
const sending = "context.send(input.to, { vector: state.vector });";
const start = "start: () => ({ vector: {} }),";
const machines = "const machines = Object.keys({ ...first, ...second });";
const isSmaller = "machines.some((machine) => entry(first, machine) < entry(second, machine))";
const isLarger = "machines.some((machine) => entry(first, machine) > entry(second, machine))";
const verdicts = `  if (isSmaller && isLarger) return "concurrent";
  if (isSmaller) return "before";
  return isLarger ? "after" : "equal";`;

const alone = "a machine alone counts 1, 2, 3 in its own entry";
const told = "one message for each send request, and nothing else is sent";
const receipt = "a receipt knows what its sending knew, and what came before on its own machine";
const newsStays = "news stays news: an old message takes nothing back, and a new one is understood alone";
const third = "news travels through a third machine";
const condition = "a → b exactly if v(a) < v(b), in every order of events";
const entries = "each entry counts the events of one machine, and all together the past";
const longRun = "the clock counts on for 66,000 events";
const comparison = "compareVectors has four answers, and gives the right one";
const night = "after a night's run, compareVectors tells of any two events which came first, or that neither did";

export default mistakes({
  "counts the receipt without merging": {
    replace: `    ${merge}\n`,
    with: "",
    caughtBy: receipt,
    hint: "The message knows what its sender knew. Does the receiver know it afterwards?",
    steps: 3,
  },
  "merges without counting the receipt": {
    replace: receive,
    with: `${merge}\n    context.output({ type: "stamped", vector: state.vector });`,
    caughtBy: receipt,
    hint: "A receipt is an event of its own. Is its vector larger than that of the sending?",
    steps: 3,
  },
  "takes over what it receives": {
    replace: merge,
    with: "state.vector = message.vector;",
    caughtBy: receipt,
    hint: "The receiver has had events that the message does not know of. What becomes of them?",
    steps: 5,
  },
  "takes over the vector that knows of more events": {
    replace: merge,
    with: "const known = (vector) => Object.values(vector).reduce((sum, count) => sum + count, 0);\n    if (known(message.vector) > known(state.vector)) state.vector = message.vector;",
    caughtBy: receipt,
    hint: "Each of the two can know something that the other does not, whichever knows more. Which of them is to be kept?",
    steps: 5,
  },
  "merges only what it knows already": {
    replace: merge,
    with: "for (const machine of Object.keys(state.vector)) state.vector = { ...state.vector, [machine]: Math.max(entry(state.vector, machine), entry(message.vector, machine)) };",
    caughtBy: receipt,
    hint: "A machine that has never been heard of counts as 0. Whose entries do you go through?",
    steps: 3,
  },
  "counts the receipt for the sender": {
    edits: [
      { replace: "onMessage(state, message, _from, context) {", with: "onMessage(state, message, from, context) {" },
      {
        replace: receive,
        with: `${merge}\n    state.vector = mergeVectors(state.vector, { [from]: entry(state.vector, from) + 1 });\n    context.output({ type: "stamped", vector: state.vector });`,
      },
    ],
    caughtBy: condition,
    hint: "Whose event is a receipt? Each machine counts its own events, and nobody else's.",
    steps: 4,
  },
  "sends the vector from before the sending": {
    replace: stampThenSend,
    with: 'if (input.type === "send") context.send(input.to, { vector: state.vector });\n    stamp(state, context);',
    caughtBy: receipt,
    hint: "The sending is an event. Does whoever receives the message know of it?",
    steps: 3,
  },
  "adds up instead of taking the larger": {
    replace: "Math.max(entry(first, machine), entry(second, machine))",
    with: "entry(first, machine) + entry(second, machine)",
    caughtBy: alone,
    hint: "Two machines that know of the same three events know of three events together, not of six.",
    steps: 2,
  },
  "believes the newest message": {
    replace: merge,
    with: "state.vector = { ...state.vector, ...message.vector, [context.self]: entry(state.vector, context.self) };",
    caughtBy: newsStays,
    hint: "Two messages have passed each other. What does the one that was sent first do to what the other told?",
    steps: 4,
  },
  "takes over from a sender what is newer than its last message": {
    edits: [
      { replace: "onMessage(state, message, _from, context) {", with: "onMessage(state, message, from, context) {" },
      {
        replace: merge,
        with: "if (entry(message.vector, from) > entry(state.vector, from)) state.vector = { ...message.vector, [context.self]: entry(state.vector, context.self) };",
      },
    ],
    caughtBy: newsStays,
    hint: "The message is newer than this sender's last one. Is it newer than what you have heard from others?",
    steps: 4,
  },
  "keeps what it has heard first": {
    replace: merge,
    with: "state.vector = { ...message.vector, ...state.vector };",
    caughtBy: newsStays,
    hint: "A second message of the same machine knows more than the first. Is it listened to?",
    steps: 4,
  },
  "merges once with each sender": {
    edits: [
      { replace: start, with: "start: () => ({ vector: {}, heard: {} })," },
      {
        replace: `onMessage(state, message, _from, context) {\n    ${merge}`,
        with: `onMessage(state, message, from, context) {\n    if (!state.heard[from]) ${merge}\n    state.heard[from] = true;`,
      },
    ],
    caughtBy: newsStays,
    hint: "Let the same machine send you two messages. It has gone on in between.",
    steps: 4,
  },
  "sends only what has changed": {
    edits: [
      { replace: start, with: "start: () => ({ vector: {}, told: {} })," },
      {
        replace: sending,
        with: "{\n      const told = state.told[input.to] ?? {};\n      context.send(input.to, { vector: Object.fromEntries(Object.entries(state.vector).filter(([machine, count]) => count !== told[machine])) });\n      state.told[input.to] = state.vector;\n    }",
      },
    ],
    caughtBy: newsStays,
    hint: "These channels let messages pass each other. Can the later message be understood without the earlier one? (1.3 saves this room, and says what it costs.)",
    steps: 5,
  },
  "merges the sender's entry only": {
    edits: [
      { replace: "onMessage(state, message, _from, context) {", with: "onMessage(state, message, from, context) {" },
      { replace: merge, with: "state.vector = mergeVectors(state.vector, { [from]: entry(message.vector, from) });" },
    ],
    caughtBy: third,
    hint: "What the sender has heard from others happened before the message, too.",
    steps: 5,
  },
  "sends its own entry only": {
    replace: sending,
    with: "context.send(input.to, { vector: { [context.self]: entry(state.vector, context.self) } });",
    caughtBy: third,
    hint: "Of three machines in a row, what does the last get to know of the first?",
    steps: 5,
  },
  "counts only its neighbours": {
    replace: merge,
    with: "for (const machine of [context.self, ...context.peers]) state.vector = mergeVectors(state.vector, { [machine]: entry(message.vector, machine) });",
    caughtBy: third,
    hint: "A machine hears of machines to which it has no channel. `peers` does not name them.",
    steps: 2,
  },
  "sends what it has learned from others only once": {
    edits: [
      { replace: start, with: "start: () => ({ vector: {}, passedOn: false })," },
      {
        replace: sending,
        with: "{\n      context.send(input.to, { vector: state.passedOn ? { [context.self]: entry(state.vector, context.self) } : state.vector });\n      state.passedOn = true;\n    }",
      },
    ],
    caughtBy: newsStays,
    hint: "Has each receiver heard it? And what have you heard since?",
    steps: 5,
  },
  "counts up from the largest of all entries": {
    replace: count,
    with: "{ [context.self]: Math.max(0, ...Object.values(state.vector)) + 1 }",
    caughtBy: entries,
    hint: "Your vectors tell before from after, but an entry is to count the events of one machine. What does a machine count whose first event is a receipt?",
    steps: 2,
  },
  "counts a receipt twice": {
    replace: merge,
    with: `${merge}\n    state.vector = mergeVectors(state.vector, ${count});`,
    caughtBy: entries,
    hint: "Your vectors tell before from after, but a receipt is one event, not two.",
    steps: 2,
  },
  "counts in steps of two": {
    replace: count,
    with: "{ [context.self]: entry(state.vector, context.self) + 2 }",
    caughtBy: alone,
    hint: "Any step would tell before from after; here an entry counts events, so it counts in ones.",
    steps: 1,
  },
  "begins at one": {
    replace: start,
    with: "start: ({ self }) => ({ vector: { [self]: 1 } }),",
    caughtBy: alone,
    hint: "Before the first event, how many events have there been? `start` is none.",
    steps: 1,
  },
  "stamps first and counts afterwards": {
    edits: [
      { replace: `  state.vector = mergeVectors(state.vector, ${count});\n`, with: "" },
      {
        replace: 'context.output({ type: "stamped", vector: state.vector });',
        with: `context.output({ type: "stamped", vector: state.vector });\n  state.vector = mergeVectors(state.vector, ${count});`,
      },
    ],
    caughtBy: alone,
    hint: "The first event is event number one. Count, then stamp.",
    steps: 1,
  },
  "does not count events that nobody hears of": {
    replace: stampThenSend,
    with: 'if (input.type === "local") context.output({ type: "stamped", vector: state.vector });\n    else {\n      stamp(state, context);\n      context.send(input.to, { vector: state.vector });\n    }',
    caughtBy: alone,
    hint: "Three events that nobody else hears of are still three events, one after the other.",
    steps: 1,
  },
  "confirms every receipt": {
    replace: "onMessage(state, message, _from, context) {",
    with: "onMessage(state, message, from, context) {\n    context.send(from, { vector: state.vector });",
    caughtBy: told,
    hint: "A logical clock costs no message of its own: it travels with those that are sent anyway.",
    steps: 2,
  },
  "sends to all": {
    replace: sending,
    with: "for (const peer of context.peers) context.send(peer, { vector: state.vector });",
    caughtBy: told,
    hint: "Who was the message for? `input.to` says it.",
    steps: 1,
  },
  "counts in eight bits": {
    replace: count,
    with: "{ [context.self]: (entry(state.vector, context.self) + 1) % 256 }",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 255?",
  },
  "takes the larger of two texts": {
    replace: "Math.max(entry(first, machine), entry(second, machine))",
    with: "String(entry(first, machine)) > String(entry(second, machine)) ? entry(first, machine) : entry(second, machine)",
    caughtBy: longRun,
    hint: 'As text, "9" is larger than "10".',
  },
  "keeps the three largest entries": {
    replace: "  context.output({ type",
    with: "  state.vector = Object.fromEntries(Object.entries(state.vector).sort((first, second) => second[1] - first[1]).slice(0, 3));\n  context.output({ type",
    caughtBy: night,
    hint: "A vector grows with the number of machines. Whoever cuts it short forgets: which events are concurrent then that were not?",
    steps: 11,
  },
  "looks for smaller entries only": {
    replace: isLarger,
    with: "false",
    caughtBy: comparison,
    hint: "[1, 2] and [2, 1]: each has seen what the other has not. Which two questions must be asked?",
  },
  "compares as in a dictionary": {
    replace: `${verdicts}`,
    with: '  const decisive = machines.find((machine) => entry(first, machine) !== entry(second, machine));\n  if (decisive === undefined) return "equal";\n  return entry(first, decisive) < entry(second, decisive) ? "before" : "after";',
    caughtBy: comparison,
    hint: "In a dictionary the first letter that differs decides. Here every entry has a say: [1, 2] and [2, 1].",
  },
  "compares sums": {
    replace: verdicts,
    with: '  const difference = machines.reduce((sum, machine) => sum + entry(first, machine) - entry(second, machine), 0);\n  if (difference === 0) return isSmaller && isLarger ? "concurrent" : "equal";\n  return difference < 0 ? "before" : "after";',
    caughtBy: comparison,
    hint: "[2, 1, 0] and [1, 3, 0]: the second knows of more events. Does it know of all that the first knows of?",
  },
  "asks every entry to be smaller": {
    edits: [
      { replace: isSmaller, with: "machines.every((machine) => entry(first, machine) < entry(second, machine))" },
      { replace: isLarger, with: "machines.every((machine) => entry(first, machine) > entry(second, machine))" },
      {
        replace: verdicts,
        with: '  if (isSmaller) return "before";\n  if (isLarger) return "after";\n  return machines.every((machine) => entry(first, machine) === entry(second, machine)) ? "equal" : "concurrent";',
      },
    ],
    caughtBy: comparison,
    hint: "[1, 0] and [2, 0]: one machine went on, and nobody heard. Which is the earlier?",
  },
  "calls equal vectors concurrent": {
    replace: 'return isLarger ? "after" : "equal";',
    with: 'return isLarger ? "after" : "concurrent";',
    caughtBy: comparison,
    hint: "Two copies of one version are no conflict. What is the fourth answer for?",
  },
  "takes a copy for another vector": {
    replace: 'return isLarger ? "after" : "equal";',
    with: 'return isLarger ? "after" : first === second ? "equal" : "concurrent";',
    caughtBy: comparison,
    hint: "Two vectors that were read from two files are equal if all their entries are.",
  },
  "calls vectors equal if neither is smaller": {
    replace: verdicts,
    with: '  if (isSmaller && !isLarger) return "before";\n  return isLarger && !isSmaller ? "after" : "equal";',
    caughtBy: comparison,
    hint: "Neither before nor after can mean two things. Which?",
  },
  "has before and after the wrong way round": {
    edits: [
      { replace: 'if (isSmaller) return "before";', with: 'if (isSmaller) return "after";' },
      { replace: 'return isLarger ? "after" : "equal";', with: 'return isLarger ? "before" : "equal";' },
    ],
    caughtBy: comparison,
    hint: "`compareVectors(first, second)` says how the first stands to the second.",
  },
  "looks at the first vector's machines only": {
    replace: machines,
    with: "const machines = Object.keys(first);",
    caughtBy: comparison,
    hint: "The second vector may name machines that the first has never heard of.",
  },
  "takes a missing entry for no smaller than any": {
    replace: isSmaller,
    with: "machines.some((machine) => Number(first[machine]) < Number(second[machine]))",
    caughtBy: comparison,
    hint: "A machine that is missing counts as 0. Is 0 smaller than 1 in your code?",
  },
  "compares entries by their places": {
    edits: [
      {
        replace: isSmaller,
        with: "machines.some((_machine, place) => (Object.values(first)[place] ?? 0) < (Object.values(second)[place] ?? 0))",
      },
      {
        replace: isLarger,
        with: "machines.some((_machine, place) => (Object.values(first)[place] ?? 0) > (Object.values(second)[place] ?? 0))",
      },
    ],
    caughtBy: comparison,
    hint: "Two objects can name the same machines in different orders. Compare name by name.",
  },
  "compares counts as text": {
    edits: [
      { replace: isSmaller, with: isSmaller.replaceAll(/entry\(\w+, machine\)/g, (call) => `String(${call})`) },
      { replace: isLarger, with: isLarger.replaceAll(/entry\(\w+, machine\)/g, (call) => `String(${call})`) },
    ],
    caughtBy: comparison,
    hint: 'As text, "10" stands before "9".',
  },
  "compares in 32 bits": {
    replace: isSmaller,
    with: "machines.some((machine) => ((entry(first, machine) - entry(second, machine)) | 0) < 0)",
    caughtBy: comparison,
    hint: "Counts have no end. What is the answer for 1 and 3,000,000,000?",
  },
  "remembers in bits which entries are smaller": {
    replace: isSmaller,
    with: "machines.reduce((bits, machine, place) => (entry(first, machine) < entry(second, machine) ? bits | (2 ** place) : bits), 0) !== 0",
    caughtBy: comparison,
    hint: "A number has 32 bits to mark machines with. How many machines may there be?",
  },
  "has room for thirty-two machines": {
    replace: "state.vector = mergeVectors(state.vector, message.vector);",
    with: "state.vector = Object.fromEntries(Object.entries(mergeVectors(state.vector, message.vector)).slice(0, 32));",
    caughtBy: third,
    hint: "There may be any number of machines. What becomes of the entries that find no room?",
    steps: 80,
  },
  "counts in sixteen bits": {
    replace: count,
    with: "{ [context.self]: (entry(state.vector, context.self) + 1) % 65_536 }",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 65,535?",
  },
  "tells only what is new whom it has told three times": {
    edits: [
      {
        replace: start,
        with: "start: (): VectorState & { told: Record<string, Vector[]> } => ({ vector: {}, told: {} }),",
      },
      {
        replace: sending,
        with: `{
      const told = ((state as VectorState & { told: Record<string, Vector[]> }).told[input.to] ??= []);
      const last = told.length < 3 ? {} : told[told.length - 1];
      const news = Object.entries(state.vector).filter(([machine, count]) => count > entry(last, machine));
      context.send(input.to, { vector: Object.fromEntries(news) });
      told.push(state.vector);
    }`,
      },
    ],
    caughtBy: newsStays,
    hint: "Your fifth message may arrive before your fourth. What does its receiver know then?",
    steps: 42,
  },
});
