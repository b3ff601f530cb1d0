/** 0 passed, 1 failed, 2 usage, 3 our own fault. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How a command ended. What a person reads has been printed by then. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** What `--json` prints: plain JSON. */
  readonly document: unknown;
}

/** A command that cannot be carried out as it was typed. The message says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
