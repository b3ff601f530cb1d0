import { type MachineId, type System, at, defineSystem } from "@millrace/core";
import { type Design, allDesigns } from "./design.ts";
import { lanesOf } from "./guarantees.ts";
import { type Pace, paces } from "./pace.ts";
import { type Row, makeRows, rowsOfRun } from "./rows.ts";
import { stageMachine } from "./stage-machine.ts";
import { edgesOf, stepsOf } from "./stages.ts";

/** A design as a system: a machine for each stage, orders placed at the source. */
export function designedSystem(
  design: Design,
  {
    rows = makeRows(rowsOfRun),
    everyMs = 150,
    pace = paces[design.transport],
    crashes = 0,
  }: {
    readonly rows?: readonly Row[];
    /** An order is placed so often. */
    readonly everyMs?: number;
    readonly pace?: Pace;
    /** How many the search may try; on workers it is the reader who kills. */
    readonly crashes?: number;
  } = {},
): System {
  const steps = stepsOf(design);
  const machines = steps.flatMap((step, place) =>
    step.map(({ id, role }) => {
      const machine = stageMachine({
        ...pace,
        gatherMs: role === "source" ? pace.gatherMs : 0,
        failure: design.failure,
        next: (steps[place + 1] ?? []).map((stage) => stage.id),
        lanes: lanesOf(design.transport, role),
        isUnordered: role === "source" && design.transport === "batch",
      });
      return [id, machine] as const;
    }),
  );
  return defineSystem({
    machines: Object.fromEntries(machines),
    topology: edgesOf(design).map(({ from, to }): readonly [MachineId, MachineId] => [from.id, to.id]),
    inputs: rows.map((row, place) => at("source", row, { atMs: place * everyMs })),
    faults: { crashes },
  });
}

/** The name under which a worker knows a design's system: designs that differ in names of tools alone have the same. */
export function systemName({ transport, layers, compute, failure }: Design): string {
  return [transport, layers, compute, failure].join(" ");
}

/** All systems by their names, for workers: these are given their orders, and need no list of them. */
export function allSystems(): Readonly<Record<string, System>> {
  const designs = new Map(allDesigns().map((design) => [systemName(design), design]));
  return Object.fromEntries([...designs].map(([name, design]) => [name, designedSystem(design, { rows: [] })]));
}
