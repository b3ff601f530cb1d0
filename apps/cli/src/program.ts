import { Command, InvalidArgumentError, Option } from "commander";
import type { LiveOptions } from "./commands/live.ts";
import type { TestOptions } from "./commands/test.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./show/terminal.ts";
import type { Workshop, WorkshopOptions } from "./workshop.ts";

/** What the program needs of its caller. */
export interface ProgramHost {
  /** Opens the workshop, runs a command in it and keeps its outcome. */
  run(options: Omit<WorkshopOptions, "json">, command: (workshop: Workshop) => Promise<Outcome>): Promise<void>;
  print(text: string): void;
}

/** Every command with its arguments and options. A command's code is loaded when it is the one. */
export function defineProgram(terminal: Terminal, { run, print }: ProgramHost): Command {
  const program = new Command("millrace")
    .description("Grades your exercises, and shows the run that breaks them.")
    .helpCommand(false)
    .addHelpText("after", "\nInside an exercise's folder its id may be left out. To begin: millrace next")
    .exitOverride()
    .configureHelp({
      styleTitle: terminal.colors.bold,
      styleSubcommandText: terminal.colors.cyan,
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace("[options]", "").trim()}`.trim(),
    })
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError() {}, // said by whoever catches the error
      getOutHelpWidth: () => terminal.columns,
      getOutHasColors: () => terminal.colors.isColorSupported,
    });
  const add = (usage: string, description: string): Command =>
    program.command(usage).description(description).option("--json", "print one JSON document and nothing else");

  add("list", "the chapters and exercises, and how far you are").action(() =>
    run({}, async (workshop) => (await import("./commands/list.ts")).list(workshop)),
  );

  add("next", "the first exercise that you have not passed").action(() =>
    run({}, async (workshop) => (await import("./commands/next.ts")).next(workshop)),
  );

  add("test [ids...]", "grade exercises; without an id: everything, library and apps included")
    .option("--all", "show every check that fails in full, not only the first")
    .option("--work <file>", "grade this file instead of yours")
    .option("--seed <number>", "the first seed of sampled runs", wholeNumber)
    .option("--force", "without an id: run what did not change, too")
    .option("--no-skips", "without an id: a suite that cannot run here is a failure")
    .action((ids: string[], options: TestOptions & Everything) =>
      run({}, async (workshop) => {
        if (ids.length === 0 && options.work === undefined && workshop.exerciseHere() === undefined) {
          return (await import("./everything.ts")).runEverything(workshop, {
            force: options.force === true,
            skips: options.skips,
          });
        }
        const { testExercises } = await import("./commands/test.ts");
        return testExercises(workshop, ids.length === 0 ? [undefined] : ids, options);
      }),
    );

  add("watch [id]", "a verdict whenever you save; without an id: the exercise last edited, or the next").action(
    (id: string | undefined) =>
      run({ prewarm: true }, async (workshop) => (await import("./commands/watch.ts")).watch(workshop, id)),
  );

  add("hint [id]", "a hint for the failure at hand, then the exercise's own, one at a time")
    .option("--tier <number>", "this hint again, 1 to 3", tier)
    .action((id: string | undefined, options: { tier?: number }) =>
      run({}, async (workshop) => (await import("./commands/hint.ts")).hint(workshop, id, options)),
    );

  add("diff [id]", "from your file to the answer")
    .option("--yes", "do not ask, though it is not passed")
    .action((id: string | undefined, options: { yes?: boolean }) =>
      run({}, async (workshop) => (await import("./commands/diff.ts")).diff(workshop, id, options)),
    );

  add("solution [id]", "where the answer is, and why it works")
    .option("--yes", "do not ask, though it is not passed")
    .action((id: string | undefined, options: { yes?: boolean }) =>
      run({}, async (workshop) => (await import("./commands/solution.ts")).solution(workshop, id, options)),
    );

  add("reset [id]", "the file as it was handed out; yours is kept").action((id: string | undefined) =>
    run({}, async (workshop) => (await import("./commands/reset.ts")).reset(workshop, id)),
  );

  add("replay <link>", "the run of a replay link, or of a live run's execution.json, with your file as it is now")
    .option("--step", "go through it with the arrow keys")
    .action((link: string, options: { step?: boolean }) =>
      run({}, async (workshop) => (await import("./commands/replay.ts")).replay(workshop, link, options)),
    );

  add("live [system]", "machines on real workers: watch them, kill, restart, cut and heal; alone: what there is to run")
    .option("--seed <number>", "decides the network's mischief, and the trouble", wholeNumber, 0)
    .option("--chaos", "make trouble: kill, restart, cut, heal and delay, as the seed has it")
    .option("--for <seconds>", "end after so long", positive)
    .option("--delay <ms>", "the longest delay of a message", wholeNumber)
    .option("--drop <rate>", "the share of messages that are lost, from 0 to 1", rate)
    .option("--duplicate <rate>", "the share of messages that are doubled, from 0 to 1", rate)
    .addOption(
      new Option("--disk <place>", "where the machines' disks are").choices(["memory", "folder"]).default("folder"),
    )
    .option("--out <folder>", "where the execution and its diagram are written; by default under .millrace/live")
    .action((system: string | undefined, options: LiveOptions) =>
      run({}, async (workshop) => (await import("./commands/live.ts")).live(workshop, system, options)),
    );

  add("diagram <of>", "Mermaid of a pipeline's .yaml file, of a replay link, or of the run that breaks an exercise")
    .option("--text", "drawn for this terminal instead")
    .action((of: string, options: { text?: boolean }) =>
      run({}, async (workshop) => (await import("./commands/diagram.ts")).diagram(workshop, of, options)),
    );

  add("start", "the workshop in your browser: lessons, your exercises, live verdicts")
    .option("--port <number>", "the port to begin with", wholeNumber, 4321)
    .option("--no-open", "do not open the browser")
    .action((options: { port: number; open: boolean }) =>
      run({}, async (workshop) => (await import("./commands/start.ts")).start(workshop, options)),
    );

  add("doctor", "what is missing on this computer, and how to get it").action(() =>
    run({}, async (workshop) => (await import("./commands/doctor.ts")).doctor(workshop)),
  );

  add("check [ids...]", "the author's gate: starters fail, answers pass, every mistake is caught")
    .option("--matrix", "every mistake by every check, not only by the one that it names")
    .action((ids: string[], options: { matrix?: boolean }) =>
      run({ keepWorkers: true }, async (workshop) =>
        (await import("./commands/check.ts")).check(workshop, ids, options),
      ),
    );

  add("quiz [chapter]", "the questions of a chapter, one at a time").action((chapter: string | undefined) =>
    run({}, async (workshop) => (await import("./commands/quiz.ts")).quiz(workshop, chapter)),
  );
  return program;
}

interface Everything {
  readonly force?: boolean;
  readonly skips: boolean;
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number of at most nine digits.");
}

function positive(text: string): number {
  if (/^(\d{1,6}(\.\d+)?|\.\d+)$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It is a number of seconds, more than 0.");
}

function rate(text: string): number {
  if (/^(0|1|[01]?\.\d+)$/.test(text) && Number(text) <= 1) return Number(text);
  throw new InvalidArgumentError("It is a number from 0 to 1, such as 0.2.");
}

function tier(text: string): number {
  if (/^[123]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is 1, 2 or 3.");
}
