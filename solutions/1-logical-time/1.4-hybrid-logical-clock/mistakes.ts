import { mistakes } from "@millrace/grader";

const guard = 'if (message.stamp.timeMs - context.now() > maxAheadMs) return context.output({ type: "refused" });';
const isTooFar = "message.stamp.timeMs - context.now() > maxAheadMs";
const refusing = 'return context.output({ type: "refused" });';
const receiving = "stampAbove([state.last, message.stamp], state, context);";
const requested = `stampAbove([state.last], state, context);
      if (input.type === "send") context.send(input.to, { stamp: state.last });`;
const stampRequest = "stampAbove([state.last], state, context);";
const sending = "context.send(input.to, { stamp: state.last });";
const onMessage = "onMessage(state, message, _from, context) {";
const onMessageFrom = "onMessage(state, message, from, context) {";
const start = "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 } }),";
const clock = "const clock = { timeMs: context.now(), counter: -1 };";
const latest = "const { timeMs, counter } = before.reduce(later, clock);";
const remembers = "state.last = { timeMs, counter: counter + 1 };";
const byTime = "if (first.timeMs !== second.timeMs) return first.timeMs - second.timeMs;";
const byCounter = "if (first.counter !== second.counter) return first.counter - second.counter;";
const byName = `if (first.machine === second.machine) return 0;
  return first.machine < second.machine ? -1 : 1;`;

const standsStill =
  "while its clock stands still a machine counts 0, 1, 2, and in a new millisecond it begins again at 0";
const turnedBack = "a clock that is turned back turns no stamp back";
const oneMessage = "one message for each send request, and nothing else is sent";
const causes = "a → b implies that a is stamped below b, however clocks jump";
const latestTime = "a stamp has the latest time that a clock showed in its past, and no later one";
const chains = "the counter counts the longest chain of events with one timeMs";
const refused = "what is more than maxAheadMs ahead is refused, and nothing else";
const noTrace = "a refused message leaves no trace";
const third = "three machines: news of a later time travels on, and comes from two sides";
const dayAhead = "a machine whose clock is a day ahead takes nobody along";
const longRun = "the counter counts on for 66,000 events in one millisecond";
const order = "compareHybridStamps gives every two stamps one order: by time, then by counter, then by machine";
const night =
  "after a night's run the merged log shows no effect before its cause, and every stamp is near the time of day";

export default mistakes({
  "never begins to count anew": {
    replace: remembers,
    with: "state.last = { timeMs, counter: Math.max(counter, state.last.counter) + 1 };",
    caughtBy: standsStill,
    hint: "A new millisecond has come. Which events must its first stamp stand apart from?",
    steps: 6,
  },
  "begins at 1 in a new millisecond": {
    replace: clock,
    with: "const clock = { timeMs: context.now(), counter: 0 };",
    caughtBy: standsStill,
    hint: "The counter says how many events with this time stand before. How many, before the first?",
    steps: 6,
  },
  "makes up a later time instead of counting": {
    replace: remembers,
    with: "state.last = counter < 0 ? { timeMs, counter: 0 } : { timeMs: timeMs + 1, counter: 0 };",
    caughtBy: standsStill,
    hint: "A hundred events in one millisecond: how far ahead of the clock is your last stamp?",
    steps: 6,
  },
  "stamps with its clock, and counts while that stands still": {
    replace: latest,
    with: "const { timeMs, counter } = before.filter((stamp) => stamp.timeMs === clock.timeMs).reduce(later, clock);",
    caughtBy: turnedBack,
    hint: "A time server corrects your clock by 600 ms, backwards. What is the next stamp?",
    steps: 7,
  },
  "counts while its clock stands still, not while its stamps do": {
    edits: [
      { replace: start, with: "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 }, shownMs: 0 })," },
      {
        replace: remembers,
        with: "state.last = { timeMs, counter: context.now() === state.shownMs ? counter + 1 : 0 };\n  state.shownMs = context.now();",
      },
    ],
    caughtBy: turnedBack,
    hint: "The clock has moved, backwards, and the stamp's time has not. Is 0 above the last counter?",
    steps: 7,
  },
  "refuses its own events, too": {
    replace: requested,
    with: `if (state.last.timeMs - context.now() > maxAheadMs) return context.output({ type: "refused" });\n      ${requested}`,
    caughtBy: turnedBack,
    hint: "The guard is for messages. What has a request to do with how far this machine's own clock was turned back?",
    steps: 7,
  },
  "follows its clock if that is turned back far": {
    replace: latest,
    with: "if (state.last.timeMs - context.now() > 500) state.last = clock;\n  const { timeMs, counter } = [state.last, ...before.slice(1)].reduce(later, clock);",
    caughtBy: turnedBack,
    hint: "Your stamps are ahead of your clock by a lot. They have been given, and others have seen them. Can you go back?",
    steps: 7,
  },
  "confirms every receipt": {
    edits: [
      { replace: onMessage, with: onMessageFrom },
      { replace: receiving, with: `${receiving}\n      context.send(from, { stamp: state.last });` },
    ],
    caughtBy: oneMessage,
    hint: "A logical clock costs no message of its own.",
    steps: 2,
  },
  "tells whoever is too far ahead": {
    edits: [
      { replace: onMessage, with: onMessageFrom },
      {
        replace: refusing,
        with: `{\n        context.send(from, { stamp: state.last });\n        ${refusing}\n      }`,
      },
    ],
    caughtBy: oneMessage,
    hint: "To refuse is to do nothing. Who sends a message that nobody asked for?",
    steps: 4,
  },
  "takes no notice of what the message says": {
    replace: receiving,
    with: "stampAbove([state.last], state, context);",
    caughtBy: causes,
    hint: "The receiver's clock is slow. Is the receipt stamped above the sending?",
    steps: 2,
  },
  "takes over what the message says": {
    replace: receiving,
    with: "stampAbove([message.stamp], state, context);",
    caughtBy: causes,
    hint: "A message from behind arrives. What about the stamps that this machine has given already?",
    steps: 4,
  },
  "begins at 0 where the message is ahead": {
    replace: receiving,
    with: "stampAbove([state.last, { ...message.stamp, counter: -1 }], state, context);",
    caughtBy: causes,
    hint: "The receipt has the sending's time. What must its counter be above?",
    steps: 2,
  },
  "sends the stamp of the event before": {
    replace: requested,
    with: `if (input.type === "send") context.send(input.to, { stamp: state.last });\n      stampAbove([state.last], state, context);`,
    caughtBy: causes,
    hint: "The sending is an event. Does whoever receives the message know its stamp?",
    steps: 2,
  },
  "sends what its clock shows": {
    replace: sending,
    with: "context.send(input.to, { stamp: { timeMs: context.now(), counter: state.last.counter } });",
    caughtBy: causes,
    hint: "The sender's clock was turned back just before, and its stamps were not. What must the receiver stand above?",
    steps: 5,
  },
  "does not remember what it hears": {
    replace: receiving,
    with: "const { last } = state;\n      stampAbove([state.last, message.stamp], state, context);\n      state.last = last;",
    caughtBy: causes,
    hint: "A receipt has its stamp. What does the next event on this machine stand above?",
    steps: 4,
  },
  "does not look at its clock when it receives": {
    replace: clock,
    with: "const clock = { timeMs: before.length > 1 ? 0 : context.now(), counter: -1 };",
    caughtBy: latestTime,
    hint: "A message took ten minutes. What does the receiver's clock show, and what does its stamp say?",
    steps: 4,
  },
  "follows its clock only if that is ahead by more than five milliseconds": {
    replace: clock,
    with: "const clock = { timeMs: Math.max(...before.map((stamp) => stamp.timeMs)) + 5 >= context.now() && state.last.timeMs > 0 ? 0 : context.now(), counter: -1 };",
    caughtBy: latestTime,
    hint: "A stamp is never behind its machine's clock, not even by a little.",
    steps: 5,
  },
  "counts on from its own counter where both have the same time": {
    replace: receiving,
    with: "stampAbove([state.last, state.last.timeMs === message.stamp.timeMs ? state.last : message.stamp], state, context);",
    caughtBy: chains,
    hint: "Message and receiver have the same time, and the message has counted further. Is the receipt above the sending?",
    steps: 4,
  },
  "counts on from the message's counter where both have the same time": {
    replace: receiving,
    with: "stampAbove([state.last.timeMs === message.stamp.timeMs ? message.stamp : state.last, message.stamp], state, context);",
    caughtBy: chains,
    hint: "Message and receiver have the same time, and the receiver has counted further. Is the receipt above its last stamp?",
    steps: 7,
  },
  "adds up both counters": {
    replace: receiving,
    with: "stampAbove([state.last, state.last.timeMs === message.stamp.timeMs ? { ...state.last, counter: state.last.counter + message.stamp.counter } : message.stamp], state, context);",
    caughtBy: chains,
    hint: "The counter is the length of the longest chain, not the number of all events. What is one above both?",
    steps: 5,
  },
  "sends only what its own clock has shown": {
    edits: [
      {
        replace: start,
        with: "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 }, own: { timeMs: 0, counter: 0 } }),",
      },
      {
        replace: stampRequest,
        with: "stampAbove([state.last], state, context);\n      state.own = state.last.timeMs === context.now() ? state.last : state.own;",
      },
      { replace: sending, with: "context.send(input.to, { stamp: state.own });" },
    ],
    caughtBy: third,
    hint: "`extract` is ahead and tells `transform`, who tells `load`. What does `load` get to know?",
    steps: 5,
  },
  "takes two messages with one stamp for one message": {
    edits: [
      { replace: start, with: "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 }, seen: [] })," },
      {
        replace: guard,
        with: `const key = JSON.stringify(message.stamp);\n      if (state.seen.includes(key)) ${refusing}\n      state.seen.push(key);\n      ${guard}`,
      },
    ],
    caughtBy: third,
    hint: "Two machines can give the same time and the same counter. What else is in a stamp?",
    steps: 4,
  },
  "has no guard": {
    replace: guard,
    with: "",
    caughtBy: refused,
    hint: "One machine's clock is set to next year. What are all stamps like ten minutes later, and for how long?",
    steps: 5,
  },
  "refuses what is just as far ahead as is allowed": {
    replace: isTooFar,
    with: "message.stamp.timeMs - context.now() >= maxAheadMs",
    caughtBy: refused,
    hint: "*More* than `maxAheadMs`. With a limit of 0, may a message have the time that your clock shows?",
    steps: 4,
  },
  "measures from its last stamp": {
    replace: isTooFar,
    with: "message.stamp.timeMs - Math.max(state.last.timeMs, context.now()) > maxAheadMs",
    caughtBy: refused,
    hint: "Each message moves your stamps a little, and from there the next one is only a little ahead. Where does it end?",
    steps: 6,
  },
  "refuses what is far behind, too": {
    replace: isTooFar,
    with: "Math.abs(message.stamp.timeMs - context.now()) > maxAheadMs",
    caughtBy: refused,
    hint: "Old news does no harm: it moves no stamp. Why refuse a message that was long on its way?",
    steps: 5,
  },
  "takes a limit of 0 for none": {
    replace: isTooFar,
    with: "maxAheadMs > 0 && message.stamp.timeMs - context.now() > maxAheadMs",
    caughtBy: refused,
    hint: "0 is a limit like any other: nobody may be ahead at all.",
    steps: 4,
  },
  "takes in what is too far ahead, up to the limit": {
    replace: guard,
    with: "if (message.stamp.timeMs - context.now() > maxAheadMs) return stampAbove([state.last, { timeMs: context.now() + maxAheadMs, counter: 0 }], state, context);",
    caughtBy: refused,
    hint: "The receipt is stamped below its sending now. Is half a refusal better than a whole one?",
    steps: 5,
  },
  "never believes again who was ahead once": {
    edits: [
      { replace: start, with: "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 }, liars: [] })," },
      { replace: onMessage, with: onMessageFrom },
      {
        replace: guard,
        with: `if (state.liars.includes(from) || message.stamp.timeMs - context.now() > maxAheadMs) {\n        state.liars.push(from);\n        ${refusing}\n      }`,
      },
    ],
    caughtBy: refused,
    hint: "Clocks are corrected. Is a message refused for what it says, or for who sent it?",
    steps: 6,
  },
  "keeps the time of what it refuses": {
    replace: guard,
    with: `if (message.stamp.timeMs - context.now() > maxAheadMs) {\n        state.last = later(state.last, message.stamp);\n        ${refusing}\n      }`,
    caughtBy: noTrace,
    hint: "A message is refused. What is the next stamp on this machine?",
    steps: 5,
  },
  "counts what it refuses": {
    replace: guard,
    with: `if (message.stamp.timeMs - context.now() > maxAheadMs) {\n        state.last = { ...state.last, counter: state.last.counter + 1 };\n        ${refusing}\n      }`,
    caughtBy: noTrace,
    hint: "A refusal is no event: to the clock, the message has never come.",
    steps: 5,
  },
  "keeps times in 32 bits": {
    replace: clock,
    with: "const clock = { timeMs: context.now() | 0, counter: -1 };",
    caughtBy: dayAhead,
    hint: "How many milliseconds have passed since 1970? How many bits is that?",
    steps: 9,
  },
  "keeps counters in sixteen bits": {
    replace: remembers,
    with: "state.last = { timeMs, counter: (counter + 1) % 65_536 };",
    caughtBy: longRun,
    hint: "Counts have no end. What comes after 65,535?",
  },
  "puts stamps in order as text": {
    replace: byTime,
    with: "if (first.timeMs !== second.timeMs) return String(first.timeMs) < String(second.timeMs) ? -1 : 1;",
    caughtBy: order,
    hint: 'As text, "10" stands before "9".',
  },
  "puts the counter behind the point": {
    replace: `${byTime}\n  ${byCounter}`,
    with: "const [one, other] = [first, second].map(({ timeMs, counter }) => Number(`${timeMs}.${counter}`)) as [number, number];\n  if (one !== other) return one - other;",
    caughtBy: order,
    hint: "Which is larger, 7.9 or 7.10? And are 7.1 and 7.10 two numbers?",
  },
  "has room for a thousand events in a millisecond": {
    replace: `${byTime}\n  ${byCounter}`,
    with: "const sign = first.timeMs * 1_000 + first.counter - (second.timeMs * 1_000 + second.counter);\n  if (sign !== 0) return sign;",
    caughtBy: order,
    hint: "What does event 1,001 of a millisecond look like?",
  },
  "looks at the counter first": {
    replace: `${byTime}\n  ${byCounter}`,
    with: `${byCounter}\n  ${byTime}`,
    caughtBy: order,
    hint: "The counter puts events in order that share a time. What if they do not?",
  },
  "leaves ties as they are": {
    replace: byName,
    with: "return 0;",
    caughtBy: night,
    hint: "Two machines have had their first event in the same millisecond. Do both people who sort get the same list?",
    steps: 58,
  },
  "compares names as numbers": {
    replace: byName,
    with: "return Number(first.machine) - Number(second.machine);",
    caughtBy: order,
    hint: "Names are text. What do you get for `extract`? And are `10` and `010` one machine?",
  },
  "believes what is said three times": {
    edits: [
      {
        replace: "start: (): HybridState => ({ last: { timeMs: 0, counter: 0 } }),",
        with: "start: (): HybridState & { refused: number } => ({ last: { timeMs: 0, counter: 0 }, refused: 0 }),",
      },
      {
        replace: 'if (message.stamp.timeMs - context.now() > maxAheadMs) return context.output({ type: "refused" });',
        with: 'const doubts = state as HybridState & { refused: number };\n      if (message.stamp.timeMs - context.now() > maxAheadMs && doubts.refused++ < 2) return context.output({ type: "refused" });',
      },
    ],
    caughtBy: "a machine whose clock is a day ahead takes nobody along",
    hint: "A clock that is wrong is wrong each time that it is asked.",
    steps: 19,
  },
  "takes a second for the largest limit": {
    replace: "message.stamp.timeMs - context.now() > maxAheadMs",
    with: "message.stamp.timeMs - context.now() > Math.min(1_000, maxAheadMs)",
    caughtBy: "a machine whose clock is a day ahead takes nobody along",
    hint: "How far ahead is too far? Somebody has told you.",
    steps: 9,
  },
  "believes whom it has written to": {
    edits: [
      {
        replace: start,
        with: "start: (): HybridState & { partners: string[] } => ({ last: { timeMs: 0, counter: 0 }, partners: [] }),",
      },
      { replace: onMessage, with: onMessageFrom },
      {
        replace: guard,
        with: `const { partners } = state as HybridState & { partners: string[] };
      if (!partners.includes(from) && ${isTooFar}) ${refusing}`,
      },
      {
        replace: sending,
        with: `{
        (state as HybridState & { partners: string[] }).partners.push(input.to);
        ${sending}
      }`,
      },
    ],
    caughtBy: dayAhead,
    hint: "You may know somebody well. Does that put their clock right?",
    steps: 21,
  },
  "takes the third message for old news": {
    edits: [
      {
        replace: start,
        with: "start: (): HybridState & { heard: Record<string, number> } => ({ last: { timeMs: 0, counter: 0 }, heard: {} }),",
      },
      { replace: onMessage, with: onMessageFrom },
      {
        replace: receiving,
        with: `const { heard } = state as HybridState & { heard: Record<string, number> };
      heard[from] = (heard[from] ?? 0) + 1;
      stampAbove(heard[from] > 2 ? [state.last] : [state.last, message.stamp], state, context);`,
      },
    ],
    caughtBy: causes,
    hint: "Each message has a stamp of its own, however many came before it.",
    steps: 18,
  },
});
