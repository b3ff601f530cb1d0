import { mistakes } from "@millrace/grader";

const start = "start: (): MatrixState => ({ rows: {} }),";
const learnRows = "for (const [machine, row] of Object.entries(rows)) learn(state, machine, row);";
const learnSender = `// This machine now knows what its sender knew.
    learn(state, context.self, rows[from] ?? {});`;
const stampReceipt = `learn(state, context.self, rows[from] ?? {});
    stamp(state, context);`;
const request = `stamp(state, context);
    if (input.type === "send") context.send(input.to, { rows: state.rows });`;
const sending = "context.send(input.to, { rows: state.rows });";
const count = "learn(state, self, { [self]: entry(state, self, self) + 1 });";
const machines = "const machines = [self, ...peers];";
const minimum = "Math.min(...machines.map((knower) => entry(state, knower, machine)))";
const putOut = 'context.output({ type: "stamped", vector: state.rows[self] ?? {}, deletable });';
const merge = "rows[machine] = mergeVectors(rows[machine] ?? {}, row);";

const answerIsBack = "an event is deletable when the answer to it is back, and not before";
const oneMessage = "one message for each send request, and nothing else is sent";
const vectors = "the stamps are those of a vector clock, in every order of events";
const unseen = "nothing is deletable that some machine is not known to have seen";
const allSeen = "everything is deletable that all machines are known to have seen, in two machines";
const travelsOn = "what others know of others travels on, in three machines and in four";
const oldNews = "old news takes nothing back, and new news is understood alone";
const silent = "while one machine is silent, two that talk all day may delete nothing";
const gossip = "with gossip everything is deletable in the end, everywhere";
const longRun = "the clock counts on for 66,000 events";
const night = "a night's run of four machines";

export default mistakes({
  "deletes what it has seen itself": {
    replace: minimum,
    with: "entry(state, self, machine)",
    caughtBy: answerIsBack,
    hint: "You have seen it. Who else wants to read it?",
    steps: 6,
  },
  "deletes what it has sent": {
    replace: request,
    with: `stamp(state, context);
    if (input.type === "send") learn(state, input.to, state.rows[context.self] ?? {});
    if (input.type === "send") context.send(input.to, { rows: state.rows });`,
    caughtBy: unseen,
    hint: "The message is in the channel. Has anybody read it?",
    steps: 5,
  },
  "takes a sender to know what its receiver knows": {
    replace: stampReceipt,
    with: `learn(state, context.self, rows[from] ?? {});
    stamp(state, context);
    learn(state, from, state.rows[context.self] ?? {});`,
    caughtBy: unseen,
    hint: "You have heard from a machine, and know what it knew. Does it know what you know?",
    steps: 4,
  },
  "asks only those that it has heard of": {
    replace: machines,
    with: "const machines = [self, ...peers].filter((machine) => machine in state.rows);",
    caughtBy: unseen,
    hint: "A machine has been silent from the beginning. What does it know, as far as you can tell?",
    steps: 1,
  },
  "leaves out one machine": {
    replace: minimum,
    with: "Math.min(...machines.slice(0, -1).map((knower) => entry(state, knower, machine)))",
    caughtBy: unseen,
    hint: "The minimum over all but one is what the last one may still need.",
    steps: 1,
  },
  "asks for a majority": {
    replace: minimum,
    with: "(machines.map((knower) => entry(state, knower, machine)).sort((first, second) => first - second)[Math.floor((machines.length - 1) / 2)] ?? 0)",
    caughtBy: unseen,
    hint: "Two of three have read it. May it be deleted?",
    steps: 2,
  },
  "asks whether anybody else has seen it": {
    replace: minimum,
    with: "Math.max(...peers.map((knower) => entry(state, knower, machine)))",
    caughtBy: unseen,
    hint: "One of the others has read it. What of the rest?",
    steps: 3,
  },
  "asks what a machine knows instead of who knows of it": {
    replace: minimum,
    with: "Math.min(...machines.map((known) => entry(state, machine, known)))",
    caughtBy: unseen,
    hint: "A row is what one machine knows. Who knows of one machine: is that a row or a column?",
    steps: 4,
  },
  "counts one too many": {
    replace: minimum,
    with: "Math.min(...machines.map((knower) => entry(state, knower, machine))) + 1",
    caughtBy: answerIsBack,
    hint: "n is a number of events, not the number of the next one.",
    steps: 6,
  },
  "counts one too few": {
    replace: minimum,
    with: "Math.max(0, Math.min(...machines.map((knower) => entry(state, knower, machine))) - 1)",
    caughtBy: allSeen,
    hint: "All have seen event n. Is it among those that may go?",
    steps: 6,
  },
  "never deletes anything": {
    replace: minimum,
    with: "0",
    caughtBy: gossip,
    hint: "Safe, and the disk is full by Friday.",
    steps: 96,
  },
  "has one number for all": {
    replace: minimum,
    with: "Math.min(...machines.flatMap((knower) => machines.map((known) => entry(state, knower, known)), machine))",
    caughtBy: answerIsBack,
    hint: "How many events of *each* machine? One that does little must not hold back one that does much.",
    steps: 6,
  },
  "speaks of its own events only": {
    replace: minimum,
    with: "(machine === self ? Math.min(...machines.map((knower) => entry(state, knower, machine))) : 0)",
    caughtBy: answerIsBack,
    hint: "It keeps what it has heard of others, too.",
    steps: 6,
  },
  "says what might be deleted before the event": {
    replace: putOut,
    with: 'context.output({ type: "stamped", vector: state.rows[self] ?? {}, deletable: state.before ?? {} });\n  state.before = deletable;',
    caughtBy: answerIsBack,
    hint: "The receipt itself tells you something. Ask after it, not before.",
    steps: 6,
  },
  "does not learn the sender's vector": {
    replace: learnSender,
    with: "",
    caughtBy: vectors,
    hint: "Your own row is a vector clock. What does a vector clock do with a message?",
    steps: 3,
  },
  "counts a receipt before it has come": {
    replace: stampReceipt,
    with: `stamp(state, context);
    learn(state, context.self, rows[from] ?? {});`,
    caughtBy: vectors,
    hint: "Does the stamp of the receipt know of the sending?",
    steps: 3,
  },
  "sends before it counts": {
    replace: request,
    with: `if (input.type === "send") context.send(input.to, { rows: state.rows });
    stamp(state, context);`,
    caughtBy: vectors,
    hint: "The sending is an event. Does whoever receives the message know of it?",
    steps: 3,
  },
  "counts its events for its sender, too": {
    replace: learnSender,
    with: "for (const row of Object.values(rows)) learn(state, context.self, row);\n    learn(state, context.self, { [from]: entry(state, from, from) + 1 });",
    caughtBy: vectors,
    hint: "Only a machine itself counts its events.",
    steps: 3,
  },
  "takes in its sender's row only": {
    replace: learnRows,
    with: "learn(state, from, rows[from] ?? {});",
    caughtBy: travelsOn,
    hint: "`extract` tells `transform`, `transform` tells `load`, `load` tells `extract`. What does `extract` get to know of `transform`?",
    steps: 6,
  },
  "sends its own row only": {
    replace: sending,
    with: "context.send(input.to, { rows: { [context.self]: state.rows[context.self] ?? {} } });",
    caughtBy: travelsOn,
    hint: "`load` knows that `transform` has seen it. Who else would like to know?",
    steps: 6,
  },
  "tells what it knows of the receiver and of itself": {
    replace: sending,
    with: "context.send(input.to, { rows: Object.fromEntries(Object.entries(state.rows).filter(([machine]) => machine === context.self || machine === input.to)) });",
    caughtBy: travelsOn,
    hint: "In a circle nobody hears from the machine after it, but by the long way round.",
    steps: 6,
  },
  "passes on what it heard itself, and no more": {
    edits: [
      { replace: start, with: "start: (): MatrixState => ({ rows: {}, heard: [] })," },
      { replace: learnRows, with: `state.heard.push(from, context.self);\n    ${learnRows}` },
      {
        replace: sending,
        with: "context.send(input.to, { rows: Object.fromEntries(Object.entries(state.rows).filter(([machine]) => machine === context.self || state.heard.includes(machine))) });",
      },
    ],
    caughtBy: travelsOn,
    hint: "With three machines it is enough to pass on what one was told directly. And with four in a circle?",
    steps: 8,
  },
  "takes over rows as they come": {
    replace: merge,
    with: "rows[machine] = { ...rows[machine], ...row };",
    caughtBy: oldNews,
    hint: "By the slower way old news comes after newer. Which of the two counts is to be kept?",
    steps: 6,
  },
  "sends only rows that have changed since its last message there": {
    edits: [
      { replace: start, with: "start: (): MatrixState => ({ rows: {}, told: {} })," },
      {
        replace: sending,
        with: `{
      const told = (state.told[input.to] ??= {});
      const news = Object.entries(state.rows).filter(([machine, row]) => told[machine] !== JSON.stringify(row));
      context.send(input.to, { rows: Object.fromEntries(news) });
      for (const [machine, row] of news) told[machine] = JSON.stringify(row);
    }`,
      },
    ],
    caughtBy: oldNews,
    hint: "What is left out was in the message before. Has that arrived?",
    steps: 7,
  },
  "believes a machine that it has not heard of for a while": {
    replace: machines,
    with: "const machines = [self, ...peers].filter((machine) => entry(state, self, self) < 12 || machine in state.rows);",
    caughtBy: silent,
    hint: "A consumer group has not asked for a week. It may be dead, or on holiday. Who decides, the clock?",
    steps: 40,
  },
  "confirms every receipt": {
    replace: stampReceipt,
    with: `${stampReceipt}\n    context.send(from, { rows: state.rows });`,
    caughtBy: oneMessage,
    hint: "A clock costs no message of its own. Knowledge goes with the messages that are sent anyway.",
    steps: 2,
  },
  "gossips by itself": {
    replace: request,
    with: `${request}\n    else for (const peer of context.peers) context.send(peer, { rows: state.rows });`,
    caughtBy: oneMessage,
    hint: "When gossip is wanted, somebody asks for it: a `send` request is all it is.",
    steps: 1,
  },
  "finds the smallest as text": {
    replace: minimum,
    with: "(machines.map((knower) => entry(state, knower, machine)).sort()[0] ?? 0)",
    caughtBy: night,
    hint: 'As text, "10" stands before "9".',
    steps: 56,
  },
  "keeps counts in eight bits": {
    replace: count,
    with: "learn(state, self, { [self]: (entry(state, self, self) + 1) % 256 });",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 255?",
    steps: 264,
  },
  "remembers the last two machines that it heard from": {
    edits: [
      { replace: start, with: "start: (): MatrixState => ({ rows: {}, recent: [] })," },
      {
        replace: stampReceipt,
        with: `${stampReceipt}
    state.recent = [from, ...state.recent.filter((machine) => machine !== from)].slice(0, 2);
    for (const machine of Object.keys(state.rows)) if (machine !== context.self && !state.recent.includes(machine)) delete state.rows[machine];`,
      },
    ],
    caughtBy: night,
    hint: "What you have once known of a machine stays true. Why forget it?",
    steps: 56,
  },
  "looks at four machines": {
    replace: "const machines = [self, ...peers];",
    with: "const machines = [self, ...peers].slice(0, 4);",
    caughtBy: "what others know of others travels on, in three machines and in four",
    hint: "All machines are `context.self` and `context.peers`, however many there are.",
    steps: 48,
  },
  "keeps counts in sixteen bits": {
    replace: count,
    with: "learn(state, self, { [self]: (entry(state, self, self) + 1) % 65_536 });",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 65,535?",
  },
  "cuts what it tells to sixteen bits": {
    replace: sending,
    with: `context.send(input.to, {
        rows: Object.fromEntries(
          Object.entries(state.rows).map(([machine, row]) => [
            machine,
            Object.fromEntries(Object.entries(row).map(([name, count]) => [name, count % 65_536])),
          ]),
        ),
      });`,
    caughtBy: longRun,
    hint: "Counts have no end, in messages either. What does your peer know of after 66,000 events?",
  },
  "hears no more of others from whom it has heard twice": {
    edits: [
      {
        replace: start,
        with: "start: (): MatrixState & { heard: Record<string, number> } => ({ rows: {}, heard: {} }),",
      },
      {
        replace: learnRows,
        with: `const { heard } = state as MatrixState & { heard: Record<string, number> };
    heard[from] = (heard[from] ?? 0) + 1;
    if (heard[from] > 2) learn(state, from, rows[from] ?? {});
    else for (const [machine, row] of Object.entries(rows)) learn(state, machine, row);`,
      },
    ],
    caughtBy: oldNews,
    hint: "Others go on. Who else tells you what they know by now?",
    steps: 42,
  },
});
