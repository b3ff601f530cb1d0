import { startFeed } from "../../live/start-feed.ts";
import { SteadyButton } from "../../live/steady-button.tsx";
import { type LiveRun, type StartFeed, useLiveRun } from "../../live/use-live-run.ts";
import { manyMachines, networkMs, oneBox } from "./nightly-run.ts";
import { NightlyRun } from "./nightly-run.tsx";
import "./why.css";

/** The same work on one machine and on several, with the same failure in both. */
export function FailurePicture() {
  const box = useLiveRun();
  const many = useLiveRun();
  const start = (): void => {
    box.start(startBox);
    many.start(startMany);
  };
  const killOne = (): void => {
    kill(box, "box");
    kill(many, "worker-1");
  };
  const canKill = isUp(box, "box") || isUp(many, "worker-1");
  return (
    <>
      <div className="controls">
        <SteadyButton onPress={start}>Start both runs</SteadyButton>
        <SteadyButton isIdle={!canKill} onPress={killOne}>
          Kill one machine in each
        </SteadyButton>
      </div>
      <div className="side-by-side">
        <NightlyRun title="A single machine" run={box} />
        <NightlyRun title="A distributed pipeline" run={many} />
      </div>
    </>
  );
}

function isUp({ machines }: LiveRun, name: string): boolean {
  return machines.find(({ id }) => id === name)?.status === "up";
}

function kill(run: LiveRun, name: string): void {
  if (isUp(run, name)) run.act((live) => live.kill(name));
}

const worker = (): Worker => new Worker(new URL("./nightly-run.worker.ts", import.meta.url), { type: "module" });
const startBox: StartFeed = () => startFeed(oneBox, { worker, name: "one-box" });
const startMany: StartFeed = () => startFeed(manyMachines, { worker, name: "many-machines", delayMs: networkMs });
