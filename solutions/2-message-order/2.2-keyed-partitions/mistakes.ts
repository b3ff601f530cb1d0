import { mistakes } from "@millrace/grader";

const keyed = "return (murmur2(key) & 0x7fffffff) % partitions;";
const keyless = "if (key === null) return turn % partitions;";
const grow = 'if (input.type === "grow") return;';
const begin = "if (line.length === 1) context.setTimer(from, record.workMs);";
const goOn = "if (next !== undefined) context.setTimer(partition, next.workMs);";
const take = "const line = (state.lines[from] ??= []);";

const kafka = "a key goes to the partition where Kafka puts it";
const stays = "a key stays where it is, whatever its turn, as text or as bytes";
const spread = "records without a key are spread over all partitions";
const writes = "the producer writes each record to the partition of its key";
const order = "records of one key are processed in the order they were produced";
const grows = "a topic that grows moves no key";
const time = "each record takes its own time, whatever comes meanwhile";
const busy = "a busy topic loses nothing and keeps every key in order";
const slow = "a slow record holds up its own partition alone";

export default mistakes({
  "the remainder of a negative hash": {
    replace: keyed,
    with: "return murmur2(key) % partitions;",
    caughtBy: kafka,
    hint: "Half of all hashes are negative, and so is their remainder in JavaScript. There is no partition −3.",
  },
  "Math.abs makes it positive": {
    replace: keyed,
    with: "return Math.abs(murmur2(key)) % partitions;",
    caughtBy: kafka,
    hint: "Positive, but another number than Kafka's: Kafka clears the sign bit, which does not turn −5 into 5. A producer in another language would put the same key elsewhere.",
  },
  ">>> 0 makes it positive": {
    replace: keyed,
    with: "return (murmur2(key) >>> 0) % partitions;",
    caughtBy: kafka,
    hint: "That reads the sign bit as 2³¹; Kafka drops it. With 2, 4 or 8 partitions you cannot see it. With 3 you can.",
  },
  "the brackets are forgotten": {
    replace: keyed,
    with: "return murmur2(key) & 0x7fffffff % partitions;",
    caughtBy: kafka,
    hint: "% binds tighter than &. What is 0x7fffffff % partitions?",
  },
  "a mask instead of a remainder": {
    replace: keyed,
    with: "return murmur2(key) & (partitions - 1);",
    caughtBy: kafka,
    hint: "A mask is a remainder only for 2, 4, 8, … partitions.",
  },
  "a hash of its own": {
    replace: keyed,
    with: "return [...String(key)].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % partitions;",
    caughtBy: kafka,
    hint: "A key does stay in one partition, but not in Kafka's. Whoever else writes to this topic splits your keys.",
  },
  "records take turns, key or no key": {
    replace: keyed,
    with: "return (turn + (murmur2(key) & 0x7fffffff)) % partitions;",
    caughtBy: stays,
    hint: "What does the partition of a key depend on? On nothing but the key and the number of partitions.",
  },
  "the empty key counts as no key": {
    replace: keyless,
    with: "if (!key) return turn % partitions;",
    caughtBy: stays,
    hint: 'Only `null` is no key. "" is a customer whose number is empty: one customer.',
  },
  "bytes are turned into text": {
    replace: keyed,
    with: "return (murmur2(String(key)) & 0x7fffffff) % partitions;",
    caughtBy: stays,
    hint: 'String(bytes) is "102,111,111". `murmur2` takes bytes as they are.',
  },
  "no key is a key like any other": {
    replace: keyless,
    with: 'if (key === null) return (murmur2("null") & 0x7fffffff) % partitions;',
    caughtBy: spread,
    hint: "All records that belong to nobody would queue in one partition. Nobody needs their order.",
  },
  "the turn is not counted": {
    replace: "state.written += 1;",
    with: "",
    caughtBy: spread,
    hint: "Which turn does the second record without a key get?",
    steps: 48,
  },
  "everything to partition 0": {
    replace: "context.send(`p${partition}`, input.record);",
    with: "context.send(`p${partition * 0}`, input.record);",
    caughtBy: writes,
    hint: "One partition keeps all orders, and does all the work. Then why cut the topic up?",
    steps: 1,
  },
  "follows the topic as it grows": {
    edits: [
      {
        replace: grow,
        with: 'if (input.type === "grow") {\n        state.partitions = input.partitions;\n        return;\n      }',
      },
      { replace: "/** How many partitions it writes to. */\n  readonly partitions", with: "partitions" },
    ],
    caughtBy: grows,
    hint: "hash % 2 and hash % 3 are different partitions. Ada's old records still wait in the old one; her new ones overtake them in the new one.",
    steps: 3,
  },
  "follows the topic from its second growth on": {
    edits: [
      {
        replace: grow,
        with: 'if (input.type === "grow") {\n        if (state.hasGrown) state.partitions = input.partitions;\n        state.hasGrown = true;\n        return;\n      }',
      },
      {
        replace: "/** How many partitions it writes to. */\n  readonly partitions",
        with: "hasGrown?: boolean;\n  partitions",
      },
    ],
    caughtBy: grows,
    hint: "Each time that a topic grows, most keys would move.",
    steps: 200,
  },
  "works at everything at once": {
    edits: [
      { replace: begin, with: "context.setTimer(`${from}/${record.value}`, record.workMs);" },
      {
        replace: "const line = state.lines[partition] ?? [];\n    const done = line.shift();",
        with: 'const [name = "", value] = partition.split("/");\n    const done = state.lines[name]?.find((record) => record.value === value);',
      },
      { replace: "const [next] = line;", with: "" },
      { replace: goOn, with: "" },
    ],
    caughtBy: order,
    hint: "Two workers on one partition finish in any order: the quick record overtakes the slow one. The partition kept the order, the consumer lost it.",
    steps: 7,
  },
  "a new record interrupts the one in hand": {
    replace: begin,
    with: "context.setTimer(from, record.workMs);",
    caughtBy: time,
    hint: "Setting a timer again replaces it: the record in hand is done early, or, if records keep coming, never.",
    steps: 7,
  },
  "works anew at the one in hand": {
    replace: begin,
    with: "context.setTimer(from, line[0]?.workMs ?? 0);",
    caughtBy: busy,
    hint: "Whoever begins again with each record that comes may never be done. Only a record that finds nothing in hand sets the timer.",
    steps: 250,
  },
  "the line is named after one digit": {
    edits: [
      { replace: take, with: "const name = from.slice(0, 2);\n    const line = (state.lines[name] ??= []);" },
      { replace: begin, with: "if (line.length === 1) context.setTimer(name, record.workMs);" },
    ],
    caughtBy: busy,
    hint: "p1 and p10 are two partitions.",
    steps: 250,
  },
  "stops after the first record": {
    replace: goOn,
    with: "",
    caughtBy: order,
    hint: "When the work at a record is done, who begins the next?",
    steps: 7,
  },
  "takes as long as the record before": {
    replace: goOn,
    with: "if (next !== undefined) context.setTimer(partition, done?.workMs ?? 0);",
    caughtBy: time,
    hint: "Whose work begins now, and how long does it take?",
    steps: 8,
  },
  "drops what looks like a repeat": {
    replace: "line.push(record);",
    with: "if (!line.some(({ value }) => value === record.value)) line.push(record);",
    caughtBy: order,
    hint: "Two equal records are two: the customer did order the same thing twice. What tells a repeat apart is a number, as in exercise 2.1.",
    steps: 8,
  },
  "takes the newest first": {
    edits: [{ replace: "line.push(record);", with: "line.splice(1, 0, record);" }],
    caughtBy: order,
    hint: "A line is served at one end and joined at the other.",
    steps: 11,
  },
  "one line for all partitions": {
    edits: [
      { replace: take, with: 'const line = (state.lines["all"] ??= []);' },
      { replace: begin, with: 'if (line.length === 1) context.setTimer("all", record.workMs);' },
    ],
    caughtBy: slow,
    hint: "In order it is. But Eve's quick record waits a minute for Ada's slow one, and they have nothing to do with each other.",
    steps: 7,
  },
  "does no work": {
    replace: begin,
    with: "context.output({ key: record.key, value: record.value });\n    line.length = 0;",
    caughtBy: slow,
    hint: "To process a record takes `record.workMs`. What you put out is done.",
    steps: 3,
  },
  "sixteen partitions are enough": {
    replace: "context.send(`p${partition}`, input.record)",
    with: "context.send(`p${partition % 16}`, input.record)",
    caughtBy: "the producer writes each record to the partition of its key",
    hint: "A topic may have a hundred partitions.",
    steps: 1,
  },
  "follows the topic when it grows far": {
    replace: 'if (input.type === "grow") return;',
    with: 'if (input.type === "grow") {\n        if (input.partitions > 5) Object.assign(state, { partitions: input.partitions });\n        return;\n      }',
    caughtBy: "a topic that grows moves no key",
    hint: "Does it matter how far the topic grows?",
    steps: 54,
  },
  "turns are counted in 32 bits": {
    replace: keyless,
    with: "if (key === null) return (turn | 0) % partitions;",
    caughtBy: spread,
    hint: "After two thousand million records, `|` makes a negative number of the turn.",
  },
  "the producer turns bytes into text": {
    replace: "partitionFor(input.record.key,",
    with: "partitionFor(input.record.key instanceof Uint8Array ? String(input.record.key) : input.record.key,",
    caughtBy: writes,
    hint: "A record whose key is bytes belongs where the hash of those bytes says, not where the hash of their printed form does.",
    steps: 11,
  },
});
