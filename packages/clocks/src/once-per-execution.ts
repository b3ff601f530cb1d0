import type { Execution } from "@millrace/core";

/** Gives what `read` gives, and reads each execution once: several laws look at the same. */
export function oncePerExecution<Read>(read: (execution: Execution) => Read): (execution: Execution) => Read {
  const known = new WeakMap<Execution, { readonly result: Read }>();
  return (execution) => {
    let found = known.get(execution);
    if (found === undefined) known.set(execution, (found = { result: read(execution) }));
    return found.result;
  };
}
