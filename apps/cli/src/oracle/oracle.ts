import { type Exploration, explore } from "@millrace/core";
import { Worker, exploreOnWorkers } from "@millrace/workers";
import { CommanderError } from "commander";
import { explainError } from "../explain-error.ts";
import type { ExitCode } from "../outcome.ts";
import type { OracleJob } from "./oracle.worker.ts";
import { readRequest, type Request } from "./request.ts";

/** Everything around the command. */
export interface OracleHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets what is asked for: the line of JSON, or the help. */
  print(text: string): void;
  /** Gets what is wrong. */
  complain(text: string): void;
}

/** What is printed. Adds as others count: the first state is generated, too, and is one deep. */
interface Counts {
  readonly protocol: string;
  readonly n: number;
  /** Different states. */
  readonly unique: number;
  /** Steps into states, known ones among them, and the first state. */
  readonly generated: number;
  /** States on the longest of the shortest ways to a state. */
  readonly depth: number;
  /** Of the search alone. */
  readonly seconds: number;
  /** What the process held at most, all in all. */
  readonly megabytes: number;
}

/**
 * `pnpm oracle`: searches all states of a protocol and prints how many there are. Returns the exit code: 0 counted, 1 out
 * of budget, 2 typed wrongly, 3 our own fault.
 */
export async function oracle(args: readonly string[], host: OracleHost): Promise<ExitCode> {
  try {
    const request = readRequest(args, host.print);
    const { counts, problem } = await count(request);
    if (problem === undefined) host.print(JSON.stringify(counts));
    else host.complain(problem);
    return problem === undefined ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help was asked for and shown
    const { exitCode, message } = explainError(error, host.env);
    host.complain(message);
    return exitCode;
  }
}

async function count(request: Request): Promise<{ counts: Counts; problem?: string }> {
  const begin = performance.now();
  const { outcome, states, transitions, depth, reason, counterexample } = await search(request);
  const seconds = (performance.now() - begin) / 1000;
  // The laws forbid nothing, so only a handler can be at fault.
  if (counterexample !== undefined) throw new Error(`${counterexample.law}: ${counterexample.actual}`);
  const counts = {
    protocol: request.name,
    n: request.size.n,
    unique: states,
    generated: transitions,
    depth: depth + 1,
    seconds: Number(seconds.toFixed(3)),
    // Kilobytes, on every system that Node runs on.
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  return outcome === "proved" ? { counts } : { counts, problem: reason ?? outcome };
}

async function search({ name, protocol, size, threads, states, symmetry }: Request): Promise<Exploration> {
  const { system, laws } = protocol.define(size);
  const exchangeable = protocol.exchangeable?.(size.n) ?? [];
  const options = {
    laws,
    limits: { states },
    // One machine alone has nobody to change places with.
    ...(symmetry && exchangeable.length > 1 ? { symmetry: [exchangeable] } : {}),
  };
  if (threads === 1) return explore(system, options);
  const worker = (): Worker => new Worker(new URL("./oracle.worker.ts", import.meta.url));
  const job: OracleJob = { name, size };
  return exploreOnWorkers(system, { ...options, threads, worker, job });
}
