import type { Event } from "@millrace/core";
import type { Insert } from "@millrace/pipeline/batch/postgres.ts";
import type { Fold } from "../../live/feed.ts";
import { explain } from "./explain.ts";
import { type LetThrough, isPace } from "./paced.ts";

/** One step that has been taken, in words. */
interface Step {
  readonly id: number;
  readonly text: string;
}

/** The steps so far. */
export interface StepTally {
  readonly steps: readonly Step[];
  readonly inserts: number;
  readonly runsAsked: number;
}

/** Tells each message as it is handled, and the two things that come from outside. */
export const stepTally: Fold<StepTally> = {
  start: () => ({ steps: [], inserts: 0, runsAsked: 0 }),

  add(tally, event) {
    const texts = tell(event);
    if (texts.length === 0) return tally;
    const isRequest = event.kind === "input" && !isPace(event.input);
    return {
      steps: [...tally.steps, ...texts.map((text, place) => ({ id: tally.steps.length + place, text }))],
      inserts: tally.inserts + (isRequest && event.machine === "postgres" ? 1 : 0),
      runsAsked: tally.runsAsked + (isRequest && event.machine === "airflow" ? 1 : 0),
    };
  },
};

function tell({ kind, machine, input, outputs }: Event): string[] {
  if (kind === "input" && !isPace(input)) {
    if (machine === "airflow")
      return ["It is time. Airflow begins a run: it knows the tasks, and which waits for which."];
    // PostgreSQL takes nothing else.
    const { rows } = input as Insert;
    return [`${rows.length} orders are written to PostgreSQL in one transaction. Its commit gets a number.`];
  }
  // What a paced machine puts out when it handles a message; the rest is the station's own.
  return (outputs as readonly LetThrough<Parameters<typeof explain>[0]>[]).flatMap((output) =>
    output.type === "let through" ? [explain(output.message, output.from, machine)] : [],
  );
}
