import { mistakes } from "@millrace/grader";

const first = "what is sent after checkpoint 1 is handled after checkpoint 1";
const fit = "two machines, every order: checkpoints of one number fit together";
const threeMachines = "three machines: a number is handed on, and comes from two sides";
const back = "after a crash, all go back to the first checkpoint that is not before the line";
const old = "messages from before a recovery: what is undone is thrown away, and what is late counts";
const lost = "a message that is lost stops nobody, not even the rollback";
const crash = "three machines, one crash, every order";
const again = "the second crash is recovered from like the first";
const cost = "nothing is sent besides work, but for one message to each other machine after a crash";
const busy = "four busy machines, and a crash at any time";

const forced = "if (message.number > numberOf(state)) save(state, message.number, context);";
const handled = "handle(state, { from, job: message.job }, context);";
const due = "else if (input.number > numberOf(state)) save(state, input.number, context);";
const find = "state.checkpoints.findIndex(({ number }) => number >= line)";
const none = "if (place < 0) save(state, line, context);\n  else state.checkpoints.splice(place + 1);";
const newer = "if (message.incarnation > state.lines.length) recover(state, message.line, context);";
const undone = "return line !== undefined && number >= line;";
const tell = 'for (const peer of context.peers) context.send(peer, { type: "rollback", ...stampOf(state) });';

export default mistakes({
  "saves at the beginning of a period, and never else": {
    replace: forced,
    with: "",
    caughtBy: first,
    hint: "a saves, and sends. b handles that, and has not saved. If both go back to checkpoint 1, or to what they are: who has sent what b has received?",
    steps: 3,
  },
  "saves after it has handled the message": {
    replace: `${forced}\n    ${handled}`,
    with: `${handled}\n    ${forced}`,
    caughtBy: first,
    hint: "The checkpoint that the message asks for must not have it done.",
    steps: 3,
  },
  "saves under the next number of its own": {
    replace: forced,
    with: "if (message.number > numberOf(state)) save(state, numberOf(state) + 1, context);",
    caughtBy: fit,
    hint: "The sender may be several checkpoints ahead. With which of them must yours fit together?",
    steps: 3,
  },
  "saves for a message of the same number": {
    replace: "message.number > numberOf(state)",
    with: "message.number >= numberOf(state)",
    caughtBy: fit,
    hint: "Sender and receiver have both saved under this number. Has the sender's checkpoint sent what comes now?",
    steps: 4,
  },
  "saves for whatever number differs": {
    replace: "message.number > numberOf(state)",
    with: "message.number !== numberOf(state)",
    caughtBy: fit,
    hint: "A message of a lower number was sent before the sender's next checkpoint. What can go wrong if you have saved already?",
    steps: 5,
  },
  "saves at the beginning of every period": {
    replace: "else if (input.number > numberOf(state))",
    with: "else",
    caughtBy: fit,
    hint: "A message has made this machine save in this period already. What is the second checkpoint for?",
    steps: 4,
  },
  "counts its checkpoints, whatever the period": {
    replace: due,
    with: "else if (input.number > numberOf(state)) save(state, numberOf(state) + 1, context);",
    caughtBy: fit,
    hint: "Period 4 begins, and the newest checkpoint is number 1. Which others should this one fit together with?",
    steps: 3,
  },
  "does not save in a period in which it has done nothing": {
    replace: "else if (input.number > numberOf(state))",
    with: "else if (input.number > numberOf(state) && state.done > (state.checkpoints.at(-1)?.done ?? 0))",
    caughtBy: first,
    hint: "The state may be the same. The number is not, and others go by it.",
    steps: 1,
  },
  "a message says the number that made it": {
    edits: [
      {
        replace: "done: number;\n  /** Oldest first, without",
        with: "done: number;\n  last?: number;\n  /** Oldest first, without",
      },
      { replace: handled, with: `state.last = message.number;\n    ${handled}` },
      { replace: "return { number: numberOf(state),", with: "return { number: state.last ?? numberOf(state)," },
    ],
    caughtBy: threeMachines,
    hint: "b has got a 9 and is itself at 10. What does c have to know of b?",
    steps: 7,
  },
  "numbers are texts": {
    replace: "message.number > numberOf(state)",
    with: "String(message.number) > String(numberOf(state))",
    caughtBy: threeMachines,
    hint: "Which is higher, 9 or 10?",
    steps: 5,
  },
  "goes back to its newest checkpoint": {
    replace: find,
    with: "state.checkpoints.length - 1 + 0 * line",
    caughtBy: back,
    hint: "b has saved twice since the line. What has it received between these two?",
    steps: 4,
  },
  "goes back to the last checkpoint that is not after the line": {
    replace: find,
    with: "state.checkpoints.findLastIndex(({ number }) => number <= line)",
    caughtBy: back,
    hint: "b has checkpoints 1 and 3, and the line is 2. With checkpoint 1 of b nothing is wrong. But is anything wrong with 3?",
    steps: 4,
  },
  "goes back to the checkpoint with that very number, or not at all": {
    replace: find,
    with: "state.checkpoints.findIndex(({ number }) => number === line)",
    caughtBy: back,
    hint: "Numbers may be left out: a machine that is behind jumps to the number that it hears.",
    steps: 5,
  },
  "goes back, although it has saved nothing since the line": {
    replace: "if (place < 0) save(state, line, context);\n  else ",
    with: "if (place >= 0) ",
    caughtBy: back,
    hint: "Who has no checkpoint as high as the line has received nothing that was sent after it. What is there to undo?",
    steps: 4,
  },
  "stays, and saves nothing": {
    edits: [
      { replace: none, with: "if (place >= 0) state.checkpoints.splice(place + 1);" },
      {
        replace: "state.done = state.checkpoints.at(-1)?.done ?? 0;",
        with: "if (place >= 0) state.done = state.checkpoints.at(-1)?.done ?? 0;",
      },
    ],
    caughtBy: back,
    hint: "Everybody else has a checkpoint from the line on. What if this machine crashes next?",
    steps: 4,
  },
  "keeps checkpoints that are undone": {
    replace: "else state.checkpoints.splice(place + 1);\n  state.done = state.checkpoints.at(-1)?.done ?? 0;",
    with: "state.done = state.checkpoints.at(place)?.done ?? 0;",
    caughtBy: back,
    hint: "What is the number of this machine, after it has gone back? And what will it go back to next time?",
    steps: 4,
  },
  "has room for ten checkpoints": {
    replace: "state.checkpoints.push({ number, done: state.done });",
    with: "state.checkpoints.push({ number, done: state.done });\n  if (state.checkpoints.length > 10) state.checkpoints.shift();",
    caughtBy: back,
    hint: "How far may one machine be ahead of another one? Who knows which checkpoints nobody will go back to?",
    steps: 13,
  },
  "goes back in name only": {
    replace: "state.done = state.checkpoints.at(-1)?.done ?? 0;",
    with: "",
    caughtBy: back,
    hint: "The work itself has to be as it was in that checkpoint.",
    steps: 5,
  },
  "the machine that crashed tells nobody": {
    replace: tell,
    with: "",
    caughtBy: cost,
    hint: "It may never send work again. Who undoes what the others have received from it?",
    steps: 5,
  },
  "tells the first of the others only": {
    edits: [
      {
        replace: tell,
        with: 'for (const peer of context.peers.slice(0, 1)) context.send(peer, { type: "rollback", ...stampOf(state) });',
      },
    ],
    caughtBy: cost,
    hint: "The third machine has at second hand what is undone now.",
    steps: 6,
  },
  "asks the others to save, too": {
    replace: 'context.output({ type: "saved", number });',
    with: 'context.output({ type: "saved", number });\n  for (const peer of context.peers) context.send(peer, { type: "rollback", ...stampOf(state) });',
    caughtBy: cost,
    hint: "The number rides on every message. Who needs to be told besides?",
    steps: 1,
  },
  "passes the rollback on": {
    replace: newer,
    with: `${newer.slice(0, -1).replace("recover(", "{ recover(")}; if (message.type === "rollback") ${tell.replace("stampOf(state)", "stampOf(state)")} }`,
    caughtBy: cost,
    hint: "Who crashed has told everybody. What does a second message tell?",
    steps: 3,
  },
  "waits for the rollback": {
    replace: newer,
    with: 'if (message.type === "rollback" && message.incarnation > state.lines.length) recover(state, message.line, context);',
    caughtBy: lost,
    hint: "The rollback may be late, or lost. Work that was sent after the recovery comes. Is this machine in the state that it was sent to?",
    steps: 5,
  },
  "says a number once to each machine": {
    edits: [
      {
        replace: "  done: number;\n  /** Oldest first, without",
        with: "  done: number;\n  said: Record<string, string>;\n  /** Oldest first, without",
      },
      { replace: "const state: State = { done: 0,", with: "const state: State = { done: 0, said: {}," },
      {
        replace:
          'for (const { to, job: next } of job.next) context.send(to, { type: "work", job: next, ...stampOf(state) });',
        with: `for (const { to, job: next } of job.next) {
    const stamp = stampOf(state);
    const isNew = state.said[to] !== JSON.stringify(stamp);
    state.said[to] = JSON.stringify(stamp);
    context.send(to, { type: "work", job: next, ...stamp, number: isNew ? stamp.number : 0 });
  }`,
      },
    ],
    caughtBy: lost,
    hint: "The message with the number may be late or lost, and then the next one is the first to come.",
    steps: 4,
  },
  "goes back for each message of the new time": {
    replace: newer,
    with: 'if (message.incarnation > state.lines.length || (message.type === "rollback" && message.incarnation === state.lines.length)) recover(state, message.line, context);',
    caughtBy: old,
    hint: "Work has brought the news already, and then the rollback comes.",
    steps: 5,
  },
  "handles whatever comes": {
    replace: undone,
    with: "return line !== undefined && number < 0;",
    caughtBy: old,
    hint: "A message that was sent before the crash comes after the recovery. Has its sender still sent it?",
    steps: 4,
  },
  "throws away whatever is old": {
    replace: undone,
    with: "return line !== undefined;",
    caughtBy: old,
    hint: "It was sent before the checkpoint to which its sender went back. It was only slow.",
    steps: 6,
  },
  "what was sent right after the line counts": {
    replace: undone,
    with: "return line !== undefined && number > line;",
    caughtBy: old,
    hint: "A message with number r was sent after checkpoint r. Where is its sender now?",
    steps: 4,
  },
  "compares with its own number instead of the line": {
    replace: "|| isUndone(state, message)",
    with: "|| (state.lines[message.incarnation] !== undefined && message.number >= numberOf(state))",
    caughtBy: old,
    hint: "Which number decides what a sender has undone?",
    steps: 7,
  },
  "takes its own place for the line": {
    replace: "state.lines.push(line);",
    with: "state.lines.push(numberOf(state));",
    caughtBy: crash,
    hint: "b has no checkpoint 2 and goes back to 3. What does it say to c, which has both?",
    steps: 7,
  },
  "what a job hands on second has no number": {
    replace:
      'for (const { to, job: next } of job.next) context.send(to, { type: "work", job: next, ...stampOf(state) });',
    with: `for (const [place, { to, job: next }] of job.next.entries())
    context.send(to, { type: "work", job: next, ...stampOf(state), ...(place > 0 ? { number: 0 } : {}) });`,
    caughtBy: busy,
    hint: "A job may hand on several others.",
    steps: 3,
  },
  "remembers the last line only": {
    replace: "const line = lines[incarnation];",
    with: "const line = incarnation < lines.length ? lines.at(-1) : undefined;",
    caughtBy: again,
    hint: "A message sleeps through two recoveries. The first one has undone it, and the line of the second is higher.",
    steps: 9,
  },
  "forgets with a crash how many recoveries there were": {
    replace: "context.disk.write(key, { checkpoints, lines } satisfies Kept);",
    with: "context.disk.write(key, { checkpoints, lines: lines.slice(0, 0) } satisfies Kept);",
    caughtBy: again,
    hint: "The same machine crashes once more. Which number has its second recovery, and do the others take note?",
    steps: 6,
  },
  "writes down a recovery that it hears of with its next checkpoint": {
    replace: "state.lines.push(line);\n  keep(state, context);",
    with: "if (context.peers.length === 0) keep(state, context);\n  state.lines.push(line);",
    caughtBy: again,
    hint: "Between the two it may crash, and then it is back before the recovery.",
    steps: 6,
  },
  "checkpoints are in memory": {
    replace: "function keep({ checkpoints, lines }: State, context: Reach): void {",
    with: "function keep({ checkpoints: all, lines }: State, context: Reach): void {\n  const checkpoints = all.slice(0, 1);",
    caughtBy: back,
    hint: "What is left of a checkpoint after a crash?",
    steps: 3,
  },
  "the machine that crashed does not count its own recovery": {
    replace: "recover(state, numberOf(state), context);",
    with: "recover(state, numberOf(state), context);\n      state.lines.pop();",
    caughtBy: back,
    hint: "What does the rollback say that is new to the others?",
    steps: 3,
  },
  "the start is no checkpoint": {
    replace: "recover(state, numberOf(state), context);",
    with: "if (state.checkpoints.length > 1) recover(state, numberOf(state), context);",
    caughtBy: back,
    hint: "A machine may crash before its first period. Then the line is 0.",
    steps: 2,
  },
  "remembers the last two lines only": {
    replace: "const line = lines[incarnation];",
    with: "const line = incarnation < lines.length - 2 ? undefined : lines[incarnation];",
    caughtBy: again,
    hint: "A message may sleep through any number of recoveries. Which of them has undone it?",
    steps: 14,
  },
  "writes down the last three lines only": {
    replace: "context.disk.write(key, { checkpoints, lines } satisfies Kept);",
    with: "context.disk.write(key, { checkpoints, lines: lines.slice(-3) } satisfies Kept);",
    caughtBy: again,
    hint: "How many recoveries have there been, says the disk after the fifth?",
    steps: 30,
  },
  "throws away what has slept through more than two recoveries": {
    replace: "const line = lines[incarnation];",
    with: "const line = incarnation < lines.length - 2 ? 0 : lines[incarnation];",
    caughtBy: again,
    hint: "It was sent before the checkpoint to which its sender went back each time. Is its sending undone?",
    steps: 13,
  },
});
