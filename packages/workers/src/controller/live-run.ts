import { type Event, type Input, type Node, type System } from "@millrace/core";
import { sharedNowMs } from "../clock.ts";
import type { DiskPlace } from "../disk/disk-log.ts";
import type { LiveFailure, SpawnOptions } from "../live-system.ts";
import { shapeOf } from "../system-shape.ts";
import type { Disturbance } from "../worker-protocol.ts";
import { Ledger } from "./ledger.ts";
import { Recorder } from "./recorder.ts";
import { Until } from "./until.ts";

/** {@link SpawnOptions} with everything filled in. */
export interface RunOptions extends SpawnOptions {
  readonly seed: number;
  readonly readyMs: number;
  readonly deadlineMs: number;
  readonly disturbance: Disturbance;
  readonly place: DiskPlace;
}

/** What all machines of one live system share: the journal, and how the network is right now. */
export class LiveRun {
  /** With the seed of this run. */
  readonly system: System;
  readonly shape: string;
  readonly options: RunOptions;
  readonly originMs: number = sharedNowMs();
  readonly ledger: Ledger;
  readonly recorder: Recorder;
  /** Looked at whenever anything has changed. */
  readonly until: Until = new Until();
  /** All requests that were given, by number. */
  readonly inputs: Input[] = [];
  readonly failures: LiveFailure[] = [];
  disturbance: Disturbance;
  /** Indexes of the channels that are cut. */
  cutChannels: ReadonlySet<number> = new Set();
  /** Whether all machines have begun: later starts are restarts. */
  hasBegun = false;
  isStopping = false;
  /** Resolves when the system is stopped. */
  readonly stopped: Promise<void>;
  #resolveStopped: () => void = () => undefined;

  constructor(system: System, options: RunOptions, onEvent: (event: Event) => void) {
    this.system = { ...system, seed: system.seed + options.seed };
    this.shape = shapeOf(system);
    this.options = options;
    this.disturbance = options.disturbance;
    this.stopped = new Promise((resolve) => (this.#resolveStopped = resolve));
    this.ledger = new Ledger(system, { networkSeed: options.seed });
    this.recorder = new Recorder(this.system, { inputOf: (input) => this.inputs[input], onEvent });
  }

  /** Milliseconds since the spawning. */
  get nowMs(): number {
    return sharedNowMs() - this.originMs;
  }

  /** The channels from and to a machine. */
  channelsOf({ id }: Node): number[] {
    return this.system.channels.flatMap(({ from, to }, channel) => (from === id || to === id ? [channel] : []));
  }

  /** The incoming channels of a machine that are cut. */
  heldOf({ id }: Node): number[] {
    return [...this.cutChannels].filter((channel) => this.system.channels[channel]?.to === id);
  }

  /** Nothing is begun any more. */
  stop(): void {
    this.isStopping = true;
    this.#resolveStopped();
    this.until.look();
  }

  note(failure: LiveFailure): void {
    this.failures.push(failure);
    // Whatever it throws is no concern of the machines.
    queueMicrotask(() => this.options.onFailure?.(failure));
  }
}
