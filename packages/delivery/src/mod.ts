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
