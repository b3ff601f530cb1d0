import type { LiveMachine } from "@millrace/workers";
import { useId } from "react";
import { MachineCard } from "../../live/machine-card.tsx";
import { MachineMap, type Places } from "../../live/machine-map.tsx";
import { RunProblem } from "../../live/run-problem.tsx";
import { Scrollable } from "../../live/scrollable.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";
import { describeDinners, dinnersOf } from "./dinners.ts";
import { type CookState, type Plate, type Slip, dishes, roadMs } from "./kitchens.ts";

/** One kitchen: its cooks, and the dinners that it was asked for. */
export function Kitchen({ title, run }: { readonly title: string; readonly run: LiveRun }) {
  const heading = useId();
  const dinners = dinnersOf(run.events);
  const cooks = run.machines.filter(({ id }) => id !== "waiter");
  const broken = cooks.filter(({ status }) => status === "down").map(({ id }) => id);
  return (
    <section aria-labelledby={heading} data-kitchen={title}>
      <h3 id={heading}>{title}</h3>
      <p role="status">
        {run.phase === "running" ? describeDinners(dinners, broken) : run.phase === "failed" ? "" : "Starting …"}
      </p>
      <RunProblem run={run} />
      <MachineMap
        label={`${title}: the waiter, the cooks, and the slips and plates between them`}
        places={places}
        height={170}
        run={run}
        travelMs={roadMs}
        textOf={textOf}
      />
      <ul className="machine-cards">
        {cooks.map((machine) => (
          <MachineCard
            key={machine.id}
            machine={machine}
            words={{ kill: "Break", restart: "Mend" }}
            onKill={() => run.act((live) => live.kill(machine.id))}
            onRestart={() => run.act((live) => live.restart(machine.id))}
          >
            {describeCook(machine)}
          </MachineCard>
        ))}
      </ul>
      <Scrollable label={`The dinners of ${title.toLowerCase()}`}>
        <table className="picture-table">
          <caption>When each dish was on the table</caption>
          <thead>
            <tr>
              <th scope="col">Dinner</th>
              {dishes.map((dish) => (
                <th key={dish} scope="col">
                  {dish}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {dinners.slice(-4).map(({ dinner, afterMs }) => (
              <tr key={dinner}>
                <th scope="row">{dinner}</th>
                {dishes.map((dish) => (
                  <td key={dish}>{describeWait(afterMs[dish])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}

/** A cook of either kitchen has its place; one chef has the middle. */
const places: Places = { waiter: [60, 85], salad: [290, 32], grill: [290, 85], dessert: [290, 138], chef: [290, 85] };

function textOf(message: unknown): string {
  // Waiters and cooks send nothing else.
  const { type, dish, dinner } = message as Slip | Plate;
  return type === "slip" ? `${dish[0]}${dinner}?` : `${dish[0]}${dinner}`;
}

function describeWait(ms: number | undefined): string {
  return ms === undefined ? "not yet" : `after ${(ms / 1000).toFixed(2)} s`;
}

function describeCook({ status, state }: LiveMachine): string {
  if (status !== "up") return "No word from here.";
  // A cook is durable: what it remembers itself is inside.
  const { slips } = (state as { readonly inner?: CookState } | undefined)?.inner ?? { slips: [] };
  const [first] = slips;
  if (first === undefined) return "Nothing to do.";
  return `Cooks ${first.dish} for dinner ${first.dinner}; ${slips.length - 1} more on the board.`;
}
