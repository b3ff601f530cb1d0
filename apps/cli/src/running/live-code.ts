import type { System } from "@millrace/core";
import type { Problem } from "@millrace/grader";
import type { NetworkOptions, WorkerLike } from "@millrace/workers";
import type { Judgement } from "./judge.ts";
import type { Recording } from "./recording.ts";

/** Code that is ready to run on workers, and to judge what happened there. Close it when it is done with. */
export interface LiveCode {
  /** Its machines, channels and requests. */
  readonly system: System;
  /** What its network does besides. */
  readonly network: NetworkOptions;
  /** The name under which its workers expose the system; absent if they expose only one. */
  readonly name?: string;
  /** Makes the worker of one machine. */
  worker(): WorkerLike;
  /** Replays a recording with this code, and holds it to its laws. Ends in any case. */
  judge(recording: Recording): Promise<Judgement>;
  /** What the code printed in its workers since the last time. */
  takePrinted(): string;
  close(): void;
}

/** Code that cannot be run, for a reason that its author can mend. */
export class CodeProblem extends Error {
  override readonly name = "CodeProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
