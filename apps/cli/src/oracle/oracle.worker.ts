import { protocols, type Size } from "@millrace/core/oracles/protocols.ts";
import { exposeSearch } from "@millrace/workers/search/search-worker.ts";

exposeSearch((job) => {
  // Made by oracle.ts, which has checked it.
  const { name, size } = job as OracleJob;
  const protocol = protocols[name];
  if (protocol === undefined) throw new Error(`There is no protocol ${name}.`);
  return protocol.define(size);
});

/** What a thread of the search has to know. */
export interface OracleJob {
  readonly name: string;
  readonly size: Size;
}
