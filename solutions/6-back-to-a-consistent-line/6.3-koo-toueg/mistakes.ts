import { mistakes } from "@millrace/grader";

const waits = "    else if (state.tentative !== undefined) state.waiting.push(input);\n";
const mustSave = "const mustSave = tentative === undefined && first !== undefined && label >= first;";
const restores = "state.since = { first: { ...first, ...before.first }, last: { ...before.last, ...last } };";
const starts = "  state.since = { first: {}, last: {} };\n";
const passesOn = 'for (const peer of cohort) context.send(peer, { type: "decision", save, isPermanent });';
const asksAll =
  'for (const [peer, label] of Object.entries(before.last)) context.send(peer, { type: "request", save, label });';
const waitsForAll = "  if (missing > 0) return;\n";
const answers = 'else context.send(askedBy, { type: "reply", save, isReady });';
const savesTotal = 'context.output({ type: "permanent", total });';
const receives = "since.last[from] = message.label;";

const whose = "whose sending is in a new checkpoint saves it, too";
const twoMachines = "two machines, every order: together, or alone if that is enough";
const three = "three machines: who is asked asks in its turn, and answers after that";
const gap = "three machines: no work is sent between a tentative checkpoint and the decision";
const twice = "four machines: who is asked twice saves once, and answers twice";
const full = "one full disk, and nobody's checkpoint becomes permanent";
const nobody = "nobody saves who need not, the second time either";
const next = "what comes after a tentative checkpoint counts for the next one";
const never = "a discarded checkpoint is as if it had never been taken";
const cost = "a request, a reply and a decision for each of a cohort";
const dozens = "dozens of messages, and names that are numbers";
const busy = "five machines, forty messages, three saves";

export default mistakes({
  "who is asked never has to save": {
    replace: mustSave,
    with: "const mustSave = false;",
    caughtBy: whose,
    hint: "The one that asks has received something of you, and it will be in its checkpoint. Is it in yours that you sent it?",
    steps: 5,
  },
  "saves only if more than the first has arrived": {
    replace: "label >= first",
    with: "label > first",
    caughtBy: whose,
    hint: "You have sent one message since your last checkpoint, and the one that asks has received it. Does that one count?",
    steps: 5,
  },
  "saves whenever it is asked": {
    replace: mustSave,
    with: "const mustSave = tentative === undefined;",
    caughtBy: nobody,
    hint: "What the one that asks has received was sent before your last checkpoint. What would be wrong with leaving that as it is?",
    steps: 10,
  },
  "saves whether or not it has sent anything since": {
    replace: "first !== undefined && label >= first",
    with: "label >= (first ?? 0)",
    caughtBy: nobody,
    hint: "You have sent nothing since your last checkpoint. How does “nothing” compare with a label?",
    steps: 10,
  },
  "saves if it has sent anything since": {
    replace: "first !== undefined && label >= first",
    with: "first !== undefined",
    caughtBy: nobody,
    hint: "You have sent two, and saved after the first. The one that asks has received one. Which one is that?",
    steps: 6,
  },
  "does not count what it sends": {
    replace: "  sent[to] = label;\n",
    with: "",
    caughtBy: nobody,
    hint: "A label is a message's place on its channel. Where does yours come from, the second time?",
    steps: 6,
  },
  "never forgets the first that it sent": {
    replace: starts,
    with: "  state.since = { first: before.first, last: {} };\n",
    caughtBy: nobody,
    hint: "Since your last checkpoint: which one is that, after this one?",
    steps: 10,
  },
  "never forgets whom it has received from": {
    replace: starts,
    with: "  state.since = { first: {}, last: { ...before.last } };\n",
    caughtBy: cost,
    hint: "You save twice in a row, and nothing has come in between. Whom is there to ask the second time?",
    steps: 10,
  },
  "begins to count at the decision": {
    edits: [
      { replace: starts, with: "" },
      { replace: savesTotal, with: `${savesTotal}\n    state.since = { first: {}, last: {} };` },
    ],
    caughtBy: next,
    hint: "Work arrives while you have a tentative checkpoint. In which checkpoint will it be for the first time?",
    steps: 9,
  },
  "does not ask in its turn": {
    replace: "const cohort = Object.keys(before.last);",
    with: "const cohort = askedBy === null ? Object.keys(before.last) : [];\n  if (askedBy !== null) before.last = {};",
    caughtBy: three,
    hint: "You save because of what you have sent. What you have received is in that checkpoint as well. Who has sent it?",
    steps: 7,
  },
  "answers before it has heard those that it asks": {
    edits: [
      {
        replace: asksAll,
        with: `${asksAll}\n  if (askedBy !== null) context.send(askedBy, { type: "reply", save, isReady: true });`,
      },
      { replace: answers, with: "" },
    ],
    caughtBy: three,
    hint: "Your answer says that all is saved that hangs on your checkpoint. Is it?",
    steps: 7,
  },
  "sends on while its checkpoint is tentative": {
    replace: waits,
    with: '    else if (state.tentative !== undefined && input.type === "save") state.waiting.push(input);\n',
    caughtBy: gap,
    hint: "What you send now is not in your checkpoint. Can it arrive somewhere before a request does, and get into a checkpoint there?",
    steps: 13,
  },
  "sends on to those that it has asked": {
    replace: waits,
    with: '    else if (state.tentative !== undefined && !(input.type === "send" && state.tentative.cohort.includes(input.to))) state.waiting.push(input);\n',
    caughtBy: gap,
    hint: "Who is asked by you need not save for you. May it have to save a moment later, for somebody else?",
    steps: 18,
  },
  "only the one that begins keeps its work back": {
    replace: "state.tentative !== undefined) state.waiting",
    with: "state.tentative !== undefined && state.tentative.askedBy === null) state.waiting",
    caughtBy: gap,
    hint: "Everybody who has a tentative checkpoint may send something that is not in it.",
    steps: 13,
  },
  "sends on when it has answered": {
    replace: "state.tentative !== undefined) state.waiting",
    with: "state.tentative !== undefined && (state.tentative.askedBy === null || state.tentative.missing > 0)) state.waiting",
    caughtBy: gap,
    hint: "You have saved and said so. Have all others that must, at this moment?",
    steps: 13,
  },
  "does not ask the one that asked": {
    edits: [
      {
        replace: "const cohort = Object.keys(before.last);",
        with: "const cohort = Object.keys(before.last).filter((peer) => peer !== askedBy);",
      },
      {
        replace: "for (const [peer, label] of Object.entries(before.last)) context.send(",
        with: "for (const [peer, label] of Object.entries(before.last)) if (peer !== askedBy) context.send(",
      },
    ],
    caughtBy: twoMachines,
    hint: "It has surely saved, so nothing goes wrong. But how many requests do the rules ask for?",
    steps: 10,
  },
  "forgets the work that waited": {
    replace: "for (const input of state.waiting.splice(0)) kooToueg.onInput?.(state, input, context);",
    with: "state.waiting.splice(0);",
    caughtBy: twoMachines,
    hint: "What could not be sent before the decision can be sent after it. Who remembers?",
    steps: 11,
  },
  "permanent at once": {
    replace: "  goOn(state, tentative, context);\n}\n\nfunction note(",
    with: "  if (askedBy === null) decide(state, { tentative, isPermanent: true }, context);\n  else goOn(state, tentative, context);\n}\n\nfunction note(",
    caughtBy: whose,
    hint: "If you crashed right now: to which state would the one go back whose message is in your checkpoint?",
    steps: 3,
  },
  "permanent when the first answer comes": {
    replace: waitsForAll,
    with: "  if (missing > 0 && missing === cohort.length) return;\n",
    caughtBy: twice,
    hint: "Two were asked, and one has answered. What do you know of the other?",
    steps: 3,
  },
  "permanent whatever they answer": {
    replace: "decide(state, { tentative, isPermanent: isReady }, context);",
    with: "decide(state, { tentative, isPermanent: true }, context);",
    caughtBy: full,
    hint: "One could not save. To what would it go back?",
    steps: 6,
  },
  "goes by the last answer": {
    replace: "tentative.isReady &&= isReady;",
    with: "tentative.isReady = isReady;",
    caughtBy: full,
    hint: "One says no and then another says yes. What is the answer of all?",
    steps: 10,
  },
  "says yes for itself": {
    replace: answers,
    with: 'else context.send(askedBy, { type: "reply", save, isReady: true });',
    caughtBy: full,
    hint: "You could save, and one that you asked could not. What does your checkpoint need?",
    steps: 10,
  },
  "saves although its disk is full": {
    replace: "if (mustSave && !isFull) take",
    with: "if (mustSave) take",
    caughtBy: full,
    hint: "What can be promised about a checkpoint that is nowhere?",
    steps: 5,
  },
  "says no whenever its disk is full": {
    replace: "isReady: !mustSave });",
    with: "isReady: !mustSave && !isFull });",
    caughtBy: full,
    hint: "Your disk is full, and you need not save anything. Is that a reason for the others to throw their checkpoints away?",
    steps: 12,
  },
  "begins although its disk is full": {
    replace: "else if (!state.isFull) take(",
    with: "else take(",
    caughtBy: full,
    hint: "You are asked to save and have no room. What comes of it?",
    steps: 2,
  },
  "a second request is refused": {
    replace: "isReady: !mustSave });",
    with: "isReady: !mustSave && tentative === undefined });",
    caughtBy: busy,
    hint: "You are asked by two, and have saved for the first already. What does the second want to know?",
    steps: 51,
  },
  "a second request waits for the answer to the first": {
    edits: [
      {
        replace: "  const first = since.first[from];\n",
        with: "  if (tentative !== undefined && tentative.missing > 0) {\n    state.early.push(request);\n    return;\n  }\n  const first = since.first[from];\n",
      },
      {
        replace: "  if (missing > 0) return;\n",
        with: "  if (missing > 0) return;\n  for (const request of state.early.splice(0)) reply(state, request, context);\n",
      },
    ],
    caughtBy: three,
    hint: "Two machines have received something of each other. Who answers first?",
    steps: 10,
  },
  "saves again when it is asked again": {
    replace: "tentative === undefined && first !== undefined && label >= first",
    with: "label >= (first ?? tentative?.before.first[from] ?? Infinity)",
    caughtBy: twice,
    hint: "You are asked by two, and have saved for the first already. What is still missing for the second?",
    steps: 13,
  },
  "keeps the decision to itself": {
    replace: passesOn,
    with: 'if (tentative.askedBy === null) for (const peer of cohort) context.send(peer, { type: "decision", save, isPermanent });',
    caughtBy: three,
    hint: "Who was asked by you alone, hears the decision of whom?",
    steps: 10,
  },
  "tells only of success": {
    replace: passesOn,
    with: `if (isPermanent) ${passesOn}`,
    caughtBy: full,
    hint: "Somebody waits for your word with a tentative checkpoint, and with work that he may not send.",
    steps: 6,
  },
  "tells everybody": {
    replace: passesOn,
    with: 'for (const peer of context.peers) context.send(peer, { type: "decision", save, isPermanent });',
    caughtBy: cost,
    hint: "How many does it take to tell those that you have asked?",
    steps: 7,
  },
  "asks everybody": {
    edits: [
      { replace: "const cohort = Object.keys(before.last);", with: "const cohort = context.peers;" },
      {
        replace: asksAll,
        with: 'for (const peer of cohort) context.send(peer, { type: "request", save, label: before.last[peer] ?? 0 });',
      },
    ],
    caughtBy: cost,
    hint: "You have received nothing of a machine since your last checkpoint. What could its checkpoint lack?",
    steps: 11,
  },
  "saves what it has at the decision": {
    replace: savesTotal,
    with: 'context.output({ type: "permanent", total: state.total });',
    caughtBy: three,
    hint: "Work has arrived since you took the tentative checkpoint. Is it part of that one?",
    steps: 8,
  },
  "forgets what came before a discarded checkpoint": {
    replace: restores,
    with: "",
    caughtBy: never,
    hint: "After a discarded checkpoint, which is your last one? And what have you sent and received since that?",
    steps: 13,
  },
  "forgets what it sent before a discarded checkpoint": {
    replace: restores,
    with: "state.since = { first, last: { ...before.last, ...last } };",
    caughtBy: never,
    hint: "After a discarded checkpoint, which is your last one? And what have you sent since that?",
    steps: 15,
  },
  "forgets what it received before a discarded checkpoint": {
    replace: restores,
    with: "state.since = { first: { ...first, ...before.first }, last };",
    caughtBy: never,
    hint: "After a discarded checkpoint, which is your last one? And what have you received since that?",
    steps: 13,
  },
  "discards only where the save began": {
    replace: '    context.output({ type: "discarded" });',
    with: '    if (tentative.askedBy === null) context.output({ type: "discarded" });\n    else context.output({ type: "permanent", total });',
    caughtBy: full,
    hint: "One decides for all. What have you been told?",
    steps: 11,
  },
  "labels are text": {
    replace: mustSave,
    with: "const mustSave = tentative === undefined && first !== undefined && `${label}` >= `${first}`;",
    caughtBy: dozens,
    hint: "Twelve comes after nine, unless they are text.",
    steps: 27,
  },
  "one label for all channels": {
    replace: receives,
    with: "for (const peer of [from, ...Object.keys(since.last)]) since.last[peer] = message.label;",
    caughtBy: dozens,
    hint: "Each sender numbers what it sends to you by itself.",
    steps: 29,
  },
  "remembers one discarded checkpoint only": {
    replace: restores,
    with: `if ((state.discards = (state.discards ?? 0) + 1) === 1) ${restores}`,
    caughtBy: never,
    hint: "A save may be refused twice. What does the third one know of the work from before the first?",
    steps: 21,
  },
  "what came before a discarded checkpoint hides what came after it": {
    replace: "last: { ...before.last, ...last }",
    with: "last: { ...last, ...before.last }",
    caughtBy: never,
    hint: "Work of one machine came before the checkpoint and after it. Which of the two is the last?",
    steps: 21,
  },
  "hears nothing of its disk while its checkpoint is tentative": {
    replace: 'if (input.type === "disk") state.isFull = input.isFull;',
    with: 'if (input.type === "disk") state.isFull = state.tentative === undefined ? input.isFull : state.isFull;',
    caughtBy: full,
    hint: "A disk fills up whenever it likes. What do you know of it at the next save?",
    steps: 8,
  },
  "what waits twice is sent once": {
    replace: waits,
    with: `    else if (state.tentative !== undefined) {
      const [asked, known] = [JSON.stringify(input), new Set(state.waiting.map((other) => JSON.stringify(other)))];
      if (!known.has(asked)) state.waiting.push(input);
    }
`,
    caughtBy: next,
    hint: "Two pieces of work may be to the same machine, and of the same value. How many are they?",
    steps: 18,
  },
  "who asked is not told that all is discarded": {
    replace: passesOn,
    with: 'for (const peer of cohort) if (isPermanent || peer !== tentative.askedBy) context.send(peer, { type: "decision", save, isPermanent });',
    caughtBy: cost,
    hint: "The machine that asked you may be in your cohort, too. To whom goes the decision?",
    steps: 16,
  },
  "sends what has waited from the newest to the oldest": {
    replace: "for (const input of state.waiting.splice(0))",
    with: "for (const input of state.waiting.splice(0).toReversed())",
    caughtBy: next,
    hint: "What was asked for first is sent first.",
    steps: 10,
  },
});
