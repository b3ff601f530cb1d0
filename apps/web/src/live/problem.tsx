import type { ReactNode } from "react";

/** What went wrong, read out at once, and what the reader can do; nothing if nothing went wrong. */
export function Problem({ told, children }: { readonly told: string | undefined; readonly children?: ReactNode }) {
  if (told === undefined) return null;
  return (
    <p className="notice" role="alert">
      {told} {children}
    </p>
  );
}
