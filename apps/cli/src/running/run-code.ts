import type { Execution } from "@millrace/core";
import {
  type LiveFailure,
  type LiveMachine,
  type LiveSystem,
  type SpawnOptions,
  WorkerError,
  spawn,
} from "@millrace/workers";
import type { Network } from "./dials.ts";
import type { LiveCode } from "./live-code.ts";
import { type Recording, recordingOf } from "./recording.ts";

/** How to run code. */
export interface RunCodeOptions {
  /** What it is called in the recording. */
  readonly of: string;
  readonly seed: number;
  readonly network: Network;
  readonly disk: NonNullable<SpawnOptions["disk"]>;
  /** Whether the system's own requests are given at their times; otherwise `use` gives them. */
  readonly inputs: boolean;
  /** What is done with the system while it runs; it is stopped afterwards. */
  use(live: LiveSystem): Promise<void>;
}

/** A run, or why there was none. */
export type Ran =
  | { readonly started: true; readonly run: Run }
  | { readonly started: false; readonly message: string; readonly failures: readonly LiveFailure[] };

/** What came of a run. */
export interface Run {
  readonly recording: Recording;
  readonly execution: Execution;
  /** The machines just before the end. */
  readonly machines: readonly LiveMachine[];
}

/** Runs code on workers. Nothing of it is left behind, whatever `use` does; if that rejects, so does this. */
export async function runCode(code: LiveCode, options: RunCodeOptions): Promise<Ran> {
  const { of, seed, use, ...settings } = options;
  const failures: LiveFailure[] = [];
  const begunMs = performance.now();
  let live: LiveSystem;
  try {
    live = await spawn(code.system, {
      ...settings,
      seed,
      worker: () => code.worker(),
      ...(code.name === undefined ? {} : { name: code.name }),
      onFailure: (failure) => failures.push(failure),
    });
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    return { started: false, message: error.message, failures };
  }
  let machines: readonly LiveMachine[] = [];
  try {
    await use(live);
  } finally {
    machines = live.machines;
    await live.stop();
  }
  const execution = await live.stop();
  const durationMs = Math.round(performance.now() - begunMs);
  return {
    started: true,
    run: { recording: recordingOf(execution, { of, seed, durationMs, failures }), execution, machines },
  };
}
