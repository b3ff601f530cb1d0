import type { ReactNode } from "react";
import "./steady-button.css";

/** A button that keeps the focus when there is nothing for it to do: whoever goes by keyboard does not lose the place. */
export function SteadyButton({
  isIdle = false,
  isQuiet = false,
  onPress,
  children,
}: {
  /** Whether pressing it does nothing now. */
  readonly isIdle?: boolean;
  readonly isQuiet?: boolean;
  onPress(): void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={isQuiet ? "quiet-button" : undefined}
      aria-disabled={isIdle}
      onClick={() => {
        if (!isIdle) onPress();
      }}
    >
      {children}
    </button>
  );
}
