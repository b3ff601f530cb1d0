import { mistakes } from "@millrace/grader";

const catchUp = "state.counter = Math.max(state.counter, message.counter);";
const tick = "state.counter += 1;";
const onInput = `stamp(state, context);
    if (input.type === "send") context.send(input.to, { counter: state.counter });`;

const alone = "a machine alone stamps its events 1, 2, 3";
const told = "one message for each send request, and nothing else is sent";
const receipt = "a receipt is stamped later than its sending";
const fromBehind = "a message from behind does not turn the clock back";
const condition = "a → b implies C(a) < C(b), in every order of events";
const height = "a stamp counts the longest chain of events, not all events";
const longRun = "the clock counts on for 66,000 events";
const order = "compareStamps gives every two stamps one order: lower counter first, then by machine";

export default mistakes({
  "forgets the max": {
    replace: `    ${catchUp}\n`,
    with: "",
    caughtBy: receipt,
    hint: "The message knows how late it is at its sender. Does the receiver listen?",
    steps: 3,
  },
  "catches up, but does not count the receipt": {
    replace: `${catchUp}\n    stamp(state, context);`,
    with: `${catchUp}\n    context.output({ type: "stamped", counter: state.counter });`,
    caughtBy: receipt,
    hint: "A receipt is an event of its own, later than the sending. Can both have the same stamp?",
    steps: 3,
  },
  "stamps a receipt by the message, without a step of its own": {
    replace: `${catchUp}\n    stamp(state, context);`,
    with: 'state.counter = Math.max(state.counter, message.counter + 1);\n    context.output({ type: "stamped", counter: state.counter });',
    caughtBy: fromBehind,
    hint: "Let the receiver be ahead of the message. Which stamp does the receipt get, and which did the event before it get?",
    steps: 4,
  },
  "takes over the message's counter": {
    replace: catchUp,
    with: "state.counter = message.counter;",
    caughtBy: fromBehind,
    hint: "A message can come from a machine that is behind. Which of the two counters must be kept?",
    steps: 4,
  },
  "does not count a receipt that is behind": {
    replace: `${catchUp}\n    stamp(state, context);`,
    with: 'if (message.counter >= state.counter) state.counter = message.counter + 1;\n    context.output({ type: "stamped", counter: state.counter });',
    caughtBy: fromBehind,
    hint: "Old news is an event too: two events of one machine never share a stamp.",
    steps: 4,
  },
  "catches up for one stamp only": {
    replace: `${catchUp}\n    stamp(state, context);`,
    with: 'state.counter += 1;\n    context.output({ type: "stamped", counter: Math.max(state.counter, message.counter + 1) });',
    caughtBy: condition,
    hint: "What the receiver has learned must hold for all its later events. Where is it kept?",
    steps: 5,
  },
  "sends the counter from before the sending": {
    replace: onInput,
    with: 'if (input.type === "send") context.send(input.to, { counter: state.counter });\n    stamp(state, context);',
    caughtBy: receipt,
    hint: "The sending is an event. Which stamp must the receipt be later than: that of the sending, or that of the event before?",
    steps: 3,
  },
  "does not count sendings": {
    replace: onInput,
    with: 'if (input.type === "local") stamp(state, context);\n    else {\n      context.output({ type: "stamped", counter: Math.max(1, state.counter) });\n      context.send(input.to, { counter: Math.max(1, state.counter) });\n    }',
    caughtBy: condition,
    hint: "A machine sends twice in a row. Do the two events have two stamps?",
    steps: 2,
  },
  "does not count events of its own": {
    replace: onInput,
    with: 'if (input.type === "send") {\n      stamp(state, context);\n      context.send(input.to, { counter: state.counter });\n    } else context.output({ type: "stamped", counter: Math.max(1, state.counter) });',
    caughtBy: alone,
    hint: "Three events that nobody else hears of are still three events, one after the other.",
    steps: 3,
  },
  "stamps first and counts afterwards": {
    edits: [
      { replace: tick, with: "" },
      {
        replace: 'context.output({ type: "stamped", counter: state.counter });',
        with: 'context.output({ type: "stamped", counter: state.counter });\n  state.counter += 1;',
      },
    ],
    caughtBy: alone,
    hint: "The first event is event number one. Count, then stamp.",
    steps: 3,
  },
  "counts in steps of two": {
    replace: tick,
    with: "state.counter += 2;",
    caughtBy: alone,
    hint: "Any step keeps the clock condition; this exercise counts in ones, so that a stamp says how long a chain is.",
    steps: 3,
  },
  "begins at one": {
    replace: "start: () => ({ counter: 0 }),",
    with: "start: () => ({ counter: 1 }),",
    caughtBy: alone,
    hint: "Before the first event, how many events have there been?",
    steps: 3,
  },
  "counts a receipt twice": {
    replace: catchUp,
    with: "state.counter = Math.max(state.counter, message.counter) + 1;",
    caughtBy: height,
    hint: "Your clock keeps the clock condition, but a chain of two events is stamped 3. Where is the second step?",
    steps: 2,
  },
  "adds up what both have counted": {
    replace: catchUp,
    with: "state.counter += message.counter;",
    caughtBy: height,
    hint: "Two machines that each had one event, one after the other or at once: how long is the longest chain?",
    steps: 3,
  },
  "sends the number of its own events instead of its clock": {
    edits: [
      { replace: "start: () => ({ counter: 0 }),", with: "start: () => ({ counter: 0, own: 0 })," },
      { replace: tick, with: "state.counter += 1;\n  state.own += 1;" },
      {
        replace: "context.send(input.to, { counter: state.counter });",
        with: "context.send(input.to, { counter: state.own });",
      },
    ],
    caughtBy: condition,
    hint: "What the sender has learned from others must travel on with its messages.",
    steps: 5,
  },
  "sends what has changed since its last message": {
    edits: [
      { replace: "start: () => ({ counter: 0 }),", with: "start: () => ({ counter: 0, told: {}, heard: {} })," },
      {
        replace: "onMessage(state, message, _from, context) {",
        with: "onMessage(state, { counter }, from, context) {\n    const message = { counter: (state.heard[from] = (state.heard[from] ?? 0) + counter) };",
      },
      {
        replace: "context.send(input.to, { counter: state.counter });",
        with: "{\n      context.send(input.to, { counter: state.counter - (state.told[input.to] ?? 0) });\n      state.told[input.to] = state.counter;\n    }",
      },
    ],
    caughtBy: condition,
    hint: "These channels let messages pass each other. Can the later message be understood without the earlier one?",
    steps: 4,
  },
  "catches up once with each sender": {
    edits: [
      { replace: "start: () => ({ counter: 0 }),", with: "start: () => ({ counter: 0, heard: {} })," },
      {
        replace: `onMessage(state, message, _from, context) {\n    ${catchUp}`,
        with: `onMessage(state, message, from, context) {\n    if (!state.heard[from]) ${catchUp}\n    state.heard[from] = true;`,
      },
    ],
    caughtBy: condition,
    hint: "Let the same machine send you two messages. Its clock has gone on in between.",
    steps: 7,
  },
  "counts in eight bits": {
    replace: tick,
    with: "state.counter = (state.counter + 1) % 256;",
    caughtBy: longRun,
    hint: "Counters have no end. What comes after 255?",
  },
  "sends sixteen bits of its counter": {
    replace: "context.send(input.to, { counter: state.counter });",
    with: "context.send(input.to, { counter: state.counter & 0xffff });",
    caughtBy: longRun,
    hint: "Counters have no end. What does a message carry after 65,535 events?",
  },
  "catches up by comparing texts": {
    replace: catchUp,
    with: "if (String(message.counter) > String(state.counter)) state.counter = message.counter;",
    caughtBy: longRun,
    hint: 'As text, "10" stands before "9". Are both sides numbers?',
  },
  "does not believe a message that is far ahead": {
    replace: catchUp,
    with: "if (message.counter < state.counter + 1_000) state.counter = Math.max(state.counter, message.counter);",
    caughtBy: longRun,
    hint: "A machine that slept all night hears from one that worked. How far must it catch up?",
  },
  "confirms every receipt": {
    replace: "onMessage(state, message, _from, context) {",
    with: "onMessage(state, message, from, context) {\n    context.send(from, { counter: state.counter });",
    caughtBy: told,
    hint: "A logical clock costs no message of its own: it travels with those that are sent anyway.",
    steps: 2,
  },
  "sends to all": {
    replace: "context.send(input.to, { counter: state.counter });",
    with: "for (const peer of context.peers) context.send(peer, { counter: state.counter });",
    caughtBy: told,
    hint: "Who was the message for? `input.to` says it.",
    steps: 1,
  },
  "leaves ties open": {
    replace: "return first.machine < second.machine ? -1 : 1;",
    with: "return 0;",
    caughtBy: order,
    hint: "Two machines gave the same counter. If you answer 0, the list that two people merge depends on what they read first.",
  },
  "decides ties by who asks": {
    replace: "return first.machine < second.machine ? -1 : 1;",
    with: "return -1;",
    caughtBy: order,
    hint: "Call compareStamps(a, b) and compareStamps(b, a). Can both come first?",
  },
  "decides ties without looking at capitals": {
    replace: "return first.machine < second.machine ? -1 : 1;",
    with: "return first.machine.toLowerCase().localeCompare(second.machine.toLowerCase());",
    caughtBy: order,
    hint: "`extract` and `Extract` are two machines. Which of them comes first?",
  },
  "decides ties by who was asked about first": {
    edits: [
      {
        replace: "return first.machine < second.machine ? -1 : 1;",
        with: "for (const { machine } of [first, second]) if (!seen.includes(machine)) seen.push(machine);\n  return seen.indexOf(first.machine) - seen.indexOf(second.machine);",
      },
      { replace: "function stamp(state", with: "const seen: string[] = [];\n\nfunction stamp(state" },
    ],
    caughtBy: order,
    hint: "Two people merge the same files, and begin with another one each. Do they get the same list?",
  },
  "turns the order of names with the counter": {
    replace: "return first.machine < second.machine ? -1 : 1;",
    with: "return first.machine < second.machine === (first.counter % 2 === 0) ? -1 : 1;",
    caughtBy: order,
    hint: "The order of names is to be fixed: the same machine first, whatever the counter is.",
  },
  "takes a copy of a stamp for another stamp": {
    replace: "if (first.machine === second.machine) return 0;",
    with: "if (first === second) return 0;",
    caughtBy: order,
    hint: "Two stamps with the same counter and the same machine are one stamp, even if they were read from two files.",
  },
  "compares in 32 bits": {
    replace: "return first.counter - second.counter;",
    with: "return (first.counter - second.counter) | 0;",
    caughtBy: order,
    hint: "Counters have no end. What is the answer for 1 and 3,000,000,000?",
  },
  "compares counters as text": {
    replace: "return first.counter - second.counter;",
    with: "return String(first.counter) < String(second.counter) ? -1 : 1;",
    caughtBy: order,
    hint: 'As text, "10" stands before "9".',
  },
  "compares machines first": {
    edits: [
      { replace: "if (first.counter !== second.counter) return first.counter - second.counter;\n", with: "" },
      {
        replace: "if (first.machine === second.machine) return 0;",
        with: "if (first.machine === second.machine) return first.counter - second.counter;",
      },
    ],
    caughtBy: order,
    hint: "Sorted by machine first, a log lists all of one machine's events before any of the next: effects before causes among them.",
  },
  "answers with true and false": {
    replace: "if (first.counter !== second.counter) return first.counter - second.counter;",
    with: "if (first.counter !== second.counter) return first.counter > second.counter;",
    caughtBy: order,
    hint: "`sort` wants a number: negative, 0 or positive. false counts as 0, which says that both are the same.",
  },
  "looks at the first sixteen letters of a name": {
    replace: "if (first.machine === second.machine) return 0;",
    with: "if (first.machine.slice(0, 16) === second.machine.slice(0, 16)) return 0;",
    caughtBy: "compareStamps gives every two stamps one order: lower counter first, then by machine",
    hint: "Two names may begin alike for as long as you like.",
  },
  "catches up in a group of four at most": {
    replace: "state.counter = Math.max(state.counter, message.counter);",
    with: "if (context.peers.length <= 3) state.counter = Math.max(state.counter, message.counter);",
    caughtBy: "a → b implies C(a) < C(b), in every order of events",
    hint: "The rules name no number of machines.",
    steps: 24,
  },
  "compares numbers in names as numbers, and all else as text": {
    replace: "return first.machine < second.machine ? -1 : 1;",
    with: `const [one, other] = [first, second].map(({ machine }) => Number(machine.split("-").at(-1)));
  if (one < other) return -1;
  if (one > other) return 1;
  return first.machine < second.machine ? -1 : 1;`,
    caughtBy: order,
    hint: "Put `load-12`, `report` and `worker-2` in order, two at a time. Which of the three comes first?",
  },
});
