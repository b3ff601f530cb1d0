/** Transfers both ways between "a" and "b" while a snapshot is taken: what is on its way there is not on its way back. */
import type { Input, Schedule } from "@millrace/core";
import { photographed, transferred } from "./transfers-to-try.ts";

/** The same amount each way. */
export const sameThereAndBack: readonly Input[] = [
  transferred("a", "b", 7),
  photographed("a"),
  transferred("b", "a", 7),
];

/** Some of them alike. */
export const threeEachWay: readonly Input[] = [
  ...[7, 7, 3].map((amount) => transferred("a", "b", amount)),
  ...[7, 3, 3].map((amount) => transferred("b", "a", amount)),
  photographed("a"),
];

/** Of {@link threeEachWay}, the first of each way has arrived when the snapshot is asked for. */
export const firstOfEachWayFirst: Schedule = [
  ...[0, 1, 2].map((input) => ({ kind: "input", machine: "a", input }) as const),
  ...[3, 4, 5].map((input) => ({ kind: "input", machine: "b", input }) as const),
  { kind: "deliver", from: "a", to: "b", nth: 0 },
  { kind: "deliver", from: "b", to: "a", nth: 0 },
  { kind: "input", machine: "a", input: 6 },
];
