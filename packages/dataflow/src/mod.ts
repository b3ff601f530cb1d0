/**
 * Dataflow: work that is spread over machines, and its results put together.
 *
 * @module
 */
export { groupRows, mergeGroups, type Aggregate, type Groups } from "./aggregate.ts";
export { loader, type Batch, type BatchPolicy, type Loaded, type Route, type RowInput } from "./batches.ts";
export type { Answer, Book, Figures, Question, Row } from "./books.ts";
export { bookFigures, coordinator, shard } from "./scatter-gather.ts";
export type {
  CoordinatorState,
  Message as ScatterGatherMessage,
  OpenQuestion,
  Reply,
  Request,
  Totals,
} from "./scatter-gather.ts";
export {
  answersEveryQuestion,
  answersLikeOneMachine,
  answersQuestion,
  asksAllAtOnce,
  charactersMax,
  costsTwoMessagesEach,
  judgeFigures,
  messagesStaySmall,
  repliesToWhoAsks,
  type Asked,
  type Open,
  type Owed,
  type Shelves,
} from "./scatter-gather.laws.ts";
export { batcher, chooseBatchRows, longestWaitMs, msPerRow, type BatcherState } from "./granularity.ts";
export {
  batchesFit,
  judgeChoice,
  judgeMs,
  leavesInTime,
  leavesNoSooner,
  loadsEverything,
  loadsInOrder,
  takesAllThatWaits,
  trueLongestWaitMs,
  trueMsPerRow,
  type Owed as OwedRows,
} from "./granularity.laws.ts";
export { mapper, orderFigures, reducer } from "./shuffle.ts";
export type {
  Arrived,
  End,
  JobState,
  Message as ShuffleMessage,
  Part,
  ReducerState,
  Totals as OrderTotals,
} from "./shuffle.ts";
export { hashOf } from "./shuffle.orders.ts";
export type {
  Attempt,
  AttemptId,
  Closed,
  Figures as OrderFigures,
  Order,
  Row as CustomerRow,
  ShuffleOptions,
} from "./shuffle.orders.ts";
export {
  answersLikeOneMachine as closesLikeOneMachine,
  charactersMax as partCharactersMax,
  closesWithOneGoodAttempt,
  costsPartsAndEnds,
  judgeFigures as judgeOrderFigures,
  messagesStaySmall as partsStaySmall,
  sendsEachCustomerToOnePlace,
  spreadsTheWork,
  type Answered,
  type Fate,
  type Jobs,
  type Sent,
  type SentAttempt,
  type Share,
} from "./shuffle.laws.ts";
