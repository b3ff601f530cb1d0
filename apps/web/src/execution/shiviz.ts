import type { Event, Execution, MachineId } from "@millrace/core";
import { eventWords } from "../space-time/event-words.ts";

/** How ShiViz reads the log: it takes the first line of a file for this, and the second for what separates executions. */
const pattern = String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`;

/**
 * An execution as a log for ShiViz: for each event its machine and vector clock, then what happened in words. Events that
 * belong to no machine (losing or doubling a message, a cut) are left out: they have no clock.
 *
 * Format: github.com/DistributedClocks/shiviz: host, clock as JSON, event in one line.
 */
export function shivizLog(execution: Execution): string {
  const hosts = hostNames(execution.system.nodes.map(({ id }) => id));
  const entries = execution.events.filter(isOwnStep).map((event) => {
    const clock = Object.entries(event.vector).map(([machine, count]) => [hosts.get(machine) ?? machine, count]);
    const words = eventWords(event, execution).replaceAll(/\s+/g, " ");
    return `${hosts.get(event.machine) ?? event.machine} ${JSON.stringify(Object.fromEntries(clock))}\n${words}`;
  });
  return [pattern, "", ...entries, ""].join("\n");
}

function isOwnStep({ kind }: Event): boolean {
  return kind !== "drop" && kind !== "duplicate" && kind !== "cut" && kind !== "heal";
}

/** Names without blanks, which end a host's name in the log; they stay different from one another. */
function hostNames(machines: readonly MachineId[]): ReadonlyMap<MachineId, string> {
  const names = new Map<MachineId, string>();
  const taken = new Set<string>(machines.filter((machine) => !/\s/.test(machine)));
  for (const machine of machines) {
    let name = machine.replaceAll(/\s+/g, "_");
    if (name !== machine) while (taken.has(name)) name += "_";
    taken.add(name);
    names.set(machine, name);
  }
  return names;
}
