import type { ReactNode } from "react";
import "./scrolls.css";

/** What may be wider than the screen: it scrolls by itself, by keyboard too, and the page stays. */
export function Scrolls({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="scrolls" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
