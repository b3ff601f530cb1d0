import { mistakes } from "@millrace/grader";

const figures = "however the orders are split and put together, the figures are the same";
const endFirst = "an end that comes before its parts closes nothing";
const anyNumber = "any number of mappers and reducers: the rows are those of one machine";
const attempts = "of two attempts at a split, one counts";
const lost = "an attempt that is lost on the way stops nobody, if another one gets through";
const jobs = "two jobs at the same time are kept apart, and so are twelve splits";
const cost = "a customer goes to one place, at the cost of one end for each reducer, and few parts";
const atHome = "orders stay where they are: totals travel, however many orders there are";
const large = "three jobs, fifteen splits, four reducers";

const place = "hashOf(customer) % reducers.length === place";
const incomplete = "if (arrived.parts !== arrived.expected) return;";
const missingSplits = "if (open.read.size < message.splits) return;";
const box = "const attempts = entry(open.attempts, split, () => new Map());";
const sendEnd = 'context.send(reducer, { type: "end", job, split, attempt, splits, parts: parts.length });';
const close = `context.output({ type: "closed", job, rows });`;

export default mistakes({
  "an average of averages": {
    edits: [
      {
        replace: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount }),",
        with: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount, average: amount }),",
      },
      {
        replace: "amount: left.amount + right.amount, lastAt, lastAmount };",
        with: "amount: left.amount + right.amount, lastAt, lastAmount, average: (left.average + right.average) / 2 };",
      },
      {
        replace:
          "result: ({ orders, amount, lastAmount }) => ({ orders, amount, averageAmount: amount / orders, lastAmount }),",
        with: "result: ({ orders, amount, lastAmount, average }) => ({ orders, amount, averageAmount: average, lastAmount }),",
      },
    ],
    caughtBy: figures,
    hint: "One part has one order, the other one has three. Do their averages weigh the same?",
  },
  "the average of a part weighs one order more": {
    edits: [
      {
        replace: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount }),",
        with: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount, average: amount }),",
      },
      {
        replace: "amount: left.amount + right.amount, lastAt, lastAmount };",
        with: "amount: left.amount + right.amount, lastAt, lastAmount, average: left.average + (right.average - left.average) / (left.orders + 1) };",
      },
      {
        replace:
          "result: ({ orders, amount, lastAmount }) => ({ orders, amount, averageAmount: amount / orders, lastAmount }),",
        with: "result: ({ orders, amount, lastAmount, average }) => ({ orders, amount, averageAmount: average, lastAmount }),",
      },
    ],
    caughtBy: figures,
    hint: "It is right as long as one order at a time is added. What if the right side is a part of two?",
  },
  "the last order is the one that came last": {
    replace: "left.lastAt > right.lastAt ? left : right",
    with: "right",
    caughtBy: figures,
    hint: "Parts come in any order. Where does it say when an order was placed?",
  },
  "the last order is the largest": {
    replace: "left.lastAt > right.lastAt ? left : right",
    with: "left.lastAmount > right.lastAmount ? left : right",
    caughtBy: figures,
    hint: "Which of the two fields says when?",
  },
  "rounds the average": {
    replace: "averageAmount: amount / orders,",
    with: "averageAmount: Math.round(amount / orders),",
    caughtBy: figures,
    hint: "How a number is shown is for the dashboard to decide.",
  },
  "two totals that look alike are taken for one": {
    replace: "const { lastAt, lastAmount } = left.lastAt > right.lastAt ? left : right;",
    with: "if (left.orders === right.orders) return left;\n    const { lastAt, lastAmount } = left.lastAt > right.lastAt ? left : right;",
    caughtBy: figures,
    hint: "Two splits can each have one order of a customer. How many orders is that?",
  },
  "takes the end's word for it": {
    replace: incomplete,
    with: "if (arrived.expected === undefined) return;",
    caughtBy: endFirst,
    hint: "Let the end overtake a part. What does the reducer know when it comes?",
    steps: 2,
  },
  "an end that comes first is forgotten": {
    replace: "arrived.expected = message.parts;",
    with: "if (arrived.parts === message.parts) arrived.expected = message.parts;",
    caughtBy: endFirst,
    hint: "The end comes once. Who will ask again when the last part is there?",
    steps: 4,
  },
  "is done when the first part is there": {
    replace: incomplete,
    with: "if (arrived.parts < Math.min(1, arrived.expected ?? 1)) return;",
    caughtBy: endFirst,
    hint: "A part has room for so many customers, and the reducer may have more. Who knows how many parts there are?",
    steps: 2,
  },
  "has enough with two parts": {
    replace: incomplete,
    with: "if (arrived.expected === undefined || arrived.parts < Math.min(2, arrived.expected)) return;",
    caughtBy: anyNumber,
    hint: "How many parts may an attempt have for one reducer? The end says it.",
    steps: 4,
  },
  "an order that looks like another one is taken for it": {
    replace: "const groups = [...groupRows(orders,",
    with: "const unlike = [...new Map(orders.map((order) => [`${order.customer} ${order.amount}`, order])).values()];\n      const groups = [...groupRows(unlike,",
    caughtBy: anyNumber,
    hint: "Two orders of one customer may have the same amount.",
    steps: 6,
  },
  "waits for a part that nobody sends": {
    replace: incomplete,
    with: "if (!arrived.expected || arrived.parts !== arrived.expected) return;",
    caughtBy: anyNumber,
    hint: "A mapper may have nothing at all for a reducer. How many parts does its end promise then?",
    steps: 6,
  },
  "waits for as many ends as there are reducers": {
    edits: [
      {
        replace: "groups: new Map(part) });",
        with: "groups: new Map(part), reducers: reducers.length });",
      },
      {
        replace: "splits, parts: parts.length });",
        with: "splits, parts: parts.length, reducers: reducers.length });",
      },
      { replace: missingSplits, with: "if (open.read.size < message.reducers) return;" },
    ],
    caughtBy: anyNumber,
    hint: "Three mappers and one reducer: how many ends come in? And one mapper and three reducers?",
    steps: 3,
  },
  "closes with the first split": {
    replace: missingSplits,
    with: "if (open.read.size > 1) return;",
    caughtBy: anyNumber,
    hint: "How many splits has the job? The messages of one split can say it.",
    steps: 3,
  },
  "waits for two splits": {
    replace: missingSplits,
    with: "if (open.read.size < Math.min(2, message.splits)) return;",
    caughtBy: anyNumber,
    hint: "A job can have three splits.",
    steps: 6,
  },
  "a reducer without a customer keeps silent": {
    replace: close,
    with: `if (rows.length > 0) ${close}`,
    caughtBy: anyNumber,
    hint: "Whoever waits for the table waits for every reducer. What does silence tell?",
    steps: 6,
  },
  "a customer is what the last split says": {
    replace: "mergeGroups(open.groups, arrived.groups, orderFigures);",
    with: "for (const [customer, totals] of arrived.groups) open.groups.set(customer, totals);",
    caughtBy: anyNumber,
    hint: "Ada has orders in two splits. What becomes of the totals that are there when the second is read?",
    steps: 6,
  },
  "the place of a customer is one in context.peers": {
    replace: 'context.send(reducer, { type: "part", job, split, attempt, splits, groups: new Map(part) });',
    with: 'context.send(context.peers[place], { type: "part", job, split, attempt, splits, groups: new Map(part) });',
    caughtBy: anyNumber,
    hint: "Two mappers know the same reducers. Do they know them in the same order?",
    steps: 5,
  },
  "customers take turns": {
    edits: [
      {
        replace: "const share = groups.filter(([customer]) => hashOf(customer) % reducers.length === place);",
        with: "const share = groups.filter((_group, turn) => turn % reducers.length === place);",
      },
    ],
    caughtBy: anyNumber,
    hint: "Ada is the first customer in one split and the second in the other. Where do her orders meet?",
    steps: 6,
  },
  "both attempts count": {
    replace: "if (open.read.has(split)) return;",
    with: "",
    caughtBy: attempts,
    hint: "The scheduler found a mapper slow and started a second one. Both were only slow.",
    steps: 8,
  },
  "two attempts are taken for two splits": {
    edits: [
      { replace: "readonly read: Set<number>;", with: "readonly read: Set<string>;" },
      { replace: "open.read.has(split)", with: "open.read.has(`${split}/${attempt}`)" },
      { replace: "open.read.add(split);", with: "open.read.add(`${split}/${attempt}`);" },
      {
        replace: "mergeGroups(open.groups, arrived.groups, orderFigures);",
        with: "if ([...open.read].filter((key) => key.startsWith(`${split}/`)).length === 1)\n      mergeGroups(open.groups, arrived.groups, orderFigures);",
      },
    ],
    caughtBy: attempts,
    hint: "You have heard of two complete attempts. Of how many splits?",
    steps: 8,
  },
  "parts of two attempts make a whole": {
    replace: "const arrived = entry(attempts, attempt,",
    with: "const arrived = entry(attempts, 0,",
    caughtBy: attempts,
    hint: "A second attempt reads the same orders in another order. Does its first part hold the same customers?",
    steps: 5,
  },
  "a job that is closed is opened again": {
    replace: close,
    with: `${close}\n    jobs.delete(job);`,
    caughtBy: attempts,
    hint: "The messages of the slow attempt come when the job is long closed. What does the reducer take them for?",
    steps: 8,
  },
  "remembers only the job that it closed last": {
    replace: close,
    with: `${close}\n    for (const [other, { read, attempts: left }] of [...jobs]) if (other !== job && read.size > 0 && left.size === 0) jobs.delete(other);`,
    caughtBy: attempts,
    hint: "How late may a message be? Until its job is closed, until the next one is, or later still?",
    steps: 12,
  },
  "keeps to the attempt that it heard of first": {
    replace: box,
    with: `${box}\n    if (attempts.size > 0 && !attempts.has(attempt)) return;`,
    caughtBy: lost,
    hint: "The attempt that you chose has lost a message. The other one has come in complete, and you have thrown it away.",
    steps: 5,
  },
  "keeps to the attempt whose end came first": {
    replace: box,
    with: `${box}\n    if (message.type === "end" && [...attempts.values()].some(({ expected }) => expected !== undefined)) return;`,
    caughtBy: lost,
    hint: "An end says how many parts were sent. Does it say that they will come?",
    steps: 7,
  },
  "keeps to the newest attempt": {
    replace: box,
    with: `${box}\n    if ([...attempts.keys()].some((other) => other > attempt)) return;\n    for (const other of [...attempts.keys()]) if (other < attempt) attempts.delete(other);`,
    caughtBy: lost,
    hint: "The newest attempt may be the one that is lost, and the old one was only slow.",
    steps: 5,
  },
  "one list of splits for all jobs": {
    replace: "const open = entry(jobs, job,",
    with: 'const open = entry(jobs, "",',
    caughtBy: jobs,
    hint: "The split 0 of yesterday's job has been read. Has that of today's?",
    steps: 5,
  },
  "a job waits until the one before it is closed": {
    replace: "const { job, split, attempt } = message;",
    with: "const { job, split, attempt } = message;\n    const [first] = [...jobs].find(([, { read }]) => read.size < message.splits) ?? [job];\n    if (first !== job) return;",
    caughtBy: jobs,
    hint: "One job has lost a message and can never be closed. Whom does that concern?",
    steps: 5,
  },
  "a reducer without customers gets no end": {
    replace: sendEnd,
    with: `if (parts.length > 0) ${sendEnd}`,
    caughtBy: anyNumber,
    hint: "A reducer for which a mapper has nothing has to be told so: it cannot tell nothing from something that is slow.",
    steps: 5,
  },
  "every reducer gets everything": {
    replace: place,
    with: "place >= 0",
    caughtBy: cost,
    hint: "How many reducers add up Ada? And what is a shuffle for, if each of them holds the whole table?",
    steps: 1,
  },
  "a part for each customer": {
    replace: "chunk(share, groupsMax)",
    with: "chunk(share, 1)",
    caughtBy: cost,
    hint: "How many customers fit into a part?",
    steps: 4,
  },
  "one part, however many customers": {
    replace: "chunk(share, groupsMax)",
    with: "chunk(share, share.length)",
    caughtBy: cost,
    hint: "How many customers fit into a part?",
    steps: 1,
  },
  "an empty part where there is nothing": {
    replace: "chunk(share, groupsMax)",
    with: "share.length === 0 ? [[]] : chunk(share, groupsMax)",
    caughtBy: cost,
    hint: "What does a part with nobody in it tell, that the end does not?",
    steps: 4,
  },
  "does not add up before it sends": {
    edits: [
      {
        replace: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount }),",
        with: "of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount, each: [amount] }),",
      },
      {
        replace: "amount: left.amount + right.amount, lastAt, lastAmount };",
        with: "amount: left.amount + right.amount, lastAt, lastAmount, each: [...left.each, ...right.each] };",
      },
    ],
    caughtBy: atHome,
    hint: "How many numbers are the totals of a million orders?",
    steps: 1,
  },
  "all customers go to the first reducer": {
    replace: place,
    with: "place === 0",
    caughtBy: large,
    hint: "It is right, and as fast as one machine. What are the other reducers for?",
    steps: 8,
  },
  "the digits of split and attempt run together": {
    edits: [
      { replace: "entry(open.attempts, split, () => new Map())", with: "entry(open.attempts, 0, () => new Map())" },
      { replace: "entry(attempts, attempt,", with: "entry(attempts, Number(`${split}${attempt}`)," },
      { replace: "open.attempts.delete(split);", with: "attempts.delete(Number(`${split}${attempt}`));" },
    ],
    caughtBy: jobs,
    hint: "Attempt 11 at split 1, and attempt 1 at split 11.",
    steps: 35,
  },
  "has room for ten splits": {
    replace: missingSplits,
    with: "if (open.read.size < Math.min(10, message.splits)) return;",
    caughtBy: jobs,
    hint: "How many splits may a job have?",
    steps: 32,
  },
  "adds up in the totals that it was given": {
    replace: "return { orders: left.orders + right.orders, amount: left.amount + right.amount, lastAt, lastAmount };",
    with: "return Object.assign(left, { orders: left.orders + right.orders, amount: left.amount + right.amount, lastAt, lastAmount });",
    caughtBy: figures,
    hint: "Whose are the totals on the left? They may belong to a message, or be needed once more.",
  },
  "has room for sixteen attempts": {
    replace: "entry(attempts, attempt, (): Arrived",
    with: "entry(attempts, attempt % 16, (): Arrived",
    caughtBy: lost,
    hint: "A split has been tried for a whole night. Which attempt do you take the thirty-second one for?",
    steps: 11,
  },
  "splits that are read are bits of a number": {
    edits: [
      { replace: "if (open.read.has(split)) return;", with: "if (open.read.has(split & 31)) return;" },
      { replace: "open.read.add(split);", with: "open.read.add(split & 31);" },
    ],
    caughtBy: anyNumber,
    hint: "1 << 33 is 2. Which split do you take split 33 for?",
    steps: 66,
  },
  "moments of 32 bits": {
    replace: "left.lastAt > right.lastAt",
    with: "(left.lastAt | 0) > (right.lastAt | 0)",
    caughtBy: figures,
    hint: "A moment is a whole number, without an upper end. What is 4_294_967_297 | 0?",
  },
});
