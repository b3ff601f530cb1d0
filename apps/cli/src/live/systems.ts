import * as helloMachine from "@millrace/core/hello-machine.live.ts";
import * as fowlerZwaenepoel from "@millrace/clocks/fowler-zwaenepoel.live.ts";
import * as hybridLogicalClock from "@millrace/clocks/hybrid-logical-clock.live.ts";
import * as lamportClock from "@millrace/clocks/lamport-clock.live.ts";
import * as matrixClock from "@millrace/clocks/matrix-clock.live.ts";
import * as singhalKshemkalyani from "@millrace/clocks/singhal-kshemkalyani.live.ts";
import * as vectorClock from "@millrace/clocks/vector-clock.live.ts";
import type { Law, System } from "@millrace/core";
import * as granularity from "@millrace/dataflow/granularity.live.ts";
import * as scatterGather from "@millrace/dataflow/scatter-gather.live.ts";
import * as shuffle from "@millrace/dataflow/shuffle.live.ts";
import * as consumerGroup from "@millrace/delivery/consumer-group.live.ts";
import * as idempotentConsumer from "@millrace/delivery/idempotent-consumer.live.ts";
import * as outbox from "@millrace/delivery/outbox.live.ts";
import * as failureDetector from "@millrace/delivery/failure-detector.live.ts";
import * as lease from "@millrace/delivery/lease.live.ts";
import * as retry from "@millrace/delivery/retry.live.ts";
import * as twoPhaseCommit from "@millrace/delivery/two-phase-commit.live.ts";
import * as causalBroadcast from "@millrace/ordering/causal-broadcast.live.ts";
import * as fifoDelivery from "@millrace/ordering/fifo-delivery.live.ts";
import * as keyedPartitions from "@millrace/ordering/keyed-partitions.live.ts";
import * as sequencer from "@millrace/ordering/sequencer.live.ts";
import * as skeen from "@millrace/ordering/skeen.live.ts";
import * as kshemkalyaniSinghal from "@millrace/ordering/kshemkalyani-singhal.live.ts";
import * as raynalSchiperToueg from "@millrace/ordering/raynal-schiper-toueg.live.ts";
import * as batchPipeline from "@millrace/pipeline/batch-pipeline.live.ts";
import * as chaosDay from "@millrace/pipeline/chaos-day.live.ts";
import * as cdcHandoff from "@millrace/snapshots/cdc-handoff.live.ts";
import * as highWaterMark from "@millrace/recovery/high-water-mark.live.ts";
import * as juangVenkatesan from "@millrace/recovery/juang-venkatesan.live.ts";
import * as kooToueg from "@millrace/recovery/koo-toueg.live.ts";
import * as manivannanSinghal from "@millrace/recovery/manivannan-singhal.live.ts";
import * as messageLog from "@millrace/recovery/message-log.live.ts";
import * as chandyLamport from "@millrace/snapshots/chandy-lamport.live.ts";
import * as laiYang from "@millrace/snapshots/lai-yang.live.ts";
import * as mattern from "@millrace/snapshots/mattern.live.ts";
import * as dagScheduler from "@millrace/termination/dag-scheduler.live.ts";
import * as dijkstraScholten from "@millrace/termination/dijkstra-scholten.live.ts";
import * as huangSnapshot from "@millrace/termination/huang-snapshot.live.ts";
import * as weightThrowing from "@millrace/termination/weight-throwing.live.ts";
import type { NetworkOptions } from "@millrace/workers";
import * as fourCounter from "@millrace/termination/four-counter.live.ts";
import * as safra from "@millrace/termination/safra.live.ts";
import * as topor from "@millrace/termination/topor.live.ts";
import * as vectorCounters from "@millrace/termination/vector-counters.live.ts";

/** What a file with a live system exports. */
export interface LiveModule {
  readonly system: System;
  /** What its network does besides. */
  readonly network?: NetworkOptions;
  /** What holds whatever happens, kills among it. */
  readonly laws?: readonly Law[];
  /** What holds as well if no machine crashes. */
  readonly lawsWithoutCrashes?: readonly Law[];
}

/** The library's live systems, by the name of the algorithm: one for each. */
export const liveSystems: Readonly<Record<string, LiveModule>> = {
  "hello-machine": helloMachine,
  "scatter-gather": scatterGather,
  shuffle,
  granularity,
  "lamport-clock": lamportClock,
  "vector-clock": vectorClock,
  "singhal-kshemkalyani": singhalKshemkalyani,
  "hybrid-logical-clock": hybridLogicalClock,
  "matrix-clock": matrixClock,
  "fowler-zwaenepoel": fowlerZwaenepoel,
  "fifo-delivery": fifoDelivery,
  "keyed-partitions": keyedPartitions,
  "causal-broadcast": causalBroadcast,
  "raynal-schiper-toueg": raynalSchiperToueg,
  "kshemkalyani-singhal": kshemkalyaniSinghal,
  sequencer,
  skeen,
  retry,
  "two-phase-commit": twoPhaseCommit,
  "idempotent-consumer": idempotentConsumer,
  outbox,
  "consumer-group": consumerGroup,
  lease,
  "failure-detector": failureDetector,
  "cdc-handoff": cdcHandoff,
  "high-water-mark": highWaterMark,
  "juang-venkatesan": juangVenkatesan,
  "koo-toueg": kooToueg,
  "manivannan-singhal": manivannanSinghal,
  "message-log": messageLog,
  "chandy-lamport": chandyLamport,
  "lai-yang": laiYang,
  mattern,
  "dag-scheduler": dagScheduler,
  "dijkstra-scholten": dijkstraScholten,
  "weight-throwing": weightThrowing,
  "huang-snapshot": huangSnapshot,
  "four-counter": fourCounter,
  safra,
  topor,
  "vector-counters": vectorCounters,
  "chaos-day": chaosDay,
  "batch-pipeline": batchPipeline,
};
