import { mistakes } from "@millrace/grader";

const start = "({ balance: openingBalance, snapshots: {} })";
const sendMarkers = 'for (const peer of context.peers) context.send(peer, { type: "marker", snapshot });';
const isRecorded = "if (recorded !== undefined) return recorded;";
const asked = "record(state, input.snapshot, context);";
const told = "record(state, snapshot, context);\n      closed";
const channelIsKnown =
  'context.output({ type: "channel", snapshot, from, to: context.self, transfers: inTransit[from] ?? [] });';
const came = "(inTransit[from] ??= []).push(amount);";
const eachPhoto = "of Object.values(snapshots)) {";
const input = "  onInput(state, input, context) {";

const onItsWay = "money that is on its way is in the snapshot";
const twoMachines = "two machines, every order: all of it is recorded, and nothing twice";
const threeMachines = "three machines: each channel waits for its own marker";
const ring = "a ring, and a one-way street: all is recorded that there is, and nothing else";
const twoPhotos = "two snapshots at the same time, and one after the other, do not mix";
const askedAgain = "who is asked for a snapshot that is under way, or over, takes no second one";
const cost = "one marker on each channel for each snapshot";
const fourMachines = "four machines, twenty transfers, four snapshots";

export default mistakes({
  "does not look at the channels": {
    replace: "transfers: inTransit[from] ?? []",
    with: "transfers: []",
    caughtBy: onItsWay,
    hint: "The money has left one machine and has not reached the other. In whose photo is it?",
    steps: 5,
  },
  "only the machine that is asked sends markers": {
    edits: [
      { replace: sendMarkers, with: "" },
      {
        replace: asked,
        with: `if (state.snapshots[input.snapshot] === undefined)
        for (const peer of context.peers) context.send(peer, { type: "marker", snapshot: input.snapshot });
      ${asked}`,
      },
    ],
    caughtBy: onItsWay,
    hint: "Every channel needs a marker, also those that lead back. Who can put it there?",
    steps: 4,
  },
  "sends no marker back to where the first came from": {
    replace: told,
    with: `record(state, snapshot, {
        ...context,
        peers: context.peers.filter((peer) => peer !== from),
      });
      closed`,
    caughtBy: onItsWay,
    hint: "Whoever told you knows of the snapshot. Does it know what was on its way from you?",
    steps: 4,
  },
  "records anew with every marker": {
    replace: isRecorded,
    with: "",
    caughtBy: onItsWay,
    hint: "Your own marker comes back to you as one of somebody else. What is it to you the second time?",
    steps: 3,
  },
  "sends the markers a moment later": {
    edits: [
      { replace: sendMarkers, with: "context.setTimer(snapshot, 5);" },
      {
        replace: input,
        with: `  onTimer(_state, snapshot, context) {
    ${sendMarkers}
  },

${input}`,
      },
    ],
    caughtBy: twoMachines,
    hint: "A marker says: what comes before me is in the photo. Which transfer can get in front of it while it waits?",
    steps: 3,
  },
  "goes on recording after the marker": {
    edits: [
      { replace: "if (!closed.includes(from)) (inTransit", with: "(inTransit" },
      { replace: channelIsKnown, with: "context.setTimer(JSON.stringify([snapshot, from]), 5);" },
      {
        replace: input,
        with: `  onTimer(state, timer, context) {
    const [snapshot, from] = JSON.parse(timer);
    const { inTransit } = state.snapshots[snapshot];
    ${channelIsKnown}
  },

${input}`,
      },
    ],
    caughtBy: twoMachines,
    hint: "What comes after the marker was sent after its sender had recorded. Does it belong in this photo?",
    steps: 5,
  },
  "records what came before it recorded, too": {
    edits: [
      { replace: start, with: "({ balance: openingBalance, snapshots: {}, came: {} })" },
      { replace: "{ inTransit: {}, closed: [] };", with: "{ inTransit: structuredClone(state.came), closed: [] };" },
      {
        replace: "keep(state, message.amount, from);",
        with: "(state.came[from] ??= []).push(message.amount);\n      keep(state, message.amount, from);",
      },
    ],
    caughtBy: twoMachines,
    hint: "Money that came before the photo is in the balance. Is it on its way as well?",
    steps: 4,
  },
  "records the balance of the opening": {
    replace: "balance: state.balance });",
    with: "balance: openingBalance });",
    caughtBy: onItsWay,
    hint: "Which balance: that of the morning, or that of the moment?",
    steps: 3,
  },
  "counts amounts that look the same once": {
    replace: came,
    with: "inTransit[from] = [...new Set([...(inTransit[from] ?? []), amount])];",
    caughtBy: twoMachines,
    hint: "Two people may send the same amount. Are they one transfer?",
    steps: 9,
  },
  "adds the amounts of a channel up": {
    replace: came,
    with: "inTransit[from] = [amount + (inTransit[from]?.[0] ?? 0)];",
    caughtBy: twoMachines,
    hint: "The money is all there. Could the bank be started again from this photo, message by message?",
    steps: 7,
  },
  "turns the order of a channel round": {
    replace: came,
    with: "(inTransit[from] ??= []).unshift(amount);",
    caughtBy: twoMachines,
    hint: "A channel keeps its messages in order. Does your record of it?",
    steps: 7,
  },
  "puts transfers off until the snapshot is over": {
    edits: [
      { replace: start, with: "({ balance: openingBalance, snapshots: {}, later: [] })" },
      {
        replace: channelIsKnown,
        with: `${channelIsKnown}
      for (const { to, amount } of state.later.splice(0)) {
        state.balance -= amount;
        context.send(to, { type: "transfer", amount });
      }`,
      },
      {
        replace: `if (input.type === "transfer") {`,
        with: `if (input.type === "transfer" && Object.values(state.snapshots).some(({ closed }) => closed.length === 0)) {
      state.later.push(input);
    } else if (input.type === "transfer") {`,
      },
    ],
    caughtBy: twoMachines,
    hint: "If everybody stood still, a photo would be easy. What does the bank do meanwhile?",
    steps: 2,
  },
  "one list for all channels": {
    edits: [
      { replace: came, with: '(inTransit["all"] ??= []).push(amount);' },
      { replace: "transfers: inTransit[from] ?? []", with: 'transfers: inTransit["all"] ?? []' },
    ],
    caughtBy: threeMachines,
    hint: "Two machines send to you, and each channel is recorded by itself. From whom did this amount come?",
    steps: 5,
  },
  "the first marker ends the recording of every channel": {
    replace: "if (!closed.includes(from))",
    with: "if (closed.length === 0)",
    caughtBy: threeMachines,
    hint: "The marker of one sender says what that one had sent. What does it say about the other senders?",
    steps: 6,
  },
  "sends a marker to one machine and lets it go round": {
    replace: "of context.peers) context.send(peer",
    with: "of context.peers.slice(0, 1)) context.send(peer",
    caughtBy: threeMachines,
    hint: "The news gets round that way. But which channels had a marker?",
    steps: 5,
  },
  "waits for markers from those that it sends to": {
    replace: channelIsKnown,
    with: `if (context.peers.every((peer) => closed.includes(peer)))
        for (const peer of context.peers)
          context.output({ type: "channel", snapshot, from: peer, to: context.self, transfers: inTransit[peer] ?? [] });`,
    caughtBy: ring,
    hint: "`context.peers` are the machines that you can send to. On a ring, who sends to you?",
    steps: 10,
  },
  "every snapshot is the same one": {
    edits: [
      { replace: "const recorded = state.snapshots[snapshot];", with: 'const recorded = state.snapshots["it"];' },
      { replace: "state.snapshots[snapshot] = incoming;", with: 'state.snapshots["it"] = incoming;' },
    ],
    caughtBy: twoPhotos,
    hint: "A marker of the second snapshot arrives while the first is under way. How does your machine tell which one it belongs to?",
    steps: 5,
  },
  "a new snapshot takes the place of the last": {
    replace: "state.snapshots[snapshot] = incoming;",
    with: "Object.assign(state, { snapshots: { [snapshot]: incoming } });",
    caughtBy: twoPhotos,
    hint: "The second snapshot may begin while the first still waits for markers. Where is what was known of the first?",
    steps: 5,
  },
  "money counts in the newest snapshot only": {
    replace: eachPhoto,
    with: "of Object.values(snapshots).slice(-1)) {",
    caughtBy: twoPhotos,
    hint: "Two photos are being taken. Can one transfer be on its way in both?",
    steps: 7,
  },
  "money counts in the oldest open snapshot only": {
    replace: eachPhoto,
    with: "of Object.values(snapshots).filter(({ closed }) => !closed.includes(from)).slice(0, 1)) {",
    caughtBy: twoPhotos,
    hint: "Two photos are being taken. Can one transfer be on its way in both?",
    steps: 8,
  },
  "a marker closes its channel for every snapshot": {
    replace: "if (!closed.includes(from))",
    with: "if (!Object.values(snapshots).some((other) => other.closed.includes(from)))",
    caughtBy: twoPhotos,
    hint: "The marker of the first snapshot came along this channel long ago. Is the channel closed for the second one?",
    steps: 7,
  },
  "money counts in the two newest snapshots only": {
    replace: eachPhoto,
    with: "of Object.values(snapshots).slice(-2)) {",
    caughtBy: twoPhotos,
    hint: "How many snapshots can be under way at the same time? Nobody says two.",
    steps: 8,
  },
  "has room for three snapshots": {
    replace: eachPhoto,
    with: "of Object.values(snapshots).slice(-3)) {",
    caughtBy: fourMachines,
    hint: "How many snapshots can be under way at the same time? Nobody says a number.",
    steps: 57,
  },
  "whoever is asked records, even if it has": {
    replace: asked,
    with: `delete state.snapshots[input.snapshot];\n      ${asked}`,
    caughtBy: askedAgain,
    hint: "Two people may ask for one and the same photo. How often is it taken?",
    steps: 2,
  },
  "forgets a snapshot that is over, and takes it anew": {
    replace: channelIsKnown,
    with: `${channelIsKnown}
      if (context.peers.every((peer) => closed.includes(peer))) delete state.snapshots[snapshot];`,
    caughtBy: askedAgain,
    hint: "After it is over, somebody asks for it once more. What does your machine know by then?",
    steps: 4,
  },
  "thanks for every marker": {
    edits: [
      {
        replace: "    } else {\n      const { snapshot } = message;",
        with: '    } else if (message.type === "marker") {\n      const { snapshot } = message;',
      },
      {
        replace: channelIsKnown,
        with: `${channelIsKnown}\n      if (context.peers.includes(from)) context.send(from, { type: "thanks" });`,
      },
    ],
    caughtBy: cost,
    hint: "Count the messages that are no transfers. Who needs the ones that are no markers?",
    steps: 2,
  },
  "glues the snapshot's name and the sender's into one key": {
    edits: [
      { replace: start, with: "({ balance: openingBalance, snapshots: {}, lists: {} })" },
      {
        replace: "function keep({ snapshots }: State, amount",
        with: "function keep({ snapshots, lists }: State, amount",
      },
      {
        replace: "for (const { inTransit, closed } of Object.values(snapshots)) {",
        with: "for (const [name, { closed }] of Object.entries(snapshots)) {",
      },
      { replace: came, with: "(lists[name + from] ??= []).push(amount);" },
      { replace: "transfers: inTransit[from] ?? []", with: "transfers: state.lists[snapshot + from] ?? []" },
    ],
    caughtBy: twoPhotos,
    steps: 8,
    hint: 'Snapshot "1" and machine "11", snapshot "11" and machine "1": how many keys are these?',
  },
  "remembers ten transfers of a channel": {
    replace: came,
    with: "inTransit[from] = [...(inTransit[from] ?? []), amount].slice(-10);",
    caughtBy: twoMachines,
    hint: "How many transfers may be on their way along one channel?",
    steps: 83,
  },
  "a channel is over if one with a longer name is": {
    replace: "if (!closed.includes(from))",
    with: "if (!closed.some((sender) => sender.startsWith(from)))",
    caughtBy: twoPhotos,
    hint: 'The marker of "11" says nothing of the channel from "1".',
    steps: 7,
  },
  "has room for thirty-two snapshots": {
    replace: "for (const { inTransit, closed } of Object.values(snapshots)) {",
    with: "for (const { inTransit, closed } of Object.values(snapshots).slice(0, 32)) {",
    caughtBy: twoPhotos,
    hint: "Nobody said how many snapshots there may be at the same time.",
    steps: 110,
  },
  "a snapshot without a name is none": {
    replace: "} else {\n      record(state, input.snapshot, context);",
    with: "} else if (input.snapshot) {\n      record(state, input.snapshot, context);",
    caughtBy: fourMachines,
    hint: 'Any text is a name, and "" is one.',
    steps: 63,
  },
  "whoever is asked while it waits for markers sends its own anew": {
    replace: asked,
    with: `const closed = state.snapshots[input.snapshot]?.closed ?? [];
      if (closed.length > 0 && closed.length < context.peers.length)
        for (const peer of context.peers) context.send(peer, { type: "marker", snapshot: input.snapshot });
      ${asked}`,
    caughtBy: askedAgain,
    hint: "You know of the snapshot by a marker, and wait for another one. Now you are asked for it. What is left to do?",
    steps: 5,
  },
  "the markers of the next snapshot wait until one is over": {
    edits: [
      { replace: start, with: "({ balance: openingBalance, snapshots: {}, next: [] })" },
      {
        replace: sendMarkers,
        with: `if (Object.values(state.snapshots).filter(({ closed }) => closed.length === 0).length > 1) state.next.push(snapshot);
  else ${sendMarkers}`,
      },
      {
        replace: channelIsKnown,
        with: `${channelIsKnown}
      for (const next of state.next.splice(0, 1))
        for (const peer of context.peers) context.send(peer, { type: "marker", snapshot: next });`,
      },
    ],
    caughtBy: twoPhotos,
    hint: "You have recorded yourself for the second snapshot, and its markers wait. What may you send meanwhile?",
    steps: 5,
  },
});
