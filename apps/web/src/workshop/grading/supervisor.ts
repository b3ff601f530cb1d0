import type { CheckVerdict, Problem } from "@millrace/grader";
import type { ShownOption } from "../../execution/hand.ts";
import { readSaid } from "./read-said.ts";
import {
  type CompareJob,
  type FoundRun,
  type GradeJob,
  type Job,
  type ReplayJob,
  type Said,
  type ScriptPlace,
  loading,
} from "./said.ts";

/** How a page hears of a grading. */
export interface Listener {
  onChecks(names: readonly string[]): void;
  onCheck(index: number): void;
  onVerdict(index: number, verdict: CheckVerdict, place?: ScriptPlace): void;
  onPrint(text: string): void;
  onAlike(index: number): void;
  onRun(run: FoundRun): void;
  onOptions(options: readonly ShownOption[]): void;
}

/** How a grading ended: with all checks decided, or with a reason why not. */
export type Ending =
  | { readonly kind: "done" }
  | {
      readonly kind: "stopped";
      readonly problem: Problem;
      /** The check it was in. */ readonly index?: number;
      readonly place?: ScriptPlace;
    };

/** In milliseconds. */
export interface Patience {
  /** For a worker to be there, and for the checks to be loaded. */
  readonly startMs: number;
  /** Without any sign of life in a grading. */
  readonly silentMs: number;
  /** For one call of the learner's code. */
  readonly callMs: number;
  /** For one check. */
  readonly checkMs: number;
}

const patience: Patience = { startMs: 60_000, silentMs: 3_000, callMs: 2_000, checkMs: 60_000 };

/** What a supervisor needs of a Worker. */
export type JobWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

/**
 * Grades in workers, one a grading, and ends those that spin. The next worker is made ahead of time.
 *
 * A page cannot look into a worker that spins. One that gives no sign of life is ended, and what it was at is run again in
 * another one, which tells of each call: since a run is the same every time, the last call that it tells of is the one.
 */
export class Supervisor {
  private readonly make: () => JobWorker;
  private readonly limits: Patience;
  private spare: Helper | undefined;
  private current: Helper | undefined;
  private isClosed = false;

  constructor(make: () => JobWorker, limits: Patience = patience) {
    this.make = make;
    this.limits = limits;
    this.spare = new Helper(make());
  }

  async grade(job: Pick<GradeJob, "id" | "code">, listener: Listener, signal: AbortSignal): Promise<Ending> {
    const first = await this.run({ ...job, first: 0, isTraced: false }, listener, signal);
    if (first !== "silent") return first;
    const second = await this.run({ ...job, first: this.current?.index ?? 0, isTraced: true }, listener, signal);
    if (second !== "silent") return second;
    return {
      kind: "stopped",
      problem: ourFault("The grading gave no sign of life, without any of your code at work."),
    };
  }

  /** Which candidate fails like the learner's file; undefined if none does, or one of them takes too long. */
  async compare(job: CompareJob, signal: AbortSignal): Promise<number | undefined> {
    let found: number | undefined;
    const listener = { ...silent, onAlike: (index: number) => (found = index) };
    await this.run(job, listener, signal);
    return found;
  }

  /**
   * The run that a verdict's link leads to, or what came of leaving it by hand, with the options that there were. Rejects with
   * an Error that says why not.
   */
  async replay(job: ReplayJob, signal: AbortSignal): Promise<FoundRun & { readonly options: readonly ShownOption[] }> {
    let found: FoundRun | undefined;
    let options: readonly ShownOption[] = [];
    const listener = {
      ...silent,
      onRun: (run: FoundRun) => (found = run),
      onOptions: (told: readonly ShownOption[]) => (options = told),
    };
    const ending = await this.run(job, listener, signal);
    if (found !== undefined) return { ...found, options };
    throw new Error(
      typeof ending === "object" && ending.kind === "stopped"
        ? ending.problem.message
        : "It took too long. Check the file: that names the call that does not return.",
    );
  }

  /** Ends all workers. */
  close(): void {
    this.isClosed = true;
    this.spare?.end();
    this.current?.end();
    this.spare = undefined;
  }

  private async run(job: Job, listener: Listener, signal: AbortSignal): Promise<Ending | "silent"> {
    const helper = this.spare ?? new Helper(this.make());
    this.spare = undefined;
    this.current = helper;
    // The next grading can begin while something is looked for.
    if (!("isTraced" in job)) this.spare = new Helper(this.make());
    const stop = (): void => helper.end();
    signal.addEventListener("abort", stop);
    try {
      return await helper.run(job, listener, this.limits);
    } finally {
      signal.removeEventListener("abort", stop);
      helper.end();
      if (!signal.aborted && !this.isClosed) this.spare ??= new Helper(this.make());
    }
  }
}

const silent: Listener = {
  onChecks() {},
  onCheck() {},
  onVerdict() {},
  onPrint() {},
  onAlike() {},
  onRun() {},
  onOptions() {},
};

/** One worker and what is known of it. */
class Helper {
  /** The check that it is at. */
  index = 0;
  private readonly worker: JobWorker;
  private hear: (said: Said | { readonly type: "broken" }) => void = (said) => this.early.push(said);
  private readonly early: (Said | { readonly type: "broken" })[] = [];
  private finish: (ending: Ending | "silent") => void = () => undefined;
  private readonly clocks: { check?: ReturnType<typeof setTimeout>; silence?: ReturnType<typeof setTimeout> } = {};
  private what: string | null = null;

  constructor(worker: JobWorker) {
    this.worker = worker;
    worker.addEventListener("message", ({ data }) => this.hear(readSaid(data) ?? { type: "broken" }));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.hear({ type: "failed", message: event.message || "the worker could not be started" });
    });
  }

  run(job: Job, listener: Listener, limits: Patience): Promise<Ending | "silent"> {
    this.index = "isTraced" in job ? job.first : 0;
    return new Promise((resolve) => {
      this.finish = resolve;
      this.waitFor(limits.startMs, () =>
        stopped(ourFault("The grading could not be started: its worker did not answer.")),
      );
      this.hear = (said) => this.take(said, { job, listener, limits });
      for (const said of this.early) this.hear(said);
    });
  }

  end(): void {
    clearTimeout(this.clocks.check);
    clearTimeout(this.clocks.silence);
    this.worker.terminate();
    this.hear = () => undefined;
    this.finish(stopped(ourFault("The grading was stopped.")));
  }

  private take(
    said: Said | { readonly type: "broken" },
    { job, listener, limits }: { readonly job: Job; readonly listener: Listener; readonly limits: Patience },
  ): void {
    switch (said.type) {
      case "ready":
        this.worker.postMessage(job);
        return;
      case "checks":
        listener.onChecks(said.names);
        break;
      case "running":
        this.what = said.what;
        break;
      case "check":
        this.index = said.index;
        listener.onCheck(said.index);
        clearTimeout(this.clocks.check);
        this.clocks.check = setTimeout(() => this.finish(this.tooLong(limits)), limits.checkMs);
        break;
      case "verdict":
        listener.onVerdict(said.index, said.verdict, said.place);
        break;
      case "print":
        listener.onPrint(said.text);
        break;
      case "alike":
        listener.onAlike(said.index);
        break;
      case "run":
        listener.onRun(said.run);
        break;
      case "options":
        listener.onOptions(said.options);
        break;
      case "refused":
        this.finish({
          kind: "stopped",
          problem: said.problem,
          ...(said.place === undefined ? {} : { place: said.place }),
        });
        return;
      case "astray":
        // The reason is all that is told: what it means depends on what was to be followed.
        this.finish(stopped({ kind: "our-fault", message: said.reason }));
        return;
      case "failed":
        this.finish(stopped(ourFault(`The grading failed: ${said.message}.`)));
        return;
      case "broken":
        this.finish(stopped(ourFault("The grading said something that was not understood.")));
        return;
      case "done":
        this.finish({ kind: "done" });
        return;
    }
    this.listenOn(job, limits);
  }

  private listenOn(job: Job, limits: Patience): void {
    const { what, index } = this;
    const isTraced = "isTraced" in job && job.isTraced;
    if (what === loading) return this.waitFor(limits.callMs, () => stopped(loadsWithoutEnd()));
    if (!isTraced) return this.waitFor(limits.silentMs, () => "silent");
    if (what === null) return this.waitFor(limits.checkMs, () => "silent");
    return this.waitFor(limits.callMs, () => stopped(neverReturns(what, limits), index));
  }

  private waitFor(ms: number, ending: () => Ending | "silent"): void {
    clearTimeout(this.clocks.silence);
    this.clocks.silence = setTimeout(() => this.finish(ending()), ms);
  }

  private tooLong({ checkMs }: Patience): Ending {
    const message = `This check was still at work after ${checkMs / 1000} seconds, and your code was called again and again. Look at how much work one call does, and whether it grows.`;
    return stopped({ kind: "endless-loop", message }, this.index);
  }
}

function stopped(problem: Problem, index?: number): Ending {
  return { kind: "stopped", problem, ...(index === undefined ? {} : { index }) };
}

function neverReturns(what: string, { callMs }: Patience): Problem {
  const handlers = what.includes(" of ")
    ? " A handler cannot wait for a message: it must return before anything else happens."
    : "";
  return {
    kind: "endless-loop",
    message: `${what} had not returned after ${callMs / 1000} seconds. Look for a loop whose condition never becomes false.${handlers}`,
  };
}

function loadsWithoutEnd(): Problem {
  return {
    kind: "endless-loop",
    message:
      "Your file was still being loaded when it was stopped. Look for a loop outside of any function whose condition never becomes false.",
  };
}

function ourFault(message: string): Problem {
  return {
    kind: "our-fault",
    message: `${message} This is not your doing. Check again; if it stays, please report it.`,
  };
}
