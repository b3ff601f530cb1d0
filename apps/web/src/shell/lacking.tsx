import { findAbilities } from "./can-run.ts";

/** Says once, above the page, what this browser does not have, and what will not work without it. */
export function Lacking() {
  const { workers, webAssembly, storage } = findAbilities();
  const lines = [
    ...(workers
      ? []
      : ["This browser gives pages no Worker: machines cannot run here, and nothing can be graded in the page."]),
    ...(webAssembly ? [] : ["This browser has no WebAssembly: parts that need it are left out."]),
    ...(storage
      ? []
      : ["This browser gives the page no storage: what you write and answer is gone when you leave it."]),
  ];
  if (lines.length === 0) return null;
  return (
    <div role="note" aria-label="What this browser lacks" className="notice lacking">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>The lesson and the course are here all the same.</p>
    </div>
  );
}
