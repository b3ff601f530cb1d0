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
export type { Counts, Message as FourCounterMessage, State as FourCounterState, Wave } from "./four-counter.ts";
export { fourCounterLaws, isSaidWithinFourWaves, wavesFollowEachOther, type Waves } from "./four-counter.laws.ts";
export { everyTask, randomTask } from "./tasks-to-try.ts";
