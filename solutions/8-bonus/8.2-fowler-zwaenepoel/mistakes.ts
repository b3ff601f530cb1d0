import { mistakes } from "@millrace/grader";

const note = "dependencies[from] = Math.max(dependencies[from] ?? 0, count);";
const receipt = `${note}
      logEvent(dependencies, context);`;
const request = `const count = logEvent(dependencies, context);
      if (input.type === "send") context.send(input.to, { count });`;
const counting = "dependencies[self] = count;";
const first = "const vector: Record<MachineId, number> = {};";
const isKnown = "if (number <= (vector[name] ?? 0)) continue;";
const takes = "vector[name] = number;";
const parents = "open.push(...Object.entries(logs[name]?.[number - 1] ?? {}));";

const receiptLogs = "a receipt logs which event sent the message";
const oneNumber = "one message for each send request, with one number in it, and nothing else is sent";
const direct = "a log names what was heard of directly, and nothing else, in every order of events";
const oldMessage = "an old message takes nothing back";
const ancestors = "ancestors are the parents, and theirs, and so on";
const named = "a parent is the event that is named, not the latest of its machine";
const twoWays = "of two ways to one machine the one to the later event counts, and all that was heard before it";
const shared = "shared ancestors are worked out once";
const closure = "closure(e) = v(e), in every order of events";
const longRun = "the log goes on for 66,000 events";
const night = "after a night’s run the vector time of every event is worked out from the logs";

export default mistakes({
  "does not log whom it hears from": {
    replace: note,
    with: "void [from, count];",
    caughtBy: receiptLogs,
    hint: "A message has come. On which event of which machine does the receipt depend?",
    steps: 7,
  },
  "logs before it takes note": {
    replace: receipt,
    with: `logEvent(dependencies, context);
      ${note}`,
    caughtBy: receiptLogs,
    hint: "The entry of the receipt is to name the sending. When must you have noted it?",
    steps: 7,
  },
  "takes a receipt for no event": {
    replace: receipt,
    with: `${note}
      context.output({ type: "logged", dependencies });`,
    caughtBy: receiptLogs,
    hint: "A receipt is an event of its machine like any other, with a number of its own.",
    steps: 7,
  },
  "notes a receipt in the log only if there is a request next": {
    replace: receipt,
    with: `${note}
      dependencies[context.self] = (dependencies[context.self] ?? 0) + 1;`,
    caughtBy: receiptLogs,
    hint: "Every event has its entry, at its place. What is at the place of this one?",
    steps: 7,
  },
  "sends the number of the event before": {
    replace: request,
    with: `if (input.type === "send") context.send(input.to, { count: dependencies[context.self] ?? 0 });
      logEvent(dependencies, context);`,
    caughtBy: oneNumber,
    hint: "The sending is an event. Which number has it?",
    steps: 1,
  },
  "numbers its messages": {
    edits: [
      {
        replace: "start: (): DependencyState => ({ dependencies: {} }),",
        with: "start: (): DependencyState => ({ dependencies: {}, sent: 0 }),",
      },
      {
        replace: "onInput({ dependencies }, input, context) {",
        with: "onInput(state, input, context) {\n      const { dependencies } = state;",
      },
      {
        replace: request,
        with: `logEvent(dependencies, context);
      if (input.type === "send") context.send(input.to, { count: ++state.sent });`,
      },
    ],
    caughtBy: oneNumber,
    hint: "The log is looked up by the number of an event. Which event is message 3?",
    steps: 2,
  },
  "sends all that it depends on": {
    edits: [
      {
        replace: receipt,
        with: `for (const [machine, number] of Object.entries(count)) dependencies[machine] = Math.max(dependencies[machine] ?? 0, number);
      logEvent(dependencies, context);`,
      },
      {
        replace: request,
        with: `logEvent(dependencies, context);
      if (input.type === "send") context.send(input.to, { count: dependencies });`,
      },
    ],
    caughtBy: oneNumber,
    hint: "That is a vector clock, and a right one. What was it that was to be saved?",
    steps: 2,
  },
  "confirms every receipt": {
    replace: receipt,
    with: `${receipt}
      context.send(from, { count: dependencies[context.self] ?? 0 });`,
    caughtBy: oneNumber,
    hint: "A log costs no message of its own.",
    steps: 2,
  },
  "counts messages instead of naming events": {
    replace: note,
    with: "dependencies[from] = (dependencies[from] ?? 0) + Math.min(count, 1);",
    caughtBy: direct,
    hint: "The sender has had other events between its messages. Which one sent this?",
    steps: 3,
  },
  "logs the parent of this one event": {
    replace: note,
    with: `for (const machine of Object.keys(dependencies)) if (machine !== context.self) delete dependencies[machine];
      dependencies[from] = count;`,
    caughtBy: direct,
    hint: "An entry names all from which a message has come so far. What was heard before is not undone.",
    steps: 7,
  },
  "catches up with whoever is ahead": {
    replace: note,
    with: `${note}
      dependencies[context.self] = Math.max(dependencies[context.self] ?? 0, count);`,
    caughtBy: direct,
    hint: "This is no Lamport clock: a machine’s own number is the place of the entry in its log.",
    steps: 3,
  },
  "notes what it writes to": {
    replace: request,
    with: `${request}
      if (input.type === "send") dependencies[input.to] ??= 0;
      if (input.type === "send") dependencies[input.to] += 1;`,
    caughtBy: direct,
    hint: "Who depends on whom, if a message goes from here to there?",
    steps: 4,
  },
  "takes over the number that comes": {
    replace: note,
    with: "dependencies[from] = count;",
    caughtBy: oldMessage,
    hint: "The older of two messages comes last. Which of the two numbers is to be kept?",
    steps: 6,
  },
  "takes the parents for all": {
    replace: parents,
    with: "if (name === machine) open.push(...Object.entries(logs[name]?.[number - 1] ?? {}));",
    caughtBy: ancestors,
    hint: "These are the parents. And theirs?",
  },
  "looks three generations back": {
    edits: [
      { replace: first, with: `${first}\n  let generations = 0;` },
      {
        replace: parents,
        with: "if (name === machine || ++generations <= 3) open.push(...Object.entries(logs[name]?.[number - 1] ?? {}));",
      },
    ],
    caughtBy: ancestors,
    hint: "How long may a chain be?",
  },
  "follows one parent": {
    replace: parents,
    with: "open.push(...Object.entries(logs[name]?.[number - 1] ?? {}).filter(([parent]) => parent !== name).slice(0, 1));",
    caughtBy: ancestors,
    hint: "An event may have heard from several machines. Each has ancestors of its own.",
  },
  "leaves out the event itself": {
    replace: "return vector;",
    with: "return { ...vector, [machine]: count - 1 };",
    caughtBy: ancestors,
    hint: "A vector counts the event itself, too.",
  },
  "looks up the entry after": {
    replace: parents,
    with: "open.push(...Object.entries(logs[name]?.[number] ?? logs[name]?.[number - 1] ?? {}));",
    caughtBy: ancestors,
    hint: "Event 1 is at place 0.",
  },
  "goes through the latest entry of each machine": {
    replace: parents,
    with: "open.push(...Object.entries((name === machine ? logs[name]?.[number - 1] : logs[name]?.at(-1)) ?? {}).filter(([parent]) => parent !== name));",
    caughtBy: named,
    hint: "The parent has heard of more since. Had it when it sent?",
  },
  "goes back from the end of its own machine's log": {
    replace: "[[machine, count]]",
    with: "[[machine, count], ...Object.entries(logs[machine]?.at(-1) ?? {}).filter(([name]) => name !== machine)]",
    caughtBy: named,
    hint: "You were asked about one event, and not about what its machine knows today.",
  },
  "keeps the number that it found last": {
    replace: isKnown,
    with: "if (number === (vector[name] ?? 0)) continue;",
    caughtBy: twoWays,
    hint: "Two ways lead to two events of one machine. Which number counts both?",
  },
  "keeps the number that it found first": {
    replace: isKnown,
    with: "if (name in vector || number === 0) continue;",
    caughtBy: twoWays,
    hint: "Two ways lead to two events of one machine, and the nearer one may be the older. Which number counts both?",
  },
  "passes over machines that it has been to": {
    edits: [
      { replace: first, with: `${first}\n  const visited: string[] = [];` },
      { replace: takes, with: `${takes}\n    if (visited.includes(name)) continue;\n    visited.push(name);` },
    ],
    caughtBy: twoWays,
    hint: "You have been to an older event of that machine. Has the newer one no parents?",
  },
  "works out shared ancestors again and again": {
    replace: isKnown,
    with: "if (number === 0 || (name === machine && number < count) || (vector[name] === number && name === machine)) continue;",
    caughtBy: shared,
    hint: "Each event has two parents, and each of them two. How many ways lead back sixteen rounds, and to how many events?",
  },
  "takes only machines that have logged to it directly": {
    replace: "return vector;",
    with: "return Object.fromEntries(Object.entries(vector).filter(([name]) => name in (logs[machine]?.[count - 1] ?? {})));",
    caughtBy: closure,
    hint: "Of whom has an event heard, directly or by way of others?",
    steps: 5,
  },
  "counts in eight bits": {
    replace: counting,
    with: "dependencies[self] = count % 256;",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 255?",
  },
  "compares numbers as text": {
    replace: note,
    with: "if (String(count) > String(dependencies[from] ?? 0)) dependencies[from] = count;",
    caughtBy: night,
    hint: 'As text, "10" stands before "9".',
    steps: 56,
  },
  "counts in sixteen bits": {
    replace: counting,
    with: "dependencies[self] = count % 65_536;",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 65,535?",
  },
  "follows the first four parents": {
    replace: "open.push(...Object.entries(logs[name]?.[number - 1] ?? {}));",
    with: "open.push(...Object.entries(logs[name]?.[number - 1] ?? {}).slice(0, 5));",
    caughtBy: "ancestors are the parents, and theirs, and so on",
    hint: "How many machines may an event have heard from?",
  },
  "numbers its messages from the third on": {
    edits: [
      {
        replace: "start: (): DependencyState => ({ dependencies: {} }),",
        with: "start: (): DependencyState & { sent: Record<string, number> } => ({ dependencies: {}, sent: {} }),",
      },
      { replace: "onInput({ dependencies }, input, context) {", with: "onInput(state, input, context) {" },
      {
        replace: request,
        with: `const { dependencies, sent } = state as DependencyState & { sent: Record<string, number> };
      const count = logEvent(dependencies, context);
      if (input.type !== "send") return;
      const number = (sent[input.to] = (sent[input.to] ?? 0) + 1);
      context.send(input.to, number < 3 ? { count } : { count, number });`,
      },
    ],
    caughtBy: oneNumber,
    hint: "Two messages may overtake each other. What does their receiver do with the smaller number, with yours or without?",
    steps: 42,
  },
});
