import { mistakes } from "@millrace/grader";

const first =
  "    for (const [snapshot, asked] of Object.entries(message.colour)) record(state, { snapshot, asked }, context);\n";
const wake = 'for (const peer of context.peers) context.send(peer, { type: "wake", colour: state.colour });';
const pay = 'context.send(to, { type: "transfer", amount, colour: state.colour });';
const report = 'context.send(asked, { type: "report", snapshot, history, colour });';
const took =
  '    } else if (message.type === "report") {\n      collect(state, { snapshot: message.snapshot, machine: from, history: message.history }, context);\n    }\n';
const minus = "difference(sent[to] ?? [], received[from] ?? [])";
const isRecorded = "if (colour[snapshot] !== undefined) return;";
const own = "history: clone(history) }, context);";
const eachSender = "for (const [from, { sent }] of Object.entries(histories)) {";
const channelIsKnown = 'context.output({ type: "channel", snapshot, from, to, transfers });';

const overtakes = "money that overtakes the news stays out of the snapshot";
const arrivesLate = "money that arrives late is in the snapshot";
const quiet = "where nobody sends money, everybody is recorded all the same";
const twoMachines = "two machines, every order: all of it is recorded, and nothing twice";
const threeMachines = "three machines: what the others send each other is recorded, too";
const twoPhotos = "two snapshots at the same time, and one after the other, do not mix";
const cost = "no markers: one message to each of the others, and one back";
const fourMachines = "four machines, twenty transfers, four snapshots";

export default mistakes({
  "takes the money first, and records then": {
    edits: [
      { replace: first, with: "" },
      { replace: took, with: `${took}${first}` },
    ],
    caughtBy: overtakes,
    hint: "The money was sent after its sender had recorded. Which balance goes into the photo: the one before it came, or the one after?",
    steps: 3,
  },
  "money has no colour": {
    replace: pay,
    with: 'context.send(to, { type: "transfer", amount, colour: {} });',
    caughtBy: overtakes,
    hint: "The wake-up is on its way, and the money is faster. How can its receiver tell that it was sent after the recording?",
    steps: 3,
  },
  "money has the colour that its sender had before": {
    edits: [
      {
        replace: pay,
        with: 'context.send(to, { type: "transfer", amount, colour: state.before ?? {} });\n      state.before = state.colour;',
      },
    ],
    caughtBy: overtakes,
    hint: "Which colour does a message have: that of its sender when it sent this one, or the one before?",
    steps: 3,
  },
  "does not look at the channels": {
    replace: minus,
    with: "[]",
    caughtBy: arrivesLate,
    hint: "The money has left one machine and has not reached the other. In whose photo is it?",
    steps: 4,
  },
  "records what was sent, received or not": {
    replace: minus,
    with: "sent[to] ?? []",
    caughtBy: twoMachines,
    hint: "What was sent and has arrived is in a balance. Is it on its way as well?",
    steps: 5,
  },
  "wakes nobody": {
    replace: wake,
    with: "",
    caughtBy: quiet,
    hint: "The news rides on money. How does it get to a machine that nobody sends any?",
    steps: 1,
  },
  "the wake-up is white": {
    replace: wake,
    with: 'for (const peer of context.peers) context.send(peer, { type: "wake", colour: {} });',
    caughtBy: quiet,
    hint: "A wake-up arrives. What does it tell its receiver?",
    steps: 3,
  },
  "the machine that was asked leaves itself out": {
    edits: [
      { replace: `collect(state, { snapshot, machine: asked, ${own}`, with: "return;" },
      {
        replace: "if (machines.length <= context.peers.length) return;",
        with: "if (machines.length < context.peers.length) return;",
      },
    ],
    caughtBy: quiet,
    hint: "How many machines are there, and how many of them send you a report?",
    steps: 5,
  },
  "does not wait for the last report": {
    replace: "machines.length <= context.peers.length",
    with: "machines.length < context.peers.length",
    caughtBy: quiet,
    hint: "Of which channels do you know both ends, when one report is missing?",
    steps: 5,
  },
  "records only the channels that money ever went along": {
    replace: eachSender,
    with: `${eachSender}
    for (const to of Object.keys(sent)) if (histories[to] === undefined) return;
    if (Object.keys(sent).length === 0) continue;`,
    caughtBy: quiet,
    hint: "A channel on which nothing ever happened is a channel, too. What is recorded for it?",
    steps: 5,
  },
  "reports a moment later": {
    edits: [
      { replace: report, with: "context.setTimer(JSON.stringify([snapshot, asked]), 5);" },
      {
        replace: "  onInput(state, input, context) {",
        with: `  onTimer({ history, colour }, timer, context) {
    const [snapshot, asked] = JSON.parse(timer);
    ${report}
  },

  onInput(state, input, context) {`,
      },
    ],
    caughtBy: twoMachines,
    hint: "The report tells what had been sent and received when the machine recorded. What may happen before it is written?",
    steps: 6,
  },
  "takes the last ones for those that have not arrived": {
    replace: minus,
    with: "(sent[to] ?? []).slice((received[from] ?? []).length)",
    caughtBy: twoMachines,
    hint: "Two amounts are sent, one has arrived. Is it the first?",
    steps: 6,
  },
  "takes an amount that arrived for every one that looks the same": {
    replace: minus,
    with: "(sent[to] ?? []).filter((amount) => !(received[from] ?? []).includes(amount))",
    caughtBy: twoMachines,
    hint: "Somebody sends 7, and then 7 again. One of them has arrived. Which is left?",
    steps: 7,
  },
  "adds the amounts of a channel up": {
    replace: minus,
    with: `[${minus}.reduce((sum, amount) => sum + amount, 0)].filter((amount) => amount > 0)`,
    caughtBy: twoMachines,
    hint: "The money is all there. Could the bank be started again from this photo, message by message?",
    steps: 5,
  },
  "one history for all that it sends to": {
    edits: [
      { replace: "(state.history.sent[to] ??= [])", with: '(state.history.sent["all"] ??= [])' },
      { replace: "sent[to] ?? []", with: 'sent["all"] ?? []' },
    ],
    caughtBy: threeMachines,
    hint: "You sent money to two machines. On which of the two channels is it?",
    steps: 6,
  },
  "one history for all that it hears from": {
    edits: [
      { replace: "(state.history.received[from] ??= [])", with: '(state.history.received["all"] ??= [])' },
      { replace: "received[from] ?? []", with: 'received["all"] ?? []' },
    ],
    caughtBy: threeMachines,
    hint: "The same amount came from two machines. Whose is still on its way?",
    steps: 8,
  },
  "records the channels from and to itself only": {
    replace: "if (from === to) continue;",
    with: "if (from === to || (from !== context.self && to !== context.self)) continue;",
    caughtBy: threeMachines,
    hint: "Who records the channel between two machines of which neither was asked?",
    steps: 9,
  },
  "reports to whoever brought the news": {
    replace: "record(state, { snapshot, asked }, context);\n    if (message",
    with: "record(state, { snapshot, asked: asked === context.self ? asked : from }, context);\n    if (message",
    caughtBy: threeMachines,
    hint: "The news may come from somebody who was not asked himself. Who is waiting for your report?",
    steps: 9,
  },
  "there are two colours": {
    replace: isRecorded,
    with: "if (Object.keys(colour).length > 0) return;",
    caughtBy: twoPhotos,
    hint: "A machine that is red for the first snapshot hears of the second one. What is it there?",
    steps: 4,
  },
  "turns white again when its snapshot is over": {
    edits: [
      { replace: "  { reports }: State,", with: "  { reports, colour }: State," },
      { replace: channelIsKnown, with: `${channelIsKnown}\n      delete colour[snapshot];` },
    ],
    caughtBy: twoMachines,
    hint: "Your machine is white again, and a red message of this very snapshot arrives late. What does it take it for?",
    steps: 6,
  },
  "a message tells only of the newest snapshot": {
    edits: [
      { replace: pay, with: pay.replace("state.colour", "Object.fromEntries(Object.entries(state.colour).slice(-1))") },
      { replace: wake, with: wake.replace("state.colour", "{ [input.snapshot]: context.self }") },
    ],
    caughtBy: twoPhotos,
    hint: "Money that is red for two snapshots arrives where nobody knows of either. How many recordings are due?",
    steps: 5,
  },
  "a message tells of the three newest snapshots": {
    replace: "Object.entries(message.colour)) record",
    with: "Object.entries(message.colour).slice(-3)) record",
    caughtBy: twoPhotos,
    hint: "How many snapshots can be news to a machine at the same time? Nobody says a number.",
    steps: 6,
  },
  "has room for two snapshots in a message": {
    replace: "Object.entries(message.colour)) record",
    with: "Object.entries(message.colour).slice(0, 2)) record",
    caughtBy: fourMachines,
    hint: "How many snapshots can be news to a machine at the same time? Nobody says a number.",
    steps: 44,
  },
  "the reports of all snapshots are one pile": {
    replace: "(reports[snapshot] ??= {})",
    with: '(reports["all"] ??= {})',
    caughtBy: twoPhotos,
    hint: "Reports of two snapshots come in. Which of them belong together?",
    steps: 6,
  },
  "glues the snapshot's name and the machine's into one key": {
    edits: [
      {
        replace: "histories[machine] = history;",
        with: "histories[machine] = history;\n  reports.glued ??= {};\n  reports.glued[snapshot + machine] = history;",
      },
      {
        replace: "for (const [from, { sent }] of Object.entries(histories)) {",
        with: "for (const from of machines) {\n    const { sent } = reports.glued[snapshot + from];",
      },
    ],
    caughtBy: twoPhotos,
    hint: 'Snapshot "1" and machine "11", snapshot "11" and machine "1": how many keys are these?',
    steps: 10,
  },
  "everybody wakes everybody": {
    replace: '  context.output({ type: "recorded", snapshot, balance });',
    with: `  context.output({ type: "recorded", snapshot, balance });
  if (asked !== context.self) for (const peer of context.peers) context.send(peer, { type: "wake", colour });`,
    caughtBy: cost,
    hint: "The machine that was asked reaches everybody by itself. Who needs the other wake-ups?",
    steps: 2,
  },
  "thanks for every report": {
    replace: took,
    with: took.replace(
      "context);\n    }",
      'context);\n      context.send(from, { type: "thanks", colour: state.colour });\n    }',
    ),
    caughtBy: cost,
    hint: "Count the messages that are no transfers. Who needs the third?",
    steps: 4,
  },
  "waits for four reports at most": {
    replace: "if (machines.length <= context.peers.length) return;",
    with: "if (machines.length <= Math.min(3, context.peers.length)) return;",
    caughtBy: quiet,
    hint: "How many machines are there? `context.peers` has all the others.",
    steps: 12,
  },
  "remembers ten transfers": {
    edits: [
      {
        replace: "(state.history.received[from] ??= []).push(message.amount);",
        with: "state.history.received[from] = [...(state.history.received[from] ?? []), message.amount].slice(-10);",
      },
      {
        replace: "(state.history.sent[to] ??= []).push(amount);",
        with: "state.history.sent[to] = [...(state.history.sent[to] ?? []), amount].slice(-10);",
      },
    ],
    caughtBy: twoMachines,
    hint: "How many transfers may be on their way at the same time?",
    steps: 83,
  },
  "a message tells of thirty-two snapshots": {
    replace: "of Object.entries(message.colour)) record",
    with: "of Object.entries(message.colour).slice(0, 32)) record",
    caughtBy: twoPhotos,
    hint: "Nobody said how many snapshots there may be at the same time.",
    steps: 42,
  },
  "what comes back is taken off what was sent": {
    replace: "(state.history.received[from] ??= []).push(message.amount);",
    with: `const sent = state.history.sent[from] ?? [];
      if (sent.includes(message.amount)) sent.splice(sent.indexOf(message.amount), 1);
      else (state.history.received[from] ??= []).push(message.amount);`,
    caughtBy: twoMachines,
    hint: "You sent 7 to a machine, and it sent 7 to you. One of the two has arrived. Has the other?",
    steps: 6,
  },
  "whoever received such an amount, it has arrived": {
    replace: minus,
    with: "difference(sent[to] ?? [], Object.values(histories).flatMap((other) => other.received[from] ?? []))",
    caughtBy: threeMachines,
    hint: "The same amount was sent to two machines, and one of them has it. On which channel is the other one?",
    steps: 8,
  },
});
