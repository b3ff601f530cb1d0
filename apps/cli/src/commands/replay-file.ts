import { describeExecution, sequenceDiagram, spaceTimeDiagram } from "@millrace/diagrams";
import { drawFrame } from "@millrace/grader/draw-run.ts";
import { resolve } from "node:path";
import { type Outcome, UsageError } from "../outcome.ts";
import { type CodePlace, findCode } from "../running/find-code.ts";
import { CodeProblem, type LiveCode } from "../running/live-code.ts";
import { loadCode } from "../running/load-code.ts";
import { readRecordingFile } from "../running/recording-file.ts";
import { type Recording, executionOf } from "../running/recording.ts";
import { firstViolation, isGood } from "../running/sum-up.ts";
import { showLiveReplay } from "../show/live-end.ts";
import { stepThrough } from "../step-through.ts";
import type { Workshop } from "../workshop.ts";
import { reportProblem } from "./live-report.ts";

/**
 * `millrace replay <execution.json>`: a run on workers again, in the simulator and with the code as it is now. Fails if it
 * differs from what was recorded, and while a law is broken in it.
 */
export async function replayFile(workshop: Workshop, name: string, { step }: { step: boolean }): Promise<Outcome> {
  const recording = readRecordingFile(resolve(workshop.host.cwd, name), name);
  const place = findCode(workshop, recording.of, workshop.root);
  let code: LiveCode;
  try {
    code = await loadCode(workshop, place);
  } catch (error) {
    if (error instanceof CodeProblem) return reportProblem(workshop, place, error.problem);
    throw error;
  }
  try {
    refuseOthers(code, recording, name);
    return await replayWith(code, { workshop, place, recording, step });
  } finally {
    code.close();
  }
}

async function replayWith(
  code: LiveCode,
  {
    workshop,
    place,
    recording,
    step,
  }: {
    readonly workshop: Workshop;
    readonly place: CodePlace;
    readonly recording: Recording;
    readonly step: boolean;
  },
): Promise<Outcome> {
  const { screen, isJson, root } = workshop;
  const judgement = await code.judge(recording);
  const execution = executionOf(code.system, recording);
  const violation = firstViolation(judgement, execution);
  const broken = violation === undefined ? {} : { violation };
  const drawing = { columns: screen.columns - 2, charset: screen.charset };
  const steps = describeExecution(execution, broken).split("\n");
  const title = `${place.title}, seed ${recording.seed}`;
  const mermaid = sequenceDiagram(execution, { ...broken, keep: "last" });
  const text = spaceTimeDiagram(execution, { ...broken, keep: "last", ...drawing });
  if (step && !isJson) {
    const events = steps.filter((line) => /^\d+\. /.test(line));
    const frameAt = (at: number): ReturnType<typeof drawFrame> =>
      drawFrame(events[at] ?? "", execution, { violation, drawing });
    await stepThrough(workshop, { title, run: { ...broken, isOlderVersion: false, count: events.length, frameAt } });
  } else {
    screen.print(...showLiveReplay({ recording, judgement, steps, diagram: text }, { terminal: screen, title, root }));
  }
  const { divergence = null, ...found } = judgement;
  return {
    exitCode: isGood(recording, judgement) ? 0 : 1,
    document: {
      of: recording.of,
      seed: recording.seed,
      divergence,
      ...found,
      failures: recording.failures,
      diagram: { mermaid, text },
      steps,
    },
  };
}

/** With other machines than then, nothing in the recording makes sense. */
function refuseOthers({ system }: LiveCode, { machines, of }: Recording, name: string): void {
  const now = system.nodes.map(({ id }) => id);
  if (now.join("\n") === machines.join("\n")) return;
  throw new UsageError(
    `Cannot replay ${name} as ${of} has other machines now: it had ${machines.join(", ")}, and has ${now.join(", ")}. Record it again.`,
  );
}
