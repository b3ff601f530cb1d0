import type { Event, EventKind, Execution, Input, MachineId, System, TimedChoice } from "@millrace/core";
import type { LiveFailure } from "@millrace/workers";

/** A run on real workers, without the code that ran: plain data, so that it can be kept, and handed to another thread. */
export interface Recording {
  /** What ran, as it is typed: "fifo-delivery", "2.1", "orders.ts#system". */
  readonly of: string;
  /** What was added to the system's own seed. */
  readonly seed: number;
  /** How long it ran, in milliseconds. */
  readonly durationMs: number;
  /** The machines and resources, in the system's order. */
  readonly machines: readonly MachineId[];
  /** Requests, in the order in which they were taken; those that nobody took come last. */
  readonly inputs: readonly Input[];
  /** What was cut, in the order of the cuts' numbers. */
  readonly cuts: readonly RecordedCut[];
  /** The order of events. */
  readonly schedule: readonly TimedChoice[];
  /** What happened. */
  readonly events: readonly Event[];
  /** What went wrong in workers, oldest first. */
  readonly failures: readonly LiveFailure[];
}

/** A one-way cut. */
interface RecordedCut {
  readonly from: readonly MachineId[];
  readonly to: readonly MachineId[];
}

/** What an execution holds, as a recording. */
export function recordingOf(
  { system, schedule, events }: Execution,
  facts: Pick<Recording, "of" | "seed" | "durationMs" | "failures">,
): Recording {
  return {
    ...facts,
    machines: system.nodes.map(({ id }) => id),
    inputs: system.inputs,
    cuts: system.faults.cuts.map(({ from, to }) => ({ from, to })),
    schedule,
    events,
  };
}

/**
 * The execution of a recording with the system as it is now, which may have changed since: then it does not replay. The
 * system must have the same machines.
 */
export function executionOf(system: System, recording: Recording): Execution {
  const { inputs, cuts, schedule, events, seed } = recording;
  const count = (kind: EventKind): number => events.filter((event) => event.kind === kind).length;
  const inputsOf = (id: MachineId): number[] => inputs.flatMap(({ machine }, place) => (machine === id ? [place] : []));
  const channelsOf = ({ from, to }: RecordedCut): number[] =>
    system.channels.flatMap((channel, place) =>
      from.includes(channel.from) && to.includes(channel.to) ? [place] : [],
    );
  return {
    system: {
      ...system,
      seed: system.seed + seed,
      inputs,
      nodes: system.nodes.map((node) => ({ ...node, inputs: inputsOf(node.id) })),
      faults: {
        drops: count("drop"),
        duplicates: count("duplicate"),
        crashes: count("crash"),
        clockSkewMs: 0,
        cuts: cuts.map((cut) => ({ ...cut, channels: new Set(channelsOf(cut)) })),
      },
      idleDeliveries: "step",
    },
    schedule,
    events,
  };
}
