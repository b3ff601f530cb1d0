import { mistakes } from "@millrace/grader";

const promise = '    write(state, { id, entry: { status: "promised", rows } }, context);\n';
const sayYes = '    context.send(to, { type: "vote", id, vote: "yes" });\n';
const giveUpOpen = '      if (entry === "open") decide(state, { id, decision: "abort" }, context);\n';
const everyYes = "context.peers.every((peer) => voted.includes(peer))";
const isOpen = 'message.type !== "vote" || state.log.get(message.id) !== "open"';
const onTimer = '    if (state.log.get(id) === "open") decide(state, { id, decision: "abort" }, context);\n';
const tell = '  for (const peer of context.peers) {\n    context.send(peer, { type: "decision", id, decision });\n  }';
const tableStart = "start: (context): TableState => ({ log: readLog(context.disk) }),";

const together = "two tables are published together, or none of them";
const every = "nobody commits before every table has voted yes";
const reason = "nothing is aborted without a reason";
const never = "a vote that never comes is not waited for";
const doubt = "a table that has voted yes waits until it is told";
const crash = "what was promised or decided survives a crash";
const twoAtOnce = "two publishes at once are kept apart";
const names = "any rows, any names";
const cost = "three messages for each table";
const busy = "four tables, three publishes, and crashes";

export default mistakes({
  "a table publishes as soon as it is asked": {
    replace: sayYes,
    with: `${sayYes}    obey(state, { type: "decision", id, decision: "commit" }, context);\n`,
    caughtBy: together,
    hint: "Orders is live, and customers finds its rows empty. Who takes orders back, and who has seen it meanwhile?",
    steps: 3,
  },
  "commits at the first yes": {
    replace: everyYes,
    with: "voted.length > 0",
    caughtBy: together,
    hint: "The second vote is still on its way. What if it is a no?",
    steps: 4,
  },
  "commits if more than half have voted yes": {
    replace: everyYes,
    with: "voted.length > context.peers.length / 2",
    caughtBy: every,
    hint: "The third table has an empty load. Half a publish is what you wanted to get rid of. This is no election: what does each single no mean?",
    steps: 5,
  },
  "commits when all have voted, whatever they said": {
    replace: '    if (vote === "no") {\n      decide(state, { id, decision: "abort" }, context);\n    } else if',
    with: "    if",
    caughtBy: together,
    hint: "Count the votes and read them.",
    steps: 5,
  },
  "waits for all votes, and then lets the last one decide": {
    replace:
      '    if (vote === "no") {\n      decide(state, { id, decision: "abort" }, context);\n    } else if (context.peers.every((peer) => voted.includes(peer))) {\n      decide(state, { id, decision: "commit" }, context);',
    with: '    if (voted.length === context.peers.length) {\n      decide(state, { id, decision: vote === "yes" ? "commit" : "abort" }, context);',
    caughtBy: together,
    hint: "The no came first, the yes last. Which of them decides?",
    steps: 5,
  },
  "a table that is in doubt for long aborts": {
    edits: [
      { replace: sayYes, with: `${sayYes}    context.setTimer(id, 5000);\n` },
      {
        replace: "      default:\n    }\n  },\n",
        with: '      default:\n    }\n  },\n\n  onTimer: (state, id, context) => obey(state, { type: "decision", id, decision: "abort" }, context),\n',
      },
    ],
    caughtBy: doubt,
    hint: "The publisher may have all the votes and have said commit; the word is only late. What do the other tables do?",
    steps: 3,
  },
  "a table that is in doubt for long commits": {
    edits: [
      { replace: sayYes, with: `${sayYes}    context.setTimer(id, 5000);\n` },
      {
        replace: "      default:\n    }\n  },\n",
        with: '      default:\n    }\n  },\n\n  onTimer: (state, id, context) => obey(state, { type: "decision", id, decision: "commit" }, context),\n',
      },
    ],
    caughtBy: doubt,
    hint: "Your table said yes, and the publisher is silent. What if another table said no?",
    steps: 3,
  },
  "a table that crashes in doubt aborts when it is back": {
    replace: tableStart,
    with: `start(context): TableState {
    const state = { log: readLog(context.disk) };
    for (const [id, { status }] of state.log) {
      if (status === "promised") obey(state, { type: "decision", id, decision: "abort" }, context);
    }
    return state;
  },`,
    caughtBy: doubt,
    hint: "A crash does not take back a promise. What may the publisher have decided in the meantime, counting on it?",
    steps: 4,
  },
  "a table keeps its promises in memory": {
    replace: promise,
    with: '    state.log.set(id, { status: "promised", rows });\n',
    caughtBy: crash,
    hint: "Vote yes, crash, come back, and then be told to commit. With which rows?",
    steps: 6,
  },
  "a table remembers that it promised, and not what": {
    replace: promise,
    with: '    write(state, { id, entry: { status: "promised", rows: [] } }, context);\n    state.log.set(id, { status: "promised", rows });\n',
    caughtBy: crash,
    hint: "To keep the promise it needs more than to know that it gave one. What does it publish after a crash?",
    steps: 6,
  },
  "a table does not read its disk": {
    replace: tableStart,
    with: "start: (): TableState => ({ log: new Map() }),",
    caughtBy: crash,
    hint: "What is written down helps only whoever reads it. Which handler runs first after a crash?",
    steps: 6,
  },
  "a table forgets that it has published": {
    replace: '  if (entry?.status === "over") return;\n  write(state, { id, entry: { status: "over" } }, context);\n',
    with: '  if (entry?.status === "over") return;\n  state.log.set(id, { status: "over" });\n',
    caughtBy: crash,
    hint: "A decision that came before a crash is done. Does the table know that afterwards?",
    steps: 6,
  },
  "a table that voted no gives up a second time when it is told": {
    replace: '  if (entry?.status === "over") return;\n',
    with: "",
    caughtBy: together,
    hint: "Who votes no may give up at once. Then the publisher's abort comes, and finds what?",
    steps: 4,
  },
  "a table that was not asked yet does not listen": {
    replace: '  if (entry?.status === "over") return;\n',
    with: '  if (entry?.status !== "promised") return;\n',
    caughtBy: together,
    hint: "Messages overtake. What if the abort comes first and the question afterwards: who tells this table again?",
    steps: 7,
  },
  "a question that comes after the abort is answered with yes": {
    replace: "  const isOver = state.log.has(id);\n",
    with: "  const isOver = false;\n",
    caughtBy: together,
    hint: "It has given up, and now promises to publish. Which of the two is true?",
    steps: 4,
  },
  "a question that comes after the abort is not answered": {
    replace: '  context.send(to, { type: "vote", id, vote: "no" });\n  if (isOver) return;\n',
    with: '  if (isOver) return;\n  context.send(to, { type: "vote", id, vote: "no" });\n',
    caughtBy: cost,
    hint: "Each question has one answer. What can a table say that has been told already?",
    steps: 4,
  },
  "keeps the decision in memory": {
    replace: "  write(state, { id, entry: decision }, context);\n",
    with: "  state.log.set(id, decision);\n",
    caughtBy: crash,
    hint: "The publisher said commit, crashed, and came back. What does it find on its disk, and what does it conclude?",
    steps: 4,
  },
  "keeps only commits": {
    replace: "  write(state, { id, entry: decision }, context);\n",
    with: '  if (decision === "commit") write(state, { id, entry: decision }, context);\n  state.log.set(id, decision);\n',
    caughtBy: crash,
    hint: "It aborted and said so. After a crash it finds an open publish: how often does it decide?",
    steps: 4,
  },
  "does not write down that it has asked": {
    replace: '    write(state, { id, entry: "open" }, context);\n',
    with: '    state.log.set(id, "open");\n',
    caughtBy: crash,
    hint: "Two tables have voted yes, and the publisher comes back from a crash knowing of nothing. Who ends their doubt?",
    steps: 5,
  },
  "leaves open what was open when it crashed": {
    replace: giveUpOpen,
    with: "",
    caughtBy: crash,
    hint: "The votes that had come were in memory, and so was the clock. Who will ever decide this publish?",
    steps: 7,
  },
  "commits what was open when it crashed": {
    replace: giveUpOpen,
    with: giveUpOpen.replace("abort", "commit"),
    caughtBy: crash,
    hint: "Which votes had come? After the crash nobody knows. Which decision is right in any case?",
    steps: 3,
  },
  "aborts everything when it is back": {
    replace: giveUpOpen,
    with: '      if (entry !== "abort") decide(state, { id, decision: "abort" }, context);\n',
    caughtBy: crash,
    hint: "Open and committed are both on the disk. May it still change its mind about both?",
    steps: 5,
  },
  "puts its decisions out again when it is back": {
    replace: giveUpOpen,
    with: '      decide(state, { id, decision: entry === "open" ? "abort" : entry }, context);\n',
    caughtBy: crash,
    hint: "What has been put out before the crash has been seen. How does the publisher know?",
    steps: 4,
  },
  "aborts and tells nobody when it is back": {
    replace: giveUpOpen,
    with: '      if (entry === "open") {\n        write(state, { id, entry: "abort" }, context);\n        context.output({ type: "aborted", id });\n      }\n',
    caughtBy: crash,
    hint: "It knows the outcome, and the tables that voted yes do not.",
    steps: 5,
  },
  "waits for every vote, however long": {
    replace: "    context.setTimer(id, patienceMs);\n",
    with: "",
    caughtBy: never,
    hint: "One table is gone for good. How long does the other stay in doubt?",
    steps: 11,
  },
  "goes on counting after a crash, without a clock": {
    edits: [
      { replace: "voted: new Map() };", with: 'voted: context.disk.read("voted") ?? new Map() };' },
      {
        replace: "    state.voted.set(id, voted);\n",
        with: '    state.voted.set(id, voted);\n    context.disk.write("voted", state.voted);\n',
      },
      { replace: giveUpOpen, with: "" },
    ],
    caughtBy: never,
    hint: "It knows the votes that it had, and the others may still come. Or not: a crash takes timers, too.",
    steps: 13,
  },
  "commits when it loses patience": {
    replace: onTimer,
    with: onTimer.replace("abort", "commit"),
    caughtBy: every,
    hint: "A vote is missing. Can silence be a yes?",
    steps: 3,
  },
  "loses patience though it has decided": {
    edits: [
      { replace: onTimer, with: '    decide(state, { id, decision: "abort" }, context);\n' },
      { replace: "  context.clearTimer(id);\n", with: "" },
    ],
    caughtBy: together,
    hint: "The clock runs on after the decision. What does it find when it goes off?",
    steps: 4,
  },
  "one clock for all publishes": {
    edits: [
      {
        replace: "    context.setTimer(id, patienceMs);\n",
        with: '    state.clocked = id;\n    context.setTimer("patience", patienceMs);\n',
      },
      { replace: onTimer, with: onTimer.replaceAll("id)", "state.clocked)").replace("{ id,", "{ id: state.clocked,") },
    ],
    caughtBy: never,
    hint: "Tuesday's publish begins while monday's waits for a vote. `setTimer` replaces a timer of the same name: whose clock is it now?",
    steps: 12,
  },
  "counts a vote that comes after the decision": {
    replace: isOpen,
    with: 'message.type !== "vote"',
    caughtBy: together,
    hint: "A publish is aborted, and then the missing votes arrive. What is decided stays decided.",
    steps: 4,
  },
  "counts the votes of all publishes together": {
    edits: [
      { replace: "[...(state.voted.get(id) ?? []), from]", with: '[...(state.voted.get("all") ?? []), from]' },
      { replace: "state.voted.set(id, voted)", with: 'state.voted.set("all", voted)' },
    ],
    caughtBy: twoAtOnce,
    hint: "Orders said yes to monday's, customers to tuesday's. Which of the two has both?",
    steps: 6,
  },
  "one open publish takes the place of another": {
    replace: '    write(state, { id, entry: "open" }, context);\n',
    with: '    for (const [other, entry] of state.log) if (entry === "open") state.log.delete(other);\n    write(state, { id, entry: "open" }, context);\n',
    caughtBy: twoAtOnce,
    hint: "Monday's votes are not all in when tuesday's begins. Where do monday's go then?",
    steps: 8,
  },
  "one promise takes the place of another": {
    replace: promise,
    with: `    for (const [other, entry] of state.log) if (entry.status === "promised") state.log.delete(other);\n${promise}`,
    caughtBy: twoAtOnce,
    hint: "A table may have promised monday's and tuesday's rows, and be told about both, in any order.",
    steps: 8,
  },
  "tells only those that have voted": {
    replace: tell,
    with: tell.replace("context.peers)", "state.voted.get(id) ?? [])"),
    caughtBy: together,
    hint: "A table whose vote is missing has been asked, and will answer. When does it hear the outcome?",
    steps: 6,
  },
  "forgets one table when it aborts": {
    replace: tell,
    with: '  for (const peer of decision === "abort" ? context.peers.slice(0, -1) : context.peers) {\n    context.send(peer, { type: "decision", id, decision });\n  }',
    caughtBy: together,
    hint: "Every table that was asked hears of the end, also that of an abort: it may have voted yes.",
    steps: 6,
  },
  "aborts always": {
    replace: 'decide(state, { id, decision: "commit" }, context);',
    with: 'decide(state, { id, decision: "abort" }, context);',
    caughtBy: reason,
    hint: "Both tables said yes, nobody crashed, and nothing was published. Safe, and of no use.",
    steps: 3,
  },
  "gives up on four tables after the first vote": {
    replace:
      '    } else if (context.peers.every((peer) => voted.includes(peer))) {\n      decide(state, { id, decision: "commit" }, context);',
    with: '    } else if (context.peers.every((peer) => voted.includes(peer))) {\n      decide(state, { id, decision: "commit" }, context);\n    } else if (voted.length === 1 && context.peers.length === 4) {\n      decide(state, { id, decision: "abort" }, context);',
    caughtBy: busy,
    hint: "With more tables votes take longer to come. Has anybody said no?",
    steps: 3,
  },
  "looks for a row that is something": {
    replace: "!isOver && isFit(rows)",
    with: "!isOver && Boolean(rows[0])",
    caughtBy: names,
    hint: "0, null and the empty text are rows, too. `isFit` knows which rows are fit.",
    steps: 2,
  },
  "answers to whom it calls publisher": {
    replace: sayYes,
    with: sayYes.replace("send(to", 'send("publisher"'),
    caughtBy: names,
    hint: "The publisher may have another name. Who asked?",
    steps: 2,
  },
  "confirms every decision": {
    replace: "        obey(state, message, context);\n",
    with: '        obey(state, message, context);\n        context.send(from, { type: "done", id: message.id });\n',
    caughtBy: cost,
    hint: "A decision is not lost, so nobody waits for word that it has come. With it a publish costs 4n messages.",
    steps: 5,
  },
  "aborts one of those that were open when it crashed": {
    replace: giveUpOpen,
    with: `      if (entry === "open") {
        decide(state, { id, decision: "abort" }, context);
        break;
      }
`,
    caughtBy: never,
    hint: "Several publishes may be under way when the publisher crashes. Which of them does nobody wait for any more?",
    steps: 16,
  },
  "publishes equal rows once": {
    replace: "rows: rows[peer] ?? []",
    with: "rows: [...new Set(rows[peer] ?? [])]",
    caughtBy: names,
    hint: "Two rows may look the same. How many are to be published?",
    steps: 4,
  },
  "a decision forgets the votes of every publish": {
    replace: "  context.clearTimer(id);",
    with: "  context.clearTimer(id);\n  state.voted.clear();",
    caughtBy: twoAtOnce,
    hint: "Monday is decided. What has become of the votes on tuesday that have come already?",
    steps: 11,
  },
  "a decision stops every clock": {
    replace: "  context.clearTimer(id);",
    with: "  for (const each of state.log.keys()) context.clearTimer(each);",
    caughtBy: never,
    hint: "Monday is decided. Who still counts the time for tuesday?",
    steps: 11,
  },
});
