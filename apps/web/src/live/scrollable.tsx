import type { ReactNode } from "react";
import "./scrollable.css";

/** What is wider than a narrow screen: it scrolls within itself, and can be reached by keyboard for that. */
export function Scrollable({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="scrollable" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
