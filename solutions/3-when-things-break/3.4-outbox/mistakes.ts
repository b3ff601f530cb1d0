import { mistakes } from "@millrace/grader";

const lookAtStart = `context.call("database", { read: outbox });
    return {};`;
const change = '{ table: "orders", key: order, put: { status } },';
const row = '{ table: "outbox", append: { order, status } },';
const when = "when: [mayBecome(request)],";
const transaction = `context.call("database", {
      ${when}
      write: [
        ${change}
        ${row}
      ],
      read: outbox,
    } satisfies Transaction);`;
const onReply = `if (port === "database") publishFirst(state, reply, context);
    else confirm(state, { reply, request }, context);`;
const lowest = "const [first] = asAnswer(reply).found[0] ?? [];";
const publish = 'context.call("topic", { type: "publish", event: { id: first.key, ...first.row } });';
const guard = "if (first === undefined || first.key === state.underWay) return;\n  state.underWay = first.key;";
const forget = '    if (state.underWay === event["id"]) delete state.underWay;\n';
const failed = `if (asTopicReply(reply).type !== "published") {
${forget}    context.setTimer("again", 50);
    return;
  }`;
const again = 'context.setTimer("again", 50);';
const remove =
  'context.call("database", { write: [{ table: "outbox", key: event["id"], remove: true }], read: outbox });';
const isKnown = 'if (Number(id) <= Number(context.disk.read("booked") ?? 0)) continue;';
const keep = 'context.disk.write("booked", id);';
const advance = "state.read = Math.max(state.read, fromOf(request) + records.length);";

const afterTheChange = "a change is published although the shop crashed right after it";
const refused = "what the database refuses is never published, and what it accepts is";
const whenever = "whenever the shop crashes, what is committed is published, and nothing else";
const confirmed = "a publish that failed is made again, until it is confirmed";
const inOrder = "an order's events stand in the topic in their order";
const twoShops = "two shops with one database do not overtake each other";
const billing = "billing books each event once, however often it is published and read";
const sixteen = "sixteen events wait at the same time";
const random = "random requests at two shops, with crashes and failures";

export default mistakes({
  "writes to the database, then to the topic": {
    edits: [
      { replace: `        ${row}\n`, with: "" },
      {
        replace: onReply,
        with: `const [write] = request.write ?? [];
    if (write !== undefined && asAnswer(reply).type === "committed")
      context.call("topic", { type: "publish", event: { id: 1, order: write.key, ...write.put } });`,
      },
    ],
    caughtBy: afterTheChange,
    hint: "The database has the change, and the shop was about to publish it. What is left of that after a crash?",
    steps: 9,
  },
  "writes to the topic, then to the database": {
    replace: transaction,
    with: `context.call("topic", { type: "publish", event: { id: 1, order, status } });
    ${transaction}`,
    caughtBy: refused,
    hint: "It is published, and then the database says no. Who takes it back from those who have read it?",
    steps: 8,
  },
  "writes the event in a transaction of its own": {
    edits: [
      { replace: `        ${row}\n`, with: "" },
      {
        replace: onReply,
        with: `const [write] = request.write ?? [];
    if (write?.table === "orders" && asAnswer(reply).type === "committed")
      context.call("database", { write: [{ table: "outbox", append: { order: write.key, ...write.put } }], read: outbox });
    else ${onReply}`,
      },
    ],
    caughtBy: afterTheChange,
    hint: "Two transactions, and a crash between them: the outbox is only as good as the moment at which its row is written.",
    steps: 9,
  },
  "writes the event first": {
    edits: [
      { replace: `        ${row}\n`, with: "" },
      {
        replace: 'context.call("database", {\n      when:',
        with: `context.call("database", { write: [{ table: "outbox", append: { order, status } }], read: outbox });
    context.call("database", {\n      when:`,
      },
    ],
    caughtBy: refused,
    hint: "The row of the outbox is there, whatever becomes of the change.",
    steps: 9,
  },
  "writes the event even if the change is refused": {
    replace: transaction,
    with: `context.call("database", { ${when} write: [${change}] });
    context.call("database", { write: [${row}], read: outbox });`,
    caughtBy: refused,
    hint: "Two calls are two transactions, even if they leave together. Which of them has the `when`?",
    steps: 9,
  },
  "publishes whatever the database says": {
    replace: onReply,
    with: `const [write] = request.write ?? [];
    if (write?.table === "orders") context.call("topic", { type: "publish", event: { order: write.key, ...write.put } });
    ${onReply}`,
    caughtBy: refused,
    hint: "There are two kinds of answers, and one of them means that nothing has happened.",
    steps: 9,
  },
  "does not look what is left when it starts": {
    replace: lookAtStart,
    with: "return {};",
    caughtBy: afterTheChange,
    hint: "The row is in the outbox, and nobody looks at it. Who would, and when?",
    steps: 6,
  },
  "removes the row, then publishes": {
    edits: [
      {
        replace: onReply,
        with: `const [write] = request.write ?? [];
    if (write?.remove) {
      context.call("topic", { type: "publish", event: request.event });
    } else if (port === "database") {
      const [first] = asAnswer(reply).found[0] ?? [];
      if (first === undefined || first.key === state.underWay) return;
      state.underWay = first.key;
      state.event = { id: first.key, ...first.row };
      context.call("database", { write: [{ table: "outbox", key: first.key, remove: true }] });
    } else {
      confirm(state, { reply, request }, context);
    }`,
      },
      {
        replace: 'context.call("topic", { type: "publish", event: request.event });',
        with: 'context.call("topic", { type: "publish", event: state.event });',
      },
    ],
    caughtBy: whenever,
    hint: "For a moment the event is nowhere but in the shop's memory.",
    steps: 11,
  },
  "removes the row without waiting for the topic": {
    edits: [
      {
        replace: publish,
        with: `${publish}\n  context.call("database", { write: [{ table: "outbox", key: first.key, remove: true }] });`,
      },
    ],
    caughtBy: confirmed,
    hint: "The topic may answer that it has failed. What do you publish then?",
    steps: 12,
  },
  "takes a failure for a success": {
    replace: failed,
    with: "",
    caughtBy: confirmed,
    hint: "It failed. Perhaps the event is in the topic, perhaps it is not; only one of the two does no harm if you do it again.",
    steps: 9,
  },
  "gives up after a failure": {
    replace: again,
    with: "",
    caughtBy: confirmed,
    hint: "No request may come for a long time. Who publishes what is left?",
    steps: 7,
  },
  "believes for ever that the row is under way": {
    replace: forget,
    with: "",
    caughtBy: confirmed,
    hint: "What does the shop believe that it is doing, after the publish has failed?",
    steps: 10,
  },
  "does not go on after the first": {
    replace: remove,
    with: 'context.call("database", { write: [{ table: "outbox", key: event["id"], remove: true }] });',
    caughtBy: inOrder,
    hint: "Two changes came in a row. One is published and removed, and who thinks of the other?",
    steps: 15,
  },
  "publishes all rows at once": {
    edits: [
      { replace: lowest, with: "for (const first of asAnswer(reply).found[0] ?? []) {" },
      { replace: guard, with: "" },
      { replace: publish, with: `${publish}\n  }` },
    ],
    caughtBy: inOrder,
    hint: "The first of them fails, and the second does not.",
    steps: 14,
  },
  "publishes the newest first": {
    replace: lowest,
    with: "const first = asAnswer(reply).found[0]?.at(-1);",
    caughtBy: inOrder,
    hint: "What is paid before it is placed?",
    steps: 15,
  },
  "goes by numbers as texts": {
    replace: lowest,
    with: "const [first] = (asAnswer(reply).found[0] ?? []).toSorted((one, other) => (String(one.key) < String(other.key) ? -1 : 1));",
    caughtBy: sixteen,
    hint: 'As texts, "10" comes before "9".',
    steps: 64,
  },
  "one row for each order": {
    replace: row,
    with: '{ table: "outbox", key: order, put: { order, status } },',
    caughtBy: inOrder,
    hint: "An outbox keeps what has happened, not how things are. What is there for the first event once the second is written?",
    steps: 15,
  },
  "each shop publishes its own rows": {
    edits: [
      { replace: "append: { order, status }", with: "append: { order, status, shop: context.self }" },
      {
        replace: lowest,
        with: "const first = (asAnswer(reply).found[0] ?? []).find(({ row }) => row.shop === context.self);",
      },
    ],
    caughtBy: twoShops,
    hint: "An order is placed at one shop and paid at the other. Which of them is faster?",
    steps: 10,
  },
  "takes the first row that nobody else has taken": {
    edits: [
      {
        replace: lowest,
        with: `const first = (asAnswer(reply).found[0] ?? []).find(({ row }) => [undefined, context.self].includes(row.by));`,
      },
      {
        replace: publish,
        with: `const { key, row } = first;
  const isMine = { table: "outbox", key, column: "by" };
  context.call("database", { when: [{ ...isMine, differs: context.self === "shop" ? "branch" : "shop" }, { table: "outbox", key, is: "present" }], write: [{ table: "outbox", key, put: { ...row, by: context.self } }], read: outbox });`,
      },
      {
        replace: onReply,
        with: `const [write] = request.write ?? [];
    if (write?.put?.by === undefined) {
      ${onReply}
    } else if (reply.type === "committed") {
      context.call("topic", { type: "publish", event: { id: write.key, ...write.put } });
    } else {
      delete state.underWay;
      publishFirst(state, reply, context);
    }`,
      },
    ],
    caughtBy: twoShops,
    hint: "No row is published by two relays, and each relay goes in order. Do the two of them together?",
    steps: 16,
  },
  "never removes what is published": {
    replace: remove,
    with: 'delete state.underWay;\n  context.call("database", { read: outbox });',
    caughtBy: confirmed,
    hint: "It is in the topic. How does the relay know the next time that it looks?",
    steps: 126,
  },
  "books whatever it reads": {
    replace: isKnown,
    with: "",
    caughtBy: billing,
    hint: "A relay publishes again what it is not sure of. How does billing recognise it?",
    steps: 12,
  },
  "remembers bookings in memory": {
    edits: [
      { replace: isKnown, with: "if (Number(id) <= (state.booked ?? 0)) continue;" },
      { replace: keep, with: "state.booked = id;" },
    ],
    caughtBy: billing,
    hint: "After a crash billing reads the topic from its beginning.",
    steps: 12,
  },
  "remembers how far it has read": {
    edits: [
      { replace: isKnown, with: "" },
      { replace: keep, with: "" },
      { replace: advance, with: `${advance}\n    context.disk.write("read", state.read);` },
      { replace: "return { read: 0 };", with: 'return { read: context.disk.read("read") ?? 0 };' },
      {
        replace: 'context.call("topic", { type: "read", from: 0 });',
        with: 'context.call("topic", { type: "read", from: context.disk.read("read") ?? 0 });',
      },
    ],
    caughtBy: billing,
    hint: "An event that was published twice stands at two places in the topic.",
    steps: 12,
  },
  "books each order once": {
    edits: [
      { replace: isKnown, with: "if (context.disk.read(order)) continue;" },
      { replace: keep, with: "context.disk.write(order, true);" },
    ],
    caughtBy: billing,
    hint: "An order that is placed, then paid, is one order and two events.",
    steps: 26,
  },
  "numbers its events itself": {
    edits: [
      {
        replace: publish,
        with: 'state.number = (state.number ?? 0) + 1;\n  context.call("topic", { type: "publish", event: { id: state.number, row: first.key, ...first.row } });',
      },
      { replace: 'key: event["id"], remove', with: 'key: event["row"], remove' },
    ],
    caughtBy: random,
    hint: "After a crash the shop begins with 1 again, and the other shop has numbers of its own.",
    steps: 28,
  },
  "gives up after five failures": {
    replace: 'context.setTimer("again", 50);',
    with: 'state.failures = (state.failures ?? 0) + 1;\n    if (state.failures < 5) context.setTimer("again", 50);',
    caughtBy: confirmed,
    hint: "The topic was away all night. Who publishes the event in the morning?",
    steps: 27,
  },
  "remembers its last ten bookings": {
    replace:
      'if (Number(id) <= Number(context.disk.read("booked") ?? 0)) continue;\n      context.disk.write("booked", id);',
    with: 'const name = `${order} ${status}`;\n      const booked = context.disk.read("booked") ?? [];\n      if (booked.includes(name)) continue;\n      context.disk.write("booked", [...booked, name].slice(-10));',
    caughtBy: sixteen,
    hint: "After a crash billing reads the topic from its beginning, not from ten events ago.",
    steps: 707,
  },
  "removes the row that is the lowest by now": {
    edits: [
      { replace: lowest, with: `${lowest}\n  state.lowest = first?.key;` },
      { replace: 'key: event["id"], remove', with: 'key: state.lowest ?? event["id"], remove' },
    ],
    caughtBy: twoShops,
    hint: "Another shop may have removed your row before you hear that it is published. Which one is the lowest then?",
    steps: 23,
  },
  "publishes the next order's event as well": {
    replace: publish,
    with: `${publish}
  const [, next] = asAnswer(reply).found[0] ?? [];
  if (next !== undefined && next.row.order !== first.row.order)
    context.call("topic", { type: "publish", event: { id: next.key, ...next.row } });`,
    caughtBy: billing,
    hint: "The lower number fails, the higher one does not. What does billing believe that it has had?",
    steps: 42,
  },
});
