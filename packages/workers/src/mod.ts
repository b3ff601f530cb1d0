/**
 * The same machines on real workers: in browsers, in Node and in Deno.
 *
 * @module
 */
export { type WorkerLike } from "./host/worker-like.ts";
export { Worker } from "#host";
export { type ChaosKind, type ChaosOptions, chaos } from "./chaos.ts";
export { type ExploreOnWorkersOptions, exploreOnWorkers } from "./explore-on-workers.ts";
export { type Divergence, findDivergence } from "./divergence.ts";
export {
  type LiveFailure,
  type LiveMachine,
  type LiveSystem,
  type NetworkOptions,
  type SpawnOptions,
} from "./live-system.ts";
export { spawn } from "./spawn.ts";
export { WorkerError } from "./worker-error.ts";
