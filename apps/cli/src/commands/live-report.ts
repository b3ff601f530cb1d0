import type { Problem } from "@millrace/grader";
import type { LiveFailure } from "@millrace/workers";
import type { Outcome } from "../outcome.ts";
import type { CodePlace } from "../running/find-code.ts";
import type { LiveCode } from "../running/live-code.ts";
import type { Run } from "../running/run-code.ts";
import { writeRun } from "../running/run-folder.ts";
import { countKinds, firstViolation, isGood } from "../running/sum-up.ts";
import { type Screen, screenOn } from "../screen.ts";
import { showFailure } from "../show/failure.ts";
import { showLiveEnd } from "../show/live-end.ts";
import { showPrinted } from "../show/printed.ts";
import { showProblem } from "../show/problem.ts";
import { terminalOf } from "../show/terminal.ts";
import { labelledWhole, wrap } from "../show/text.ts";
import type { Workshop } from "../workshop.ts";

/** Judges a run, writes it to a folder, and shows what it came to. Fails if anything is wrong with it. */
export async function reportRun(
  workshop: Workshop,
  place: CodePlace,
  { run, code, folder }: { readonly run: Run; readonly code: LiveCode; readonly folder: string },
): Promise<Outcome> {
  const { root, pathTo, typed } = workshop;
  const { recording, execution, machines } = run;
  const screen = screenNow(workshop);
  const judgement = await code.judge(recording);
  const written = writeRun(folder, { recording, execution, violation: firstViolation(judgement, execution) });
  const files = { execution: pathTo(written.execution), mermaid: pathTo(written.mermaid), text: pathTo(written.text) };
  const printed = code.takePrinted();
  const exitCode = isGood(recording, judgement) ? 0 : 1;
  const hint = place.kind === "exercise" && exitCode === 1 ? [typed(`hint ${place.files.id}`)] : [];
  screen.print(
    ...showLiveEnd({ recording, execution, judgement }, { terminal: screen, title: place.title, root }),
    ...showPrinted(printed, screen, 50),
    "",
    ...Object.values(files).map((file, index) => `  ${labelledWhole(index === 0 ? "written" : "", file, screen)}`),
    `  ${labelledWhole("replay", typed(`replay ${quoted(files.execution)}`), screen)}`,
    ...hint.map((command) => `  ${labelledWhole("hint", command, screen)}`),
  );
  const { of, seed, durationMs, events, failures } = recording;
  const { divergence = null, ...found } = judgement;
  return {
    exitCode,
    document: {
      of,
      seed,
      durationMs,
      machines: machines.map(({ id, isResource, status, crashes, events: count, inputsLeft }) => {
        return { id, isResource, status, crashes, events: count, inputsLeft };
      }),
      counts: countKinds(events),
      failures,
      divergence,
      ...found,
      files,
      printed,
    },
  };
}

/** The code cannot be run, as its author has it. */
export function reportProblem({ screen }: Workshop, { of, title }: CodePlace, problem: Problem): Outcome {
  screen.print(screen.colors.bold(title), "", ...showProblem(problem, screen));
  return { exitCode: 1, document: { of, problem } };
}

/** Workers were started, and did not come up. */
export function reportUnstarted(
  workshop: Workshop,
  { of, title }: CodePlace,
  {
    message,
    failures,
    printed,
  }: { readonly message: string; readonly failures: readonly LiveFailure[]; readonly printed: string },
): Outcome {
  const { screen, root } = workshop;
  const why =
    failures.length === 0
      ? wrap(message, screen)
      : failures.flatMap((failure) => showFailure(failure, { terminal: screen, root }));
  screen.print(screen.colors.bold(title), "", ...why, ...showPrinted(printed, screen, 50));
  return { exitCode: 1, document: { of, message, failures, printed } };
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./\\:@+-]+$/.test(path) ? path : JSON.stringify(path);
}

/** A window may have another width now than when the command was typed. */
function screenNow({ screen, host, isJson }: Workshop): Screen {
  return isJson ? screen : screenOn(terminalOf(host.stdout, host.env), (text) => void host.stdout.write(text));
}
