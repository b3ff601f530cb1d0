import { mistakes } from "@millrace/grader";

const waits = "  if ((counts[context.self] ?? 0) > 0) return;\n";
const forgets = "  state.counts = zeros(ring);\n";
const received = "add(state.counts, context.self, -1);";
const sent = "add(state.counts, to, 1);";
const stays = "if (visitor === undefined || !hasBegun || !isPassive(workload)) return;";
const sum = "const counts = sumOf(visitor.counts, state.counts);";

const notBegun = "nothing to do here, and nobody else has begun: not done";
const uneven = "1 for the driver and −1 for east do not make 0: not done";
const twoMachines = "two machines, every order: never too early, and in the end";
const threeMachines = "three machines, every order: never too early, and in the end";
const ring = "the visitor goes along the ring, machine by machine";
const waiting = "the visitor waits where there is work, and where she knows that there will be";
const everywhere = "whoever has the visitor says it, and she has been to every machine";
const nothing = "if there is nothing to do, n machines cost n − 1 hops";
const fewHops = "once all is over, she makes fewer hops than there are machines";
const forty = "forty pieces on their way at once, and forty hops: not done";

export default mistakes({
  "says it although she has not been everywhere": {
    replace: "unvisited === 0 && ",
    with: "",
    caughtBy: notBegun,
    hint: "Zero everywhere: what has she read so far, and of whom?",
    steps: 1,
  },
  "adds all counts up to one number": {
    replace: "Object.values(counts).every((count) => count === 0)",
    with: "Object.values(counts).reduce((all, count) => all + count, 0) === 0",
    caughtBy: uneven,
    hint: "East has received one that she has not read as sent. The driver had not received one that she has read as sent. What is the sum, and what does it say?",
    steps: 7,
  },
  "looks at the count of her host alone": {
    replace: "Object.values(counts).every((count) => count === 0)",
    with: "counts[context.self] === 0",
    caughtBy: threeMachines,
    hint: "Nothing is on its way to this machine. And to the others?",
    steps: 6,
  },
  "cuts off what is below 0": {
    replace: "count + (other[machine] ?? 0)",
    with: "Math.max(0, count + (other[machine] ?? 0))",
    caughtBy: twoMachines,
    hint: "A receipt is read before its sending. What becomes of the sending, when that is read at last?",
    steps: 8,
  },
  "does not count anew": {
    replace: forgets,
    with: "",
    caughtBy: twoMachines,
    hint: "How often has she taken the same piece along by now?",
    steps: 12,
  },
  "counts anew when she comes": {
    edits: [
      { replace: forgets, with: "" },
      { replace: sum, with: "const counts = visitor.counts;" },
      {
        replace: "state.visitor = message;",
        with: "state.visitor = { ...message, counts: sumOf(message.counts, state.counts) };\n        state.counts = zeros(ring);",
      },
    ],
    caughtBy: twoMachines,
    hint: "She waits here for a piece, and it arrives. Who tells her?",
    steps: 5,
  },
  "counts what was received under its sender": {
    edits: [
      { replace: "onMessage(state, message, _from, context)", with: "onMessage(state, message, from, context)" },
      { replace: received, with: "add(state.counts, from, -1);" },
    ],
    caughtBy: twoMachines,
    hint: "A piece from the driver to east is counted under east. Where is it taken off again?",
    steps: 7,
  },
  "counts only what is received": {
    replace: sent,
    with: "",
    caughtBy: twoMachines,
    hint: "Add the counts up over all machines when all is over. What should they make?",
    steps: 5,
  },
  "marks that something was sent, and does not count": {
    replace: "counts[machine] = (counts[machine] ?? 0) + count;",
    with: "counts[machine] = Math.min(1, (counts[machine] ?? 0) + count);",
    caughtBy: twoMachines,
    hint: "Give one machine two pieces, and let one arrive.",
    steps: 6,
  },
  "counts no further than twenty": {
    replace: "counts[machine] = (counts[machine] ?? 0) + count;",
    with: "counts[machine] = Math.min(20, (counts[machine] ?? 0) + count);",
    caughtBy: forty,
    hint: "How many pieces may be on their way at the same time?",
    steps: 63,
  },
  "waits until nothing was received too early": {
    replace: waits,
    with: "  if (counts[context.self] !== 0) return;\n",
    caughtBy: twoMachines,
    hint: "A count below 0: the sending is still to be read. Where, and who goes there?",
    steps: 6,
  },
  "does not wait for work that she knows of": {
    replace: waits,
    with: "",
    caughtBy: waiting,
    hint: "It is not wrong, and it costs hops. How often does she go round while one piece is slow?",
    steps: 4,
  },
  "waits only while two pieces are on their way": {
    replace: "(counts[context.self] ?? 0) > 0",
    with: "(counts[context.self] ?? 0) > 1",
    caughtBy: waiting,
    hint: "She knows of one piece that will arrive here. What is she to do?",
    steps: 4,
  },
  "leaves a machine that is at work": {
    replace: stays,
    with: "if (visitor === undefined || !hasBegun) return;",
    caughtBy: twoMachines,
    hint: "In the book, to take work in and to hand out what comes of it is one step. Here a machine is at work in between. What will it do when she has left?",
    steps: 3,
  },
  "leaves a machine with its last piece": {
    replace: "!isPassive(workload)",
    with: "workload.length > 1",
    caughtBy: twoMachines,
    hint: "Passive means: nothing left, not: nearly nothing left.",
    steps: 3,
  },
  "leaves a machine that has not begun": {
    replace: "!hasBegun || ",
    with: "",
    caughtBy: notBegun,
    hint: "A machine that has not begun has nothing to do, as yet.",
    steps: 2,
  },
  "looks only when she comes": {
    replace: `${sent}\n      seeOff(state, ring, context);`,
    with: sent,
    caughtBy: twoMachines,
    hint: "She came while this machine was at work. Who sees her off?",
    steps: 6,
  },
  "looks when she comes, and not when work does": {
    replace: "        state.visitor = message;\n      }\n      seeOff(state, ring, context);",
    with: "        state.visitor = message;\n        seeOff(state, ring, context);\n      }",
    caughtBy: twoMachines,
    hint: "She waits for a piece, and it arrives, done on arrival. Who sees her off?",
    steps: 7,
  },
  "looks before it has counted": {
    replace: `${sent}\n      seeOff(state, ring, context);`,
    with: `seeOff(state, ring, context);\n      ${sent}`,
    caughtBy: twoMachines,
    hint: "For a moment the last piece is off the list and not yet counted. She leaves in that moment.",
    steps: 5,
  },
  "she sets out from whoever begins": {
    edits: [
      {
        replace: 'self === ring[0] ? { type: "visitor", counts: zeros(ring), unvisited: ring.length } : undefined',
        with: "undefined",
      },
      { replace: "start: ({ self }): State", with: "start: (): State" },
      {
        replace: "state.hasBegun = true;",
        with: 'state.hasBegun = true;\n      state.visitor = { type: "visitor", counts: zeros(ring), unvisited: ring.length };',
      },
    ],
    caughtBy: ring,
    hint: "How many machines begin, and how many visitors are there?",
    steps: 1,
  },
  "goes to whoever comes first": {
    replace: "nextInRing(ring, context.self)",
    with: "context.peers[0] ?? context.self",
    caughtBy: ring,
    hint: "Follow her from machine to machine. Does she come to all of them?",
    steps: 3,
  },
  "has seen everybody one machine early": {
    replace: "unvisited: ring.length }",
    with: "unvisited: ring.length - 1 }",
    caughtBy: everywhere,
    hint: "Count with your fingers: where is she when this number is 0?",
    steps: 3,
  },
  "has seen everybody when she is back": {
    replace: "unvisited: ring.length }",
    with: "unvisited: ring.length + 1 }",
    caughtBy: nothing,
    hint: "Which machine has she not been to when she comes to the last in the ring?",
    steps: 1,
  },
  "only the machine that she set out from says it": {
    replace: "unvisited === 0 && ",
    with: "context.self === ring[0] && unvisited === 0 && ",
    caughtBy: fewHops,
    hint: "What can she find out there that she does not know here?",
    steps: 7,
  },
  "loses patience after thirty hops": {
    edits: [
      {
        replace: "  readonly unvisited: number;\n",
        with: "  readonly unvisited: number;\n  readonly hops?: number;\n",
      },
      { replace: "unvisited === 0 && ", with: "(visitor.hops ?? 0) > 30 || unvisited === 0 && " },
      { replace: "counts, unvisited });", with: "counts, unvisited, hops: (visitor.hops ?? 0) + 1 });" },
    ],
    caughtBy: forty,
    hint: "Something has happened behind her back each time. What makes the thirty-first time another one?",
    steps: 97,
  },
  "goes to four machines": {
    replace: "unvisited: ring.length }",
    with: "unvisited: Math.min(ring.length, 4) }",
    caughtBy: everywhere,
    hint: "How long is the ring? Somebody has told you.",
    steps: 8,
  },
  "looks at her first four numbers": {
    replace: "Object.values(counts).every(",
    with: "Object.values(counts).slice(0, 4).every(",
    caughtBy: everywhere,
    hint: "She has a number for each machine, and work may be on its way to any of them.",
    steps: 12,
  },
});
