import { readLink } from "@millrace/grader";
import type { Replay } from "@millrace/grader/runner.node.ts";
import { type Outcome, UsageError } from "../outcome.ts";
import { showPrinted } from "../show/printed.ts";
import { showReplay } from "../show/replay.ts";
import { stepThrough } from "../step-through.ts";
import type { Workshop } from "../workshop.ts";

/**
 * `millrace replay <link>`: the link's run with the learner's file as it is now. Fails while a law is broken in it.
 * `millrace replay <execution.json>`: the same for a live run.
 */
export async function replay(workshop: Workshop, text: string, { step = false }: { step?: boolean }): Promise<Outcome> {
  if (/\.json$/i.test(text)) return (await import("./replay-file.ts")).replayFile(workshop, text, { step });
  const { screen, isJson } = workshop;
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
    const { frames = [] } = replayed;
    await stepThrough(workshop, {
      title,
      run: { ...replayed, count: frames.length, frameAt: (place) => frames[place] },
    });
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
