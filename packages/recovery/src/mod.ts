/**
 * Recovery: checkpoints, logs, and the way back to a consistent line.
 *
 * @module
 */
export { pingPong } from "./domino.ts";
export { type LoaderState, type RunUnderWay, incrementalLoader } from "./high-water-mark.ts";
export {
  type Commit as ShopCommit,
  type LoaderOptions,
  type Order as ShopOrder,
  type Run as LoaderRun,
} from "./high-water-mark.shop.ts";
export {
  type Answer as StoreAnswer,
  type Edge as StoreEdge,
  type Key as StoreKey,
  type Position,
  type Read as StoreRead,
  type Row as StoreRow,
  type Stored as StoreEntry,
  type Tables,
  type Transaction as StoreTransaction,
  type Write as StoreWrite,
  applyWrite,
  asAnswer,
  checkTransaction,
  comparePositions,
  emptyTables,
  rowsOf,
  store,
} from "./high-water-mark.store.ts";
export {
  type HandOn,
  type Handled,
  type Job,
  type JobInput,
  type JobOutput,
  type LogEntry,
  type Recovered,
  type Work,
  job,
  logKey,
  receivedFrom,
  sentTo,
} from "./juang-venkatesan.jobs.ts";
export { type RandomJobsOptions, randomJobs } from "./juang-venkatesan.jobs-to-try.ts";
export {
  type Message as JuangVenkatesanMessage,
  type Recovery,
  type Rollback,
  type State as JuangVenkatesanState,
  juangVenkatesan,
} from "./juang-venkatesan.ts";
export { type Labels, whoGoesBack } from "./koo-toueg.rollback.ts";
export { type RandomRunOptions, fillsUp, randomRun, saves, sends } from "./koo-toueg.runs-to-try.ts";
export {
  type Message as KooTouegMessage,
  type Request as KooTouegRequest,
  type Since,
  type State as KooTouegState,
  type TentativeCheckpoint,
  kooToueg,
} from "./koo-toueg.ts";
export {
  type CheckpointOutput,
  type Discarded,
  type DiskInput,
  type Permanent,
  type SaveInput,
  type SendInput,
  type Tentative,
  type Work as NumberWork,
  type WorkerInput,
} from "./koo-toueg.workers.ts";
export {
  type JobDone,
  type Period,
  type PeriodicInput,
  type PeriodicOutput,
  type Saved,
  type WentBack,
} from "./manivannan-singhal.jobs.ts";
export { randomPeriods } from "./manivannan-singhal.jobs-to-try.ts";
export {
  type Checkpoint as NumberedCheckpoint,
  type Message as ManivannanSinghalMessage,
  type Rollback as ManivannanSinghalRollback,
  type Stamp as ManivannanSinghalStamp,
  type State as ManivannanSinghalState,
  manivannanSinghal,
} from "./manivannan-singhal.ts";
export {
  type LogReply,
  type LogRequest,
  type WithLog,
  asLogReply,
  diskMs,
  logPort,
  logTimer,
  withLog,
} from "./message-log.disk.ts";
export {
  type Hall,
  type OrderRecord,
  type Place as SeatAndCode,
  type Subscribe,
  type Ticket,
  type Topics,
  drawCode,
  sell,
} from "./message-log.office.ts";
export { type OfficeState, type Receipt, boxOffice } from "./message-log.ts";
export {
  type Histories,
  type History,
  type HistoryEvent,
  type Line,
  type StepBack,
  findOrphan,
  recoveryLine,
  rollBack,
} from "./recovery-line.ts";
