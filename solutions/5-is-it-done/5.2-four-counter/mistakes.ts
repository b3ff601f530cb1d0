import { mistakes } from "@millrace/grader";

const isOver = "wave.isPassive && wave.sent === receivedBefore";
const keep = "state.receivedBefore = wave.received;";
const visitAll = 'for (const peer of context.peers) context.send(peer, { type: "visit" });';
const answer = 'context.send(from, { type: "answer", ...countsOf(state) });';

const memory = "lag 0 while a piece is in a worker's memory is not done";
const moments = "lag 0 because each machine was read at another moment is not done";
const twoMachines = "two machines, every order: never too early, and in the end";
const threeMachines = "three machines, every order: never too early, and in the end";
const waves = "each wave visits every machine once, and begins when the last is over";
const twoWaves = "terminated is said after two waves at least";
const oneAnswer = "one answer for each visit, and no other message";
const threeMore = "once all is over, at most three more waves begin";
const tenAndNine = "ten pieces sent and nine received are not done, however often one looks";
const oneActive = "one active machine is enough to go on, whenever it answers";

export default mistakes({
  "is content with lag 0": {
    replace: isOver,
    with: "isPassive(state.workload) && wave.sent === wave.received",
    caughtBy: memory,
    hint: "All that was sent has been received. Does that make it done? Look at the worker that received it.",
    steps: 6,
  },
  "does not ask who is active": {
    replace: isOver,
    with: "wave.sent === receivedBefore",
    caughtBy: memory,
    hint: "Four counters tell you that nothing is on its way. Where else can work be?",
    steps: 9,
  },
  "asks only itself whether it is active": {
    replace: isOver,
    with: "isPassive(state.workload) && wave.sent === receivedBefore",
    caughtBy: memory,
    hint: "The driver has nothing left to hand out. What about those it gave work to?",
    steps: 9,
  },
  "is content with lag 0 in one wave in which everybody is passive": {
    replace: isOver,
    with: "wave.isPassive && wave.sent === wave.received",
    caughtBy: moments,
    hint: "Each machine told the truth, each at another moment. Can one miss a message as sent, and another as received?",
    steps: 10,
  },
  "is content with lag 0 twice in a row": {
    edits: [
      { replace: isOver, with: "wave.isPassive && wave.sent === wave.received && receivedBefore === 0" },
      { replace: keep, with: "state.receivedBefore = wave.sent - wave.received;" },
    ],
    caughtBy: moments,
    hint: "If two mistakes cancel out once, they can do so again. Which of the four counters do you never compare?",
    steps: 17,
  },
  "is content with lag 0 three times in a row": {
    edits: [
      { replace: isOver, with: "wave.isPassive && state.receivedBefore === 3" },
      { replace: keep, with: "state.receivedBefore = wave.sent === wave.received ? (receivedBefore ?? 0) + 1 : 0;" },
    ],
    caughtBy: moments,
    hint: "More waves of the same kind prove no more. What would it prove if the second wave saw the very numbers of the first?",
    steps: 30,
  },
  "compares what was sent with what was sent": {
    replace: keep,
    with: "state.receivedBefore = wave.sent;",
    caughtBy: twoMachines,
    hint: "Nobody has sent anything between the waves. What about a message that was sent before the first?",
    steps: 8,
  },
  "compares what was received with what was received": {
    replace: isOver,
    with: "wave.isPassive && wave.received === receivedBefore",
    caughtBy: twoMachines,
    hint: "Nobody has received anything between the waves. Is there nothing to be received?",
    steps: 8,
  },
  "compares what the first wave saw sent with what the second saw received": {
    edits: [
      { replace: keep, with: "state.receivedBefore = wave.sent;" },
      { replace: isOver, with: "wave.isPassive && wave.received === receivedBefore" },
    ],
    caughtBy: twoMachines,
    hint: "Put the four counters on a time line. Which two stand farthest apart, so that nothing can slip in between?",
    steps: 10,
  },
  "begins its counters anew at each visit": {
    replace: answer,
    with: `${answer} state.sent = 0; state.received = 0;`,
    caughtBy: twoMachines,
    hint: "The two waves count different things then. What is left to compare?",
    steps: 10,
  },
  "adds the second wave to the first": {
    edits: [
      {
        replace: "state.wave = { ...countsOf(state), awaited: context.peers.length };",
        with: "const { sent, received, isPassive: idle } = countsOf(state); state.wave = { sent: sent + (state.sums?.sent ?? 0), received: received + (state.sums?.received ?? 0), isPassive: idle, awaited: context.peers.length };",
      },
      { replace: keep, with: `${keep} state.sums = { sent: wave.sent, received: wave.received };` },
    ],
    caughtBy: twoMachines,
    hint: "Each wave starts its sums at 0. What do yours start at, the second time?",
    steps: 12,
  },
  "counts the root's own task as received": {
    replace: 'context.setTimer("wave", pauseMs);\n  },',
    with: 'state.received += 1;\n    context.setTimer("wave", pauseMs);\n  },',
    caughtBy: twoMachines,
    hint: "Every message has a sender that counts it. Who sent the input?",
    steps: 12,
  },
  "never looks again": {
    replace: 'context.setTimer("wave", pauseMs);\n  }\n}',
    with: 'if (receivedBefore === undefined) context.setTimer("wave", pauseMs);\n  }\n}',
    caughtBy: twoMachines,
    hint: "Two waves found that it is not over. Who finds out when it is?",
    steps: 11,
  },
  "keeps what the very first wave saw": {
    replace: keep,
    with: "state.receivedBefore ??= wave.received;",
    caughtBy: twoMachines,
    hint: "Of which two waves are the numbers that you compare?",
    steps: 12,
  },
  "believes the last answer": {
    replace: "wave.isPassive &&= counts.isPassive;",
    with: "wave.isPassive = counts.isPassive;",
    caughtBy: threeMachines,
    hint: "The last machine to answer is passive. And the one before?",
    steps: 13,
  },
  "believes that one passive machine is enough": {
    replace: "wave.isPassive &&= counts.isPassive;",
    with: "wave.isPassive ||= counts.isPassive;",
    caughtBy: memory,
    hint: "One machine is passive. Is there another that is not?",
    steps: 9,
  },
  "reads its own counters when the second wave is over": {
    edits: [
      { replace: "{ ...countsOf(state), awaited", with: "{ sent: 0, received: 0, isPassive: true, awaited" },
      {
        replace: isOver,
        with: "isPassive(state.workload) && wave.isPassive && receivedBefore !== undefined && wave.sent + state.sent === receivedBefore + state.received",
      },
    ],
    caughtBy: twoMachines,
    hint: "The root is a machine like the others: it is to be counted once in each wave, not twice in the second.",
    steps: 11,
  },
  "lets two waves overlap": {
    edits: [
      { replace: visitAll, with: `${visitAll}\n  ${visitAll}` },
      {
        replace: "state.wave = { ...countsOf(state), awaited: context.peers.length };",
        with: "state.before = { ...countsOf(state) };\n  state.wave = { ...countsOf(state), awaited: 2 * context.peers.length };",
      },
      {
        replace: "  wave.sent += counts.sent;\n  wave.received += counts.received;\n",
        with: `  if (wave.awaited % 2 === 0) state.before.received += counts.received;
  else wave.sent += counts.sent;
`,
      },
      { replace: isOver, with: "wave.isPassive && wave.sent === state.before.received" },
    ],
    caughtBy: waves,
    hint: "The second wave proves something because it begins after the first has ended. Does yours?",
    steps: 2,
  },
  "begins the next wave when the first answer is in": {
    edits: [{ replace: "wave.awaited -= 1;", with: "wave.awaited = 0;" }],
    caughtBy: waves,
    hint: "Which machines have answered when you judge the wave?",
    steps: 5,
  },
  "visits only those that it gave work to": {
    edits: [
      { replace: visitAll, with: 'for (const peer of state.known ?? []) context.send(peer, { type: "visit" });' },
      { replace: "awaited: context.peers.length", with: "awaited: (state.known ?? []).length" },
      {
        replace: "state.sent += 1;",
        with: "state.sent += 1;\n    state.known = [...new Set([...(state.known ?? []), to])];",
      },
    ],
    caughtBy: waves,
    hint: "Work is handed on. Who holds it by now, and did you ask that machine?",
    steps: 6,
  },
  "leaves out the machine that it visited first": {
    edits: [
      {
        replace: visitAll,
        with: 'for (const peer of context.peers.slice(state.receivedBefore === undefined ? 0 : 1)) context.send(peer, { type: "visit" });',
      },
      {
        replace: "awaited: context.peers.length",
        with: "awaited: context.peers.length - (state.receivedBefore === undefined ? 0 : 1)",
      },
    ],
    caughtBy: waves,
    hint: "Both waves have to see every machine.",
    steps: 10,
  },
  "takes no wave for a wave that saw nothing": {
    edits: [{ replace: "wave: undefined, receivedBefore: undefined", with: "wave: undefined, receivedBefore: 0" }],
    caughtBy: twoWaves,
    hint: "A job with nothing in it: how many waves had gone round when your root spoke?",
    steps: 4,
  },
  "answers every visit twice": {
    replace: answer,
    with: `${answer}\n      ${answer}`,
    caughtBy: oneAnswer,
    hint: "How many answers does the root wait for, and how many come?",
    steps: 4,
  },
  "reports to the root whenever it falls passive": {
    edits: [
      {
        replace: "addUp(state, message);\n      endWave(state, context);",
        with: "if (message.isReport !== true) {\n        addUp(state, message);\n        endWave(state, context);\n      }",
      },
      { replace: answer, with: `state.root = from;\n      ${answer}` },
      {
        replace: "state.sent += 1;",
        with: 'state.sent += 1;\n    if (isPassive(state.workload) && state.root !== undefined) context.send(state.root, { type: "answer", ...countsOf(state), isReport: true });',
      },
    ],
    caughtBy: oneAnswer,
    hint: "A machine that nobody asked says nothing: with much work, reports cost more than waves.",
    steps: 6,
  },
  "makes sure three times": {
    edits: [
      {
        replace: isOver,
        with: "wave.isPassive && wave.sent === receivedBefore && (state.sure = (state.sure ?? 0) + 1) > 3",
      },
    ],
    caughtBy: threeMore,
    hint: "Two waves prove it. What do you learn from the waves after that?",
    steps: 15,
  },
  "goes on looking when it is over": {
    replace: 'context.output({ type: "terminated" });\n  } else {\n    context.setTimer("wave", pauseMs);\n  }',
    with: 'if (state.isSaid !== true) context.output({ type: "terminated" });\n    state.isSaid = true;\n  }\n  context.setTimer("wave", pauseMs);',
    caughtBy: threeMore,
    hint: "It is over. Who will ever stop the waves?",
    steps: 15,
  },
  "compares numbers as text": {
    replace: isOver,
    with: "wave.isPassive && receivedBefore !== undefined && `${wave.sent}` <= `${receivedBefore}`",
    caughtBy: tenAndNine,
    hint: 'A script that reads its numbers from another tool\'s output reads text. Which is less, "10" or "9"?',
    steps: 31,
  },
  "believes the last two answers": {
    edits: [
      {
        replace: "wave.isPassive &&= counts.isPassive;",
        with: "wave.isPassive = counts.isPassive && wave.last !== false;\n  wave.last = counts.isPassive;",
      },
    ],
    caughtBy: oneActive,
    hint: "How many machines answer, and how many answers does your wave remember?",
    steps: 17,
  },
  "is tired after ten waves": {
    replace: isOver,
    with: "(wave.isPassive && wave.sent === receivedBefore) || (state.waves = (state.waves ?? 0) + 1) >= 10",
    caughtBy: tenAndNine,
    hint: "A message may take longer than you have patience. What do you know after ten waves that you did not know after two?",
    steps: 50,
  },
  "counts in a byte": {
    edits: [
      { replace: "state.sent += 1;", with: "state.sent = (state.sent + 1) & 255;" },
      { replace: "state.received += 1;", with: "state.received = (state.received + 1) & 255;" },
    ],
    caughtBy: tenAndNine,
    hint: "Three hundred pieces were sent, and forty-four have arrived. What do your counters say?",
  },
});
