import { type Event, type Execution, describeValue } from "@millrace/core";
import { type Change, listChanges } from "./difference.ts";
import { type MachineAt, machineBefore, machinesAt } from "./moments.ts";

const mostRows = 40;

/** What an event did to its machine. */
export function Changes({ execution, event }: { readonly execution: Execution; readonly event: Event }) {
  const changes = changesBy(execution, event);
  return (
    <section aria-label="What this event changed">
      <h3>What this event changed</h3>
      {changes.length === 0 ? (
        <p>{event.machine === "" ? "Nothing at any machine." : `Nothing at ${event.machine}.`}</p>
      ) : (
        <div className="table-frame" tabIndex={0} role="region" aria-label={`Changes at ${event.machine}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">At {event.machine}</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {changes.slice(0, mostRows).map((change) => (
                <tr key={change.path}>
                  <th scope="row">
                    <code>{change.path}</code>
                  </th>
                  <td>{change.kind === "added" ? <Nothing /> : <del>{describeValue(change.before)}</del>}</td>
                  <td>{change.kind === "removed" ? <Nothing /> : <ins>{describeValue(change.after)}</ins>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changes.length > mostRows && <p className="quiet">And {changes.length - mostRows} more places.</p>}
    </section>
  );
}

function Nothing() {
  return <span className="quiet">nothing</span>;
}

/** State, disk and timers in one list: each path begins with what it belongs to. */
function changesBy(execution: Execution, event: Event): Change[] {
  const before = machineBefore(execution, event);
  const after = machinesAt(execution, event.id).find(({ machine }) => machine === event.machine);
  return listChanges(allOf(before), allOf(after));
}

function allOf(machine: MachineAt | undefined): object {
  if (machine === undefined || machine.condition === "not started") return {};
  const { condition, state, disk, timers } = machine;
  return {
    ...(condition === "down" ? { machine: "down" } : { machine: "up", state }),
    ...(disk.size === 0 ? {} : { disk }),
    ...(timers.length === 0
      ? {}
      : { timers: Object.fromEntries(timers.map(({ name, afterMs }) => [name, `in ${afterMs} ms`])) }),
  };
}
