/** What an event is to the one that looks at it. Each has a shape of its own, so that colour is never needed to tell. */
export type Mark = "first" | "second" | "before" | "after" | "concurrent" | "past" | "broken";

/** Marks by the id of the event. */
export type Marks = ReadonlyMap<number, Mark>;

/** Each mark in words, in the order of the legend. */
export const markWords: Readonly<Record<Mark, string>> = {
  first: "1: chosen first",
  second: "2: chosen second",
  before: "happened before",
  after: "happened after",
  concurrent: "concurrent",
  past: "in the causal past",
  broken: "broken here",
};

/** For a diagram without marks: one and the same each time. */
export const noMarks: Marks = new Map();
