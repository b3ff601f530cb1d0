/**
 * Snapshots: a photo of a moving system, and a log that takes over where the photo ends.
 *
 * @module
 */
export {
  type CaptureCheckpoint,
  type CaptureState,
  type Captured,
  type Chunk as CapturedChunk,
  capturer,
} from "./cdc-handoff.ts";
export { type Checkpoint, type Cut, type Shipment } from "./checkpoint.ts";
export { type Places, inTransit, isConsistent, latestConsistentCut } from "./consistent-cut.ts";
export {
  type BankInput,
  type Recorded,
  type RecordedChannel,
  type Recording,
  type SnapshotInput,
  type Transfer,
  type TransferInput,
  openingBalance,
} from "./bank.ts";
export {
  type Incoming,
  type Marker,
  type Message as ChandyLamportMessage,
  type State as ChandyLamportState,
  chandyLamport,
} from "./chandy-lamport.ts";
export { type Markers, chandyLamportLaws, oneMarkerOnEachChannel } from "./chandy-lamport.laws.ts";
export {
  type Colour,
  type History,
  type Message as LaiYangMessage,
  type State as LaiYangState,
  laiYang,
} from "./lai-yang.ts";
export { type Messages, laiYangLaws, oneMessageThereAndOneBack } from "./lai-yang.laws.ts";
export {
  type Collection,
  type Late,
  type Message as MatternMessage,
  type Plan,
  type State as MatternState,
  type VectorTime,
  mattern,
} from "./mattern.ts";
export {
  type Agreement,
  type Counted,
  type Orders,
  fourMessagesEachAndLateMoney,
  isAgreedBeforehand,
  matternLaws,
  moneyCarriesOnlyItsTime,
  onlyWhoIsAskedWaits,
} from "./mattern.laws.ts";
export {
  type Album,
  type Ends,
  type Parts,
  isCompleteInTheEnd,
  recordsAsAgreed,
  recordsEachOnce,
} from "./snapshot-words.laws.ts";
export { isRecorded, isTransfer } from "./recording.ts";
export {
  type ChannelRecord,
  type Ledger as SnapshotLedger,
  type Letter as SnapshotLetter,
  type Owed as OwedTransfer,
  type Photo,
  cutIsConsistent,
  findsAllTheMoney,
  recordsItsBalance,
  recordsWhatWasInTransit,
  recordsWhatWasInTransitInOrder,
  showsOneCut,
  showsOneCutInOrder,
  snapshotLaws,
  snapshotsAreFollowed,
  transfersGoOutAtOnce,
} from "./snapshot.laws.ts";
export {
  type Change,
  type LogEntry,
  type Row,
  type SourceAnswer,
  type SourceRequest,
  type SourceState,
  changeOf,
  idOf,
  readAnswer,
  readRequest,
  sourceDatabase,
} from "./source-database.ts";
export { photographed, randomTransfers, transferred } from "./transfers-to-try.ts";
