import { mistakes } from "@millrace/grader";

const takenInOrAnswered = `if (state.parent === undefined) {
        state.parent = from;
      } else {
        context.send(from, { type: "signal" });
      }`;
const answer = 'context.send(from, { type: "signal" });';
const leave = "  state.parent = undefined;\n";
const payOthersAndLeave = `  for (const other of state.others.splice(0)) context.send(other, { type: "signal" });\n${leave}`;

const twoPieces = "one worker, two pieces of work: the root waits for both";
const twoMachines = "two machines, every order: never too early, and in the end";
const circle = "three machines: work that goes round in a circle";
const twoSides = "three machines: work from two sides";
const longerCircles = "four machines and more: longer circles, and two ways to one worker";
const tree = "whoever is busy hangs on the root";
const fortyPieces = "forty pieces on their way at once";
const cost = "one signal for each work message, to its sender";

export default mistakes({
  "answers every message at once": {
    replace: takenInOrAnswered,
    with: answer,
    caughtBy: twoPieces,
    hint: "A signal says: this piece is done, and all that came of it. What does a machine know of that at the moment when the piece arrives?",
    steps: 7,
  },
  "leaves although signals are missing": {
    replace: "state.deficit > 0 || ",
    with: "",
    caughtBy: twoPieces,
    hint: "To have nothing left to do is not to be done. Whom did this machine give work to, and what has it heard of it?",
    steps: 6,
  },
  "leaves although it is still at work": {
    replace: " || !isPassive(state.workload)",
    with: "",
    caughtBy: twoPieces,
    hint: "While nothing has been handed out, no signal is missing. Does that make it done?",
    steps: 1,
  },
  "lets one signal go": {
    replace: "state.deficit > 0",
    with: "state.deficit > 1",
    caughtBy: twoPieces,
    hint: "Follow a root with a single worker. How many signals are missing while that worker is busy?",
    steps: 6,
  },
  "every machine says it when it leaves": {
    replace: 'context.send(state.parent, { type: "signal" });',
    with: `context.send(state.parent, { type: "signal" });
    context.output({ type: "terminated" });`,
    caughtBy: twoPieces,
    hint: "A machine that leaves knows that all is over below it. Which machine has everything below it?",
    steps: 4,
  },
  "has no answer for work that comes while it is in the tree": {
    replace: `      } else {
        ${answer}
      }`,
    with: "      }",
    caughtBy: twoMachines,
    hint: "Whoever sent it counts on a signal for it, for the second message as for the first. Who sends that one, and when?",
    steps: 7,
  },
  "is never out of the tree again": {
    replace: leave,
    with: "",
    caughtBy: twoMachines,
    hint: "After its last signal a machine is as it was at the start. What would it do with the next piece of work now?",
    steps: 8,
  },
  "looks only when a signal comes": {
    replace: `      state.deficit -= 1;
    }
    leaveIfDone(state, context);`,
    with: `      state.deficit -= 1;
      leaveIfDone(state, context);
    }`,
    caughtBy: twoMachines,
    hint: "A task that hands nothing out is done on arrival, and no signal will ever come for it.",
    steps: 6,
  },
  "does not look when it begins": {
    replace: `takeOn(state.workload, task, context);
    leaveIfDone(state, context);`,
    with: "takeOn(state.workload, task, context);",
    caughtBy: twoMachines,
    hint: "A backfill may find nothing to load. Who says then that it is over?",
    steps: 1,
  },
  "takes work for a signal": {
    replace: `    } else {
      state.deficit -= 1;
    }`,
    with: `    }
    state.deficit -= 1;`,
    caughtBy: twoMachines,
    hint: "Which messages answer yours? Work that comes in asks something of you; it answers nothing.",
    steps: 8,
  },
  "looks before it has counted": {
    replace: 'context.send(to, { type: "work", task });',
    with: `leaveIfDone(state, context);
    context.send(to, { type: "work", task });`,
    caughtBy: twoMachines,
    hint: "For a moment the last piece is off the list and not yet counted. What does your machine decide in that moment?",
    steps: 5,
  },
  "the root is taken in by work that comes back": {
    replace: "if (state.parent === undefined) {",
    with: "if (state.parent === undefined || state.parent === context.self) {",
    caughtBy: twoMachines,
    hint: "The root is in the tree from the first moment, with nobody above it. What if work comes back to it?",
    steps: 8,
  },
  "counts machines instead of messages": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: new Set()," },
      { replace: "state.deficit -= 1;", with: "state.deficit.delete(from);" },
      { replace: "state.deficit += 1;", with: "state.deficit.add(to);" },
      { replace: "state.deficit > 0", with: "state.deficit.size > 0" },
    ],
    caughtBy: twoMachines,
    hint: "Give one machine two pieces of work. How many signals come back from it?",
    steps: 5,
  },
  "is taken in anew while it waits": {
    replace: "if (state.parent === undefined) {",
    with: "if (state.parent === undefined || (state.parent !== context.self && isPassive(state.workload))) {",
    caughtBy: twoMachines,
    hint: "A machine that has handed everything out and waits for signals is passive, and it is still in the tree.",
    steps: 9,
  },
  "keeps every signal back": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, others: []," },
      { replace: answer, with: "state.others.push(from);" },
      { replace: leave, with: payOthersAndLeave },
    ],
    caughtBy: twoMachines,
    hint: "Let work come back to the machine that it came from. Who waits for whom?",
    steps: 7,
  },
  "keeps every signal back, but for the root's": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, others: []," },
      { replace: answer, with: `if (state.parent === context.self) ${answer} else state.others.push(from);` },
      { replace: leave, with: payOthersAndLeave },
    ],
    caughtBy: circle,
    hint: "Let two machines below the root give work to each other. Who waits for whom?",
    steps: 9,
  },
  "answers at once only those that it waits for": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, others: [], children: []," },
      {
        replace: answer,
        with: `if (state.parent === context.self || state.children.includes(from)) ${answer} else state.others.push(from);`,
      },
      {
        replace: "state.deficit -= 1;",
        with: "state.deficit -= 1; state.children.splice(state.children.indexOf(from), 1);",
      },
      { replace: "state.deficit += 1;", with: "state.deficit += 1; state.children.push(to);" },
      { replace: leave, with: payOthersAndLeave },
    ],
    caughtBy: longerCircles,
    hint: "Two machines that wait for each other are the shortest circle. Can you build a longer one?",
    steps: 11,
  },
  "moves under the newest sender": {
    replace: takenInOrAnswered,
    with: `if (state.parent === context.self) {
        ${answer}
      } else {
        if (state.parent !== undefined) context.send(state.parent, { type: "signal" });
        state.parent = from;
      }`,
    caughtBy: tree,
    hint: "The newest sender may itself hang below this machine. What do the two of them hang on then?",
    steps: 8,
  },
  "moves under the newest sender, unless it waits for it": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, children: []," },
      {
        replace: takenInOrAnswered,
        with: `if (state.parent === context.self || state.children.includes(from)) {
        ${answer}
      } else {
        if (state.parent !== undefined) context.send(state.parent, { type: "signal" });
        state.parent = from;
      }`,
      },
      {
        replace: "state.deficit -= 1;",
        with: "state.deficit -= 1; state.children.splice(state.children.indexOf(from), 1);",
      },
      { replace: "state.deficit += 1;", with: "state.deficit += 1; state.children.push(to);" },
    ],
    caughtBy: longerCircles,
    hint: "It can hang below a machine without having sent anything to that one. How many machines does that take?",
    steps: 10,
  },
  "moves under the newest sender, unless that one hung below it": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, above: []," },
      {
        replace: takenInOrAnswered,
        with: `if (state.parent === context.self || message.above.includes(context.self)) {
        ${answer}
      } else {
        if (state.parent !== undefined) context.send(state.parent, { type: "signal" });
        state.parent = from;
        state.above = message.above;
      }`,
      },
      {
        replace: '{ type: "work", task }',
        with: '{ type: "work", task, above: [...state.above, context.self] }',
      },
    ],
    caughtBy: twoSides,
    hint: "A message says where its sender hung when it was sent. Let two machines write to each other at the same time.",
    steps: 11,
  },
  "does not wait for what it gives back to its parent": {
    edits: [
      {
        replace: answer,
        with: 'context.send(from, { type: "signal", isForChild: message.isForChild });',
      },
      { replace: "state.deficit -= 1;", with: "if (message.isForChild !== false) state.deficit -= 1;" },
      {
        replace: 'context.send(to, { type: "work", task });\n    state.deficit += 1;',
        with: `context.send(to, { type: "work", task, isForChild: to !== state.parent });
    if (to !== state.parent) state.deficit += 1;`,
      },
    ],
    caughtBy: twoMachines,
    hint: "The parent is in the tree as long as it waits for you. Which of your two messages does it get first?",
    steps: 8,
  },
  "counts pieces that look the same once": {
    edits: [
      { replace: "deficit: 0,", with: 'deficit: new Set(), piece: "",' },
      { replace: "state.parent = from;", with: "state.parent = from;\n        state.piece = message.piece;" },
      { replace: answer, with: 'context.send(from, { type: "signal", piece: message.piece });' },
      { replace: "state.deficit -= 1;", with: "state.deficit.delete(message.piece);" },
      {
        replace: 'context.send(to, { type: "work", task });\n    state.deficit += 1;',
        with: `const piece = JSON.stringify([to, task]);
    context.send(to, { type: "work", task, piece });
    state.deficit.add(piece);`,
      },
      { replace: "state.deficit > 0", with: "state.deficit.size > 0" },
      {
        replace: 'context.send(state.parent, { type: "signal" });',
        with: 'context.send(state.parent, { type: "signal", piece: state.piece });',
      },
    ],
    caughtBy: twoMachines,
    hint: "Two months can have the same size. What tells one piece from the other, if not what is in it?",
    steps: 5,
  },
  "marks its pieces in the bits of a number": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, sent: 0, piece: 0," },
      { replace: "state.parent = from;", with: "state.parent = from;\n        state.piece = message.piece;" },
      { replace: answer, with: 'context.send(from, { type: "signal", piece: message.piece });' },
      { replace: "state.deficit -= 1;", with: "state.deficit &= ~(1 << message.piece);" },
      {
        replace: 'context.send(to, { type: "work", task });\n    state.deficit += 1;',
        with: `context.send(to, { type: "work", task, piece: state.sent });
    state.deficit |= 1 << state.sent++;`,
      },
      { replace: "state.deficit > 0", with: "state.deficit !== 0" },
      {
        replace: 'context.send(state.parent, { type: "signal" });',
        with: 'context.send(state.parent, { type: "signal", piece: state.piece });',
      },
    ],
    caughtBy: fortyPieces,
    hint: "A shift counts modulo 32. Which two pieces share a bit?",
    steps: 193,
  },
  'the mark of the root is a parent called "root"': {
    edits: [
      { replace: "state.parent = context.self;", with: 'state.parent = "root";' },
      { replace: "state.parent === context.self", with: 'state.parent === "root"' },
    ],
    caughtBy: circle,
    hint: "Machines may have any name. Whose child takes itself for the root, if there is one of that name?",
    steps: 9,
  },
  "answers its parent instead of the sender": {
    replace: answer,
    with: 'context.send(state.parent === context.self ? from : state.parent, { type: "signal" });',
    caughtBy: cost,
    hint: "Two machines have sent you work, and each counts its own messages. Who counts a signal for the second one?",
    steps: 10,
  },
  "remembers its first parent for ever": {
    edits: [
      { replace: "deficit: 0,", with: "deficit: 0, isIn: false," },
      {
        replace: "if (state.parent === undefined) {\n        state.parent = from;",
        with: "if (!state.isIn) {\n        state.isIn = true;\n        state.parent ??= from;",
      },
      { replace: "state.parent = context.self;", with: "state.isIn = true;\n    state.parent = context.self;" },
      { replace: "if (state.parent === undefined || state.deficit", with: "if (!state.isIn || state.deficit" },
      { replace: leave, with: "  state.isIn = false;\n" },
    ],
    caughtBy: twoSides,
    hint: "A machine that left the tree can be taken in again, by somebody else this time.",
    steps: 13,
  },
  "counts in a byte": {
    edits: [
      { replace: "state.deficit += 1;", with: "state.deficit = (state.deficit + 1) & 255;" },
      { replace: "state.deficit -= 1;", with: "state.deficit = (state.deficit - 1) & 255;" },
    ],
    caughtBy: fortyPieces,
    hint: "How large may a deficit be?",
  },
});
