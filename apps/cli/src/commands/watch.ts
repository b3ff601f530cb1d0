import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { statSync } from "node:fs";
import { readKeys } from "../keys.ts";
import { type Outcome, UsageError } from "../outcome.ts";
import { standings } from "../standing.ts";
import { WatchSession } from "../watch-session.ts";
import type { Workshop } from "../workshop.ts";
import { firstOpen } from "./next.ts";

/**
 * `millrace watch 2.1`: a verdict whenever the file is saved, until q is pressed. Without an id: the exercise last
 * edited, or the next one. With --json, one verdict a line.
 */
export async function watch(workshop: Workshop, id: string | undefined): Promise<Outcome> {
  workshop.progress();
  const first = await choose(workshop, id);
  await new Promise<void>((resolve, reject) => {
    const begin = (files: ExerciseFiles): WatchSession => new WatchSession(workshop, files, { onFault: fail });
    /** Undefined on the way from one exercise to the next, and at the end. */
    let session: WatchSession | undefined = begin(first);
    let isEnded = false;
    const goOn = async ({ files }: WatchSession): Promise<void> => {
      const next = await following(workshop, files);
      if (!isEnded) session = begin(next);
    };
    const stop = readKeys(workshop.host, (key) => {
      if (key === "q") end(resolve);
      else if (key === "h") session?.hint();
      else if (key === "r") session?.grade();
      else if (key === "n" && session !== undefined) {
        session.close();
        goOn(session).catch(fail);
        session = undefined;
      }
    });
    function end(settle: () => void): void {
      isEnded = true;
      stop?.();
      session?.close();
      settle();
    }
    function fail(error: unknown): void {
      end(() => reject(error));
    }
  });
  return { exitCode: 0, document: undefined };
}

async function choose(workshop: Workshop, id: string | undefined): Promise<ExerciseFiles> {
  if (id !== undefined || workshop.exerciseHere() !== undefined) return workshop.exercise(id);
  const begun = workshop.exercises().filter(isBegun);
  const [last] = begun.toSorted((first, second) => savedAt(second) - savedAt(first));
  const files = last ?? firstOpen(await standings(workshop))?.files ?? workshop.exercises()[0];
  if (files === undefined) throw new UsageError("There is no exercise to watch.");
  return files;
}

/** The next exercise that is not passed; the next one of all if every other is passed. */
async function following(workshop: Workshop, { id }: ExerciseFiles): Promise<ExerciseFiles> {
  const all = await standings(workshop);
  const place = all.findIndex(({ files }) => files.id === id);
  const others = [...all.slice(place + 1), ...all.slice(0, place)];
  return (firstOpen(others) ?? others[0] ?? all[place])?.files ?? workshop.exercise(id);
}

function savedAt({ workFile }: ExerciseFiles): number {
  return statSync(workFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
