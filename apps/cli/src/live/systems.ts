import * as helloMachine from "@millrace/core/hello-machine.live.ts";
import * as lamportClock from "@millrace/clocks/lamport-clock.live.ts";
import * as vectorClock from "@millrace/clocks/vector-clock.live.ts";
import type { Law, System } from "@millrace/core";
import * as retry from "@millrace/delivery/retry.live.ts";
import * as fifoDelivery from "@millrace/ordering/fifo-delivery.live.ts";
import * as keyedPartitions from "@millrace/ordering/keyed-partitions.live.ts";
import * as dijkstraScholten from "@millrace/termination/dijkstra-scholten.live.ts";
import type { NetworkOptions } from "@millrace/workers";
import * as fourCounter from "@millrace/termination/four-counter.live.ts";

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
  "lamport-clock": lamportClock,
  "vector-clock": vectorClock,
  "fifo-delivery": fifoDelivery,
  "keyed-partitions": keyedPartitions,
  retry,
  "dijkstra-scholten": dijkstraScholten,
  "four-counter": fourCounter,
};
