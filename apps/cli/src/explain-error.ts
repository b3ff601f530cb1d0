import { UnknownExerciseError } from "@millrace/grader/catalogue.node.ts";
import { NewerProgressError } from "@millrace/grader/progress.node.ts";
import { CommanderError } from "commander";
import { type ExitCode, UsageError } from "./outcome.ts";

/** An error as a person reads it. */
export interface Explained {
  readonly exitCode: ExitCode;
  readonly kind: "usage" | "our-fault";
  readonly message: string;
}

/** Tells what was typed wrong from what is wrong with us. A stack is shown only where MILLRACE_DEBUG asks for it. */
export function explainError(error: unknown, env: Readonly<Record<string, string | undefined>>): Explained {
  if (error instanceof CommanderError) return usage(sentence(error.message.replace(/^error: /, "")));
  if (error instanceof UsageError || error instanceof UnknownExerciseError || error instanceof NewerProgressError)
    return usage(error.message);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && env["MILLRACE_DEBUG"] ? (error.stack ?? message) : undefined;
  const advice = "This is not your doing. Please report it, with what MILLRACE_DEBUG=1 before the command shows.";
  return { exitCode: 3, kind: "our-fault", message: stack ?? `Millrace itself failed: ${message}\n${advice}` };
}

function usage(message: string): Explained {
  return { exitCode: 2, kind: "usage", message };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
