import { type ChildProcess, fork } from "node:child_process";
import type { Engine } from "./engine-build.node.ts";
import {
  type Ending,
  type Job,
  type Limits,
  type Order,
  type Rehearsal,
  type Report,
  isEnding,
} from "./protocol.node.ts";

/** Far more than any right answer takes. */
export const defaultLimits: Limits = { callMs: 2000, loadMs: 5000, checkMs: 60_000, callMb: 400, totalMb: 1500 };

/**
 * A verdict is over before code has run hot: half of the time went into optimising functions that soon ran no more, in
 * threads that all processes on all cores fight for. So code is compiled plainly at once, optimised late and in small
 * pieces, by one thread. (`pnpm bench:course` tells what it is worth.)
 */
const engineFlags: readonly string[] = [
  "--v8-pool-size=1",
  "--always-sparkplug",
  "--interrupt-budget=800000",
  "--max-inlined-bytecode-size-cumulative=300",
];

/** A process of ours that grades, one job at a time, and can be ended at any moment. */
export class GradingProcess {
  readonly engine: Engine;
  private readonly child: ChildProcess;
  private readonly options: ProcessOptions;
  private complaints = "";
  private isEnded = false;
  private isOurDoing = false;

  constructor(engine: Engine, options: ProcessOptions) {
    this.engine = engine;
    this.options = options;
    const { NODE_OPTIONS: _theirs, ...env } = process.env;
    this.child = fork(engine.hostFile, [], {
      env,
      execArgv: [...engineFlags],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.child.stderr?.on("data", (chunk) => (this.complaints = (this.complaints + String(chunk)).slice(-4000)));
    this.child.on("exit", () => (this.isEnded = true));
    this.hold(false);
  }

  /** Whether it can take another job. */
  get isAlive(): boolean {
    return !this.isEnded;
  }

  /** Does one job. After any ending but a good one the process is gone. */
  async run(job: Job, options: RunOptions): Promise<Ending> {
    this.hold(true);
    const ending = await this.waitFor(job, options);
    this.hold(false);
    if (ending.type === "stopped" || ending.type === "died") this.end();
    return ending;
  }

  /** Ends it at once, whatever it is at. */
  end(): void {
    this.isEnded = true;
    this.isOurDoing = true;
    this.child.kill("SIGKILL");
  }

  private waitFor(job: Job, options: RunOptions): Promise<Ending> {
    const { child } = this;
    let running: string | null = null;
    return new Promise((resolve) => {
      const finish = (ending: Ending): void => {
        child.off("message", listen);
        child.off("close", die);
        resolve(ending);
      };
      const listen = (message: unknown): void => {
        const said = message as Report | Ending; // host.node.ts says nothing else
        if (isEnding(said)) return finish(said);
        if (said.type === "running") running = said.what;
        else options.onReport(said);
      };
      const die = (code: number | null, signal: string | null): void =>
        finish(
          !this.isOurDoing && hasNoMemory(this.complaints, signal)
            ? { type: "stopped", limit: "memory", what: running, afterMs: 0 }
            : { type: "died", detail: `${signal ?? `code ${code}`} ${lastLine(this.complaints)}`.trim() },
        );
      child.on("message", listen);
      child.on("close", die);
      if (this.isEnded) die(child.exitCode, child.signalCode);
      else child.send(this.order(job, options));
    });
  }

  private order(job: Job, { isRepeat = false, rehearsal }: RunOptions): Order {
    const { limits, keepSpare, keepWorker } = this.options;
    return {
      job,
      limits: isRepeat ? { ...limits, callMs: limits.callMs / 4 } : limits,
      keepSpare,
      keepWorker,
      ...(rehearsal === undefined ? {} : { rehearsal }),
    };
  }

  /** Only a job that is under way keeps the command from ending. */
  private hold(isBusy: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stderr as unknown as typeof this.child.channel];
    for (const handle of handles) {
      if (isBusy) handle?.ref();
      else handle?.unref();
    }
  }
}

/** How a process works. */
export interface ProcessOptions {
  readonly limits: Limits;
  /** Make the next worker ready after each job. */
  readonly keepSpare: boolean;
  /** Give one job after the other to the same worker: for code of ours. */
  readonly keepWorker: boolean;
}

/** How to run a job. */
export interface RunOptions {
  readonly onReport: (report: Report) => void;
  /** The same code has been ended before: it gets less time. */
  readonly isRepeat?: boolean;
  /** What the next worker does until it is needed. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** V8 ends the whole process when it cannot get on; an operating system that is short of memory does too. */
function hasNoMemory(complaints: string, signal: string | null): boolean {
  return /heap out of memory|Allocation failed|invalid table size/.test(complaints) || signal === "SIGKILL";
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
