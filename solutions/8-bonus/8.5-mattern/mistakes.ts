import { mistakes } from "@millrace/grader";

const mayJump = "if (plan === undefined || collection === undefined || collection.confirmations > 0) return;";
const merge = `  for (const machine of Object.keys(time)) {
    state.time[machine] = Math.max(componentOf(state.time, machine), componentOf(time, machine));
  }
`;
const isWhite = "if (plan?.isRecorded !== true || componentOf(time, plan.by) >= plan.at) return;";
const sendJump = 'for (const peer of context.peers) context.send(peer, { type: "jump", time });';
const wait =
  "} else if (state.plan?.by === context.self && !state.plan.isRecorded) {\n      state.waiting.push(input);\n    } else {";
const payWaiting = "for (const transfer of state.waiting.splice(0)) pay(state, transfer, context);";
const allTurnedUp = "if (collection.late.length < collection.inTransit) return;";
const passOn = 'else context.send(plan.by, { type: "late", late });';
const received = "state.balance += late.amount;\n  state.surplus -= 1;\n";
const report = 'else context.send(plan.by, { type: "report", surplus: state.surplus });';
const oneAtATime = "if (snapshot === undefined || state.collection !== undefined) return;";

const overtakes = "money that overtakes the announcement stays out of the snapshot";
const agreed = "nobody records before everybody has been told and has answered";
const twoMachines = "two machines, every order: all of it is recorded, and nothing twice";
const threeMachines = "three machines: what the others send each other is recorded, too";
const inTurn = "one snapshot after the other, however early the next one is asked for";
const bank = "the bank goes on, but for the machine that is asked, and money carries only its time";
const cost = "four messages for each of the others, and one for each transfer in transit";
const fourMachines = "four machines, twenty transfers, three snapshots";

export default mistakes({
  "does not wait for confirmations": {
    replace: "collection === undefined || collection.confirmations > 0",
    with: "collection === undefined || plan.isRecorded",
    caughtBy: overtakes,
    hint: "Your clock has jumped, and you send money. What does its time say to a machine that has never heard of your announcement?",
    steps: 3,
  },
  "waits for the first confirmation only": {
    replace: mayJump,
    with: `${mayJump.replace("collection.confirmations > 0", "collection.confirmations === context.peers.length || plan.isRecorded")}`,
    caughtBy: agreed,
    hint: "One machine has confirmed. What do the others know?",
    steps: 3,
  },
  "waits for two confirmations at most": {
    replace: mayJump,
    with: mayJump.replace(
      "confirmations > 0",
      "confirmations > Math.max(0, context.peers.length - 2) || plan.isRecorded",
    ),
    caughtBy: fourMachines,
    hint: "How many machines must have confirmed? Count them when there are four.",
    steps: 15,
  },
  "announces nothing and jumps": {
    edits: [
      {
        replace: 'for (const peer of peers) context.send(peer, { type: "announce", snapshot, at: state.plan.at });\n',
        with: "",
      },
      { replace: "confirmations: peers.length,", with: "confirmations: 0," },
    ],
    caughtBy: overtakes,
    hint: "A message says that it is past noon. How does its receiver know that something was to be done at noon?",
    steps: 3,
  },
  "sends money while it waits for confirmations": {
    replace: wait,
    with: "} else {",
    caughtBy: twoMachines,
    hint: "The time that you announced is that of your next message. What if you send one before everybody knows?",
    steps: 7,
  },
  "forgets the transfers that waited": {
    replace: payWaiting,
    with: "state.waiting = [];",
    caughtBy: bank,
    hint: "A transfer that was put off is still to be made.",
    steps: 6,
  },
  "sends what waited before it jumps": {
    edits: [
      { replace: `  ${payWaiting}\n`, with: "" },
      { replace: `  ${sendJump}\n  moveTo`, with: `  ${sendJump}\n  ${payWaiting}\n  moveTo` },
    ],
    caughtBy: twoMachines,
    hint: "By its time this money was sent after the snapshot. Had its sender recorded itself?",
    steps: 7,
  },
  "tells nobody that the time has come": {
    replace: sendJump,
    with: "",
    caughtBy: agreed,
    hint: "Vector time reaches a machine with messages. What if nobody sends any?",
    steps: 3,
  },
  "takes the money first, and records then": {
    edits: [
      { replace: "moveTo(state, message.time, context);\n        take(", with: "take(" },
      {
        replace: "time: message.time }, context);",
        with: "time: message.time }, context);\n        moveTo(state, message.time, context);",
      },
    ],
    caughtBy: twoMachines,
    hint: "The money comes from after the agreed time. Which balance goes into the photo: the one before it came, or the one after?",
    steps: 5,
  },
  "records at the time after": {
    replace: "componentOf(time, plan.by) >= plan.at) record",
    with: "componentOf(time, plan.by) > plan.at) record",
    caughtBy: agreed,
    hint: "The jump says exactly the time that was announced.",
    steps: 4,
  },
  "looks at the sender's own component": {
    edits: [
      {
        replace: "moveTo(state, message.time, context);\n        take(",
        with: "moveTo(state, message.time, context, from);\n        take(",
      },
      {
        replace: "function moveTo(state: State, time: VectorTime, context: Reach): void {",
        with: "function moveTo(state: State, time: VectorTime, context: Reach, from?: string): void {",
      },
      {
        replace: "!plan.isRecorded && componentOf(time, plan.by) >=",
        with: "!plan.isRecorded && componentOf(time, from ?? plan.by) >=",
      },
    ],
    caughtBy: threeMachines,
    hint: "A vector has one component for each machine. Of which of them did the announcement speak?",
    steps: 9,
  },
  "does not merge the times": {
    replace: merge,
    with: "  state.time[context.self] = Math.max(componentOf(state.time, context.self), componentOf(time, context.self));\n",
    caughtBy: threeMachines,
    hint: "You have recorded yourself and send money to somebody who has not. How does its time tell that, if you never took over the time that made you do it?",
    steps: 9,
  },
  "does not wait for late money": {
    replace: allTurnedUp,
    with: "",
    caughtBy: twoMachines,
    hint: "Everybody has reported. Has everything arrived?",
    steps: 6,
  },
  "late money is not passed on": {
    replace: passOn,
    with: "",
    caughtBy: twoMachines,
    hint: "One more transfer was sent than received. Who has seen it arrive, and who is waiting to hear of it?",
    steps: 11,
  },
  "its own late money does not count": {
    replace: "if (plan.by === context.self) addLate(state, late, context);",
    with: "if (plan.by === context.self) return;",
    caughtBy: twoMachines,
    hint: "Late money may arrive at the machine that was asked, too. Does it hear of that?",
    steps: 11,
  },
  "everything that comes after the recording is late": {
    replace: isWhite,
    with: "if (plan?.isRecorded !== true) return;",
    caughtBy: twoMachines,
    hint: "Money that was sent after its sender recorded itself is in no photo. Which time does it carry?",
    steps: 7,
  },
  "leaves its own count out": {
    replace: "if (plan.by === context.self) addReport(state, state.surplus, context);",
    with: "if (plan.by === context.self) addReport(state, 0, context);",
    caughtBy: twoMachines,
    hint: "Whose transfers are in the sum? Whoever was asked has sent some as well.",
    steps: 6,
  },
  "counts what was sent, and not what was received": {
    replace: received,
    with: "state.balance += late.amount;\n",
    caughtBy: twoMachines,
    hint: "What was sent and has arrived is not on its way. How is that taken off the sum?",
    steps: 11,
  },
  "reports a moment later": {
    edits: [
      { replace: report, with: 'else context.setTimer("report", 5);' },
      {
        replace: "  onInput(state, input, context) {",
        with: `  onTimer({ plan, surplus }, _timer, context) {
    context.send(plan.by, { type: "report", surplus });
  },

  onInput(state, input, context) {`,
      },
    ],
    caughtBy: twoMachines,
    hint: "The report is about what had been sent and received when the machine recorded itself. What may happen before it is written?",
    steps: 8,
  },
  "late money is said to come from whoever passes it on": {
    edits: [
      {
        replace: 'case "late":\n        addLate(state, message.late, context);',
        with: 'case "late":\n        addLate(state, { ...message.late, from }, context);',
      },
    ],
    caughtBy: threeMachines,
    hint: "Three machines have to do with late money: its sender, its receiver and the one that was asked. Which channel was it on?",
    steps: 12,
  },
  "late money does not get into the account": {
    replace: received,
    with: "const { plan: now } = state;\n  if (now?.isRecorded !== true || componentOf(time, now.by) >= now.at) state.balance += late.amount;\n  state.surplus -= 1;\n",
    caughtBy: inTurn,
    hint: "The photo has it. Has its receiver?",
    steps: 10,
  },
  "late money does not count as received": {
    replace: received,
    with: "const { plan: now } = state;\n  state.balance += late.amount;\n  if (now?.isRecorded !== true || componentOf(time, now.by) >= now.at) state.surplus -= 1;\n",
    caughtBy: inTurn,
    hint: "In the first snapshot it was on its way. Is it still, in the second?",
    steps: 12,
  },
  "begins the next snapshot while one is under way": {
    replace: oneAtATime,
    with: "if (snapshot === undefined) return;",
    caughtBy: inTurn,
    hint: "You keep one plan and wait for one set of reports. What becomes of it if another snapshot is announced now?",
    steps: 7,
  },
  "forgets the next snapshot": {
    replace: "  delete state.collection;\n  announceNext(state, context);",
    with: "  delete state.collection;",
    caughtBy: inTurn,
    hint: "Somebody asked for another snapshot meanwhile. When is its turn?",
    steps: 8,
  },
  "money says whether its sender has recorded itself": {
    replace: 'context.send(to, { type: "transfer", amount, time: state.time });',
    with: 'context.send(to, { type: "transfer", amount, time: state.time, isRed: state.plan?.isRecorded === true });',
    caughtBy: bank,
    hint: "That is a good idea, and it is 4.4. Here the time has to do.",
    steps: 1,
  },
  "everybody puts transfers off": {
    replace: "} else if (state.plan?.by === context.self && !state.plan.isRecorded) {",
    with: "} else if (state.plan !== undefined && !state.plan.isRecorded) {",
    caughtBy: bank,
    hint: "Whose next message is the time that was announced? Who else has a reason to wait?",
    steps: 3,
  },
  "thanks for every report": {
    replace: "addReport(state, message.surplus, context);\n        break;",
    with: 'addReport(state, message.surplus, context);\n        context.send(from, { type: "thanks" });\n        break;',
    caughtBy: cost,
    hint: "Count the messages that are no transfers. Who needs the fifth?",
    steps: 8,
  },
  "waits for three confirmations at most": {
    replace: "confirmations: peers.length,",
    with: "confirmations: Math.min(3, peers.length),",
    caughtBy: agreed,
    hint: "How many others are there? `context.peers` has them all.",
    steps: 7,
  },
  "one transfer may wait, and no more": {
    replace: "state.waiting.push(input);",
    with: "state.waiting = [input];",
    caughtBy: bank,
    hint: "Two transfers are asked for while the machine waits. Both are to be made.",
    steps: 30,
  },
  "one snapshot may wait, and no more": {
    replace: "state.asked.push(input.snapshot);",
    with: "state.asked.splice(0, 1, input.snapshot);",
    caughtBy: inTurn,
    hint: "Two are asked for while one is under way. Which of them comes next, and which after it?",
    steps: 20,
  },
  "late money there and late money back are set off": {
    replace: "state.collection?.late.push(late);",
    with: `const { collection } = state;
  const back = collection?.late.findIndex(
    ({ from, to, amount }) => from === late.to && to === late.from && amount === late.amount,
  );
  if (collection !== undefined && back >= 0) {
    collection.late.splice(back, 1);
    collection.inTransit -= 2;
  } else {
    collection?.late.push(late);
  }`,
    caughtBy: twoMachines,
    hint: "7 are on the way there, and 7 on the way back. The money is the same without them. Is the photo?",
    steps: 10,
  },
  "announces a time five ahead, and does not wait": {
    edits: [
      { replace: "at: componentOf(state.time, self) + 1,", with: "at: componentOf(state.time, self) + 5," },
      { replace: wait, with: "} else {" },
    ],
    caughtBy: bank,
    hint: "How many transfers may you be asked for before everybody has answered?",
    steps: 89,
  },
});
