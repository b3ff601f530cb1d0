import { mistakes } from "@millrace/grader";

const quietDay = "a quiet day ends with everything in its place";
const tinyDay = "one payment, one worker, one crash: every order, up to 38 steps";
const law1 = "law 1, chapter 4: when the day is done, source and sink agree";
const law2 = "law 2, chapter 2: the versions of a row are in one partition, and in order";
const law3 = "law 3, chapter 3: each payment counts once, and no row goes back";
const law4 = "law 4, chapter 3: no committed offset is ahead of the sink";
const law5 = "law 5, chapter 3: a committed offset never goes back";
const law6 = "law 6, chapter 3: the sink accepts no write that is older than one it has accepted";
const law7 = "law 7, chapter 4: what is taken for a photo is consistent, and no money is missing in it";
const law8 = "law 8, chapter 5: done is never said too early";
const law9 = "law 9, chapter 5: done is said in the end";
const law10 = "law 10, chapter 6: the recovery line has no orphan";
const law11 = "law 11, chapter 6: the roll-up is what a full recomputation gives";
const law12 = "law 12, chapter 3: a request is made as often as the policy allows, and no more";

const doneTest = `  if (first === undefined || !second.capture.isOver) return false;
  const received = first.topic.received + first.sink.received;
  const sent = second.capture.sent + second.topic.received;
  return received === sent;`;

/** Takes the place of a part where the parts are put together. */
function part(name: string, other: string): { readonly replace: string; readonly with: string } {
  return { replace: `\n  ${name},\n`, with: `\n  ${name}: ${other},\n` };
}

export default mistakes({
  "has a part that is missing": {
    replace: "\n  storage,\n",
    with: "\n",
    caughtBy: quietDay,
    hint: "The file puts twelve parts together. Which one is undefined where its station looks for it?",
    steps: 0,
  },
  "recognises a payment by who paid how much": {
    replace: "id: String(id),",
    with: "id: `${customer} ${row.amount}`,",
    caughtBy: law1,
    hint: "Can a customer pay the same amount twice?",
    steps: 399,
  },
  "takes the order of capture for the version": {
    replace: "version: row.version,",
    with: "version: _captured.turn,",
    caughtBy: law1,
    hint: "A row may be captured twice. Does the copy say the same as the first?",
    steps: 399,
  },
  "writes rows without a key": {
    replace: '{ key: customer, event: { type: "changed"',
    with: '{ key: null, event: { type: "changed"',
    caughtBy: law2,
    hint: "Records without a key take turns at the partitions. Who reads two versions of one row, and in which order?",
    steps: 65,
  },
  "puts the version into the key": {
    replace: '{ key: customer, event: { type: "changed"',
    with: '{ key: `${customer} ${row.version}`, event: { type: "changed"',
    caughtBy: law2,
    hint: "What must stay in order has to have the same key.",
    steps: 77,
  },
  "leaves the order to the network": {
    ...part(
      "fifoDelivery",
      `{
    ...fifoDelivery,
    onMessage: (_state, message, from, context) =>
      context.output({ type: "delivered", from, payload: Object(message).payload }),
  }`,
    ),
    caughtBy: law2,
    hint: "A frame that is sent again may come twice, and later than the next one. That is what exercise 2.1 is for.",
    steps: 15,
  },
  "captures everything anew after a crash": {
    ...part(
      "capturer",
      `(options) => ({
    ...capturer(options),
    start: (context) => capturer(options).start({ ...context, disk: { ...context.disk, read: () => undefined } }),
  })`,
    ),
    caughtBy: law2,
    hint: "What has been written to the topic stands there. From where does the capture go on when it comes back (4.2)?",
    steps: 164,
  },
  "recognises a payment by who paid when": {
    edits: [
      { replace: "const { id, customer } = row;", with: "const { customer } = row;" },
      { replace: "id: String(id),", with: "id: `${customer} ${row.madeMs}`," },
    ],
    caughtBy: law3,
    hint: "A clock shows the same time for two payments now and then. What is different for any two of them?",
    steps: 329,
  },
  "numbers payments as they are captured": {
    replace: "id: String(id),",
    with: "id: String(_captured.turn),",
    caughtBy: law3,
    hint: "A row that is written while the table is copied can be captured twice. Which id does its copy get?",
    steps: 324,
  },
  "recognises a payment by its place in the topic": {
    ...part(
      "idempotentConsumer",
      `{
    ...idempotentConsumer,
    onMessage(state, message, from, context) {
      const { partition, offset } = message;
      idempotentConsumer.onMessage?.(state, message.type === "payment" ? { ...message, id: partition + "/" + offset } : message, from, context);
    },
  }`,
    ),
    caughtBy: law3,
    hint: "The copy of a record has another offset. What does it have in common with the first?",
    steps: 324,
  },
  "adds up what comes": {
    ...part(
      "idempotentConsumer",
      `{
    ...idempotentConsumer,
    onMessage(state, message, from, context) {
      if (message.type !== "payment") return idempotentConsumer.onMessage?.(state, message, from, context);
      context.call("database", { write: [{ table: "revenue", key: message.customer, add: { total: message.amount } }] });
    },
  }`,
    ),
    caughtBy: law3,
    hint: "A worker that was not heard of writes its batch again. What keeps the sum right (3.2)?",
    steps: 237,
  },
  "commits before it writes": {
    ...part(
      "consumer",
      `{
    ...consumer,
    onMessage(state, message, from, context) {
      if (message.type === "records") {
        const offsets = Object.fromEntries(message.records.map(({ partition, offset }) => [partition, offset + 1]));
        context.send("broker", { type: "commit", generation: message.generation, offsets });
      }
      consumer.onMessage?.(state, message, from, context);
    },
  }`,
    ),
    caughtBy: law4,
    hint: "Let the worker die right after the commit. Who reads these records again (3.3)?",
    steps: 51,
  },
  "commits the last offset, not the next one": {
    ...part(
      "consumer",
      `{
    ...consumer,
    onReply(state, reply, call, context) {
      const send = (to, message) => {
        if (message.type !== "commit") return context.send(to, message);
        const offsets = Object.fromEntries(Object.entries(message.offsets).map(([name, offset]) => [name, offset - 1]));
        context.send(to, { ...message, offsets });
      };
      consumer.onReply?.(state, reply, call, { ...context, send });
    },
  }`,
    ),
    caughtBy: tinyDay,
    hint: "A committed offset says where to go on. Where is that, after record 0 (3.3)?",
    steps: 24,
  },
  "loses what it knew of a batch that is done": {
    ...part(
      "consumer",
      `{
    ...consumer,
    onReply(state, reply, call, context) {
      consumer.onReply?.(state, reply, call, context);
      const { generation } = state;
      if (generation === undefined) return;
      const [first] = call.request.records;
      context.send("broker", { type: "commit", generation, offsets: { [first.partition]: first.offset } });
    },
  }`,
    ),
    caughtBy: law5,
    hint: "The group believes the last commit that it gets. Which of two should be the last (3.3)?",
    steps: 248,
  },
  "has one token for everybody": {
    replace: "  return generation;",
    with: "  return generation * 0;",
    caughtBy: law6,
    hint: "By what does the sink tell the worker that was replaced from the one that replaced it?",
    steps: 6,
  },
  "takes the worker's clock for the token": {
    edits: [
      { replace: "tokenOf({ generation }: Writing)", with: "tokenOf({ nowMs }: Writing)" },
      { replace: "  return generation;", with: "  return nowMs;" },
    ],
    caughtBy: law6,
    hint: "Two workers have two clocks. Which one is right?",
    steps: 6,
  },
  "numbers the writes of a generation": {
    edits: [
      { replace: "tokenOf({ generation }: Writing)", with: "tokenOf({ generation, turn }: Writing)" },
      { replace: "  return generation;", with: "  return generation * 1000 + turn;" },
    ],
    caughtBy: law6,
    hint: "Two workers of one generation write to the same sink. What becomes of the one that has written less?",
    steps: 254,
  },
  "the storage forgets its token in a crash": {
    ...part("storage", "{ ...storage, start: () => ({ highest: 0 }) }"),
    caughtBy: law6,
    hint: "The sink goes down and comes back. What does it know then of the tokens that it has accepted (3.5)?",
    steps: 6,
  },
  "takes every wave for a photo": {
    ...part("isConsistent", "() => true"),
    caughtBy: law7,
    hint: "The capture was asked first, the sink last. What has happened in between (4.1)?",
    steps: 16,
  },
  "forgets what is on its way": {
    ...part("inTransit", "() => []"),
    caughtBy: law7,
    hint: "A photo shows the stations. Where is the money that has left one and not reached the next (4.1)?",
    steps: 157,
  },
  "the roll-up does not wait": {
    replace: 'rollup: { upstream: ["load"], retries: 5 }',
    with: "rollup: { upstream: [], retries: 5 }",
    caughtBy: law8,
    hint: "What is the roll-up made of, and when is that complete?",
    steps: 1,
  },
  "takes lag 0 for done": {
    replace: doneTest,
    with: "  return second.topic.received === second.topic.committed && first !== null;",
    caughtBy: law8,
    hint: "In the first moment, nothing is in the topic, and all of it is worked off.",
    steps: 7,
  },
  "takes the end of the source for done": {
    replace: doneTest,
    with: "  return second.capture.isOver && first !== null;",
    caughtBy: law8,
    hint: "All has left the source. Where is it now?",
    steps: 96,
  },
  "takes the end of the source and lag 0 for done": {
    replace: doneTest,
    with: "  return second.capture.isOver && second.topic.received === second.topic.committed && first !== null;",
    caughtBy: law8,
    hint: "The topic does not know what has been sent to it and has not arrived. Who knows that?",
    steps: 40,
  },
  "takes the end of the source and a sink that has all of the topic for done": {
    replace: doneTest,
    with: "  return second.capture.isOver && second.sink.received === second.topic.received && first !== null;",
    caughtBy: law8,
    hint: "Count along the whole way. Where does it begin?",
    steps: 40,
  },
  "compares with what had been sent before": {
    replace: doneTest,
    with: "  return first !== undefined && second.capture.isOver && first.capture.sent === second.sink.received;",
    caughtBy: law8,
    hint: "Between the two waves the capture went on. Which of its two counts is the last word?",
    steps: 223,
  },
  "forgets that the shop is open": {
    replace: "first === undefined || !second.capture.isOver",
    with: "first === undefined",
    caughtBy: law8,
    hint: "For a while the shop writes nothing, and all that it has written has arrived. Is the day over?",
    steps: 23,
  },
  "takes two waves that agree for done": {
    replace: doneTest,
    with: `  return (
    first !== undefined && second.capture.isOver && first.capture.sent === second.capture.sent &&
    first.topic.received === second.topic.received && first.sink.received === second.sink.received
  );`,
    caughtBy: law8,
    hint: "While a machine is being restarted, nothing moves. What do two waves say then?",
    steps: 105,
  },
  "forgets the sink when it counts": {
    replace: doneTest,
    with: `  return first !== undefined && second.capture.isOver && first.topic.received === second.capture.sent;`,
    caughtBy: law8,
    hint: "All that was sent has come to the topic. That is half of the way.",
    steps: 273,
  },
  "waits until the second wave sees more than the first": {
    replace: "  return received === sent;",
    with: "  return received === sent && first.sink.received < second.sink.received;",
    caughtBy: law9,
    hint: "When all is over, nothing grows any more.",
    steps: 123,
  },
  "tries nothing again": {
    replace: 'rollup: { upstream: ["load"], retries: 5 }',
    with: 'rollup: { upstream: ["load"] }',
    caughtBy: law9,
    hint: "The roll-up goes down in the middle of its run, and is heard of no more. What does the scheduler do then?",
    steps: 60,
  },
  "takes the last checkpoints for the line": {
    ...part(
      "latestConsistentCut",
      "(histories) => Object.fromEntries(Object.entries(histories).map(([name, list]) => [name, list.length - 1]))",
    ),
    caughtBy: law10,
    hint: "The sink's last checkpoint may have a record that the topic's last checkpoint has not sent (4.1).",
    steps: 359,
  },
  "goes back one place for all": {
    ...part(
      "latestConsistentCut",
      `(histories) =>
    Object.fromEntries(
      Object.entries(histories).map(([name, list]) => [
        name,
        Math.max(0, list.length - (isConsistent(Object.fromEntries(Object.entries(histories).map(([other, all]) => [other, all.at(-1)]))) ? 1 : 2)),
      ]),
    )`,
    ),
    caughtBy: law10,
    hint: "Who has to go back, and how far? The others need not.",
    steps: 359,
  },
  "goes back to the very beginning": {
    ...part(
      "latestConsistentCut",
      "(histories) => Object.fromEntries(Object.keys(histories).map((name) => [name, 0]))",
    ),
    caughtBy: law10,
    hint: "Before anything happened, nothing was wrong. Is there no later line (4.1)?",
    steps: 157,
  },
  "goes by the time of the payment": {
    edits: [
      { replace: "stampOf({ batch }: Load)", with: "stampOf({ madeMs }: Load)" },
      { replace: "  return batch;", with: "  return madeMs;" },
    ],
    caughtBy: law11,
    hint: "A payment that was made early comes into the sink late. Where is the high-water mark by then?",
    steps: 447,
  },
  "looks only behind the mark": {
    ...part(
      "incrementalLoader",
      `(options) => {
    const loader = incrementalLoader(options);
    return {
      ...loader,
      onReply(state, reply, call, context) {
        const ask = (port, request) => {
          const read = (request.read ?? []).map((one) => (one.from === undefined ? one : { table: one.table, from: { ts: one.from.ts + 2 } }));
          context.call(port, request.read === undefined ? request : { ...request, read });
        };
        loader.onReply?.(state, reply, call, { ...context, call: ask });
      },
    };
  }`,
    ),
    caughtBy: law11,
    hint: "Several payments have one stamp. Were all of them there when the mark was set (6.1)?",
    steps: 436,
  },
  "asks again and again": {
    ...part("decide", '() => ({ type: "retry", afterMs: 10 })'),
    caughtBy: law12,
    hint: "The topic is away for the whole day. How often is it asked (3.1)?",
    steps: 37,
  },
  "asks once more than it may": {
    ...part("decide", "(failure, situation) => decide(failure, { ...situation, attempt: situation.attempt - 1 })"),
    caughtBy: law12,
    hint: "The first call is attempt 1. Which one is the last (3.1)?",
    steps: 37,
  },
  "gives up at the first failure": {
    ...part("decide", '() => ({ type: "stop", because: "attempts" })'),
    caughtBy: law12,
    hint: "A request was lost, that is all. What does the policy say (3.1)?",
    steps: 15,
  },
});
