import type { Feed } from "../../live/feed.ts";
import { SteadyButton } from "../../live/steady-button.tsx";
import { type LiveRun, useLiveRun } from "../../live/use-live-run.ts";
import { Detector } from "./detector.tsx";
import { begin, withIdleCheck, withSignals } from "./idle-check.ts";
import { startSystem } from "./start-system.ts";
import "./termination.css";

/** Three machines that give each other work, twice: with the check that comes to mind first, and with Dijkstra–Scholten. */
export function IdlePicture() {
  const naive = useLiveRun();
  const right = useLiveRun();
  const runs = [naive, right];
  const isHeld = runs.some(holdsPost);
  const start = (): void => {
    naive.start(startNaive);
    right.start(startRight);
  };
  const letThrough = (): void => {
    for (const run of runs) if (holdsPost(run)) run.act((live) => live.heal());
  };
  return (
    <div data-picture="idle">
      <div className="controls">
        <SteadyButton onPress={start}>Begin, with the post from east to west held back</SteadyButton>
        <SteadyButton isIdle={!isHeld} onPress={letThrough}>
          Let the post through
        </SteadyButton>
      </div>
      <div className="side-by-side">
        <Detector title="“Is everybody idle?”" run={naive} />
        <Detector title="Dijkstra–Scholten" run={right} />
      </div>
    </div>
  );
}

/** The channel was cut and has not healed. */
function holdsPost({ phase, events }: LiveRun): boolean {
  return phase === "running" && !events.some(({ kind }) => kind === "heal");
}

async function beginCut({ live }: Feed): Promise<void> {
  await live.cut("east", "west");
  await live.input("driver", begin);
}

const startNaive = startSystem("idle-check", withIdleCheck, beginCut);
const startRight = startSystem("signals", withSignals, beginCut);
