import type { Replay } from "@millrace/grader/runner.node.ts";
import { readKeys } from "./keys.ts";
import { showStepPage } from "./show/step-page.ts";
import type { Workshop } from "./workshop.ts";

/** A run on the whole screen, one event at a time: → and ← (or space and backspace) move, q ends. */
export async function stepThrough(
  { screen, host }: Workshop,
  { title, replayed }: { title: string; replayed: Replay },
): Promise<void> {
  const frames = replayed.frames ?? [];
  let place = 0;
  const show = (): void => {
    host.stdout.write("\u001b[2J\u001b[H");
    screen.print(...showStepPage(replayed, { terminal: screen, title, place }));
  };
  show();
  await new Promise<void>((resolve) => {
    const stop = readKeys(host, (key) => {
      if (key === "q" || key === "escape") {
        stop?.();
        return resolve();
      }
      const moved = move(place, key, frames.length - 1);
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
