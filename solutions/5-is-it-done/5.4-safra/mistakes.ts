import { mistakes } from "@millrace/grader";

const isProof = 'token.colour === "white" && colour === "white" && token.sum + balance === 0';
const turnsBlack = '        state.colour = "black";\n';
const turnsWhite = '    state.colour = "white";\n';
const keeps = "if (token === undefined || !isPassive(state.workload)) return;";
const passes = "context.send(nextInRing(ring, context.self), state.isRoot ? newToken : addedTo(token, state));";
const probe = "state.isRoot ? newToken : addedTo(token, state)";
const addedColour = 'colour: colour === "black" ? "black" : token.colour };';
const sent = "state.balance += 1;";

const onItsWay = "everybody is passive, and a piece is on its way: not done";
const deceived = "the sum is 0, and the token was deceived behind its back: not done";
const twoMachines = "two machines, every order: never too early, and in the end";
const threeMachines = "three machines, every order: never too early, and in the end";
const fourMachines = "four machines, every order: never too early, and in the end";
const ring = "the token goes along the ring, machine by machine, wherever the root is";
const passive = "whoever passes the token is passive";
const isBack = "terminated is said when the token is back";
const threeHops = "once all is over, the token makes fewer than three hops for each machine";
const invariant = "what is behind the token is passive and counted, or is given away";
const slow = "a slow piece is waited for, however often the token goes round";

export default mistakes({
  "believes a token that has been round": {
    replace: isProof,
    with: 'token.colour === "white"',
    caughtBy: onItsWay,
    hint: "Every machine was passive when the token came. Where else can work be?",
    steps: 4,
  },
  "looks at colours, and does not count": {
    replace: " && token.sum + balance === 0",
    with: "",
    caughtBy: onItsWay,
    hint: "Colours tell of messages that have arrived. Which tell of one that has not?",
    steps: 4,
  },
  "does not add the root's own balance": {
    replace: "token.sum + balance === 0",
    with: "token.sum === 0",
    caughtBy: onItsWay,
    hint: "The token has visited everybody but one. Whose messages are missing in its sum?",
    steps: 4,
  },
  "counts from 0 after each visit": {
    replace: turnsWhite,
    with: '    state.colour = "white";\n    state.balance = 0;\n',
    caughtBy: onItsWay,
    hint: "Each probe counts from 0, and the machines? A piece that was sent before this probe is still on its way.",
    steps: 4,
  },
  "counts the others from 0 after each visit": {
    replace: turnsWhite,
    with: '    state.colour = "white";\n    if (!state.isRoot) state.balance = 0;\n',
    caughtBy: twoMachines,
    hint: "A balance is over a machine's whole life. What does the root's tell, if the others forget theirs?",
    steps: 12,
  },
  "nobody turns black": {
    replace: turnsBlack,
    with: "",
    caughtBy: deceived,
    hint: "East was passive when the token came. What woke it up, and what did it do then? Who can tell?",
    steps: 7,
  },
  "the sender turns black, not the receiver": {
    edits: [
      { replace: turnsBlack, with: "" },
      { replace: sent, with: `${sent}\n      state.colour = "black";` },
    ],
    caughtBy: deceived,
    hint: "That is right where a message arrives at the moment when it is sent. Here it may arrive when its sender is white again.",
    steps: 7,
  },
  "does not turn black for a piece that is done on arrival": {
    replace: turnsBlack,
    with: '        if (message.task.spawns.length > 0) state.colour = "black";\n',
    caughtBy: deceived,
    hint: "It does not wake the machine up, and yet it changes a number that the token relies on. Which?",
    steps: 7,
  },
  "the root's own colour does not count": {
    replace: ' && colour === "white" &&',
    with: " &&",
    caughtBy: deceived,
    hint: "The root has received something since the token left it. Did the token's sum know of the message's sender?",
    steps: 7,
  },
  "marks that something was sent, and does not count": {
    edits: [
      { replace: "state.balance -= 1;", with: "state.balance = Math.max(state.balance - 1, -1);" },
      { replace: sent, with: "state.balance = Math.min(state.balance + 1, 1);" },
    ],
    caughtBy: twoMachines,
    hint: "Give one machine two pieces, and let one arrive.",
    steps: 8,
  },
  "adds the root's balance twice": {
    replace: probe,
    with: 'state.isRoot ? { type: "token", sum: state.balance, colour: "white" } : addedTo(token, state)',
    caughtBy: twoMachines,
    hint: "Is the root's balance in the sum when the token comes back, or is it added then?",
    steps: 12,
  },
  "carries the sum on from probe to probe": {
    replace: probe,
    with: 'state.isRoot ? { type: "token", sum: token.sum, colour: "white" } : addedTo(token, state)',
    caughtBy: twoMachines,
    hint: "How often has the token counted each machine by now?",
    steps: 12,
  },
  "carries the colour on from probe to probe": {
    replace: probe,
    with: 'state.isRoot ? { type: "token", sum: 0, colour: token.colour } : addedTo(token, state)',
    caughtBy: twoMachines,
    hint: "The token was black, so that probe proved nothing. And the next?",
    steps: 12,
  },
  "once black, always black": {
    replace: turnsWhite,
    with: "",
    caughtBy: twoMachines,
    hint: "When the token takes the colour along, what has the machine still to tell?",
    steps: 12,
  },
  "the root never turns white": {
    replace: turnsWhite,
    with: '    if (!state.isRoot) state.colour = "white";\n',
    caughtBy: twoMachines,
    hint: "The root got a piece once. From when on does that not matter any more?",
    steps: 12,
  },
  "looks only when the token comes": {
    edits: [
      {
        replace: "        state.token = message;\n      }\n      passToken(state, ring, context);",
        with: "        state.token = message;\n        passToken(state, ring, context);\n      }",
      },
      { replace: `${sent}\n      passToken(state, ring, context);`, with: sent },
    ],
    caughtBy: twoMachines,
    hint: "The token came while this machine was at work. Who sends it on?",
    steps: 3,
  },
  "the token's colour does not count": {
    replace: 'token.colour === "white" && ',
    with: "",
    caughtBy: threeMachines,
    hint: "West turned black and told the token. Whom did the token tell?",
    steps: 10,
  },
  "two blacks make a white": {
    replace: addedColour,
    with: 'colour: colour === token.colour ? "white" : "black" };',
    caughtBy: threeMachines,
    hint: "East makes the token black, and then it comes to west, which is black as well.",
    steps: 12,
  },
  "does not mind work of the machine that comes first in the ring": {
    edits: [
      { replace: "onMessage(state, message, _from, context)", with: "onMessage(state, message, from, context)" },
      { replace: turnsBlack, with: '        if (from !== ring[0]) state.colour = "black";\n' },
    ],
    caughtBy: threeMachines,
    hint: "Is the first of the list the root? Anybody may be asked to begin.",
    steps: 13,
  },
  "turns white before the token has its colour": {
    replace: `    ${passes}\n${turnsWhite}`,
    with: `    if (!state.isRoot) state.colour = "white";\n    ${passes}\n${turnsWhite}`,
    caughtBy: threeMachines,
    hint: "A machine gives the token its colour and then turns white. In which order does yours?",
    steps: 10,
  },
  "turns black only where the token has been": {
    edits: [
      {
        replace: turnsBlack,
        with: '        if (state.hasPassed) state.colour = "black";\n',
      },
      { replace: turnsWhite, with: '    state.colour = "white";\n    state.hasPassed = true;\n' },
    ],
    caughtBy: threeMachines,
    hint: "This machine is still to be counted. The one whose message it received may have been counted before it sent that.",
    steps: 10,
  },
  "the token has the colour of its last machine": {
    replace: addedColour,
    with: "colour };",
    caughtBy: fourMachines,
    hint: "West makes the token black, and then it comes to north, which is white. What does the root get to see?",
    steps: 11,
  },
  "goes to whoever comes first": {
    replace: "nextInRing(ring, context.self)",
    with: "context.peers[0]",
    caughtBy: ring,
    hint: "Follow the token from machine to machine. Does it come to all of them?",
    steps: 3,
  },
  "takes the first of the ring for the root": {
    replace: "state.isRoot = true;",
    with: "state.isRoot = true;\n      state.isRoot = ring[0] === context.self;",
    caughtBy: ring,
    hint: "Anybody may be asked to begin. Whose turn is it to judge the token?",
    steps: 12,
  },
  "sends a token in both directions": {
    replace: passes,
    with: `${passes}\n    if (state.isRoot) context.send(ring.at(ring.indexOf(context.self) - 1), newToken);`,
    caughtBy: ring,
    hint: "Two tokens, and each reads half of the ring at another time. What do their sums mean together?",
    steps: 2,
  },
  "passes the token while it is at work": {
    replace: keeps,
    with: "if (token === undefined) return;",
    caughtBy: passive,
    hint: "A machine with work left may send something as soon as the token is gone. Who will have counted it?",
    steps: 1,
  },
  "only the root waits until it is passive": {
    replace: keeps,
    with: "if (token === undefined || (state.isRoot && !isPassive(state.workload))) return;",
    caughtBy: passive,
    hint: "Which machine may have work left when the token leaves it?",
    steps: 4,
  },
  "passes the token with its last piece still in hand": {
    replace: keeps,
    with: "if (token === undefined || (state.isRoot ? !isPassive(state.workload) : state.workload.length > 1)) return;",
    caughtBy: invariant,
    hint: "Passive means: nothing left, not: nearly nothing left.",
    steps: 8,
  },
  "its first token proves everything": {
    replace: 'state.token = { type: "token", sum: 0, colour: "black" };',
    with: 'state.token = { type: "token", sum: 0, colour: "white" };',
    caughtBy: isBack,
    hint: "A job with nothing in it: which machines has the token seen when your root speaks?",
    steps: 1,
  },
  "wants two white rounds": {
    edits: [
      {
        replace: "if (state.isRoot && isProof(token, state)) {",
        with: "if (state.isRoot && isProof(token, state) && state.isSure) {",
      },
      { replace: passes, with: `if (state.isRoot) state.isSure = isProof(token, state);\n    ${passes}` },
    ],
    caughtBy: threeHops,
    hint: "A white token with sum 0 is a proof. What do you hope to learn from the second?",
    steps: 16,
  },
  "the token never rests": {
    replace: '    context.output({ type: "terminated" });\n  } else {',
    with: '    if (!state.isSaid) context.output({ type: "terminated" });\n    state.isSaid = true;\n  }\n  {',
    caughtBy: threeHops,
    hint: "It is over and said. Who tells the token?",
    steps: 15,
  },
  "is tired after ten rounds": {
    replace: isProof,
    with: `(${isProof}) || (arguments[1].rounds = (arguments[1].rounds ?? 0) + 1) > 10`,
    caughtBy: slow,
    hint: "A piece may take longer than you have patience.",
    steps: 100,
  },
  "counts no further than thirty": {
    edits: [
      { replace: sent, with: "state.balance = Math.min(state.balance + 1, 30);" },
      { replace: "state.balance -= 1;", with: "state.balance = Math.max(state.balance - 1, -30);" },
    ],
    caughtBy: slow,
    hint: "How large may a balance be?",
    steps: 84,
  },
  "the root is whoever is called driver": {
    edits: [
      { replace: "state.isRoot && isProof", with: 'context.self === "driver" && isProof' },
      { replace: "state.isRoot ? newToken", with: 'context.self === "driver" ? newToken' },
    ],
    caughtBy: ring,
    hint: "Whoever gets begin is the root, whatever its name.",
    steps: 16,
  },
  "is tired after a hundred rounds": {
    replace: isProof,
    with: `(${isProof}) || (arguments[1].rounds = (arguments[1].rounds ?? 0) + 1) > 100`,
    caughtBy: slow,
    hint: "What do you know after a hundred rounds that you did not know after two?",
  },
  "turns white when it has handed out its work": {
    replace: sent,
    with: `${sent}
      if (isPassive(state.workload)) state.colour = "white";`,
    caughtBy: deceived,
    hint: "West has had two pieces that the token does not know of, and hands out one. Who is left to say so?",
    steps: 11,
  },
});
