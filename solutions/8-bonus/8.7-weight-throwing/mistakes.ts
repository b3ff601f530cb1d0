import { mistakes } from "@millrace/grader";

const addsUp = "state.weight = sum(state.weight, message.weight);";
const halves = "state.weight = half(state.weight);";
const sends = 'context.send(to, { type: "work", task, weight: state.weight, root: state.root ?? context.self });';
const learnsRoot = "state.root = message.root;";
const gives = `context.send(root, { type: "return", weight });
    state.weight = none;`;
const isAllOfIt = "return numerator === 1n && exponent === 0;";
const added = "over(one, exponent) + over(other, exponent)";
const reduces = `  while (exponent > 0 && numerator % 2n === 0n) {
    numerator /= 2n;
    exponent -= 1;
  }
`;
const sumOfFractions = `let exponent = Math.max(one.exponent, other.exponent);
  let numerator = ${added};
${reduces}  return { numerator, exponent };`;
const returns = 'context.send(root, { type: "return", weight });';

const twoPieces = "one worker, two pieces of work: the root waits for both";
const twoMachines = "two machines, every order: never too early, and in the end";
const twoSides = "three machines: work from two sides, and all weight to the root";
const names = "four machines: a name does not make a root";
const cost = "one message each time that a machine becomes passive";
const sixty = "sixty halvings, and one piece is missing";
const hundredAndForty = "a hundred and forty halvings, and three hundred";

export default mistakes({
  "gives a copy away": {
    edits: [
      { replace: halves, with: "const weight = half(state.weight);" },
      { replace: sends, with: sends.replace("weight: state.weight", "weight") },
    ],
    caughtBy: twoPieces,
    hint: "Add up what the sender has left and what it has sent. Is that what it had before?",
    steps: 3,
  },
  "gives all of it away": {
    replace: sends,
    with: `${sends}
    state.weight = none;`,
    caughtBy: twoPieces,
    hint: "A machine that is active and has nothing cannot be missed by the root. And what does its next piece of work carry?",
    steps: 8,
  },
  "what arrives takes the place of what it has": {
    replace: addsUp,
    with: "state.weight = message.weight;",
    caughtBy: twoPieces,
    hint: "The root handed out two pieces and kept some weight. Where is what it had before the first return?",
    steps: 8,
  },
  "keeps what it returns": {
    replace: gives,
    with: returns,
    caughtBy: twoPieces,
    hint: "The second piece comes to a machine that has returned what came with the first. What does it return now?",
    steps: 9,
  },
  "nearly all is all": {
    replace: isAllOfIt,
    with: "return 1 - Number(numerator) / 2 ** exponent < 1e-9;",
    caughtBy: sixty,
    hint: "How small may the weight be that is missing?",
    steps: 179,
  },
  "weights are floating-point numbers": {
    edits: [
      { replace: sumOfFractions, with: "return one + other;" },
      { replace: "{ numerator, exponent: exponent + 1 }", with: "weight / 2" },
      { replace: "half({ numerator, exponent }: Weight)", with: "half(weight: Weight)" },
      { replace: "const none: Weight = { numerator: 0n, exponent: 0 };", with: "const none = 0;" },
      { replace: "const all: Weight = { numerator: 1n, exponent: 0 };", with: "const all = 1;" },
      { replace: "isAll({ numerator, exponent }: Weight)", with: "isAll(weight: Weight)" },
      { replace: isAllOfIt, with: "return weight === 1;" },
    ],
    caughtBy: sixty,
    hint: "What is 1 - 2 ** -54 in JavaScript? Try it.",
    steps: 179,
  },
  "exact weights, compared as floating-point numbers": {
    replace: isAllOfIt,
    with: "return Number(numerator) / 2 ** exponent === 1;",
    caughtBy: sixty,
    hint: "The sum is exact until the moment when you ask whether it is 1. What does Number make of a whole number with sixty digits?",
    steps: 179,
  },
  "a purse of 2 ** 53 permits": {
    edits: [
      { replace: sumOfFractions, with: "return one + other;" },
      { replace: halves, with: "const weight = Math.floor(state.weight / 2);\n    state.weight -= weight;" },
      { replace: sends, with: sends.replace("weight: state.weight", "weight") },
      { replace: "const none: Weight = { numerator: 0n, exponent: 0 };", with: "const none = 0;" },
      { replace: "const all: Weight = { numerator: 1n, exponent: 0 };", with: "const all = 2 ** 53;" },
      { replace: "isAll({ numerator, exponent }: Weight)", with: "isAll(weight: Weight)" },
      { replace: isAllOfIt, with: "return weight === all;" },
    ],
    caughtBy: sixty,
    hint: "What does a machine do that is to hand out work and has a single permit left?",
    steps: 179,
  },
  "a purse of 2 ** 128 permits": {
    edits: [
      { replace: sumOfFractions, with: "return one + other;" },
      { replace: halves, with: "const weight = state.weight / 2n;\n    state.weight -= weight;" },
      { replace: sends, with: sends.replace("weight: state.weight", "weight") },
      { replace: "const none: Weight = { numerator: 0n, exponent: 0 };", with: "const none = 0n;" },
      { replace: "const all: Weight = { numerator: 1n, exponent: 0 };", with: "const all = 2n ** 128n;" },
      { replace: "isAll({ numerator, exponent }: Weight)", with: "isAll(weight: Weight)" },
      { replace: isAllOfIt, with: "return weight === all;" },
    ],
    caughtBy: hundredAndForty,
    hint: "A large purse is empty a little later. How often can it be halved?",
  },
  "adds numerators of different fractions": {
    replace: added,
    with: "one.numerator + other.numerator",
    caughtBy: twoPieces,
    hint: "A half and a quarter are three quarters. Which numerator has each of them when both are quarters?",
    steps: 8,
  },
  "four quarters are not 1": {
    replace: reduces,
    with: "",
    caughtBy: twoPieces,
    hint: "All the weight is back, and the root does not know it. In how many ways can one write 1 as a fraction?",
    steps: 8,
  },
  "the root does not look at its own work": {
    replace: "if (root === undefined || !isPassive(workload)) return;",
    with: "if (root === undefined || (root !== context.self && !isPassive(workload))) return;",
    caughtBy: twoPieces,
    hint: "Before it hands out the first piece, the root has all the weight. Is it over?",
    steps: 1,
  },
  "the root does not look at its own work when a return comes": {
    replace: `    }
    settle(state, context);
  },

  onTimer`,
    with: `    } else if (isAll(state.weight)) {
      context.output({ type: "terminated" });
      return;
    }
    settle(state, context);
  },

  onTimer`,
    caughtBy: twoMachines,
    hint: "A worker can be faster than the root: all weight is back, and the next piece has not been handed out.",
    steps: 4,
  },
  "work that comes back brings the root no weight": {
    replace: addsUp,
    with: `if (message.type === "return" || state.root !== context.self) ${addsUp}`,
    caughtBy: twoPieces,
    hint: "The root can be a worker, too. Where is the weight of the piece that it was given?",
    steps: 8,
  },
  "every machine that becomes passive says it": {
    replace: gives,
    with: `${gives}
    context.output({ type: "terminated" });`,
    caughtBy: twoPieces,
    hint: "A machine that becomes passive knows of itself alone. Who knows of all?",
    steps: 3,
  },
  "does not look when it begins": {
    replace: `takeOn(state.workload, task, context);
    settle(state, context);`,
    with: "takeOn(state.workload, task, context);",
    caughtBy: twoMachines,
    hint: "There may be nothing to do. Who says then that it is over?",
    steps: 1,
  },
  "looks only when a message comes": {
    replace: `root: state.root ?? context.self });
    settle(state, context);`,
    with: "root: state.root ?? context.self });",
    caughtBy: twoPieces,
    hint: "When a machine hands out its last piece, it becomes passive. Does it know?",
    steps: 7,
  },
  "returns nothing for a piece that is done on arrival": {
    replace: `takeOn(state.workload, message.task, context);
    }
    settle(state, context);`,
    with: `takeOn(state.workload, message.task, context);
    } else settle(state, context);`,
    caughtBy: twoMachines,
    hint: "A task that hands nothing out is done at once, and no timer will go off for it.",
    steps: 9,
  },
  "takes whoever woke it first for the root": {
    edits: [
      { replace: "onMessage(state, message, _from, context) {", with: "onMessage(state, message, from, context) {" },
      { replace: learnsRoot, with: "state.root ??= from;" },
    ],
    caughtBy: cost,
    hint: "Work can come from a machine that is no root. Whom does that one return to?",
    steps: 9,
  },
  "returns to whoever sent the last piece": {
    edits: [
      { replace: "onMessage(state, message, _from, context) {", with: "onMessage(state, message, from, context) {" },
      { replace: learnsRoot, with: "if (state.root !== context.self) state.root = from;" },
    ],
    caughtBy: twoSides,
    hint: "Who adds up all weights? Does every return get there?",
    steps: 12,
  },
  "the root is the first of its peers": {
    replace: learnsRoot,
    with: "if (state.root !== context.self) state.root = context.peers[0];",
    caughtBy: twoSides,
    hint: "Anybody may be asked to begin. How does a machine that gets a piece of work learn who that was?",
    steps: 12,
  },
  'a machine called "root" is the root': {
    replace: learnsRoot,
    with: `state.root = context.peers.includes("root") ? "root" : message.root;`,
    caughtBy: names,
    hint: "What does a name say about who was asked to begin?",
    steps: 12,
  },
  "returns what comes while it is at work": {
    replace: addsUp,
    with: `if (message.type === "work" && state.root !== undefined && state.root !== context.self && !isPassive(state.workload)) {
      context.send(state.root, { type: "return", weight: message.weight });
      takeOn(state.workload, message.task, context);
      return;
    }
    ${addsUp}`,
    caughtBy: cost,
    hint: "Nothing is wrong with that, but for the price. How many returns does a machine need that gets ten pieces while it is at work?",
    steps: 5,
  },
  "says at each piece what it has left": {
    replace: sends,
    with: `${sends}
    if (state.root !== undefined && state.root !== context.self) {
      state.weight = half(state.weight);
      context.send(state.root, { type: "return", weight: state.weight });
    }`,
    caughtBy: cost,
    hint: "The root learns nothing that it can use. When can it use a return?",
    steps: 5,
  },
  "equal returns count once": {
    edits: [
      { replace: "weight: none, workload: [] })", with: "weight: none, workload: [], seen: [] })" },
      {
        replace: addsUp,
        with: `const { numerator, exponent } = message.weight;
    if (message.type === "return") {
      if (state.seen.includes(\`\${numerator}/\${exponent}\`)) return;
      state.seen.push(\`\${numerator}/\${exponent}\`);
    }
    ${addsUp}`,
      },
    ],
    caughtBy: twoSides,
    hint: "Two machines may return a quarter each. No message is ever doubled here.",
    steps: 17,
  },
  "a purse of 2 ** 256 permits": {
    edits: [
      { replace: sumOfFractions, with: "return one + other;" },
      { replace: halves, with: "const weight = state.weight / 2n;\n    state.weight -= weight;" },
      { replace: sends, with: sends.replace("weight: state.weight", "weight") },
      { replace: "const none: Weight = { numerator: 0n, exponent: 0 };", with: "const none = 0n;" },
      { replace: "const all: Weight = { numerator: 1n, exponent: 0 };", with: "const all = 2n ** 256n;" },
      { replace: "isAll({ numerator, exponent }: Weight)", with: "isAll(weight: Weight)" },
      { replace: isAllOfIt, with: "return weight === all;" },
    ],
    caughtBy: hundredAndForty,
    hint: "However large the purse is, it can be halved only so often.",
  },
});
