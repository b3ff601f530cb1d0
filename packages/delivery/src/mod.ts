/**
 * Delivery that survives failure.
 *
 * @module
 */
export {
  type Backoff,
  type Decision,
  type Failure,
  type Pending,
  type Reply,
  type RetryOutcome,
  type RetryPolicy,
  type RetryRequest,
  type RetryState,
  type Situation,
  type StopReason,
  backoffMs,
  decide,
  retrying,
} from "./retry.ts";
export {
  type BrokerInput,
  type BrokerOutput,
  type BrokerState,
  type FromBroker,
  type GroupMessage,
  type GroupRecord,
  type Logs,
  type Offsets,
  type Partition,
  type ToBroker,
  brokerOf,
} from "./consumer-group.broker.ts";
export { type SinkState, type Write, type Written, readWrite, sink } from "./consumer-group.sink.ts";
export { type ConsumerState, consumer } from "./consumer-group.ts";
export { type Database, type Shown, type Stored, database, emptyDatabase, entries, transact } from "./database.ts";
export {
  type Answer,
  type Condition,
  type Entry,
  type Key,
  type Place,
  type Read as DatabaseRead,
  type Row,
  type Transaction,
  type Write as DatabaseWrite,
  asAnswer,
} from "./transaction.ts";
export {
  type CustomerChanged,
  type CustomerDeleted,
  type Event as TopicEvent,
  type Payment,
  type Subscribe,
  type TopicRecord,
} from "./idempotent-consumer.topic.ts";
export { type ConsumerState as IdempotentConsumerState, effectOf, idempotentConsumer } from "./idempotent-consumer.ts";
export {
  type CommitMessage,
  type CommitWork,
  type Decided,
  type Decision as CommitDecision,
  type Prepare,
  type Publish,
  type Rows,
  type TableOutcome,
  type Vote,
  isFit,
  publish,
  publishing,
} from "./two-phase-commit.tables.ts";
export {
  type PublisherEntry,
  type PublisherState,
  type TableEntry,
  type TableState,
  patienceMs,
  publisher,
  table,
} from "./two-phase-commit.ts";
export {
  type DetectorInput,
  type DetectorOptions,
  type DetectorOutput,
  type DetectorState,
  failureDetector,
} from "./failure-detector.ts";
export {
  type Backfill,
  type FromLocks,
  type FromStorage,
  type LeaseMessage,
  type LocksState,
  type SchedulerOutput,
  type StorageOutput,
  type ToLocks,
  type ToStorage,
  locksOf,
} from "./lease.locks.ts";
export { type Lease, type SchedulerState, type StorageState, scheduler, storage } from "./lease.ts";
export {
  type Booked,
  type Look,
  type OrderEvent,
  type OrderRequest,
  type Status as OrderStatus,
  type TopicReply,
  type TopicRequest,
  statuses,
} from "./outbox.shop.ts";
export { type BillingState, type ShopState, billing, shop } from "./outbox.ts";
