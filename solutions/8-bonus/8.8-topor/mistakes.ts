import { mistakes } from "@millrace/grader";

const turnsBlack = '      state.colour = "black";\n';
const turnsWhite = '  state.colour = "white";\n';
const atRest = "state.awaited > 0 || state.unacknowledged > 0 || !isPassive(state.workload)";
const ack = 'context.send(from, { type: "ack" });';
const notes = 'if (message.colour === "black") state.below = "black";';
const repeats = 'for (const child of children) context.send(child, { type: "repeat" });';

const slow = "a piece is slower than two waves: not done";
const aside = "west wakes east up when east has given its token: not done";
const twoBlacks = "east and west have both given work to north: two blacks, not done";
const twoMachines = "two machines, every order: never too early, and in the end";
const threeMachines = "three machines, every order: never too early, and in the end";
const fourMachines = "four machines, every order: never too early, and in the end";
const upAndDown = "tokens go up the tree and repeats go down, one for each machine in each wave";
const rests = "whoever gives its token is passive, and the work that it has sent has arrived";
const acknowledged = "each work message is acknowledged once, to its sender";
const cost = "w waves on n machines take (2w − 1)(n − 1) tokens and repeats";
const many = "three hundred pieces on their way at once, and a hundred waves: not done";
const twoMore = "once all is over, at most two more waves begin";

export default mistakes({
  "waits for no acknowledgement": {
    replace: "state.unacknowledged > 0 || ",
    with: "",
    caughtBy: slow,
    hint: "The driver was black, and began another wave. Where was its piece all that time?",
    steps: 5,
  },
  "nobody turns black": {
    replace: turnsBlack,
    with: "",
    caughtBy: aside,
    hint: "Every machine was at rest when it gave its token. What can wake it up afterwards, and who knows of it?",
    steps: 6,
  },
  "the receiver turns black, not the sender": {
    edits: [
      { replace: turnsBlack, with: "" },
      { replace: ack, with: `${ack}\n          state.colour = "black";` },
    ],
    caughtBy: threeMachines,
    hint: "The receiver has given its token, and will give no other in this wave. Who has not given one yet?",
    steps: 6,
  },
  "the colour of the children's tokens does not count": {
    replace: `          ${notes}\n`,
    with: "",
    caughtBy: aside,
    hint: "West was black and told the driver. What did the driver do with it?",
    steps: 13,
  },
  "the last token's colour counts": {
    replace: notes,
    with: "state.below = message.colour;",
    caughtBy: threeMachines,
    hint: "Two tokens come, a black one and then a white one.",
    steps: 16,
  },
  "hands on its own colour alone": {
    replace: 'state.colour === "black" ? "black" : state.below',
    with: 'parent === undefined && state.below === "black" ? "black" : state.colour',
    caughtBy: fourMachines,
    hint: "A leaf made its token black. How far up did that get?",
    steps: 16,
  },
  "the root does not look at its own colour": {
    replace: 'state.colour === "black" ? "black" : state.below',
    with: 'state.colour === "black" && parent !== undefined ? "black" : state.below',
    caughtBy: twoMachines,
    hint: "The root gives no token. Can it wake somebody up behind a token, too?",
    steps: 5,
  },
  "turns white before the token has its colour": {
    replace: "  const parent = tree[context.self];\n",
    with: `  const parent = tree[context.self];\n  if (parent !== undefined) ${turnsWhite.trim()}\n`,
    caughtBy: aside,
    hint: "A machine gives its token its colour and then turns white. In which order does yours?",
    steps: 13,
  },
  "turns white when its work has arrived": {
    replace: "state.unacknowledged -= 1;",
    with: 'state.unacknowledged -= 1;\n          if (state.unacknowledged === 0) state.colour = "white";',
    caughtBy: twoMachines,
    hint: "The work has arrived: that is when its receiver wakes up. Who still has to hear of that?",
    steps: 5,
  },
  "turns white when a wave begins": {
    edits: [
      { replace: turnsWhite, with: "" },
      { replace: '  state.below = "white";\n', with: '  state.below = "white";\n  state.colour = "white";\n' },
    ],
    caughtBy: threeMachines,
    hint: "Between its token and the repeat a machine may have sent work, and to one that has heard the repeat before it. Which wave learns of that?",
    steps: 16,
  },
  "once black, always black": {
    replace: turnsWhite,
    with: "",
    caughtBy: twoMachines,
    hint: "When a token has taken the colour along, what has the machine still to tell?",
    steps: 12,
  },
  "the root stays black": {
    replace: turnsWhite,
    with: '  if (parent !== undefined) state.colour = "white";\n',
    caughtBy: twoMachines,
    hint: "The root sent work once, and began another wave for it. And the wave after that?",
    steps: 12,
  },
  "black tokens of the last wave count in this one": {
    replace: '  state.below = "white";\n',
    with: "",
    caughtBy: threeMachines,
    hint: "A black token made this wave fail. What does it say about the next?",
    steps: 12,
  },
  "one acknowledgement is enough": {
    replace: "state.unacknowledged -= 1;",
    with: "state.unacknowledged = 0;",
    caughtBy: rests,
    hint: "Give a machine two pieces, and let one of them arrive.",
    steps: 9,
  },
  "has its work acknowledged by whoever it comes from, once": {
    edits: [
      { replace: "unacknowledged: number;", with: "unacknowledged: number;\n  told: string[];" },
      { replace: "unacknowledged: 0,", with: "unacknowledged: 0,\n        told: []," },
      { replace: ack, with: `if (!state.told.includes(from)) ${ack}\n          state.told.push(from);` },
    ],
    caughtBy: twoMachines,
    hint: "Each work message is waited for, not each machine.",
    steps: 7,
  },
  "acknowledges when it is at rest itself": {
    edits: [
      { replace: ack, with: "state.owed = [...(state.owed ?? []), from];" },
      { replace: "unacknowledged: number;", with: "unacknowledged: number;\n  owed?: string[];" },
      {
        replace: `  if (!state.isDue || ${atRest}) return;`,
        with: `  if (state.unacknowledged === 0 && isPassive(state.workload)) for (const to of (state.owed ?? []).splice(0)) context.send(to, { type: "ack" });
  if (!state.isDue || ${atRest}) return;`,
      },
    ],
    caughtBy: twoMachines,
    hint: "The driver waits for east and east for the driver. An acknowledgement says that a piece has arrived, not that it is done.",
    steps: 10,
  },
  "the root acknowledges nothing": {
    replace: ack,
    with: `if (tree[context.self] !== undefined) ${ack}`,
    caughtBy: twoMachines,
    hint: "The root gives work and may get some. Whoever sent it waits for word.",
    steps: 14,
  },
  "acknowledges to its parent": {
    replace: ack,
    with: 'context.send(tree[context.self] ?? from, { type: "ack" });',
    caughtBy: acknowledged,
    hint: "Work may come from anywhere, not only from above.",
    steps: 7,
  },
  "gives its token while it is at work": {
    replace: " || !isPassive(state.workload)",
    with: "",
    caughtBy: rests,
    hint: "A machine with work left may send something when its token is gone. What colour was that token?",
    steps: 6,
  },
  "looks only when a message comes": {
    replace: "state.unacknowledged -= 1;\n          break;",
    with: "state.unacknowledged -= 1;\n          return;",
    caughtBy: twoMachines,
    hint: "An acknowledgement may be the last thing that a machine was waiting for.",
    steps: 5,
  },
  "judges before it has begun": {
    replace: "isDue: tree[context.self] !== undefined,",
    with: "isDue: true,",
    caughtBy: twoMachines,
    hint: "All leaves have given white tokens, before anybody was asked to do anything.",
    steps: 0,
  },
  "does not wait for the tokens of its children": {
    replace: `!state.isDue || ${atRest}`,
    with: `!state.isDue || (tree[context.self] === undefined && state.awaited > 0) || state.unacknowledged > 0 || !isPassive(state.workload)`,
    caughtBy: upAndDown,
    hint: "A token speaks for a machine and for all below it. When does a machine know of those below?",
    steps: 0,
  },
  "sends repeats to black children only": {
    edits: [
      { replace: "isDue: boolean;", with: "isDue: boolean;\n  blackChildren?: string[];" },
      {
        replace: notes,
        with: `${notes}\n          if (message.colour === "black") state.blackChildren = [...(state.blackChildren ?? []), from];`,
      },
      {
        replace: repeats,
        with: `const asked = state.blackChildren !== undefined && state.blackChildren.length > 0 ? state.blackChildren : children;
  for (const child of asked) context.send(child, { type: "repeat" });
  state.blackChildren = undefined;`,
      },
      { replace: "state.awaited = children.length;", with: "state.awaited = asked.length;" },
    ],
    caughtBy: cost,
    hint: "A black machine may have woken up one whose token was white.",
    steps: 18,
  },
  "a wave begins while the root is at work": {
    replace: `!state.isDue || ${atRest}`,
    with: `!state.isDue || state.awaited > 0 || (tree[context.self] !== undefined && (state.unacknowledged > 0 || !isPassive(state.workload)))`,
    caughtBy: slow,
    hint: "The root gives no token. Is it exempt from what a token says?",
    steps: 2,
  },
  "wants to see two white waves": {
    edits: [
      { replace: "isDue: boolean;", with: "isDue: boolean;\n  white?: number;" },
      { replace: 'colour === "white") {', with: 'colour === "white" && (state.white = (state.white ?? 0) + 1) > 1) {' },
    ],
    caughtBy: twoMore,
    hint: "What can the second white wave say that the first did not?",
    steps: 18,
  },
  "two black tokens make a white one": {
    replace: notes,
    with: 'if (message.colour === "black") state.below = state.below === "black" ? "white" : "black";',
    caughtBy: twoBlacks,
    hint: "East and west have both given work away. What does the driver make of that?",
    steps: 22,
  },
  "loses patience after twenty waves": {
    edits: [
      { replace: "isDue: boolean;", with: "isDue: boolean;\n  waves?: number;" },
      {
        replace: 'colour === "white") {',
        with: 'colour === "white" || (state.waves = (state.waves ?? 0) + 1) > 20) {',
      },
    ],
    caughtBy: many,
    hint: "Every wave was black. How many black ones make a white one?",
    steps: 146,
  },
  "takes the driver for the root": {
    replace: "if (parent !== undefined) {",
    with: 'if (context.self !== "driver") {',
    caughtBy: upAndDown,
    hint: "Who is at the top is said by the tree.",
    steps: 0,
  },
  "counts in a byte": {
    edits: [
      { replace: "state.unacknowledged += 1;", with: "state.unacknowledged = (state.unacknowledged + 1) & 255;" },
      { replace: "state.unacknowledged -= 1;", with: "state.unacknowledged = (state.unacknowledged - 1) & 255;" },
    ],
    caughtBy: many,
    hint: "How many pieces may be on their way at once?",
  },
  "a tree has two branches": {
    edits: [
      {
        replace: "awaited: childrenOf(tree, context.self).length,",
        with: "awaited: Math.min(childrenOf(tree, context.self).length, 2),",
      },
      { replace: "state.awaited = children.length;", with: "state.awaited = Math.min(children.length, 2);" },
    ],
    caughtBy: fourMachines,
    hint: "How many children may a machine have, and how many tokens does it wait for?",
    steps: 9,
  },
});
