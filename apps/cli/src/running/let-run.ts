import type { LiveSystem } from "@millrace/workers";
import { setTimeout } from "node:timers/promises";
import { makeTrouble } from "./trouble.ts";

/** How long to let a system run, and what to do to it. */
export interface LetRunOptions {
  readonly seed: number;
  /** Whether to make trouble: for `forMs`, or a second. */
  readonly chaos: boolean;
  /** Leave the network's delay alone. */
  readonly keepsDelay: boolean;
  /** This long; by default until nothing is left to do, ten seconds at most. */
  readonly forMs?: number;
  /** Resolves if it is to end at once. */
  readonly interrupted: Promise<void>;
}

/** Lets a system run by itself. */
export async function letRun(live: LiveSystem, options: LetRunOptions): Promise<void> {
  const { seed, chaos, forMs, keepsDelay, interrupted } = options;
  const ended = interrupted.then(() => true);
  const isOver = async (work: Promise<unknown>): Promise<boolean> => Promise.race([ended, work.then(() => false)]);
  const pause = (ms: number): Promise<void> => setTimeout(ms, undefined, { ref: false });
  if (chaos && (await isOver(makeTrouble(live, { seed, durationMs: forMs ?? troubleMs, keepsDelay })))) return;
  if (!chaos && forMs !== undefined) await isOver(pause(forMs));
  if (forMs === undefined) await isOver(Promise.race([live.settled(), pause(patienceMs)]));
}

const troubleMs = 1_000;
const patienceMs = 10_000;
