import { type Execution, type Law, follow } from "@millrace/core";
import { type ChaosKind, type SpawnOptions, Worker, chaos, findDivergence, spawn } from "@millrace/workers";
import { liveSystems } from "./systems.ts";

/** One run to try. */
export interface Trial {
  /** A name of {@link liveSystems}. */
  readonly name: string;
  readonly seed: number;
  /** What trouble is made; none if empty. */
  readonly trouble: readonly ChaosKind[];
  readonly disk: NonNullable<SpawnOptions["disk"]>;
}

/** What came of it: plain JSON, so that it can be told across hosts. */
export interface TrialReport extends Pick<Trial, "name" | "seed"> {
  /** How often each kind of event was seen. */
  readonly counts: Readonly<Record<string, number>>;
  /** Each line is something that must not be: a law that is broken, a replay that differs, a failure. */
  readonly problems: readonly string[];
}

/** A run that has not come to rest by then does not end. */
const patienceMs = 30_000;

/** Runs one of the library's systems on real workers under trouble from a seed, and holds what happened to its laws. */
export async function tryLive({ name, seed, trouble, disk }: Trial): Promise<TrialReport> {
  const module = liveSystems[name];
  if (module === undefined) throw new Error(`There is no live system ${name}.`);
  const worker = (): Worker => new Worker(new URL("./library.worker.ts", import.meta.url), { type: "module" });
  const network = module.network ?? {};
  const live = await spawn(module.system, { worker, name, seed, disk, network });
  const problems: string[] = [];
  if (trouble.length > 0) await chaos(live, { seed, kinds: trouble });
  const alarm = setTimeout(() => {
    problems.push(`it does not come to rest: ${JSON.stringify(live.machines)}`);
    void live.stop();
  }, patienceMs);
  await live.settled();
  clearTimeout(alarm);
  const execution = await live.stop();
  for (const { machine, message } of live.failures) problems.push(`${machine} failed: ${message}`);
  const laws = [...(module.laws ?? []), ...(trouble.includes("kill") ? [] : (module.lawsWithoutCrashes ?? []))];
  problems.push(...judge(execution, laws));
  return { name, seed, counts: countKinds(execution), problems };
}

/** A replay that differs, or else a law that is broken. */
function judge(execution: Execution, laws: readonly Law[]): string[] {
  const divergence = findDivergence(execution);
  if (divergence !== undefined) return [divergence.message];
  const { system, schedule } = execution;
  const { violation } = follow(system, schedule, laws, { drainSteps: 1_000, twice: false });
  if (violation === undefined) return [];
  const { law, expected, actual, event } = violation;
  return [`${law}: expected ${expected}, but ${actual} (event ${event})`];
}

function countKinds({ events }: Execution): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
