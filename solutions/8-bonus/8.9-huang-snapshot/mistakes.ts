import { mistakes } from "@millrace/grader";

const laterOf = "state.time = Math.max(state.time, message.time) + 1;";
const newest = "return one.time > other.time || (one.time === other.time && one.by > other.by);";
const learnsRoot = "state.root = message.root;";
const asksAll = 'for (const peer of context.peers) context.send(peer, { type: "request", time: state.time });';
const adopts = `    state.time = request.time;
    state.by = request.by;
    context.send(`;
const isFresh = "if (state.by !== context.self || state.time !== grant.time) return;";
const countsAgree = `
        sender !== undefined && receiver !== undefined && (sender.sent[to] ?? 0) === (receiver.received[from] ?? 0)
      `;
const noCounts = " sender !== undefined && receiver !== undefined ";
const eachChannel = `  return machines.every((from) =>
    machines.every((to) => {
      const [sender, receiver] = [snapshots[from], snapshots[to]];
      return (
        sender !== undefined && receiver !== undefined && (sender.sent[to] ?? 0) === (receiver.received[from] ?? 0)
      );
    }),
  );`;
const addsUp = `  let [sent, received] = [0, 0];
  for (const machine of machines) {
    const snapshot = snapshots[machine];
    if (snapshot === undefined) return false;
    for (const count of Object.values(snapshot.sent)) sent += count;
    for (const count of Object.values(snapshot.received)) received += count;
  }
  return sent === received;`;
const tells = 'else if (state.root !== undefined) context.send(state.root, { type: "over" });';

const overtakes = "a request overtakes the work: its grant proves nothing";
const twoMachines = "two machines, every order: never too early, and in the end";
const threeMachines = "three machines, every order: the last is not the root";
const sameTime = "two requests of the same time: the same one is the newer for everybody";
const tooEarly = "a piece received too early does not make up for one on its way";
const oldRequest = "an old request does not set a clock back";
const threeHundred = "three hundred pieces sent, and one is missing";
const cost = "whoever becomes passive asks all others, once";
const random = "fourteen pieces of work on four machines";

export default mistakes({
  "all have granted, so it is over": {
    replace: countsAgree,
    with: noCounts,
    caughtBy: overtakes,
    hint: "Whoever grants is passive. Who knows of the piece that is on its way to him?",
    steps: 4,
  },
  "counts only what it has sent itself": {
    replace: "return machines.every((from) =>\n    machines.every((to) => {",
    with: `return machines.every((from) =>
    machines.every((to) => {
      if (from !== machines[0]) return snapshots[from] !== undefined;`,
    caughtBy: twoMachines,
    hint: "The piece that is on its way need not be one of whoever asks.",
    steps: 7,
  },
  "grants while it is at work": {
    replace: "if (!isPassive(state.workload)) {\n    // Its",
    with: "if (state.time < 0) {\n    // Its",
    caughtBy: twoMachines,
    hint: "A grant says that its sender has nothing to do. What if he has?",
    steps: 6,
  },
  "hears no times while it is at work": {
    replace: "state.time = Math.max(state.time, request.time);",
    with: "",
    caughtBy: sameTime,
    hint: "A machine at work does not grant a request. But its own next request should be newer than that one.",
    steps: 13,
  },
  "takes the time that comes with the work": {
    replace: laterOf,
    with: "state.time = message.time + 1;",
    caughtBy: twoMachines,
    hint: "Work can come from a machine whose clock is far behind. What have the others already granted?",
    steps: 9,
  },
  "of two requests of the same time, none is newer": {
    replace: newest,
    with: "return one.time > other.time;",
    caughtBy: sameTime,
    hint: "Two machines become passive at the same time. Who grants whose request?",
    steps: 12,
  },
  "of two requests of the same time, each is newer": {
    replace: newest,
    with: "return one.time >= other.time;",
    caughtBy: sameTime,
    hint: "Two machines ask at the same time, and each grants the other's request. How often is it over then?",
    steps: 15,
  },
  "compares names as numbers": {
    replace: "one.by > other.by",
    with: "Number(one.by) > Number(other.by)",
    caughtBy: sameTime,
    hint: "Which number is “east”?",
    steps: 12,
  },
  "compares times as text": {
    replace: newest,
    with: "return `${one.time} ${one.by}` > `${other.time} ${other.by}`;",
    caughtBy: random,
    hint: "Which of “10” and “9” comes first in a dictionary?",
    steps: 53,
  },
  "takes over the time and not the name": {
    replace: adopts,
    with: adopts.replace("    state.by = request.by;\n", ""),
    caughtBy: sameTime,
    hint: "A machine has granted one of two requests of the same time. Whose? It will need to know when the other comes.",
    steps: 13,
  },
  "takes over the name and not the time": {
    replace: adopts,
    with: adopts.replace("    state.time = request.time;\n", ""),
    caughtBy: twoMachines,
    hint: "An older request may arrive after a newer one. What does a machine compare it with that has granted the newer?",
    steps: 12,
  },
  "grants every request while it is passive": {
    replace: newest,
    with: "return one.time >= 0 || other.time < 0;",
    caughtBy: twoMachines,
    hint: "When it is over, many requests may still be on their way. If all of them are granted, how many machines find out?",
    steps: 10,
  },
  "takes any grant for one of its newest request": {
    replace: isFresh,
    with: "",
    caughtBy: twoMachines,
    hint: "A grant of your last request may arrive after those of your next. What does it say of now?",
    steps: 11,
  },
  "counts its own work when the grants come, and not when it asks": {
    edits: [{ replace: isFresh, with: "state.snapshots[context.self] = snapshotOf(state);" }],
    caughtBy: twoMachines,
    hint: "Between asking and being answered, you may have been given work. What does your half of the snapshot say then?",
    steps: 11,
  },
  "adds up all channels, and takes any grant for one of its newest request": {
    edits: [
      { replace: eachChannel, with: addsUp },
      { replace: isFresh, with: "" },
    ],
    caughtBy: twoMachines,
    hint: "The sum over all channels tells how much is on its way, if nobody has received what was sent after the snapshot. Do grants of two requests make one snapshot?",
    steps: 11,
  },
  "adds up all channels, and work brings no time": {
    edits: [
      { replace: eachChannel, with: addsUp },
      { replace: laterOf, with: "" },
    ],
    caughtBy: tooEarly,
    hint: "The sum over all channels tells how much is on its way, if nobody has received what was sent after the snapshot. How does a machine know that a piece comes from after it?",
    steps: 13,
  },
  "adds up all channels, and its own clock only ticks": {
    edits: [
      { replace: eachChannel, with: addsUp },
      { replace: laterOf, with: "state.time += 1;" },
    ],
    caughtBy: tooEarly,
    hint: "The sum over all channels tells how much is on its way, if nobody has received what was sent after the snapshot. Whose clock must be later than whose, when a piece has arrived?",
    steps: 13,
  },
  "whoever finds out says it": {
    replace: tells,
    with: 'else context.output({ type: "terminated" });',
    caughtBy: twoMachines,
    hint: "The last to become passive finds out. Who was asked to begin, and waits for it?",
    steps: 7,
  },
  "nobody but the root finds out": {
    replace: tells,
    with: "",
    caughtBy: twoMachines,
    hint: "The root becomes passive early, and its request is the oldest. Whose request do all grant in the end?",
    steps: 9,
  },
  "takes whoever sent the work for the root": {
    replace: learnsRoot,
    with: "if (state.root !== context.self) state.root = from;",
    caughtBy: threeMachines,
    hint: "Work can come from a machine that is no root. How does the receiver learn who is?",
    steps: 12,
  },
  "asks only those who gave it work": {
    replace: asksAll,
    with: 'for (const peer of context.peers) if (state.received[peer] !== undefined || state.root === context.self) context.send(peer, { type: "request", time: state.time });',
    caughtBy: threeMachines,
    hint: "A snapshot of some machines says nothing of the others.",
    steps: 11,
  },
  "a task without pieces makes nobody passive": {
    replace: `takeOn(state.workload, message.task, context);
        return askIfPassive(state, context);`,
    with: "return takeOn(state.workload, message.task, context);",
    caughtBy: twoMachines,
    hint: "A task that hands nothing out is done on arrival, and no timer will go off for it. Who asks then?",
    steps: 6,
  },
  "does not look when it begins": {
    replace: `takeOn(state.workload, task, context);
    askIfPassive(state, context);`,
    with: "takeOn(state.workload, task, context);",
    caughtBy: twoMachines,
    hint: "There may be nothing to do. Who says then that it is over?",
    steps: 1,
  },
  "has nobody to ask": {
    replace: `  tellIfOver(state, context);
}

function grantIfNewer`,
    with: `}

function grantIfNewer`,
    caughtBy: twoMachines,
    hint: "A machine that is alone gets no grant. Is it over?",
    steps: 1,
  },
  "asks again when it is asked": {
    replace: "    context.send(request.by,",
    with: `    for (const peer of context.peers) if (peer !== request.by) context.send(peer, { type: "request", time: request.time });
    context.send(request.by,`,
    caughtBy: cost,
    hint: "Whoever became passive has asked everybody himself.",
    steps: 3,
  },
  "answers twice": {
    replace: "    context.send(request.by,",
    with: `    context.send(request.by, { type: "grant", time: request.time, ...snapshotOf(state) });
    context.send(request.by,`,
    caughtBy: cost,
    hint: "Nothing is lost here. What does a second grant say that the first has not said?",
    steps: 4,
  },
  "an old request sets the clock back": {
    replace: "state.time = Math.max(state.time, request.time);",
    with: "state.time = request.time;",
    caughtBy: oldRequest,
    hint: "Requests overtake each other. Which one did you hear of last, and which is the newest?",
    steps: 23,
  },
  "counts no further than a byte goes": {
    edits: [
      { replace: "(state.received[from] ?? 0) + 1", with: "Math.min((state.received[from] ?? 0) + 1, 255)" },
      { replace: "(state.sent[to] ?? 0) + 1", with: "Math.min((state.sent[to] ?? 0) + 1, 255)" },
    ],
    caughtBy: threeHundred,
    hint: "How many pieces may one machine send another?",
  },
});
