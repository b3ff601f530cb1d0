/**
 * Message orders: FIFO on a channel, and what keys promise.
 *
 * @module
 */
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
