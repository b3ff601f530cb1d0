import { mistakes } from "@millrace/grader";

const share = "a row pays its share of the message";
const resent = "a row pays its share of every time that its batch is sent";
const firstRow = "the first row waits for the last one, and for the batch to be sent";
const choice = "no other batch is cheaper and in time";
const full = "a batch leaves as soon as it is full, and takes all that waits";
const all = "every row is loaded, once, and in the order in which it came";
const inTime = "no row waits longer than it may";
const noSooner = "a batch with room leaves only when its first row has waited long enough";
const hundred = "a hundred rows, many at once and then none for a while";

const arrivesWhole = "const arrivesWhole = (1 - route.lossRate) ** batchRows;";
const perRow = "return sendMs(batchRows, route) / arrivesWhole / batchRows;";
const clear = '    context.clearTimer("leave");\n';
const send = 'context.send(to, { type: "batch", rows: waiting.splice(0) });';
const setTimer = 'if (state.waiting.length === 1) context.setTimer("leave", waitMaxMs);';
const leaveIfFull = "if (state.waiting.length === rowsMax) leave(state, context);";
const search = "for (let rows = 2; longestWaitMs(rows, route) <= route.latencyMaxMs; rows++) {";

export default mistakes({
  "each row pays a whole message": {
    replace: perRow,
    with: "return (route.messageMs + route.rowMs) / arrivesWhole;",
    caughtBy: share,
    hint: "A message with ten rows costs 200 ms besides them. Which part of the 200 ms is each row's?",
  },
  "gives the time of the batch": {
    replace: perRow,
    with: "return sendMs(batchRows, route) / arrivesWhole;",
    caughtBy: share,
    hint: "A larger batch takes longer, and more rows have it behind them. How long is that for one?",
  },
  "nothing is ever lost": {
    replace: arrivesWhole,
    with: "const arrivesWhole = 1;",
    caughtBy: resent,
    hint: "How often is a batch sent, on average, if it gets through half of the time?",
  },
  "a batch is lost as often as a row": {
    replace: arrivesWhole,
    with: "const arrivesWhole = 1 - route.lossRate;",
    caughtBy: resent,
    hint: "A batch gets through if each of its rows does. How likely is that for one row, for two, for ten?",
  },
  "losses of rows are added up": {
    replace: arrivesWhole,
    with: "const arrivesWhole = 1 - route.lossRate * batchRows;",
    caughtBy: resent,
    hint: "With one row in ten lost, a batch of twenty would get through with a probability of -1.",
  },
  "only the rows are sent again": {
    replace: perRow,
    with: "return route.messageMs / batchRows + route.rowMs / arrivesWhole;",
    caughtBy: resent,
    hint: "What does a message cost that is sent for the second time? As much as the first.",
  },
  "only what is lost is sent again, not the batch": {
    replace: perRow,
    with: "return (sendMs(batchRows, route) / batchRows) * (1 + route.lossRate);",
    caughtBy: resent,
    hint: "One row of a batch of a hundred is spoilt. How many rows are sent again?",
  },
  "sends once more, and that gets through": {
    replace: perRow,
    with: "return (sendMs(batchRows, route) * (2 - arrivesWhole)) / batchRows;",
    caughtBy: resent,
    hint: "The second time can go wrong like the first, and the third. How many does it take on average to throw a six?",
  },
  "the first row waits for one row more": {
    replace: "(batchRows - 1) * route.everyMs",
    with: "batchRows * route.everyMs",
    caughtBy: firstRow,
    hint: "The first row of a batch of one waits for nobody. How many come after the first of ten?",
  },
  "forgets the time that the batch is sent": {
    replace: "(batchRows - 1) * route.everyMs + sendMs(batchRows, route)",
    with: "(batchRows - 1) * route.everyMs + route.messageMs",
    caughtBy: firstRow,
    hint: "The batch is collected. When has the last byte of it arrived?",
  },
  "takes the average row instead of the first": {
    replace: "(batchRows - 1) * route.everyMs",
    with: "((batchRows - 1) / 2) * route.everyMs",
    caughtBy: firstRow,
    hint: "On average it is half. Which row complains?",
  },
  "as many as are in time": {
    replace: "if (msPerRow(rows, route) < msPerRow(best, route)) best = rows;",
    with: "best = rows;",
    caughtBy: choice,
    hint: "Where something is lost now and then, how often is the largest batch sent?",
  },
  "as cheap as possible, however late": {
    replace: search,
    with: "for (let rows = 2; rows <= 10_000; rows++) {",
    caughtBy: choice,
    hint: "How old is the first row of your batch when it arrives?",
  },
  "never more than a hundred": {
    replace: search,
    with: "for (let rows = 2; rows <= 100 && longestWaitMs(rows, route) <= route.latencyMaxMs; rows++) {",
    caughtBy: choice,
    hint: "On a road that is long and safe, how many rows would you put into one message?",
  },
  "rounds the lowest point of the curve": {
    edits: [
      {
        replace: search,
        with: `const loss = -Math.log1p(-route.lossRate);
  const { messageMs, rowMs } = route;
  const ideal = rowMs === 0 ? 1 / loss : (Math.sqrt(messageMs ** 2 + (4 * rowMs * messageMs) / loss) - messageMs) / (2 * rowMs);
  const nearest = messageMs === 0 || loss === 0 ? Infinity : Math.max(1, Math.round(ideal));
  for (let rows = 2; rows <= nearest && longestWaitMs(rows, route) <= route.latencyMaxMs; rows++) {`,
      },
    ],
    caughtBy: choice,
    hint: "Between 1 and 2 rows the curve is lowest at 1.47. Is 1 cheaper than 2? The curve is not the same on both sides.",
  },
  "doubles while it gets better": {
    replace: search,
    with: "for (let rows = 2; longestWaitMs(rows, route) <= route.latencyMaxMs; rows *= 2) {",
    caughtBy: choice,
    hint: "Between 64 and 128 there are 63 others.",
  },
  "what is just in time is too late": {
    replace: "<= route.latencyMaxMs; rows++",
    with: "< route.latencyMaxMs; rows++",
    caughtBy: choice,
    hint: "A row may take so many milliseconds. May it take exactly so many?",
  },
  "no batch at all if nothing is in time": {
    replace: "let best = 1;",
    with: "let best = longestWaitMs(1, route) <= route.latencyMaxMs ? 1 : 0;",
    caughtBy: choice,
    hint: "If even one row alone is too late, what is the least bad?",
  },
  "one row too many": {
    replace: leaveIfFull,
    with: "if (state.waiting.length > rowsMax) leave(state, context);",
    caughtBy: full,
    hint: "`rowsMax` is 3. How many rows are waiting when your batch leaves?",
    steps: 1,
  },
  "a full batch waits for its timer": {
    edits: [
      { replace: leaveIfFull, with: "" },
      {
        replace: send,
        with: 'context.send(to, { type: "batch", rows: waiting.splice(0, rowsMax) });\n    if (waiting.length > 0) context.setTimer("leave", waitMaxMs);',
      },
    ],
    caughtBy: full,
    hint: "What is a batch with `rowsMax` rows waiting for?",
    steps: 1,
  },
  "the time of one row sends that row alone": {
    edits: [
      {
        replace: "onTimer(state, _timer, context) {\n      leave(state, context);",
        with: 'onTimer({ waiting }, _timer, context) {\n      context.send(to, { type: "batch", rows: waiting.splice(0, 1) });\n      if (waiting.length > 0) context.setTimer("leave", waitMaxMs);',
      },
    ],
    caughtBy: full,
    hint: "Two rows wait, and the first one's time is up. A message goes out anyway: what would it cost to take the second along?",
    steps: 3,
  },
  "a timer goes off for a batch that has left": {
    replace: clear,
    with: "",
    caughtBy: full,
    hint: "A timer goes off and nothing is waiting, as the batch was full before. What do you send?",
    steps: 2,
  },
  "the last rows wait for ever": {
    replace: setTimer,
    with: "",
    caughtBy: all,
    hint: "The source falls silent at noon. When does its last row leave?",
    steps: 7,
  },
  "newest first": {
    replace: "state.waiting.push(row);",
    with: "state.waiting.unshift(row);",
    caughtBy: all,
    hint: "In what order did the rows come?",
    steps: 3,
  },
  "sends what it goes on to keep": {
    replace: send,
    with: 'context.send(to, { type: "batch", rows: waiting });\n    if (waiting.length >= rowsMax) waiting.length = 0;',
    caughtBy: all,
    hint: "What is still waiting after a batch has left?",
    steps: 5,
  },
  "equal rows are one": {
    replace: "state.waiting.push(row);",
    with: "if (!state.waiting.some((other) => JSON.stringify(other) === JSON.stringify(row))) state.waiting.push(row);",
    caughtBy: all,
    hint: "Two customers buy the same thing in the same second. How many rows are that?",
    steps: 5,
  },
  "0 is no row": {
    replace: "state.waiting.push(row);",
    with: "if (row) state.waiting.push(row);",
    caughtBy: all,
    hint: "A row may be any JSON value: 0, null and an empty text as well.",
    steps: 6,
  },
  "rows that are lists are spread": {
    replace: "state.waiting.push(row);",
    with: "state.waiting.push(...[row].flat());",
    caughtBy: all,
    hint: "A row may be a list. It is loaded as it came: as one.",
    steps: 2,
  },
  "each row puts the departure off": {
    replace: setTimer,
    with: 'context.setTimer("leave", waitMaxMs);',
    caughtBy: inTime,
    hint: "Whose wait is measured? If a row comes every 90 ms and waits at most 100, when does the first one leave?",
    steps: 4,
  },
  "looks only now and then": {
    edits: [
      {
        replace: "onTimer(state, _timer, context) {\n      leave(state, context);",
        with: 'onTimer(state, _timer, context) {\n      if (context.now() >= (state as { since?: number }).since! + waitMaxMs) leave(state, context);\n      else context.setTimer("leave", 60);',
      },
      {
        replace: setTimer,
        with: 'if (state.waiting.length === 1) {\n        context.setTimer("leave", 60);\n        Object.assign(state, { since: context.now() });\n      }',
      },
    ],
    caughtBy: inTime,
    hint: "You look every 60 ms, and a row may wait for 100. When do you see that its time is up?",
    steps: 4,
  },
  "the timer of a batch that has left serves the next": {
    edits: [
      {
        replace: "onTimer(state, _timer, context) {",
        with: "onTimer(state, _timer, context) {\n      Object.assign(state, { isSet: false });\n      if (state.waiting.length === 0) return;",
      },
      {
        replace: setTimer,
        with: 'if ((state as { isSet?: boolean }).isSet !== true) context.setTimer("leave", waitMaxMs);\n      Object.assign(state, { isSet: true });',
      },
      { replace: clear, with: "" },
    ],
    caughtBy: noSooner,
    hint: "A batch leaves because it is full, and its timer is still set. Whose time is up when it goes off?",
    steps: 7,
  },
  "leaves when it is half full": {
    replace: leaveIfFull,
    with: "if (state.waiting.length >= Math.max(1, rowsMax - 1)) leave(state, context);",
    caughtBy: noSooner,
    hint: "There was room for one more row, and its time was not up.",
    steps: 2,
  },
  "every row in a message of its own": {
    replace: leaveIfFull,
    with: "leave(state, context);",
    caughtBy: noSooner,
    hint: "That is as fine as it gets. What does a row cost now?",
    steps: 2,
  },
  "leaves at every round hundred": {
    replace: setTimer,
    with: 'if (state.waiting.length === 1) context.setTimer("leave", waitMaxMs - (context.now() % Math.max(1, waitMaxMs)));',
    caughtBy: noSooner,
    hint: "A row comes 10 ms before the round hundred. How long does it wait for company?",
    steps: 3,
  },
  "the timers of all rows are set": {
    edits: [
      {
        replace: setTimer,
        with: "context.setTimer(`leave ${(state as { count?: number }).count = ((state as { count?: number }).count ?? 0) + 1}`, waitMaxMs);",
      },
      { replace: clear, with: "    if (waiting.length === 0) return;\n" },
    ],
    caughtBy: noSooner,
    hint: "The second row of a batch has left with the first. Its timer has not. Which batch does it send off?",
    steps: 10,
  },
  "forgets to wait after fifty rows": {
    edits: [
      {
        replace: setTimer,
        with: '(state as { seen?: number }).seen = ((state as { seen?: number }).seen ?? 0) + 1;\n      if (state.waiting.length === 1) context.setTimer("leave", (state as { seen?: number }).seen! > 50 ? waitMaxMs / 2 : waitMaxMs);',
      },
    ],
    caughtBy: hundred,
    hint: "Is the fifty-first row treated like the first?",
    steps: 132,
  },
  "sends to the first of its peers": {
    replace: "context.send(to, { type",
    with: "context.send(context.peers[0] ?? to, { type",
    caughtBy: "a batch leaves as soon as it is full, and takes all that waits",
    hint: "The policy names a machine. With one loader, any way to find it looks right.",
    steps: 2,
  },
  "a batch of a hundred is full, whatever the policy says": {
    replace: "state.waiting.length === rowsMax",
    with: "state.waiting.length === Math.min(100, rowsMax)",
    caughtBy: "a hundred rows, many at once and then none for a while",
    hint: "Who says how many rows a batch may have?",
    steps: 202,
  },
  "tries ten thousand batches": {
    replace: "for (let rows = 2; longest",
    with: "for (let rows = 2; rows <= 10_000 && longest",
    caughtBy: "no other batch is cheaper and in time",
    hint: "Where do you stop looking? Is there a route on which a larger batch is cheaper and in time?",
  },
});
