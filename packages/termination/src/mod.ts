/**
 * Termination detection: when is a computation over that spreads by messages?
 *
 * @module
 */
export { dijkstraScholten } from "./dijkstra-scholten.ts";
export type {
  Message as DijkstraScholtenMessage,
  Signal,
  State as DijkstraScholtenState,
} from "./dijkstra-scholten.ts";
export {
  allWorkIsAnswered,
  busyMachinesHangOnTheRoot,
  dijkstraScholtenLaws,
  oneSignalEach,
  signalsAnswerWork,
  signalsAreInAtDeclaration,
  type Accounts,
} from "./dijkstra-scholten.laws.ts";
export {
  handsOutItsTasks,
  isNeverTooEarly,
  isSaidInTheEnd,
  isWork,
  onlyTheRootSaysSo,
  terminationLaws,
  type Ledger,
  type Order,
  type Orders,
  type Said,
} from "./termination.laws.ts";
export {
  isPassive,
  nextSpawn,
  stepMs,
  takeOn,
  task,
  workTimer,
  type Begin,
  type Spawn,
  type Task,
  type Terminated,
  type Work,
  type Workload,
} from "./workload.ts";
export { fourCounter, pauseMs } from "./four-counter.ts";
export type {
  Answer as FourCounterAnswer,
  Counts,
  Message as FourCounterMessage,
  State as FourCounterState,
  Visit,
  Wave,
} from "./four-counter.ts";
export {
  fourCounterLaws,
  isSaidAfterTwoWaves,
  isSaidWithinThreeWaves,
  oneAnswerEach,
  wavesFollowEachOther,
  type End as FourCounterEnd,
  type Visits,
  type Waves,
} from "./four-counter.laws.ts";
export { huangSnapshot } from "./huang-snapshot.ts";
export type {
  Grant,
  Message as HuangSnapshotMessage,
  Over,
  Request as SnapshotRequest,
  Snapshot as WorkSnapshot,
  State as HuangSnapshotState,
  Tally,
  TimedWork,
} from "./huang-snapshot.ts";
export {
  everybodyIsAsked,
  huangSnapshotLaws,
  reportsAreAllowed,
  requestsAreOwed,
  type Allowance,
  type Requests,
} from "./huang-snapshot.laws.ts";
export { weightThrowing } from "./weight-throwing.ts";
export type {
  Message as WeightThrowingMessage,
  Return,
  State as WeightThrowingState,
  Weight,
  WeightedWork,
} from "./weight-throwing.ts";
export {
  everybodyReturns,
  returnsAreOwed,
  weightsAddUp,
  weightThrowingLaws,
  type Debts,
  type Part,
  type Scales,
} from "./weight-throwing.laws.ts";
export { nothingLeft, whoBecomesPassive, type Left } from "./passive.laws.ts";
export { safra } from "./safra.ts";
export type { Colour, Message as SafraMessage, State as SafraState, Token } from "./safra.ts";
export {
  isSaidWhenTheTokenIsBack,
  isSaidWithinThreeRounds,
  onlyThePassiveOnesPass,
  safraLaws,
  safrasInvariant,
  tokenGoesRound,
  type Hops,
  type Passing,
  type Probe,
  type Round,
} from "./safra.laws.ts";
export { nextInRing } from "./ring.ts";
export { topor } from "./topor.ts";
export type {
  Acknowledgement,
  Colour as ToporColour,
  Message as ToporMessage,
  Repeat,
  State as ToporState,
  Token as ToporToken,
} from "./topor.ts";
export {
  acknowledgesWork,
  allWorkIsAcknowledged,
  isSaidWhenAllTokensAreIn,
  isSaidWithinTwoMoreWaves,
  onlyThoseAtRestPass,
  tokensAndRepeats,
  toporLaws,
  toporsInvariant,
  wavesGoUpAndDown,
  type Colours as ToporColours,
  type Cost as ToporCost,
  type Handing as ToporHanding,
  type LastWaves,
  type Owed as ToporOwed,
  type Wave as ToporWave,
} from "./topor.laws.ts";
export { childrenOf, type Tree } from "./tree.ts";
export { vectorCounters } from "./vector-counters.ts";
export type {
  Counts as VectorCountersCounts,
  Message as VectorCountersMessage,
  State as VectorCountersState,
  Visitor,
} from "./vector-counters.ts";
export {
  isSaidAfterARound,
  isSaidAtLast,
  isSaidByTheHost,
  isSaidWhenAllIsOver,
  isSaidWithinOneRound,
  nothingCostsOneRound,
  vectorCountersLaws,
  visitorGoesRound,
  visitorWaits,
  type Knowledge as VisitorsKnowledge,
  type LastHops,
  type Vector as VisitorsVector,
  type Visit as VisitorsVisit,
} from "./vector-counters.laws.ts";
export { everyTask, randomTask } from "./tasks-to-try.ts";
export {
  checkDag,
  type AttemptEnd,
  type BeginRun,
  type Dag,
  type DagTask,
  type FinalState,
  type RunState,
  type RunTask,
  type SchedulerOptions,
  type TaskId,
  type TaskReport,
  type TaskState,
  type Told,
  type TriggerRule,
} from "./dag.ts";
export {
  dagScheduler,
  decide,
  hiddenFailures,
  runStateOf,
  withWatcher,
  type Decision,
  type SchedulerState,
  type TaskRecord,
} from "./dag-scheduler.ts";
export {
  dagSchedulerLaws,
  endsAs,
  endsByItsLeaves,
  finalIsFinal,
  followsItsRules,
  handsOnWhatSucceeded,
  heedsTheAttempt,
  isOverInTheEnd,
  keepsTime,
  keepsToItsSlots,
  keepsToTheWords,
  leavesNothingUndone,
  makesAttempts,
  makesOneAttemptAtATime,
  stateLaws,
  type Account as TaskAccount,
  type Books as SchedulerBooks,
  type Standing as TaskStanding,
} from "./dag-scheduler.laws.ts";
export {
  scripted,
  taskWorker,
  type AttemptScript,
  type Job as WorkerJob,
  type Script as WorkerScript,
  type WorkerState,
} from "./dag-scheduler.worker.ts";
export { scheduledBy, type ScheduledOptions } from "./dag-scheduler.world.ts";
