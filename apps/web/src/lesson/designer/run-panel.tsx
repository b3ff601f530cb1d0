import type { LiveMachine } from "@millrace/workers";
import { useEffect, useRef, useState } from "react";
import type { Design } from "./design.ts";
import { DesignedRun, type RunView } from "./designed-run.ts";
import { EndsTable } from "./ends-table.tsx";
import { handsOf } from "./hands.ts";
import { stepsOf } from "./stages.ts";

/** A run of a design, with a button to kill each of its machines. It begins when it is shown, and ends with it. */
export default function RunPanel({
  design,
  onMachines,
}: {
  readonly design: Design;
  /** Told of the machines as they change; of none when the run is over. */
  onMachines(machines: readonly LiveMachine[]): void;
}) {
  const run = useRef<DesignedRun>(undefined);
  const [view, setView] = useState<RunView>();
  useEffect(() => {
    const begun = new DesignedRun(design, (next) => {
      setView(next);
      onMachines(next.phase === "running" ? next.machines : []);
    });
    run.current = begun;
    return () => begun.stop();
  }, [design, onMachines]);
  if (view === undefined) return <p role="status">Starting the machines …</p>;
  const stages = stepsOf(design).flat();
  return (
    <div className="run-panel">
      <p role={view.phase === "failed" ? "alert" : "status"} className={view.phase === "failed" ? "notice" : ""}>
        {view.said}
      </p>
      <ul className="run-machines">
        {view.phase !== "failed" &&
          stages.map(({ id, label }) => (
            <Machine
              key={id}
              label={label}
              machine={view.phase === "running" ? view.machines.find((machine) => machine.id === id) : undefined}
              onKill={() => run.current?.kill(id, label)}
            />
          ))}
      </ul>
      {view.phase !== "failed" && <EndsTable view={view} />}
    </div>
  );
}

function Machine({
  label,
  machine,
  onKill,
}: {
  readonly label: string;
  readonly machine: LiveMachine | undefined;
  onKill(): void;
}) {
  const isUp = machine?.status === "up";
  const hands = handsOf(machine?.state);
  return (
    <li className={machine === undefined || isUp ? "" : "is-down"}>
      <strong>{label}</strong>
      <span className="quiet">
        {isUp ? `${hands === 1 ? "1 row" : `${hands} rows`} in hand` : (machine?.status ?? "at rest")}
      </span>
      {/* Not disabled while it is down, so that the focus stays where it is: a kill of what is down does nothing. */}
      <button type="button" aria-disabled={!isUp} onClick={() => isUp && onKill()}>
        Kill {label}
      </button>
    </li>
  );
}
