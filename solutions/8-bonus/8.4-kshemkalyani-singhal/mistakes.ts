import { mistakes } from "@millrace/grader";

const due = "return log.every(({ from, clock, to }) => !to.includes(self) || (delivered[from] ?? 0) >= clock);";
const others = "const others = to.filter((machine) => machine !== copyFor);";
const send = "return purge(log.map((entry) => without(entry, others)));";
const sending = "return purge([...log.map((entry) => without(entry, sent.to)), sent]);";
const news = "const news = [...came, entry].map((each) => without(each, [self]));";
const kept = "const kept = log.flatMap((each) => agreed(each, news));";
const added = "const added = news.filter((each) => find(log, each) === undefined && !isSettled(each, log));";
const same =
  "if (same !== undefined) return [{ ...entry, to: entry.to.filter((machine) => same.to.includes(machine)) }];";
const settledOrNot = "return isSettled(entry, other) ? [] : [entry];";
const purge = "return log.filter((entry) => entry.to.length > 0 || !isSettled(entry, log));";
const later = "other.from === from && other.clock > clock";

const paper = "a message is due when all that its log wants minded here is delivered";
const longWay = "news that takes the long way comes after what it builds on";
const several = "news of a message to several comes after it, at each of them";
const passedOn = "news that is passed on twice, or comes from two sides, comes after what it builds on";
const waiting = "a message waits for what could have caused it, and for nothing else";
const needed = "a log says of every message where it has to be minded";
const settled = "a log says nothing that is known to be settled";
const small = "a log is no longer than it must be";
const forty = "forty messages are delivered as Raynal, Schiper and Toueg deliver them";
const many = "five machines, two dozen messages to several";

export default mistakes({
  "delivers whatever comes, as it comes": {
    replace: due,
    with: "return true;",
    caughtBy: paper,
    hint: "The log that came with a message names others. Which of them have to be here first?",
  },
  "waits for messages that went to others": {
    replace: "!to.includes(self) || ",
    with: "",
    caughtBy: paper,
    hint: "An entry has a list of machines. Must a message that has to be minded at billing be delivered at warehouse?",
  },
  "waits for one message more": {
    replace: ">= clock",
    with: "> clock",
    caughtBy: paper,
    hint: "Message 1 of shop is delivered, and it is the one that the log names. What is missing?",
  },
  "asks whether anything of the sender is delivered, not how much": {
    replace: "(delivered[from] ?? 0) >= clock",
    with: "(delivered[from] ?? 0) > 0",
    caughtBy: paper,
    hint: "Message 3 of shop is delivered, and the log names message 4.",
  },
  "looks at the first entry only": {
    replace: "return log.every(",
    with: "return log.slice(0, 1).every(",
    caughtBy: paper,
    hint: "A log may name several messages for this machine. How many of them have to be here?",
  },
  "compares numbers as text": {
    replace: "(delivered[from] ?? 0) >= clock",
    with: "String(delivered[from] ?? 0) >= String(clock)",
    caughtBy: paper,
    hint: 'As text, "10" comes before "9".',
  },
  "tells no copy of anything at its own destination": {
    replace: others,
    with: "const others = copyFor === undefined ? [] : to;",
    caughtBy: longWay,
    hint: "The message goes to warehouse. Who needs to know what has to be minded at warehouse, if not warehouse?",
    steps: 5,
  },
  "forgets all but the message that it sends": {
    replace: sending,
    with: "return log.length < 0 ? purge(log) : [sent];",
    caughtBy: longWay,
    hint: "Shop writes to warehouse, to billing, and to warehouse again. What does the message to billing settle at warehouse?",
    steps: 4,
  },
  "does not take note of what it sends": {
    replace: sending,
    with: "return purge(log.map((entry) => without(entry, sent.to)));",
    caughtBy: longWay,
    hint: "Who knows that shop has sent something to warehouse, if shop does not?",
    steps: 5,
  },
  "keeps the newest entry of each sender, and no other": {
    replace: purge,
    with: "return log.filter((entry) => !isSettled(entry, log));",
    caughtBy: longWay,
    hint: "Shop writes to warehouse, then to billing. Does the second entry say what the first one said?",
    steps: 5,
  },
  "learns nothing from what it delivers": {
    edits: [
      { replace: kept, with: "const kept = log;" },
      { replace: added, with: "const added = news.filter(() => false);" },
    ],
    caughtBy: longWay,
    hint: "Billing has heard from shop. Does billing's next message say what shop had sent?",
    steps: 5,
  },
  "does not take note of the message itself when it is delivered": {
    replace: "[...came, entry].map",
    with: "(entry === undefined ? [] : [...came]).map",
    caughtBy: several,
    hint: "Shop has sent the same message to billing and to warehouse. Billing has it, and writes to warehouse. What has to come first there?",
    steps: 4,
  },
  "keeps only what both have heard of": {
    edits: [
      { replace: settledOrNot, with: "return [];" },
      {
        replace: added,
        with: "const added = news.filter((each) => each.from === entry.from && each.clock === entry.clock);",
      },
    ],
    caughtBy: longWay,
    hint: "What only one of the two logs has may be settled, or be news. How can you tell?",
    steps: 5,
  },
  "takes the log that came for its own": {
    replace: kept,
    with: "const kept = log.filter(() => false);",
    caughtBy: passedOn,
    hint: "Two machines have told this one something, and the second knew nothing of the first. What is left of the first?",
    steps: 9,
  },
  "says nothing of machines that a copy does not go to": {
    replace: send,
    with: "return log.map((entry) => without(entry, entry.to.filter((machine) => machine !== copyFor && !others.includes(machine)))).filter((entry) => entry.to.length > 0 || !to.includes(entry.from));",
    caughtBy: longWay,
    hint: "What has to be minded at warehouse is nothing to billing. But billing will write to warehouse.",
    steps: 5,
  },
  "takes a later message of anybody for news of all": {
    replace: later,
    with: "other.clock > clock",
    caughtBy: passedOn,
    hint: "Each sender has numbers of its own. What does number 3 of billing say about number 2 of shop?",
    steps: 8,
  },
  "waits for itself": {
    replace: send,
    with: "return [...log.map((entry) => without(entry, others)), { from: copyFor, clock: 1, to: [copyFor] }];",
    caughtBy: waiting,
    hint: "A machine never gets a message from itself. Which entries may name it?",
    steps: 2,
  },
  "drops what its own destinations should mind elsewhere": {
    replace: "without(entry, sent.to)), sent]",
    with: "sent.to.includes(entry.from) ? without(entry, entry.to) : without(entry, sent.to)), sent]",
    caughtBy: needed,
    hint: "A message to billing settles what billing has to mind. Does it settle where billing's own messages have to be minded?",
    steps: 4,
  },
  "tells every copy all that it knows": {
    replace: others,
    with: "const others = to.filter(() => copyFor === undefined);",
    caughtBy: settled,
    hint: "One message goes to billing and to warehouse. Billing gets a copy of its own. Who tells billing what to mind there?",
    steps: 3,
  },
  "keeps what the message that it sends settles": {
    replace: sending,
    with: "return purge([...log, sent]);",
    caughtBy: settled,
    hint: "Shop has written to warehouse twice. Whoever minds the second message: what has it minded before that?",
    steps: 4,
  },
  "keeps what it has just delivered": {
    replace: news,
    with: "const news = [...came, entry];",
    caughtBy: settled,
    hint: "A message is delivered at warehouse. Where does it still have to be minded?",
    steps: 4,
  },
  "keeps all that either of the two logs says": {
    edits: [
      {
        replace: same,
        with: "if (same !== undefined) return [{ ...entry, to: [...new Set([...entry.to, ...same.to])] }];",
      },
      { replace: settledOrNot, with: "return [entry];" },
      { replace: added, with: "const added = news.filter((each) => find(log, each) === undefined);" },
    ],
    caughtBy: settled,
    hint: "One of the two logs has an entry that the other one lacks, although it knows a later message of the same sender. Why does it lack it?",
    steps: 5,
  },
  "keeps the destinations that either of two entries has": {
    replace: same,
    with: "if (same !== undefined) return [{ ...entry, to: [...new Set([...entry.to, ...same.to])] }];",
    caughtBy: settled,
    hint: "Both logs have an entry for the message, and one names warehouse no more. What does that one know?",
    steps: 5,
  },
  "brings back what its own log has settled": {
    replace: " && !isSettled(each, log)",
    with: "",
    caughtBy: settled,
    hint: "The log that came is older than what this machine knows by now. How does its own log show that it knows better?",
    steps: 8,
  },
  "keeps what the log that came has settled": {
    replace: settledOrNot,
    with: "return [entry];",
    caughtBy: settled,
    hint: "The log that came lacks an entry, although it knows a later message of the same sender. What does its sender know?",
    steps: 8,
  },
  "forgets entries that say nothing": {
    replace: purge,
    with: "return log.filter((entry) => entry.to.length > 0);",
    caughtBy: settled,
    hint: "How does a log show that it has heard of a message, and of all before it, when nothing is left to be said of any?",
    steps: 5,
  },
  "keeps entries that say nothing": {
    replace: purge,
    with: "return log.slice();",
    caughtBy: small,
    hint: "An entry without destinations says: I have heard of this one. Which other entry says that as well?",
    steps: 5,
  },
  "has two entries for one message": {
    replace: added,
    with: "const added = news.filter((each) => !isSettled(each, log));",
    caughtBy: small,
    hint: "Both logs know of the message. How many entries are left of the two?",
    steps: 5,
  },
  "compares numbers of two entries as text": {
    replace: later,
    with: "other.from === from && String(other.clock) > String(clock)",
    caughtBy: many,
    hint: 'As text, "10" comes before "9".',
    steps: 11,
  },
  "forgets machines that come late in the alphabet": {
    replace: "to: entry.to.filter((machine) => !machines.includes(machine)) };",
    with: "to: entry.to.filter((machine) => !machines.includes(machine)).sort().slice(0, 2) };",
    caughtBy: many,
    hint: "How many machines can a message go to?",
    steps: 2,
  },
  "remembers no more than four entries": {
    replace: purge,
    with: "return log.filter((entry) => entry.to.length > 0 || !isSettled(entry, log)).slice(-4);",
    caughtBy: forty,
    hint: "How many messages can there be that have to be minded somewhere?",
    steps: 8,
  },
  "remembers no more than sixteen entries": {
    replace: "return log.filter((entry) => entry.to.length > 0 || !isSettled(entry, log));",
    with: "return log.filter((entry) => entry.to.length > 0 || !isSettled(entry, log)).slice(-16);",
    caughtBy: "a log says of every message where it has to be minded",
    hint: "What is not settled has to be said, however much it is.",
    steps: 25,
  },
  "glues sender and number into one name": {
    replace: "log.find((other) => other.from === from && other.clock === clock)",
    with: "log.find((other) => other.from + other.clock === from + clock)",
    caughtBy: many,
    hint: 'The eleventh message of "shop-1" and the first of "shop-11" are two.',
    steps: 25,
  },
  "looks at the sixteen newest entries": {
    replace: "return log.every(",
    with: "return log.slice(-16).every(",
    caughtBy: paper,
    hint: "A log is as long as it has to be, and each of its entries may name this machine.",
  },
});
