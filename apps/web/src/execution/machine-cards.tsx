import type { Execution } from "@millrace/core";
import { type MachineAt, machinesAt } from "./moments.ts";
import { stateText } from "./state-text.ts";

/** Each machine as it is after an event. */
export function MachineCards({ execution, moment }: { readonly execution: Execution; readonly moment: number }) {
  const acting = execution.events[moment]?.machine;
  return (
    <section aria-label="Machines at this moment">
      <h3>Machines at this moment</h3>
      <ul className="machine-cards">
        {machinesAt(execution, moment).map((machine) => (
          <Card key={machine.machine} machine={machine} isActing={machine.machine === acting} />
        ))}
      </ul>
    </section>
  );
}

function Card({ machine, isActing }: { readonly machine: MachineAt; readonly isActing: boolean }) {
  const { machine: name, condition, state, disk, timers, since } = machine;
  return (
    <li className={isActing ? "machine-card is-acting" : "machine-card"}>
      <h4>
        {name} <span className={condition === "down" ? "bad" : "quiet"}>{condition}</span>
        {isActing && <span className="quiet"> · this event</span>}
      </h4>
      {condition === "up" && <pre>{stateText(state)}</pre>}
      {condition === "down" && <p>It has forgotten all but its disk.</p>}
      {disk.size > 0 && (
        <>
          <p className="quiet">On its disk</p>
          <pre>{stateText(disk)}</pre>
        </>
      )}
      {timers.length > 0 && (
        <p className="quiet">
          Timers: {timers.map(({ name: timer, afterMs }) => `${timer} (${afterMs} ms)`).join(", ")}
        </p>
      )}
      {since !== undefined && <p className="quiet">As event {since} left it.</p>}
    </li>
  );
}
