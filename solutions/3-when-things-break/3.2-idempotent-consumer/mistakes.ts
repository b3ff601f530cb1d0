import { mistakes } from "@millrace/grader";

const call = 'if (message.type !== "subscribe") context.call("database", effectOf(message));\n  },';
const payment = 'when: [{ table: "payments", key: id, is: "absent" }],';
const mark = '{ table: "payments", key: id, put: {} },';
const count = '{ table: "revenue", key: customer, add: { total: amount } },';
const both = `${mark}
        ${count}`;
const isNewer = 'when: [{ table: "customers", key: customer, column: "version", below: version }],';
const row = 'write: [{ table: "customers", key: customer, put: row }],';
const rowOf = 'const row = event.type === "changed" ? { version, name: event.name } : { version, deleted: true };';

const afterACrash = "a payment that comes again after a crash counts once";
const anotherOffset = "the same payment at another offset is the same payment";
const lookAlike = "two payments that look alike are two payments";
const whenever = "whenever the consumer crashes, no payment is lost and none counts twice";
const newest = "an older version never replaces a newer one";
const deleted = "what is deleted stays deleted, until a newer version brings it back";
const twoConsumers = "two consumers with the same records do no harm";
const late = "however late and however much comes again, nothing changes";
const anyLog = "any log, told in any order and again, comes to the same";

export default mistakes({
  "adds whatever comes": {
    replace: payment,
    with: "",
    caughtBy: afterACrash,
    hint: "The topic tells everything again after a crash. What does the database know of the payments that it has counted?",
    steps: 10,
  },
  "never subscribes": {
    replace: 'context.send("topic", { type: "subscribe" });',
    with: "",
    caughtBy: afterACrash,
    hint: "A table that nobody writes to is never wrong twice. Who tells the topic that this consumer is there?",
    steps: 1,
  },
  "remembers in memory": {
    edits: [
      { replace: "return {};", with: "return { seen: [] };" },
      { replace: "onMessage(_state, message, _from, context) {", with: "onMessage(state, message, _from, context) {" },
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    if (state.seen.includes(message.id)) return;
    if (message.type === "payment") state.seen.push(message.id);
    context.call("database", effectOf(message));
  },`,
      },
      { replace: payment, with: "" },
    ],
    caughtBy: afterACrash,
    hint: "What a consumer remembers is gone with it. The total that it added to is not.",
    steps: 10,
  },
  "the total is the last payment": {
    replace: count,
    with: '{ table: "revenue", key: customer, put: { total: amount } },',
    caughtBy: lookAlike,
    hint: "To put the same row twice is harmless, and that is why it is tempting. What of the payment that was there before?",
    steps: 8,
  },
  "knows a payment by its place in the topic": {
    replace: "effectOf(message)",
    with: "effectOf({ ...message, id: `${message.partition}:${message.offset}` })",
    caughtBy: anotherOffset,
    hint: "A producer that hears nothing sends again, and the same payment gets another offset. What stays the same?",
    steps: 7,
  },
  "knows a payment by its offset alone": {
    replace: "effectOf(message)",
    with: "effectOf({ ...message, id: message.offset })",
    caughtBy: lookAlike,
    hint: "Every partition has an offset 0.",
    steps: 8,
  },
  "knows a payment by its content": {
    replace: "const { id, amount } = event;",
    with: "const { amount } = event;\n    const id = `${customer} ${amount}`;",
    caughtBy: lookAlike,
    hint: "Ada buys two coffees, for 5 each. Which of them is the repeat?",
    steps: 8,
  },
  "takes ids for numbers": {
    replace: "const { id, amount } = event;",
    with: "const { amount } = event;\n    const id = Number(event.id) || event.id;",
    caughtBy: lookAlike,
    hint: 'Ids are texts. "1" and "01" are two of them, and one number.',
    steps: 10,
  },
  "puts customer and id together": {
    replace: "const { id, amount } = event;",
    with: "const { amount } = event;\n    const id = customer + event.id;",
    caughtBy: lookAlike,
    hint: 'Put together, "ada" and "11" are what "ada1" and "1" are.',
    steps: 10,
  },
  "counts one payment for each customer": {
    replace: payment,
    with: 'when: [{ table: "revenue", key: customer, is: "absent" }],',
    caughtBy: lookAlike,
    hint: "That there is a row says that something was counted. Was it this payment?",
    steps: 8,
  },
  "remembers the last payment of each customer": {
    edits: [
      { replace: payment, with: 'when: [{ table: "payments", key: customer, column: "id", differs: id }],' },
      { replace: mark, with: '{ table: "payments", key: customer, put: { id } },' },
    ],
    caughtBy: anotherOffset,
    hint: "Between a payment and its repeat there may be another one.",
    steps: 10,
  },
  "marks, then counts": {
    edits: [
      {
        replace: call,
        with: `${call}

  onReply(_state, reply, { request }, context) {
    const [{ table, put }] = request.write;
    if (reply.type === "refused" || table !== "payments") return;
    context.call("database", { write: [{ table: "revenue", key: put.customer, add: { total: put.amount } }] });
  },`,
      },
      { replace: both, with: '{ table: "payments", key: id, put: { customer, amount } },' },
    ],
    caughtBy: whenever,
    hint: "The note says that the payment is counted. Is that true at the moment when the note is written? Let the machine crash then.",
    steps: 10,
  },
  "counts, then marks": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    if (message.type !== "payment") context.call("database", effectOf(message));
    else context.call("database", { read: [{ table: "payments", key: message.id }, { table: message.customer, key: message.amount }] });
  },

  onReply(_state, reply, { request }, context) {
    if (request.read !== undefined && reply.found[0].length === 0) {
      const [{ key: id }, { table: customer, key: amount }] = request.read;
      context.call("database", { write: [{ table: "revenue", key: customer, add: { total: amount } }, { table: "payments", key: "last", put: { id } }] });
    } else if (request.write?.[0].table === "revenue") {
      context.call("database", { write: [{ table: "payments", key: request.write[1].put.id, put: {} }] });
    }
  },`,
      },
    ],
    caughtBy: whenever,
    hint: "The payment is counted, and nothing says so yet. Let the machine crash then: what happens when the payment comes again?",
    steps: 16,
  },
  "marks and counts in two calls": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    const { when, write } = effectOf(message);
    for (const each of write) context.call("database", { when, write: [each] });
  },`,
      },
    ],
    caughtBy: afterACrash,
    hint: "Two calls are two transactions, even if they leave together. What does the second one find when it asks its `when`?",
    steps: 8,
  },
  "counts, and marks in a second call": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    const { when, write } = effectOf(message);
    for (const each of write.toReversed()) context.call("database", { when, write: [each] });
  },`,
      },
    ],
    caughtBy: twoConsumers,
    hint: "Between the two calls of one consumer there is room for two calls of another.",
    steps: 20,
  },
  "asks, then counts and marks": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    if (message.type !== "payment") context.call("database", effectOf(message));
    else context.call("database", { read: [{ table: "payments", key: message.id }, { table: message.customer, key: message.amount }] });
  },

  onReply(_state, reply, { request }, context) {
    if (request.read === undefined || reply.found[0].length > 0) return;
    const [{ key: id }, { table: customer, key: amount }] = request.read;
    context.call("database", { write: effectOf({ type: "payment", id, customer, amount }).write });
  },`,
      },
    ],
    caughtBy: anotherOffset,
    hint: "“Not counted yet” was true when you asked. Who else may have asked before you wrote?",
    steps: 12,
  },
  "asks, then counts and marks, one record at a time": {
    edits: [
      { replace: "return {};", with: "return { queue: [] };" },
      { replace: "onMessage(_state, message, _from, context) {", with: "onMessage(state, message, _from, context) {" },
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    state.queue.push(message);
    if (state.queue.length === 1) next(state, context);
  },

  onReply(state, reply, { request }, context) {
    if (request.read !== undefined && reply.found[0].length === 0) {
      context.call("database", { write: effectOf(state.queue[0]).write });
      return;
    }
    state.queue.shift();
    next(state, context);
  },`,
      },
      {
        replace: "export function effectOf(event: Event): Transaction {",
        with: `function next({ queue: [event] }, context) {
  if (event === undefined) return;
  if (event.type === "payment") context.call("database", { read: [{ table: "payments", key: event.id }] });
  else context.call("database", effectOf(event));
}

export function effectOf(event: Event): Transaction {`,
      },
    ],
    caughtBy: twoConsumers,
    hint: "Your queue keeps this consumer from overtaking itself. What keeps it from overtaking the other one?",
    steps: 14,
  },
  "writes the sum of what it read": {
    edits: [
      {
        replace: call,
        with: `if (message.type !== "payment") context.call("database", effectOf(message));
    else context.call("database", { read: [{ table: "revenue", key: message.customer }, { table: message.id, key: message.amount }] });
  },

  onReply(_state, reply, { request }, context) {
    if (request.read === undefined) return;
    const [{ key: customer }, { table: id, key: amount }] = request.read;
    const total = (reply.found[0][0]?.row.total ?? 0) + amount;
    const { when, write } = effectOf({ type: "payment", id, customer, amount });
    context.call("database", { when, write: [write[0], { table: "revenue", key: customer, put: { total } }] });
  },`,
      },
    ],
    caughtBy: lookAlike,
    hint: "The note is right, and the total is not: what has happened to it between your reading and your writing?",
    steps: 12,
  },
  "remembers on its own disk": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    if (message.type === "payment" && context.disk.read(message.id) !== undefined) return;
    if (message.type === "payment") context.disk.write(message.id, true);
    context.call("database", effectOf(message));
  },`,
      },
      { replace: payment, with: "" },
    ],
    caughtBy: twoConsumers,
    hint: "The disk survives a crash. But the machine that takes over has another one.",
    steps: 10,
  },
  "forgets payments after a day": {
    edits: [
      { replace: "effectOf(message)", with: "effectOf(message, context.now())" },
      { replace: "effectOf(event: Event)", with: "effectOf(event: Event, nowMs)" },
      {
        replace: payment,
        with: 'when: [{ table: "payments", key: id, column: "atMs", below: nowMs - 86_400_000 }],',
      },
      { replace: mark, with: '{ table: "payments", key: id, put: { atMs: nowMs } },' },
    ],
    caughtBy: late,
    hint: "How old may a payment be when it comes again? A replay of last year's topic is a thing that people do.",
    steps: 9,
  },
  "forgets all but the last twenty payments": {
    replace: mark,
    with: `${mark}
        { table: "payments", key: String(Number(id) - 20), remove: true },`,
    caughtBy: late,
    hint: "After a crash, not only the last few records come again.",
    steps: 319,
  },
  "puts whatever version comes": {
    replace: isNewer,
    with: "",
    caughtBy: newest,
    hint: "Two versions of one row were on their way, and the newer one was faster. Which of them is there in the end?",
    steps: 8,
  },
  "puts each version once": {
    edits: [
      { replace: isNewer, with: 'when: [{ table: "changes", key: `${customer} ${version}`, is: "absent" }],' },
      {
        replace: row,
        with: 'write: [{ table: "customers", key: customer, put: row }, { table: "changes", key: `${customer} ${version}`, put: {} }],',
      },
    ],
    caughtBy: newest,
    hint: "Nothing is done twice, and still it goes wrong: the old version came late, and for the first time.",
    steps: 8,
  },
  "one version for all customers": {
    edits: [
      { replace: isNewer, with: 'when: [{ table: "versions", key: "all", column: "version", below: version }],' },
      {
        replace: row,
        with: 'write: [{ table: "customers", key: customer, put: row }, { table: "versions", key: "all", put: { version } }],',
      },
    ],
    caughtBy: newest,
    hint: "Eve's second version is older than Ada's ninth, and newer than all that Eve ever had.",
    steps: 10,
  },
  "takes versions as texts": {
    edits: [
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    if (message.type === "payment") context.call("database", effectOf(message));
    else context.call("database", { read: [{ table: "customers", key: message.customer }, { table: JSON.stringify(message) }] });
  },

  onReply(_state, reply, { request }, context) {
    if (request.read === undefined) return;
    const event = JSON.parse(request.read[1].table);
    const [old] = reply.found[0];
    if (old !== undefined && String(old.row.version) >= String(event.version)) return;
    const same = old === undefined ? { is: "absent" } : { column: "version", equals: old.row.version };
    const { write } = effectOf(event);
    context.call("database", { when: [{ table: "customers", key: event.customer, ...same }], write });
  },`,
      },
    ],
    caughtBy: newest,
    hint: 'As texts, "10" comes before "9".',
    steps: 14,
  },
  "a deletion removes the row": {
    replace: row,
    with: 'write: [event.type === "changed" ? { table: "customers", key: customer, put: row } : { table: "customers", key: customer, remove: true }],',
    caughtBy: deleted,
    hint: "What would tell an old version that comes late that it is too late?",
    steps: 8,
  },
  "a deletion that comes first is forgotten": {
    replace: isNewer,
    with: 'when: [{ table: "customers", key: customer, column: "version", below: version }, ...(event.type === "deleted" ? [{ table: "customers", key: customer, is: "present" }] : [])],',
    caughtBy: deleted,
    hint: "The deletion overtook the row that it deletes. There is nothing to delete yet, and still something to remember.",
    steps: 8,
  },
  "a deletion does not say how new it is": {
    replace: rowOf,
    with: 'const row = event.type === "changed" ? { version, name: event.name } : { deleted: true };',
    caughtBy: deleted,
    hint: "What is left of the customer has to be compared with what comes late.",
    steps: 8,
  },
  "what is deleted never comes back": {
    replace: isNewer,
    with: 'when: [{ table: "customers", key: customer, column: "version", below: version }, { table: "customers", key: customer, column: "deleted", differs: true }],',
    caughtBy: deleted,
    hint: "A customer who left may return: version 3 is newer than the deletion at version 2.",
    steps: 11,
  },
  "forgets all but the last hundred payments": {
    replace: mark,
    with: `${mark}
        { table: "payments", key: String(Number(id) - 100), remove: true },`,
    caughtBy: late,
    hint: "A hundred is many, and still not all. After a crash, how many come again?",
    steps: 319,
  },
  "forgets all but the last three payments": {
    replace: mark,
    with: `${mark}
        { table: "payments", key: String(Number(id) - 3), remove: true },`,
    caughtBy: anyLog,
    hint: "How many others may come between a payment and its repeat?",
    steps: 89,
  },
  "one table for payments and customers": {
    edits: [
      { replace: payment, with: 'when: [{ table: "seen", key: id, is: "absent" }],' },
      { replace: mark, with: '{ table: "seen", key: id, put: {} },' },
      { replace: isNewer, with: 'when: [{ table: "seen", key: customer, column: "version", below: version }],' },
      {
        replace: row,
        with: 'write: [{ table: "customers", key: customer, put: row }, { table: "seen", key: customer, put: { version } }],',
      },
    ],
    caughtBy: lookAlike,
    hint: 'A payment may have the id "ada". What does the row "ada" of your table say then?',
    steps: 12,
  },
  "marks payments among the revenues": {
    edits: [
      { replace: payment, with: 'when: [{ table: "revenue", key: `mark ${id}`, is: "absent" }],' },
      { replace: mark, with: '{ table: "revenue", key: `mark ${id}`, put: { total: 0 } },' },
    ],
    caughtBy: afterACrash,
    hint: "Who reads the table of revenues expects customers in it, and nothing else.",
    steps: 12,
  },
  "versions of 32 bits": {
    edits: [
      { replace: isNewer, with: 'when: [{ table: "customers", key: customer, column: "small", below: version | 0 }],' },
      {
        replace: rowOf,
        with: 'const row = event.type === "changed" ? { version, small: version | 0, name: event.name } : { version, small: version | 0, deleted: true };',
      },
    ],
    caughtBy: newest,
    hint: "Versions have no upper end. What is 100_000_000_000 | 0?",
    steps: 8,
  },
  "writes if nothing has changed since it read, and does not read again": {
    edits: [
      { replace: "return {};", with: "return { queue: [] };" },
      { replace: "onMessage(_state, message, _from, context) {", with: "onMessage(state, message, _from, context) {" },
      {
        replace: call,
        with: `if (message.type === "subscribe") return;
    state.queue.push(message);
    if (state.queue.length === 1) next(state, context);
  },

  onReply(state, reply, { request }, context) {
    const [event] = state.queue;
    const row = reply.found[0]?.[0]?.row;
    if (request.read !== undefined && (row === undefined || row.version < event.version)) {
      const place = { table: "customers", key: event.customer };
      const isAsRead = row === undefined ? { ...place, is: "absent" } : { ...place, column: "version", equals: row.version };
      context.call("database", { when: [isAsRead], write: effectOf(event).write });
      return;
    }
    state.queue.shift();
    next(state, context);
  },`,
      },
      {
        replace: "export function effectOf(event: Event): Transaction {",
        with: `function next({ queue: [event] }, context) {
  if (event === undefined) return;
  if (event.type === "payment") context.call("database", effectOf(event));
  else context.call("database", { read: [{ table: "customers", key: event.customer }] });
}

export function effectOf(event: Event): Transaction {`,
      },
    ],
    caughtBy: twoConsumers,
    hint: "The other consumer has written an older version in between, and your write is refused. Who writes yours?",
    steps: 28,
  },
});
