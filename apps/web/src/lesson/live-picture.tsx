import { type ComponentType, Suspense, lazy, useState } from "react";
import { findAbilities } from "../shell/can-run.ts";
import { Fallible } from "../shell/fallible.tsx";
import { WhenSeen } from "./when-seen.tsx";

/**
 * A picture that runs machines: its module is loaded when the reader comes to it. Where a page can get no worker, or
 * the picture fails, that is said in its place, and the lesson goes on.
 */
export function LivePicture({
  label,
  load,
  minHeight,
}: {
  /** What it shows, in words: read out, and shown until it is there. */
  readonly label: string;
  /** `() => import("./bank-picture.tsx")`: a module whose default export is the picture. */
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  readonly minHeight?: number;
}) {
  // Written in place, `load` is another function at each rendering: the first one counts.
  const [Picture] = useState(() => lazy(load));
  const can = findAbilities();
  if (!can.workers)
    return (
      <p className="notice" role="note">
        {label} — this browser gives pages no workers, so the machines cannot run here. The text says what they would
        show.
      </p>
    );
  return (
    <figure className="live-picture" aria-label={label}>
      <WhenSeen label={label} {...(minHeight === undefined ? {} : { minHeight })}>
        <Fallible
          tell={(problem) => (
            <p className="notice" role="alert">
              {label} — it could not be started: {problem} Reload the page to try again.
            </p>
          )}
        >
          <Suspense fallback={<p role="status">Starting: {label}</p>}>
            <Picture />
          </Suspense>
        </Fallible>
      </WhenSeen>
    </figure>
  );
}
