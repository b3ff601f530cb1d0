import { mistakes } from "@millrace/grader";

const answer = 'context.send(from, "hello back");';

export default mistakes({
  "does not answer": {
    replace: answer,
    with: "",
    caughtBy: "every hello is answered",
    hint: "`from` is the name of the machine that said hello. Send it something.",
    steps: 2,
  },
  "puts the answer out instead of sending it": {
    replace: answer,
    with: 'context.output({ type: "answered", by: context.self });',
    caughtBy: "an answer goes to the machine that said hello, and to no other",
    hint: "`context.output` is for the outside. Another machine learns only from a message: `context.send`.",
    steps: 2,
  },
  "answers the first of its peers": {
    replace: answer,
    with: 'context.send(context.peers[0] ?? from, "hello back");',
    caughtBy: "an answer goes to the machine that said hello, and to no other",
    hint: "`context.peers` are all the machines that you can reach. Who said hello? The handler is told.",
    steps: 3,
  },
  "answers everybody": {
    replace: answer,
    with: 'for (const peer of context.peers) context.send(peer, "hello back");',
    caughtBy: "an answer goes to the machine that said hello, and to no other",
    hint: "Two machines hide this: everybody is only one. What does a third one think that hears an answer to nothing?",
    steps: 3,
  },
  "answers twice": {
    replace: answer,
    with: 'context.send(from, "hello back");\n      context.send(from, "hello back");',
    caughtBy: "a hello and its answer are two messages, and no more",
    hint: "Count the messages that one hello brings about.",
    steps: 2,
  },
  "answers hello with hello": {
    replace: answer,
    with: 'context.send(from, "hello");',
    caughtBy: "a hello and its answer are two messages, and no more",
    hint: "A hello asks for an answer. If the answer is a hello too, when does it end?",
    steps: 3,
  },
  "answers an answer": {
    replace: 'if (message === "hello") {',
    with: 'if (message === "hello" || message === "hello back") {',
    caughtBy: "an answer goes to the machine that said hello, and to no other",
    hint: "Only a hello asks for an answer.",
    steps: 4,
  },
  "answers only the first hello": {
    edits: [
      { replace: "start: (): HelloState => ({}),", with: "start: (): HelloState & { answered?: boolean } => ({})," },
      { replace: "onMessage(_state, message,", with: "onMessage(state: { answered?: boolean }, message," },
      { replace: answer, with: 'if (!state.answered) context.send(from, "hello back");\n      state.answered = true;' },
    ],
    caughtBy: "every hello is answered",
    hint: "Somebody may say hello again, and somebody else may say it too.",
    steps: 5,
  },
  "tells the others, too, that it was greeted": {
    replace: answer,
    with: `${answer}\n      for (const peer of context.peers) if (peer !== from) context.send(peer, "greeted" as HelloMessage);`,
    caughtBy: "a hello and its answer are two messages, and no more",
    hint: "Between two machines there are no others. What does a third one need to know?",
    steps: 2,
  },
  "answers three hellos of a machine, and no more": {
    edits: [
      { replace: "start: (): HelloState => ({}),", with: "start: (): Record<string, number> => ({})," },
      { replace: "onMessage(_state, message,", with: "onMessage(state: Record<string, number>, message," },
      { replace: answer, with: `state[from] = (state[from] ?? 0) + 1;\n      if (state[from] <= 3) ${answer}` },
    ],
    caughtBy: "every hello is answered",
    hint: "Each hello is answered, however many there were before it.",
    steps: 58,
  },
});
