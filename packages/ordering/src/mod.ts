/**
 * Message orders: FIFO on a channel, what keys promise, causal order, total order.
 *
 * @module
 */
export {
  type BroadcastInput,
  type BroadcastMessage,
  type BroadcastOutput,
  type BroadcastState,
  type HeldBroadcast,
  causalBroadcast,
} from "./causal-broadcast.ts";
export {
  type FifoInput,
  type FifoMessage,
  type FifoOutput,
  type FifoState,
  type Inbox,
  fifoDelivery,
} from "./fifo-delivery.ts";
export {
  type ConsumerState,
  type Key,
  type PartitionRecord,
  type Processed,
  type ProducerInput,
  type ProducerState,
  consumer,
  partitionFor,
  producer,
} from "./keyed-partitions.ts";
export { murmur2 } from "./murmur2.ts";
export {
  type MemberState,
  type Sequenced,
  type SequencerMessage,
  type SequencerState,
  groupMember,
  sequencer,
} from "./sequencer.ts";
export {
  type Entry as SkeenEntry,
  type Message as SkeenMessage,
  type Round as SkeenRound,
  type State as SkeenState,
  skeen,
} from "./skeen.ts";
export { type Delivered, type Multicast, groupOf, multicasts } from "./total-order.group.ts";
export {
  type RstHeld,
  type RstInput,
  type RstMessage,
  type RstOutput,
  type RstState,
  type SentTable,
  raynalSchiperToueg,
} from "./raynal-schiper-toueg.ts";
export {
  type CausalLog,
  type LogEntry,
  type LogHeld,
  type LogInput,
  type LogMessage,
  type LogOutput,
  type LogRules,
  type LogState,
  causalMulticast,
} from "./kshemkalyani-singhal.machine.ts";
export { kshemkalyaniSinghal } from "./kshemkalyani-singhal.ts";
