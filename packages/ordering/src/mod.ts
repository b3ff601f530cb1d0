/**
 * Message orders: FIFO on a channel, and what keys promise.
 *
 * @module
 */
export { type FifoInput, type FifoMessage, type FifoOutput, type FifoState, type Inbox, fifoDelivery } from "./fifo-delivery.ts";
