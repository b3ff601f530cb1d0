import type { MachineId } from "@millrace/core";
import type { ClosureCase } from "./fowler-zwaenepoel.laws.ts";
import type { Entries } from "./stamped-vectors.ts";

/**
 * Logs and vector times of a run that is written down, one event after the other: "a" is an event of a, "a!1" sends the
 * message 1, and "b?1" receives it. Gives one case for each event.
 */
export function casesOf(run: string): ClosureCase[] {
  const logs: Record<MachineId, Record<MachineId, number>[]> = {};
  const vectors = new Map<MachineId, Entries>();
  const messages = new Map<string, { readonly from: MachineId; readonly count: number; readonly vector: Entries }>();
  const cases: ClosureCase[] = [];
  for (const step of run.trim().split(/\s+/u)) {
    const { machine = step, kind, id = "" } = /^(?<machine>.+)(?<kind>[!?])(?<id>\w+)$/u.exec(step)?.groups ?? {};
    const log = (logs[machine] ??= []);
    const count = log.length + 1;
    const vector = new Map(vectors.get(machine));
    const dependencies = { ...log.at(-1), [machine]: count };
    const received = kind === "?" ? messages.get(id) : undefined;
    if (kind === "?" && received === undefined)
      throw new Error(`Cannot write down the run as ${step} receives what was never sent. Send it first: "…!${id}".`);
    if (received !== undefined) {
      dependencies[received.from] = Math.max(received.count, dependencies[received.from] ?? 0);
      for (const [name, known] of received.vector) vector.set(name, Math.max(known, vector.get(name) ?? 0));
    }
    vector.set(machine, count);
    vectors.set(machine, vector);
    log.push(dependencies);
    if (kind === "!") messages.set(id, { from: machine, count, vector });
    cases.push({ logs, event: { machine, count }, vector });
  }
  return cases;
}
