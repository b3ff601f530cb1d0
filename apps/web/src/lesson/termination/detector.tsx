import { useId } from "react";
import type { LiveMachine } from "@millrace/workers";
import { MachineCard } from "../../live/machine-card.tsx";
import { MachineMap, type Places } from "../../live/machine-map.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";
import { RunNotice } from "./run-notice.tsx";
import { networkMs } from "./start-system.ts";
import { type DetectorStory, detectorStory } from "./stories.ts";

/** One way to tell when all is over, and what it is worth. */
export function Detector({ title, run }: { readonly title: string; readonly run: LiveRun }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} data-detector={title}>
      <h4 id={heading}>{title}</h4>
      <RunNotice run={run} told={describe(detectorStory(run.events))} />
      <MachineMap
        label={`${title}: the driver, east and west, and the messages between them`}
        places={places}
        height={190}
        run={run}
        travelMs={networkMs}
        textOf={textOf}
      />
      <ul className="machine-cards">
        {run.machines.map((machine) => (
          <MachineCard key={machine.id} machine={machine}>
            {describeState(machine)}
          </MachineCard>
        ))}
      </ul>
    </section>
  );
}

const places: Places = { driver: [180, 35], east: [60, 150], west: [300, 150] };

function textOf(message: unknown): string {
  // Each kind of detector has its own messages besides work; all have a type.
  return (message as { readonly type: string }).type;
}

function describe({ saidAfterMs, onItsWay, receivedAfter }: DetectorStory): string {
  if (saidAfterMs === undefined) return "The driver has not said that it is done.";
  const said = `The driver said “done” after ${(saidAfterMs / 1000).toFixed(2)} s.`;
  if (onItsWay.length === 0) return `${said} Nothing was left, and nothing came after it.`;
  const wrong = `Too early: work was on its way ${onItsWay.join(", ")}.`;
  return receivedAfter === 0
    ? `${said} ${wrong} Let the post through to see it arrive.`
    : `${said} ${wrong} Pieces of work received since: ${receivedAfter}.`;
}

/** Both kinds of machine keep what they have to hand out; those of Dijkstra and Scholten count answers, too. */
function describeState({ state }: LiveMachine): string {
  const { workload, deficit } = (state ?? {}) as { readonly workload?: readonly unknown[]; readonly deficit?: number };
  const isIdle = workload === undefined || workload.length === 0;
  const waits =
    deficit === undefined || deficit === 0 ? "" : ` Waits for ${deficit} signal${deficit === 1 ? "" : "s"}.`;
  return `${isIdle ? "Idle." : "At work."}${waits}`;
}
