/**
 * The pipeline: its stations, as machines of core, around the parts that the other packages hold.
 *
 * @module
 */
export {
  batchDag,
  type BatchOptions,
  batchPipeline,
  connections,
  nodeNames,
  ordersOf,
  type StationName,
  type Transport,
  stationNames,
  stationOf,
} from "./batch-pipeline.world.ts";
export {
  type Attempts,
  attemptsAreWithinRetries,
  batchPipelineLaws,
  dashboardAgreesWithSource,
  everyRunEnds,
  type LawOptions,
  lsnNeverGoesBack,
  type Objects,
  objectsStayAsTheyAre,
  type Progress,
  queryAsksEveryNode,
  rowIsInGoldOnce,
  runEndsByItsLeaves,
  type Source,
  type States,
  tasksWaitForTheirUpstreams,
} from "./batch-pipeline.laws.ts";
export {
  bronzeEndsWithoutLag,
  committedOffsetsNeverGoBack,
  commitsOnlyWhatIsInBronze,
  type Lag,
  producedOnce,
  type Bronze,
  type Topic,
  topicLaws,
} from "./batch-pipeline.topic-laws.ts";
export type {
  Answer,
  Attempt,
  BatchOutput,
  Order,
  OrderVersion,
  Request,
  Reset,
  Revenue,
  RunTask,
  StoredObject,
  TaskReport,
  TaskResult,
  TaskState,
  Totals,
} from "./batch/messages.ts";
export { chaosDay, dag, mayBeDone, recordOf, stampOf, tokenOf } from "./chaos-day.ts";
export {
  chaosDayLaws,
  commitsOnlyWhatIsWritten,
  doneIsNeverEarly,
  doneIsSaid,
  effectIsOnce,
  fencesOff,
  givesUpInTheOpen,
  lineHasNoOrphan,
  offsetsNeverGoBack,
  photosAreConsistent,
  retriesWithinBudget,
  rollupIsARecomputation,
  sumsAgree,
  versionsStayInOrder,
  wavesMax,
} from "./chaos-day.laws.ts";
export type { Effects, Loaded, Offsets, Photos } from "./chaos-day.laws.ts";
export type { Sums } from "./chaos-day.sums.ts";
export type { Work } from "./chaos-day.work.ts";
export { type BrokenDay, type Days, type DaysOptions, makeDays } from "./chaos-day.days.ts";
export {
  type Business,
  business,
  chaosDayOf,
  dayOf,
  type DayOptions,
  policy,
  quietDay,
  workers,
} from "./chaos-day.world.ts";
export { copied, copyDay, noBusiness, rollupDay, rounds, tinyDay, zombieDay } from "./chaos-day.corners.ts";
export { type Deeds, host, type Hosted, timersAfter } from "./hosted.ts";
export type { Captured, Counts, Glue, Keyed, Load, Parts, Writing } from "./parts.ts";
export {
  type GaveUp,
  type OpenRequest,
  type OpenRequests,
  type RequestOptions,
  type Requests,
  requestsTo,
} from "./requests.ts";
export { type CustomerRow, type PaymentRow, readRow, type SourceRow, storedRow, upsertOf } from "./source-rows.ts";
export type { History } from "./stations/checkpoints.ts";
export type { Trouble } from "./stations/trouble.ts";
