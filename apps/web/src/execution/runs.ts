import {
  type Execution,
  type Law,
  type System,
  type Violation,
  describeFidelity,
  explore,
  follow,
  readSchedule,
  retrace,
  simulate,
} from "@millrace/core";

/** What can be run by name. */
export interface NamedRun {
  readonly title: string;
  /** `library`: a simulation; `long`: one of any length; `wrong`: a search for a run that breaks a law. */
  readonly kind: "library" | "long" | "wrong";
  /** Its machines, for a run of so many events, and what must hold. */
  readonly load: (events: number) => Promise<{ readonly system: System; readonly laws?: readonly Law[] }>;
}

/** How it is run. */
export interface RunOptions {
  readonly seed: number;
  /** The run ends after so many events, starts among them. */
  readonly events: number;
  /** A schedule as text, to follow instead. */
  readonly schedule?: string | undefined;
}

/** What came of it. */
export interface MadeRun {
  readonly execution: Execution;
  readonly laws: readonly Law[];
  readonly violation?: Violation;
  /** How far it is the run that a schedule was made of, in words; absent where none was followed. */
  readonly fidelity?: string;
}

/** The library's systems and a few others, by name. Each is loaded when it is asked for. */
export const namedRuns: Readonly<Record<string, NamedRun>> = {
  "wrong-fifo": wrong("FIFO delivery that holds nothing back", "wrongFifo"),
  "wrong-lamport": wrong("A Lamport clock that never listens", "wrongLamport"),
  "hello-machine": library("Hello", async () => import("@millrace/core/hello-machine.live.ts")),
  "lamport-clock": library("Lamport clock", async () => import("@millrace/clocks/lamport-clock.live.ts")),
  "vector-clock": library("Vector clock", async () => import("@millrace/clocks/vector-clock.live.ts")),
  "fifo-delivery": library("FIFO delivery", async () => import("@millrace/ordering/fifo-delivery.live.ts")),
  "causal-broadcast": library("Causal broadcast", async () => import("@millrace/ordering/causal-broadcast.live.ts")),
  sequencer: library("Total order by a sequencer", async () => import("@millrace/ordering/sequencer.live.ts")),
  retry: library("Retry", async () => import("@millrace/delivery/retry.live.ts")),
  "idempotent-consumer": library(
    "Idempotent consumer",
    async () => import("@millrace/delivery/idempotent-consumer.live.ts"),
  ),
  "two-phase-commit": library("Two-phase commit", async () => import("@millrace/delivery/two-phase-commit.live.ts")),
  "chandy-lamport": library(
    "Chandy–Lamport snapshot",
    async () => import("@millrace/snapshots/chandy-lamport.live.ts"),
  ),
  safra: library("Safra's termination detection", async () => import("@millrace/termination/safra.live.ts")),
  "dag-scheduler": library("DAG scheduler", async () => import("@millrace/termination/dag-scheduler.live.ts")),
  "koo-toueg": library("Koo–Toueg checkpoints", async () => import("@millrace/recovery/koo-toueg.live.ts")),
  "long-day": {
    title: "A long day of letters",
    kind: "long",
    load: async (events) => {
      const { laws, longDay } = await import("./long-day.ts");
      return { system: longDay(events), laws };
    },
  },
};

/** Makes the run. The same name and options give the same one. Throws an Error if a schedule's text cannot be read. */
export async function makeRun({ kind, load }: NamedRun, { seed, events, schedule }: RunOptions): Promise<MadeRun> {
  const { system: unseeded, laws = [] } = await load(events);
  const system = { ...unseeded, seed: unseeded.seed + seed };
  if (schedule !== undefined) {
    const { fidelity, ...run } = retrace(readSchedule(schedule, system), system, laws);
    return { ...run, laws, fidelity: describeFidelity(fidelity) };
  }
  if (kind === "wrong") {
    const { counterexample } = explore(system, { laws });
    if (counterexample !== undefined) {
      const { execution, law, expected, actual, event } = counterexample;
      return { execution, laws, violation: { law, expected, actual, event } };
    }
  }
  // With something to look at after each event, every event is made on the way, and not once more when it is read.
  const execution = simulate(unseeded, { seed, steps: events, twice: false, stop: () => false });
  const { violation } = follow(execution.system, execution.schedule, laws, { twice: false });
  return { execution, laws, ...(violation === undefined ? {} : { violation }) };
}

function library(
  title: string,
  load: () => Promise<{ readonly system: System; readonly laws?: readonly Law[] }>,
): NamedRun {
  return { title, kind: "library", load };
}

function wrong(title: string, name: "wrongFifo" | "wrongLamport"): NamedRun {
  return { title, kind: "wrong", load: async () => (await import("./wrong-machines.ts"))[name] };
}
