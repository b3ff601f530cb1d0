import type { CallBoard } from "./call-board.node.ts";
import { type Limits, type Stopped, loading } from "./protocol.node.ts";

/** What this process has used, as far as a watch wants to know. */
export interface Usage {
  /** Time by the wall, in milliseconds. */
  readonly wallMs: number;
  /** Time of computing, all threads together, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryMb: number;
}

/**
 * Judges from time to time whether a worker has gone too far. What counts is computing: on a computer that is busy or
 * asleep the wall's clock runs on, so waiting counts a fifth.
 */
export class Watch {
  private readonly board: CallBoard;
  private readonly limits: Limits;
  private readonly nameOf: (id: number) => string;
  private last: Usage;
  private calls = 0;
  /** What the call that runs has taken. */
  private callMs = 0;
  private callBeganMb: number;
  /** What the check that runs has taken, and of that the learner's code. */
  private checkMs = 0;
  private learnersMs = 0;
  private lastRunning: string | null = null;

  constructor(
    board: CallBoard,
    options: { readonly limits: Limits; readonly nameOf: (id: number) => string; readonly now: Usage },
  ) {
    this.board = board;
    this.limits = options.limits;
    this.nameOf = options.nameOf;
    this.last = options.now;
    this.callBeganMb = options.now.memoryMb;
  }

  /** A check begins. */
  beginCheck(): void {
    this.checkMs = 0;
    this.learnersMs = 0;
  }

  /** The function that was last seen running; null if none was. */
  get running(): string | null {
    return this.lastRunning;
  }

  /** Looks once; gives the reason to end the worker, if there is one. */
  look(now: Usage): Stopped | undefined {
    const spentMs = this.spend(now);
    const { calls, id } = this.board.read();
    this.lastRunning = id === 0 ? null : this.nameOf(id);
    const isSameCall = id !== 0 && calls === this.calls;
    this.calls = calls;
    if (isSameCall) {
      this.callMs += spentMs;
    } else {
      this.callMs = 0;
      this.callBeganMb = this.last.memoryMb;
    }
    this.checkMs += spentMs;
    if (id !== 0) this.learnersMs += spentMs;
    this.last = now;
    return this.judge(now, isSameCall);
  }

  private spend(now: Usage): number {
    const wallMs = now.wallMs - this.last.wallMs;
    return Math.max(Math.min(wallMs, now.cpuMs - this.last.cpuMs), wallMs / 5);
  }

  private judge({ memoryMb }: Usage, isSameCall: boolean): Stopped | undefined {
    const { limits, lastRunning: what } = this;
    const grownMb = isSameCall ? memoryMb - this.callBeganMb : 0;
    const stopped = (limit: Stopped["limit"], afterMs = 0): Stopped => ({ type: "stopped", limit, what, afterMs });
    if (grownMb > limits.callMb || memoryMb > limits.totalMb) return stopped("memory");
    if (isSameCall) {
      const [limit, limitMs] =
        what === loading ? (["load", limits.loadMs] as const) : (["call", limits.callMs] as const);
      // Without end, and on its way to use up the memory: that says more.
      if (this.callMs > limitMs) return grownMb > limits.callMb / 4 ? stopped("memory") : stopped(limit, limitMs);
    }
    if (this.checkMs <= limits.checkMs) return undefined;
    const isLearners = this.learnersMs > this.checkMs / 2;
    return { ...stopped("check", limits.checkMs), what: isLearners ? (what ?? "the code") : null };
  }
}
