import type { LiveMachine } from "@millrace/workers";
import { MachineCard } from "../../live/machine-card.tsx";
import { MachineMap, type Places } from "../../live/machine-map.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";
import { networkMs } from "./start-system.ts";

/** Machines in a row and their messages, and below the one that a reader can kill. */
export function Killable({
  run,
  label,
  places,
  textOf,
  machine: id,
  describe,
}: {
  readonly run: LiveRun;
  readonly label: string;
  readonly places: Places;
  textOf(message: unknown): string;
  /** Which one can be killed. */
  readonly machine: string;
  /** What that one is at. */
  describe(machine: LiveMachine): string;
}) {
  const machine = run.machines.find((machine) => machine.id === id);
  return (
    <>
      <MachineMap label={label} places={places} height={70} run={run} travelMs={networkMs} textOf={textOf} />
      {machine !== undefined && (
        <ul className="machine-cards">
          <MachineCard
            machine={machine}
            onKill={() => run.act((live) => live.kill(id))}
            onRestart={() => run.act((live) => live.restart(id))}
          >
            {describe(machine)}
          </MachineCard>
        </ul>
      )}
    </>
  );
}
