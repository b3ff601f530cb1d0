import { useState } from "react";
import { startFeed } from "../../live/start-feed.ts";
import { SteadyButton } from "../../live/steady-button.tsx";
import { type LiveRun, type StartFeed, useLiveRun } from "../../live/use-live-run.ts";
import { ClockTable } from "./clock-table.tsx";
import { Kitchen } from "./kitchen.tsx";
import { manyChefs, oneChef, roadMs } from "./kitchens.ts";

/** Both kitchens, each machine of them in a worker of its own. */
export function KitchenPicture() {
  const one = useLiveRun(startOneChef);
  const many = useLiveRun(startManyChefs);
  const [dinners, setDinners] = useState(0);
  const isReady = one.phase === "running" && many.phase === "running";
  const isBroken = isDown(many, "grill");
  const order = (): void => {
    const dinner = dinners + 1;
    setDinners(dinner);
    for (const run of [one, many]) run.act((live) => live.input("waiter", { dinner }));
  };
  const turnGrill = (): void => {
    for (const [run, stove] of [
      [one, "chef"],
      [many, "grill"],
    ] as const) {
      if (isDown(run, stove) !== isBroken) continue;
      run.act((live) => (isBroken ? live.restart(stove) : live.kill(stove)));
    }
  };
  const startAgain = (): void => {
    setDinners(0);
    one.start(startOneChef);
    many.start(startManyChefs);
  };
  return (
    <>
      <div className="controls">
        <SteadyButton isIdle={!isReady} onPress={order}>
          Order a dinner in both kitchens
        </SteadyButton>
        <SteadyButton isIdle={!isReady} onPress={turnGrill}>
          {isBroken ? "Mend the grill in both kitchens" : "Break the grill in both kitchens"}
        </SteadyButton>
        <SteadyButton isQuiet onPress={startAgain}>
          Start again
        </SteadyButton>
      </div>
      <div className="side-by-side">
        <Kitchen title="One chef" run={one} />
        <Kitchen title="Many chefs" run={many} />
      </div>
      <ClockTable run={many} />
    </>
  );
}

function isDown({ machines }: LiveRun, stove: string): boolean {
  return machines.find(({ id }) => id === stove)?.status === "down";
}

const worker = (): Worker => new Worker(new URL("./kitchen.worker.ts", import.meta.url), { type: "module" });

const startOneChef: StartFeed = () => startFeed(oneChef, { worker, name: "one-chef", delayMs: roadMs });

/** Nobody sets these clocks: each is off by up to five seconds, and the seed says by how much. */
const startManyChefs: StartFeed = () =>
  startFeed(manyChefs, { worker, name: "many-chefs", delayMs: roadMs, clockSkewMs: 5_000, seed: 4 });
