/**
 * Search on several threads, for those who bring the threads.
 *
 * @module
 */
export { type ParallelOptions, exploreInParallel } from "./explore-in-parallel.ts";
export { type MakeSearch, SearchHost } from "./explore/parallel/search-host.ts";
export { type Pace } from "./explore/parallel/shared-search.ts";
export { type Tuning } from "./explore/parallel/parallel-search.ts";
export { type SearchThread } from "./explore/parallel/search-thread.ts";
