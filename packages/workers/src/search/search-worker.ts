/**
 * A worker's part of a parallel search: what the file of such a worker says.
 *
 * @module
 */
import { expose } from "comlink";
import { type MakeSearch, SearchHost } from "@millrace/core/parallel.ts";
import { endpoint } from "#worker-host";
import { isSearchBoot } from "./search-boot.ts";

/**
 * Lets this worker search: `make` gives the system and the laws of the job that `exploreOnWorkers` was given. Call it once,
 * at the top of the worker's file.
 *
 * @example
 * ```ts ignore
 * // orders.search.ts
 * import { exposeSearch } from "@millrace/workers/search/search-worker.ts";
 * import { laws, systemOf } from "./orders.ts";
 *
 * exposeSearch((job) => ({ system: systemOf(job), laws }));
 * ```
 */
export function exposeSearch(make: MakeSearch): void {
  endpoint.addEventListener("message", ({ data }) => {
    if (isSearchBoot(data)) expose(new SearchHost(make), data.control);
  });
}
