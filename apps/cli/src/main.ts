import { CommanderError } from "commander";
import { explainError } from "./explain-error.ts";
import { type Host, thisHost } from "./host.ts";
import type { ExitCode, Outcome } from "./outcome.ts";
import { defineProgram } from "./program.ts";
import { screenOn } from "./screen.ts";
import { terminalOf } from "./show/terminal.ts";
import { openWorkshop } from "./workshop.ts";

/** The `millrace` command. Returns its exit code: 0 passed, 1 failed, 2 usage, 3 our own fault. */
export async function main(args: readonly string[], host: Host = thisHost()): Promise<ExitCode> {
  const json = args.includes("--json");
  const terminal = terminalOf(host.stdout, host.env);
  const out = screenOn(terminal, (text) => void host.stdout.write(text));
  const err = screenOn(terminal, (text) => void host.stderr.write(text));
  let outcome: Outcome | undefined;
  const program = defineProgram(terminal, {
    print: (text) => out.print(text.trimEnd()),
    async run(options, command) {
      const workshop = openWorkshop(host, { ...options, json });
      try {
        outcome = await command(workshop);
      } finally {
        await workshop.close();
      }
    },
  });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help was asked for and shown
    const { exitCode, kind, message } = explainError(error, host.env);
    if (!json) err.print(message);
    outcome = { exitCode, document: { error: { kind, message } } };
  }
  if (json && outcome !== undefined) host.stdout.write(`${JSON.stringify(outcome.document, null, 2)}\n`);
  return outcome?.exitCode ?? 0;
}
