import { mistakes } from "@millrace/grader";

const isPast = "if (said.some(({ sent }) => sent === undefined)) return;";
const goesBack = "for (const { peer, sent = 0 } of said) goBack(state.log, { from: peer, count: sent });";
const nextRound = `if (round < roundsOf(context)) {
      state.recovery.round += 1;
      say(state, context);
    }`;
const rounds = "return peers.length + 1;";
const sendsAgain = `for (const { peer, received } of said) {
        for (const job of sentTo(state.log, peer).slice(received)) context.send(peer, { type: "work", job });
      }`;
const goesOn = "for (const event of state.waiting.splice(0)) handle(state, event, context);";
const undoes = "while (receivedFrom(log, from) > count) log.pop();";
const isNew = "} else if (state.recovery.heard[from]?.length !== 0) {";
const waits = "state.waiting.push({ from, job: message.job });";
const toDisk = "  context.disk.write(logKey, log);\n";

const pingPong = "ping-pong: what hangs on the lost event is undone, and nothing else";
const twoMachines = "two machines, every order: back to the latest line, and on from there";
const lost = "what is lost is sent again, once and in its order";
const three = "three machines: what hangs on the lost event at second hand is undone, too";
const four = "four machines: bad news takes three rounds, and the fourth says what is lost";
const apart = "each machine's messages are counted apart";
const second = "the second crash is recovered from like the first";
const cost = "N messages on each channel, and only what is lost is sent again";
const busy = "four busy machines, one crash";
const forty = "forty jobs to one machine that has lost half of them";

export default mistakes({
  "nobody goes back": {
    replace: goesBack,
    with: "",
    caughtBy: pingPong,
    hint: "A peer says how many jobs it has sent you, by its log. What if your log has received more?",
    steps: 9,
  },
  "goes back one too far": {
    replace: undoes,
    with: "while (count > 0 && receivedFrom(log, from) >= count) log.pop();",
    caughtBy: pingPong,
    hint: "A peer has sent one job, and you have received one. Is anything wrong with that?",
    steps: 9,
  },
  "goes back for what is lost": {
    replace: goesBack,
    with: `for (const { peer, sent = 0, received = 0 } of said) {
      goBack(state.log, { from: peer, count: sent });
      while (sentTo(state.log, peer).length > received) state.log.pop();
    }`,
    caughtBy: twoMachines,
    hint: "You have sent a job, and its receiver does not have it. That is a pity, and nothing contradicts it. Who can help?",
    steps: 8,
  },
  "takes the orphan out, and leaves what came after it": {
    replace: undoes,
    with: `for (let index = log.length - 1; index >= 0 && receivedFrom(log, from) > count; index--) {
    if (log[index].from === from) log.splice(index, 1);
  }`,
    caughtBy: apart,
    hint: "Your machine handled the next job in a state that has never been. Can that job's event stay?",
    steps: 26,
  },
  "sends nothing again": {
    replace: sendsAgain,
    with: "",
    caughtBy: pingPong,
    hint: "A job was sent, its sender keeps the event that sent it, and its receiver has undone the receipt. Where is that job now?",
    steps: 9,
  },
  "only the one that crashed is sent anything again": {
    edits: [
      {
        replace: "state.recovery?.heard[from]?.push(message);",
        with: "state.first ??= from;\n      state.recovery?.heard[from]?.push(message);",
      },
      {
        replace: "for (const { peer, received } of said) {",
        with: "for (const { peer, received } of said.filter(({ peer }) => peer === state.first)) {",
      },
    ],
    caughtBy: four,
    hint: "Who has undone the receipt of a job has lost it, too, crashed or not.",
    steps: 56,
  },
  "sends everything again": {
    replace: "sentTo(state.log, peer).slice(received)",
    with: "sentTo(state.log, peer)",
    caughtBy: twoMachines,
    hint: "A peer that has handled a job and keeps it gets it once more. What does it do with it?",
    steps: 11,
  },
  "goes by what its peers had received at first": {
    replace: sendsAgain,
    with: `for (const [peer, [first]] of Object.entries(heard)) {
        for (const job of sentTo(state.log, peer).slice(first.received)) context.send(peer, { type: "work", job });
      }`,
    caughtBy: four,
    hint: "In the first round a peer says what it has received. Then it goes back. From which round on is what it says final?",
    steps: 56,
  },
  "goes by what its peers had sent at first": {
    replace: goesBack,
    with: "for (const [peer, [first]] of Object.entries(heard)) goBack(state.log, { from: peer, count: first.sent });",
    caughtBy: three,
    hint: "A peer that goes back in the first round has sent less in the second. Who has to hear of that?",
    steps: 23,
  },
  "two rounds for everybody": {
    replace: rounds,
    with: "return Math.min(peers.length + 1, 2);",
    caughtBy: four,
    hint: "Who goes back in the first round takes something back itself, and its receiver hears of that one round later. How long can such a chain be?",
    steps: 30,
  },
  "three rounds for everybody": {
    replace: rounds,
    with: "return Math.min(peers.length + 1, 3);",
    caughtBy: four,
    hint: "Bad news travels one machine further in each round. How far is it to the last of four?",
    steps: 38,
  },
  "one round too few": {
    replace: rounds,
    with: "return peers.length;",
    caughtBy: four,
    hint: "After N - 1 rounds everybody is where it stays. But in the last of these, what has been said of receipts?",
    steps: 38,
  },
  "one round too many": {
    replace: rounds,
    with: "return peers.length + 2;",
    caughtBy: cost,
    hint: "How many rounds are there for N machines, and how many peers has each?",
    steps: 8,
  },
  "says how things are before it goes back": {
    edits: [
      { replace: goesBack, with: "" },
      {
        replace: nextRound,
        with: `if (round < roundsOf(context)) {
      state.recovery.round += 1;
      say(state, context);
      for (const { peer, sent = 0 } of said) goBack(state.log, { from: peer, count: sent });
    }`,
      },
    ],
    caughtBy: three,
    hint: "A round begins with what is true after the one before. Which of the two do you do first?",
    steps: 23,
  },
  "begins a round when one peer has been heard": {
    replace: isPast,
    with: "if (said.every(({ sent }) => sent === undefined)) return;",
    caughtBy: three,
    hint: "Somebody who is slow may have the news that concerns you. For whom does a round wait?",
    steps: 9,
  },
  "counts the jobs of all senders together": {
    replace: undoes,
    with: "while (log.filter((entry) => entry.from !== null).length > count) log.pop();",
    caughtBy: busy,
    hint: "A peer speaks of what it has sent you itself. What have the others to do with that?",
    steps: 70,
  },
  "counts what it has ever sent": {
    edits: [
      {
        replace: "recoveries: readRecoveries(context.disk), recovery: undefined, waiting: [] };",
        with: "recoveries: readRecoveries(context.disk), recovery: undefined, waiting: [], ever: {} };",
      },
      {
        replace: 'for (const { to, job } of event.job.next) context.send(to, { type: "work", job });',
        with: `for (const { to, job } of event.job.next) {
    state.ever[to] = (state.ever[to] ?? 0) + 1;
    context.send(to, { type: "work", job });
  }`,
      },
      { replace: "function say({ log, recoveries }: State", with: "function say({ log, recoveries, ever }: State" },
      {
        replace: "sentTo(log, peer).length, receivedFrom",
        with: "ever[peer] ?? sentTo(log, peer).length, receivedFrom",
      },
    ],
    caughtBy: three,
    hint: "You have undone an event, and with it what it sent. Does your count know?",
    steps: 23,
  },
  "drops all work in the middle of a recovery": {
    replace: waits,
    with: "",
    caughtBy: three,
    hint: "A peer may be through before you are, and go on. Who sends you again what it sends then?",
    steps: 22,
  },
  "keeps all work that comes in the middle of a recovery": {
    replace: isNew,
    with: "} else {",
    caughtBy: twoMachines,
    hint: "A job that was on its way when its sender went back: has anybody sent it, in the end? And if so, how often?",
    steps: 9,
  },
  "handles work in the middle of a recovery": {
    replace: waits,
    with: "handle(state, { from, job: message.job }, context);",
    caughtBy: three,
    hint: "What you handle now stands behind events that you may still have to undo.",
    steps: 22,
  },
  "forgets what it is asked for in the middle of a recovery": {
    replace: "else state.waiting.push({ from: null, job: input.job });",
    with: "",
    caughtBy: twoMachines,
    hint: "A customer asks while you are busy with yourself. Will he ask again?",
    steps: 7,
  },
  "does what it is asked for in the middle of a recovery": {
    replace: "else if (state.recovery === undefined) handle(state, { from: null",
    with: 'else if (input.type === "job") handle(state, { from: null',
    caughtBy: twoMachines,
    hint: "What you handle now stands behind events that you may still have to undo.",
    steps: 3,
  },
  "forgets what has waited": {
    replace: goesOn,
    with: "state.waiting = [];",
    caughtBy: twoMachines,
    hint: "What has waited for the end of the recovery waits on. For what?",
    steps: 7,
  },
  "handles what has waited from the newest to the oldest": {
    replace: "state.waiting.splice(0)",
    with: "state.waiting.splice(0).reverse()",
    caughtBy: three,
    hint: "Two jobs of one peer have waited. Which was sent first?",
    steps: 27,
  },
  "keeps what has waited for the next time": {
    replace: "state.waiting.splice(0)",
    with: "state.waiting.slice()",
    caughtBy: second,
    hint: "What has waited is handled at the end of this recovery. And at the end of the next one?",
    steps: 14,
  },
  "lets only one job wait": {
    replace: waits,
    with: "state.waiting = [{ from, job: message.job }];",
    caughtBy: three,
    hint: "How many jobs can a peer send that is through before you are?",
    steps: 27,
  },
  "lets ten jobs wait at most": {
    replace: waits,
    with: `if (state.waiting.length < 10) ${waits}`,
    caughtBy: three,
    hint: "A peer that is through sends again all that you lack. How much can that be before you are through yourself?",
    steps: 45,
  },
  "goes on with new work before it sends the lost": {
    edits: [{ replace: `${sendsAgain}\n      ${goesOn}`, with: `${goesOn}\n      ${sendsAgain}` }],
    caughtBy: twoMachines,
    hint: "Channels keep their order. Which comes first in it, a job that was sent before the crash or one that is sent after it?",
    steps: 9,
  },
  "takes a crash before the first flush for the first start": {
    replace: "if (log === undefined) context.disk.write(logKey, state.log);",
    with: "if (log === undefined) return state;",
    caughtBy: twoMachines,
    hint: "A machine crashes before anything of it was on the disk. How does it know, when it starts, that it was there before?",
    steps: 3,
  },
  "begins anew after a crash": {
    replace: "log: log ?? [],",
    with: "log: [],",
    caughtBy: pingPong,
    hint: "What was on the disk before the crash is there after it. Who has to go back for what you throw away?",
    steps: 10,
  },
  "all go back to what is on their disks": {
    replace: "state.recoveries = recovery;",
    with: "state.recoveries = recovery;\n  state.log.splice((readLog(context.disk) ?? []).length);",
    caughtBy: pingPong,
    hint: "Whose memory is gone? The others still have all of their log.",
    steps: 8,
  },
  "leaves what is undone on the disk": {
    replace: toDisk,
    with: "",
    caughtBy: second,
    hint: "After the recovery this machine crashes in its turn. What does it find on its disk, and is all of that still true?",
    steps: 17,
  },
  "recovers from one crash only": {
    replace: "else begin(state, state.recoveries + 1, context);",
    with: "else begin(state, 1, context);",
    caughtBy: second,
    hint: "What does the second recovery look like to somebody who remembers the first?",
    steps: 15,
  },
  "sends the lost in any order": {
    replace: "sentTo(state.log, peer).slice(received))",
    with: "sentTo(state.log, peer).slice(received).toSorted((one, other) => (one.name < other.name ? -1 : 1)))",
    caughtBy: forty,
    hint: "Twelve comes after two, unless they are text.",
    steps: 49,
  },
  "keeps the newest fifty events": {
    replace: "  state.log.push(event);",
    with: "  state.log.push(event);\n  if (state.log.length > 50) state.log.shift();",
    caughtBy: forty,
    hint: "A log is as long as what was done. Of what you have thrown away, what do you say in a round?",
    steps: 81,
  },
  "sends again what looks different": {
    replace: "sentTo(state.log, peer).slice(received))",
    with: "sentTo(state.log, peer).slice(received).filter(({ name }, place, all) => all.findIndex((other) => other.name === name) === place))",
    caughtBy: lost,
    hint: "Two jobs can have the same name. How many are they?",
    steps: 12,
  },
  "recovers from two crashes only": {
    replace: "begin(state, state.recoveries + 1, context)",
    with: "begin(state, Math.min(state.recoveries + 1, 2), context)",
    caughtBy: second,
    hint: "Which number does the third recovery have, and who has seen it before?",
    steps: 26,
  },
});
