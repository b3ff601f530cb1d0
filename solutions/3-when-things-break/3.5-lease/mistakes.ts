import { mistakes } from "@millrace/grader";

const isOld = "token < state.highest";
const refuse = `      context.send(from, { type: "rejected", day });
      return;`;
const remember = 'context.disk.write("highest", token);';
const read = 'Number(context.disk.read("highest") ?? 0)';
const ends = "endsMs: state.askedMs + message.forMs";
const isShort = "lease.endsMs - context.now() < marginMs";
const renew = 'context.send("locks", { type: "renew", token: lease.token });';
const write = 'context.send("storage", { type: "write", token: lease.token, day });';
const giveBack = 'if (lease !== undefined) context.send("locks", { type: "release", token: lease.token });';
const over = `      } else {
        state.lease = undefined;
      }`;

const older = "a write under an older token is refused, whoever sends it and whatever it writes";
const newest = "whoever has the newest token may write as often as it likes";
const crashed = "a storage that has crashed still knows the highest token";
const works = "a scheduler works under a lease, day by day, gives it back, and says done";
const again = "who is rejected or refused asks for a new lease, and writes the same day again";
const ownClock = "a lease counts from when it was asked for, by the scheduler's own clock";
const anyMoment = "two schedulers, and a lease that may end at any moment";
const once = "undisturbed, each day is written once";
const three = "three schedulers, networks that are cut, and clocks that jump";

export default mistakes({
  "lets everybody in": {
    replace: isOld,
    with: "false",
    caughtBy: older,
    hint: "A scheduler was paused while its lease ran out. It wakes up in the middle of a write. Who stops it?",
    steps: 4,
  },
  "refuses without a word": {
    replace: refuse,
    with: "      return;",
    caughtBy: older,
    hint: "The scheduler that was overtaken waits for its answer. How long?",
    steps: 4,
  },
  "refuses, and says that it has written": {
    replace: 'type: "rejected"',
    with: 'type: "written"',
    caughtBy: older,
    hint: "What does a scheduler do that hears that its day is written?",
    steps: 4,
  },
  "writes, then looks at the token": {
    edits: [
      {
        replace: "if (token < state.highest) {",
        with: `context.output({ type: "written", day, token, by: from });
    if (token < state.highest) {`,
      },
      {
        replace: `${remember}
    context.output({ type: "written", day, token, by: from });`,
        with: remember,
      },
    ],
    caughtBy: older,
    hint: "What is in the table when the storage finds that the token is old?",
    steps: 4,
  },
  "a highest token for each writer": {
    edits: [
      { replace: read, with: '(context.disk.read("highest") ?? {})' },
      { replace: isOld, with: "token < (state.highest[from] ?? 0)" },
      { replace: "state.highest = token;", with: "state.highest[from] = token;" },
      { replace: remember, with: 'context.disk.write("highest", state.highest);' },
    ],
    caughtBy: older,
    hint: "A scheduler never overtakes itself. Whom is it to be compared with?",
    steps: 4,
  },
  "a highest token for each day": {
    edits: [
      { replace: read, with: '(context.disk.read("highest") ?? {})' },
      { replace: isOld, with: "token < (state.highest[day] ?? 0)" },
      { replace: "state.highest = token;", with: "state.highest[day] = token;" },
      { replace: remember, with: 'context.disk.write("highest", state.highest);' },
    ],
    caughtBy: older,
    hint: "The new one works on Tuesday, the old one on Monday. May both go on?",
    steps: 4,
  },
  "refuses the holder's second write": {
    replace: isOld,
    with: "token <= state.highest",
    caughtBy: newest,
    hint: "A lease is good for many writes. Which tokens do they carry?",
    steps: 4,
  },
  "expects the next number": {
    replace: isOld,
    with: "token !== state.highest && token !== state.highest + 1",
    caughtBy: newest,
    hint: "Somebody may have a lease and write nothing. Which token comes next at the storage?",
    steps: 2,
  },
  "compares tokens as text": {
    replace: isOld,
    with: "String(token) < String(state.highest)",
    caughtBy: newest,
    hint: 'Which is greater, "9" or "10"?',
    steps: 4,
  },
  "keeps the highest token in memory": {
    replace: read,
    with: "0",
    caughtBy: crashed,
    hint: "The storage starts again, and then the paused scheduler wakes up. What does the storage know?",
    steps: 6,
  },
  "writes the token down before it looks at it": {
    edits: [
      {
        replace: "if (token < state.highest) {",
        with: `${remember}
    if (token < state.highest) {`,
      },
      { replace: `state.highest = token;\n    ${remember}`, with: "state.highest = token;" },
    ],
    caughtBy: crashed,
    hint: "What is on the disk after a write that was refused?",
    steps: 8,
  },
  "writes the token down once": {
    replace: remember,
    with: `if (context.disk.read("highest") === undefined) ${remember}`,
    caughtBy: crashed,
    hint: "Which token is on the disk after the second scheduler's turn?",
    steps: 8,
  },
  "keeps tokens in seven bits": {
    replace: "state.highest = token;",
    with: "state.highest = token & 127;",
    caughtBy: newest,
    hint: "Every lease has a token of its own, for years. How high do they get?",
    steps: 6,
  },
  "keeps its lease": {
    replace: giveBack,
    with: "",
    caughtBy: works,
    hint: "It is done. Who else would like to begin?",
    steps: 8,
  },
  "says done when the last day is on its way": {
    replace: write,
    with: `${write}
      if (days.length === 1) context.output({ type: "done" });`,
    caughtBy: works,
    hint: "When is a day written: when it is sent, or when the answer says so?",
    steps: 5,
  },
  "writes all days at once": {
    replace: write,
    with: 'for (const each of days) context.send("storage", { type: "write", token: lease.token, day: each });',
    caughtBy: works,
    hint: "If the first one is rejected, what becomes of those behind it?",
    steps: 3,
  },
  "is never done with nothing": {
    replace: "state.days.push(...days);\n      goOn(state, context);",
    with: "state.days.push(...days);\n      if (days.length > 0) goOn(state, context);",
    caughtBy: works,
    hint: "A backfill may have no days. Who says that it is over?",
    steps: 1,
  },
  "leaves out the day that was rejected": {
    replace: over,
    with: `      } else {
        state.lease = undefined;
        if (message.type === "rejected") state.days.shift();
      }`,
    caughtBy: again,
    hint: "Rejected is not written. Where is this day at the end?",
    steps: 7,
  },
  "goes on under the token that was rejected": {
    replace: over,
    with: `      } else if (message.type === "refused") {
        state.lease = undefined;
      }`,
    caughtBy: again,
    hint: "Somebody has a higher token. Can the same write ever be accepted?",
    steps: 7,
  },
  "gives up when it is rejected": {
    replace: over,
    with: `      } else {
        state.lease = undefined;
        return;
      }`,
    caughtBy: again,
    hint: "Its days are not written. Who writes them?",
    steps: 7,
  },
  "asks for more of a lease that is over": {
    replace: over,
    with: `      } else if (message.type === "rejected") {
        state.lease = undefined;
      }`,
    caughtBy: again,
    hint: "The lock service has refused. What will it say the next time?",
    steps: 16,
  },
  "counts from the answer": {
    replace: ends,
    with: "endsMs: context.now() + message.forMs",
    caughtBy: ownClock,
    hint: "The lease began when the lock service wrote the answer. When was that, at the latest and at the earliest?",
    steps: 9,
  },
  "reads its lease on another clock": {
    replace: ends,
    with: "endsMs: message.untilMs",
    caughtBy: ownClock,
    hint: "Two clocks never show the same. What can you say about a time that another machine read on its own?",
    steps: 16,
  },
  "never looks at its clock": {
    replace: isShort,
    with: "lease.endsMs === 0",
    caughtBy: ownClock,
    hint: "The storage may take a minute over one day. What is the lease worth by then?",
    steps: 9,
  },
  "leaves no margin": {
    replace: isShort,
    with: "lease.endsMs <= context.now()",
    caughtBy: three,
    hint: "The write has to arrive, too. How much of the lease is to be left for that?",
    steps: 10,
  },
  "asks for more time, and does not wait for it": {
    replace: renew,
    with: `${renew}
      ${write}`,
    caughtBy: ownClock,
    hint: "A renewal may be refused. When does the scheduler know?",
    steps: 6,
  },
  "counts a renewal from the first time it asked": {
    replace: `state.askedMs = context.now();
      ${renew}`,
    with: renew,
    caughtBy: ownClock,
    hint: "A renewed lease has its whole time again. From when on?",
    steps: 16,
  },
  "takes what it was told first": {
    replace: "state.lease = { token: message.token, endsMs",
    with: "state.lease ??= { token: message.token, endsMs",
    caughtBy: ownClock,
    hint: "A renewal is granted. What has changed in what the scheduler remembers?",
    steps: 16,
  },
  "gives back a fresh lease only": {
    replace: "if (lease !== undefined) context.send",
    with: "if (lease !== undefined && lease.endsMs - context.now() > 90) context.send",
    caughtBy: works,
    hint: "It is done, and half of its lease is left. Who could use it?",
    steps: 8,
  },
  "adds the time of a renewal to what was left": {
    replace: "endsMs: state.askedMs + message.forMs",
    with: 'endsMs: (message.type === "renewed" ? state.lease.endsMs : state.askedMs) + message.forMs',
    caughtBy: three,
    hint: "A renewal gives the whole time again. Counted from which moment?",
    steps: 9,
  },
  "does not look at its clock after a renewal": {
    replace: `      goOn(state, context);
    },

    onInput`,
    with: `      if (message.type === "renewed" && state.days[0] !== undefined)
        context.send("storage", { type: "write", token: message.token, day: state.days[0] });
      else goOn(state, context);
    },

    onInput`,
    caughtBy: three,
    hint: "The renewal was asked for in time. How long was its answer on the way?",
    steps: 7,
  },
  "asks only when its lease is given back": {
    edits: [
      {
        replace: "      goOn(state, context);\n    },\n\n    onInput",
        with: `      if (message.type !== "rejected") goOn(state, context);
      else context.send("locks", { type: "release", token: 0 });
    },

    onInput`,
      },
    ],
    caughtBy: anyMoment,
    hint: "A scheduler is rejected because another has the lease. Does it hear when that one is done, without asking?",
    steps: 13,
  },
  "writes each day twice, to be sure": {
    replace: "state.days.shift();",
    with: `state.isSure = !state.isSure;
        if (!state.isSure) state.days.shift();`,
    caughtBy: once,
    hint: "The storage has said that the day is written. What does a second write add?",
    steps: 5,
  },
  "trusts whoever wrote last": {
    edits: [
      { replace: "if (token < state.highest) {", with: "if (token < state.highest && state.by !== from) {" },
      { replace: "state.highest = token;", with: "state.highest = token;\n    state.by = from;" },
    ],
    caughtBy: older,
    hint: "It does not matter who writes. Is the token lower than one that was accepted?",
    steps: 6,
  },
  "a margin of its own": {
    replace: isShort,
    with: "lease.endsMs - context.now() < 20",
    caughtBy: ownClock,
    hint: "How much of the lease is to be left is for whoever makes the scheduler to say: `marginMs`.",
    steps: 12,
  },
  "renews under the first token that it had": {
    edits: [
      {
        replace: "state.lease = { token: message.token,",
        with: "state.first ??= message.token;\n        state.lease = { token: message.token,",
      },
      { replace: 'type: "renew", token: lease.token', with: 'type: "renew", token: state.first' },
    ],
    caughtBy: again,
    hint: "Which of your leases do you ask to have longer: the one that you have, or the one that is over?",
    steps: 8,
  },
  "gives back the first lease that it had": {
    edits: [
      {
        replace: "state.lease = { token: message.token,",
        with: "state.first ??= message.token;\n        state.lease = { token: message.token,",
      },
      { replace: 'type: "release", token: lease.token', with: 'type: "release", token: state.first' },
    ],
    caughtBy: again,
    hint: "You have had two leases, and give back the one that is over. Who waits for the other?",
    steps: 16,
  },
});
