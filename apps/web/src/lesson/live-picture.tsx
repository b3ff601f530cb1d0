import { type ComponentType, type ReactNode, Component, Suspense, lazy, useState } from "react";
import { findAbilities } from "../shell/can-run.ts";
import { errorText } from "../shell/error-text.ts";
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
        <Fallible label={label}>
          <Suspense fallback={<p role="status">Starting: {label}</p>}>
            <Picture />
          </Suspense>
        </Fallible>
      </WhenSeen>
    </figure>
  );
}

/** What fails inside is said here, and only here. */
class Fallible extends Component<
  { readonly label: string; readonly children: ReactNode },
  { readonly problem?: string }
> {
  override state: { readonly problem?: string } = {};

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: errorText(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === undefined) return this.props.children;
    return (
      <p className="notice" role="alert">
        {this.props.label} — it could not be started: {problem} Reload the page to try again.
      </p>
    );
  }
}
