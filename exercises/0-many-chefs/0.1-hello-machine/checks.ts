import { type System, at, defineSystem } from "@millrace/core";
import { answersEveryHello, answersWhoAsked, costsTwoMessages } from "@millrace/core/hello-machine.laws.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./hello-machine.ts");

export default defineExercise<Work>({
  id: "0.1",
  title: "Hello, machine",
  minutes: 1,
  source: "K&S ch. 1",
  work: "hello-machine.ts",
  checks: [
    // Only this check asks for an answer, so that a machine that says nothing fails one check and no more.
    check("every hello is answered", ({ work, explore, follow }) => {
      explore(kitchen(work, { salad: ["grill"], grill: [] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: ["grill", "grill"], grill: [] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: ["grill"], grill: ["salad"] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: ["grill"], grill: [], dessert: ["grill"] }), [answersEveryHello], limits);
      // Every pair, so that no name is answered and another not; and one who waits for two answers still gives one.
      explore(kitchen(work, { salad: ["dessert"], grill: ["dessert"], dessert: [] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: [], grill: ["salad"], dessert: ["salad"] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: ["grill", "grill"], grill: ["salad"] }), [answersEveryHello], limits);
      explore(kitchen(work, { salad: ["grill"], grill: [], dessert: [], drinks: [] }), [answersEveryHello], limits);
      // Five machines, five hellos to each, and names that none of the others has.
      follow(kitchen(work, party), [], [answersEveryHello]);
    }),
    // Three machines: with two, whoever is not me is the one that asked.
    check("an answer goes to the machine that said hello, and to no other", ({ work, explore }) => {
      explore(kitchen(work, { salad: [], grill: [], dessert: ["grill"] }), [answersWhoAsked], limits);
      explore(kitchen(work, { salad: ["grill"], grill: ["dessert"], dessert: [] }), [answersWhoAsked], limits);
    }),
    check("a hello and its answer are two messages, and no more", ({ work, explore, follow }) => {
      explore(kitchen(work, { salad: ["grill"], grill: ["salad"] }), [costsTwoMessages], limits);
      explore(kitchen(work, { salad: ["grill", "grill"], grill: [] }), [costsTwoMessages], limits);
      // With a third machine, which could be told what is none of its business.
      explore(kitchen(work, { salad: ["grill"], grill: [], dessert: [] }), [costsTwoMessages], limits);
      explore(kitchen(work, { salad: ["dessert"], grill: ["dessert"], dessert: [] }), [costsTwoMessages], limits);
      follow(kitchen(work, party), [], [costsTwoMessages]);
    }),
  ],
});

/** One greets all others, five times, and two others greet. The names are easy to confuse. */
const party = {
  oven: Array.from({ length: 5 }, () => ["oven-1", "oven-10", "bar", "1"]).flat(),
  "oven-1": ["oven"],
  "oven-10": [],
  bar: [],
  "1": ["oven-10"],
};

/** No schedule of a right answer is longer; a machine that talks without end stops there. */
const limits = { depth: 15 };

/** Machines, each with those that it is to greet. Messages between two of them may overtake each other. */
function kitchen({ helloMachine }: Work, greets: Readonly<Record<string, readonly string[]>>): System {
  return defineSystem({
    machines: Object.fromEntries(Object.keys(greets).map((name) => [name, helloMachine])),
    channels: "any-order",
    inputs: Object.entries(greets).flatMap(([name, others]) => others.map((greet) => at(name, { greet }))),
  });
}
