import { readKeys } from "./keys.ts";
import { UsageError } from "./outcome.ts";
import { type SteppedRun, showStepPage } from "./show/step-page.ts";
import type { Workshop } from "./workshop.ts";

/**
 * A run on the whole screen, one event at a time: → and ← (or space and backspace) move, q ends. Throws a UsageError where
 * there is no screen, or are no keys.
 */
export async function stepThrough(
  { screen, host }: Workshop,
  { title, run }: { title: string; run: SteppedRun },
): Promise<void> {
  if (!screen.isInteractive || host.stdin.isTTY !== true)
    throw new UsageError("Cannot step through the run as this is no terminal with keys. Leave --step out.");
  let place = 0;
  const show = (): void => {
    host.stdout.write("\u001b[2J\u001b[H");
    screen.print(...showStepPage(run, { terminal: screen, title, place }));
  };
  show();
  await new Promise<void>((resolve) => {
    const stop = readKeys(host, (key) => {
      if (key === "q" || key === "escape") {
        stop?.();
        return resolve();
      }
      const moved = move(place, key, run.count - 1);
      if (moved === place) return;
      place = moved;
      show();
    });
  });
}

function move(place: number, key: string, last: number): number {
  switch (key) {
    case "right":
    case "space":
    case "return":
    case "down":
      return Math.min(place + 1, last);
    case "left":
    case "backspace":
    case "up":
      return Math.max(place - 1, 0);
    case "home":
      return 0;
    case "end":
      return last;
    default:
      return place;
  }
}
