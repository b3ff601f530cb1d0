import type { LiveSystem } from "@millrace/workers";
import { join, resolve } from "node:path";
import type { Outcome } from "../outcome.ts";
import type { Network } from "../running/dials.ts";
import { type CodePlace, findCode, liveExercises } from "../running/find-code.ts";
import { listenForInterruption } from "../running/interruption.ts";
import { letRun } from "../running/let-run.ts";
import { CodeProblem, type LiveCode } from "../running/live-code.ts";
import { loadCode } from "../running/load-code.ts";
import { runCode } from "../running/run-code.ts";
import { checkRunFolder } from "../running/run-folder.ts";
import { watchLive } from "../running/watch-live.ts";
import type { Workshop } from "../workshop.ts";
import { listLive } from "./live-list.ts";
import { reportProblem, reportRun, reportUnstarted } from "./live-report.ts";

/** What `millrace live` takes. */
export interface LiveOptions {
  /** Decides the network's mischief and the trouble. */
  readonly seed: number;
  readonly chaos?: boolean;
  /** Seconds. */
  readonly for?: number;
  /** The longest delay of a message, in milliseconds. */
  readonly delay?: number;
  /** The share of messages that are lost, and of those that are doubled. */
  readonly drop?: number;
  readonly duplicate?: number;
  readonly disk: "memory" | "folder";
  /** The folder for what is written of the run. */
  readonly out?: string;
}

/**
 * `millrace live 2.1`: a system on real workers, shown as it runs, with keys to kill, restart, cut and heal; without a
 * terminal it runs by itself. At the end what happened is judged and written. Without a name: what there is to run.
 */
export async function live(workshop: Workshop, asked: string | undefined, options: LiveOptions): Promise<Outcome> {
  const name = asked ?? liveExerciseHere(workshop);
  if (name === undefined) return listLive(workshop);
  const place = findCode(workshop, name);
  const folder = folderFor(workshop, place, options);
  checkRunFolder(folder, workshop.pathTo(folder));
  let code: LiveCode;
  try {
    code = await loadCode(workshop, place);
  } catch (error) {
    if (error instanceof CodeProblem) return reportProblem(workshop, place, error.problem);
    throw error;
  }
  try {
    return await run(workshop, { place, code, options, folder });
  } finally {
    code.close();
  }
}

async function run(
  workshop: Workshop,
  {
    place,
    code,
    options,
    folder,
  }: {
    readonly place: CodePlace;
    readonly code: LiveCode;
    readonly options: LiveOptions;
    readonly folder: string;
  },
): Promise<Outcome> {
  const { host, screen, isJson } = workshop;
  const { seed, disk, chaos = false } = options;
  const isWatched = screen.isInteractive && host.stdin.isTTY === true && !isJson;
  const network = networkFor(code, options, { isWatched });
  const { interrupted, stop } = listenForInterruption();
  const limit = options.for === undefined ? {} : { forMs: options.for * 1000 };
  const show = (system: LiveSystem): Promise<void> => {
    if (!isWatched) return letRun(system, { seed, chaos, keepsDelay: network.delayMs[1] > 0, interrupted, ...limit });
    const trouble = chaos ? { troubleMs: limit.forMs ?? watchedTroubleMs } : {};
    return watchLive(system, host, { title: place.title, seed, network, interrupted, ...trouble, ...limit });
  };
  let slow: NodeJS.Timeout | undefined;
  const use = async (system: LiveSystem): Promise<void> => {
    await show(system);
    // A machine that does not answer is waited for.
    slow = setTimeout(
      () => screen.print(screen.colors.dim("stopping the workers, and replaying what happened …")),
      1_000,
    );
  };
  try {
    const ran = await runCode(code, { of: place.of, seed, network, disk, inputs: !isWatched, use });
    if (!ran.started) return reportUnstarted(workshop, place, { ...ran, printed: code.takePrinted() });
    return await reportRun(workshop, place, { run: ran.run, code, folder });
  } finally {
    clearTimeout(slow);
    stop();
  }
}

/** Inside an exercise's folder its id may be left out. */
function liveExerciseHere(workshop: Workshop): string | undefined {
  const here = workshop.exerciseHere();
  return liveExercises(workshop.root).some(({ files }) => files.id === here?.id) ? here?.id : undefined;
}

function folderFor({ root, host }: Workshop, { slug }: CodePlace, { out }: LiveOptions): string {
  return out === undefined ? join(root, ".millrace", "live", slug) : resolve(host.cwd, out);
}

/** What is asked for, or else what the system says of its network. A person sees messages only if they take some time. */
function networkFor(
  { network }: LiveCode,
  { delay, drop, duplicate }: LiveOptions,
  { isWatched }: { readonly isWatched: boolean },
): Network {
  const usual = network.delayMs ?? [0, isWatched ? watchedDelayMs : 0];
  return {
    delayMs: delay === undefined ? usual : [0, delay],
    dropRate: drop ?? network.dropRate ?? 0,
    duplicateRate: duplicate ?? network.duplicateRate ?? 0,
  };
}

const watchedDelayMs = 500;
const watchedTroubleMs = 5_000;
