import { readLink } from "@millrace/grader";
import type { Replay } from "@millrace/grader/runner.node.ts";
import { type Outcome, UsageError } from "../outcome.ts";
import { showPrinted } from "../show/printed.ts";
import { showReplay } from "../show/replay.ts";
import { stepThrough } from "../step-through.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace replay <link>`: the link's run with the learner's file as it is now. Fails while a law is broken in it. */
export async function replay(workshop: Workshop, text: string, { step = false }: { step?: boolean }): Promise<Outcome> {
  const { screen, host, isJson } = workshop;
  const link = understand(() => readLink(text));
  const files = workshop.exercise(link.exercise);
  const drawing = { columns: screen.columns - 2, charset: screen.charset, frames: step };
  const replayed = await workshop
    .runner()
    .replay(files, link, { drawing })
    .catch((error: unknown) =>
      understand((): Replay => {
        throw error;
      }),
    );
  const title = `${files.id} ${replayed.check}`;
  if (step && !isJson) {
    if (!screen.isInteractive || host.stdin.isTTY !== true)
      throw new UsageError("Cannot step through the run as this is no terminal with keys. Leave --step out.");
    await stepThrough(workshop, { title, replayed });
  } else {
    const printed = showPrinted(workshop.takePrinted(), screen, 200);
    screen.print(...showReplay(replayed, { terminal: screen, title }), ...printed);
  }
  return { exitCode: replayed.violation === undefined ? 0 : 1, document: replayed };
}

/** A link that cannot be read or followed is the link's fault, or that of changed code: never ours. */
function understand<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}
