/** A worker for one job of a {@link Supervisor}: a grading, a comparison, a run seen again. */
export function makeCompartment(): Worker {
  return new Worker(new URL("./compartment.worker.ts", import.meta.url), { type: "module", name: "grading" });
}
