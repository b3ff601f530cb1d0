import type { LiveMachine } from "@millrace/workers";
import { useState } from "react";
import { batchLayout } from "../../live/batch-layout.ts";
import { batchHolds, batchLook } from "../../live/batch-words.ts";
import type { Feed } from "../../live/feed.ts";
import { LiveStage } from "../../live/live-stage.tsx";
import { MachineList } from "../../live/machine-list.tsx";
import { quietly } from "../../live/quietly.ts";
import { Slider } from "../../live/slider.tsx";
import { useFold } from "../../live/use-feed.ts";
import { WhenRunning } from "../../live/when-running.tsx";
import type { PacedState } from "./paced.ts";
import { delayMs, startSteps } from "./start-steps.ts";
import { stepTally } from "./step-tally.ts";
import { Stops } from "./stops.tsx";
import { usePace } from "./use-pace.ts";
import "./steps.css";

export default function StepsPicture() {
  return (
    <WhenRunning start={startSteps} starting="Nine workers are being started …">
      {(feed, again) => <Steps feed={feed} again={again} />}
    </WhenRunning>
  );
}

function Steps({ feed, again }: { readonly feed: Feed; again(): void }) {
  const { steps } = useFold(feed, stepTally);
  const { isPlaying, isWaiting, play, pause, step } = usePace(feed);
  const [onTheWayMs, setOnTheWayMs] = useState(delayMs);
  const setDelay = (delayMs: number): void => {
    setOnTheWayMs(delayMs);
    quietly(feed.delay(delayMs));
  };
  const last = steps.at(-1);
  return (
    <>
      <div className="controls">
        <button type="button" onClick={isPlaying ? pause : play}>
          {isPlaying ? "Pause" : "Play"}
        </button>
        <button
          type="button"
          aria-disabled={isPlaying || isWaiting}
          onClick={isPlaying || isWaiting ? undefined : step}
        >
          Step
        </button>
        <button type="button" className="quiet-button" onClick={again}>
          Start over
        </button>
        <Slider
          label="Time on the way"
          says={`${onTheWayMs} ms`}
          range={{ min: 100, max: 1500, step: 100 }}
          value={onTheWayMs}
          onChange={setDelay}
        />
      </div>
      {/* While it plays, nobody can listen as fast as messages come. */}
      <p className="step-text" role="status" aria-live={isPlaying ? "off" : "polite"} data-steps={steps.length}>
        {last === undefined ? (
          "Nothing has happened yet. Step takes one message at a time, Play lets them all go."
        ) : (
          <>
            <strong>{steps.length}.</strong> {last.text}
          </>
        )}
      </p>
      <Stops feed={feed} />
      <LiveStage feed={feed} layout={batchLayout} look={batchLook} holds={holds} isMarked={isAtDoor} canKill={false} />
      <details>
        <summary>All steps so far, and the machines in words</summary>
        {/* It scrolls, so it must be possible to reach it by keyboard. */}
        <ol className="step-list" tabIndex={0} aria-label="All steps so far">
          {steps.map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ol>
        <MachineList feed={feed} layout={batchLayout} holds={holds} canKill={false} />
      </details>
    </>
  );
}

function holds(machine: LiveMachine): string {
  const own = pacedStateOf(machine);
  if (own === undefined) return "";
  const count = own.waiting.length;
  return count > 0 ? `${count} at the door` : batchHolds(machine.id, own.inner);
}

function isAtDoor(machine: LiveMachine): boolean {
  return (pacedStateOf(machine)?.waiting.length ?? 0) > 0;
}

function pacedStateOf({ state }: LiveMachine): PacedState<unknown, unknown> | undefined {
  // Every machine of this system is paced.
  return state as PacedState<unknown, unknown> | undefined;
}
