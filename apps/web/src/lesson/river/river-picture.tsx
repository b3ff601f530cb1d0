import { useState } from "react";
import type { Feed } from "../../live/feed.ts";
import { LiveStage } from "../../live/live-stage.tsx";
import { MachineList } from "../../live/machine-list.tsx";
import { News } from "../../live/news.tsx";
import { quietly } from "../../live/quietly.ts";
import { useFold } from "../../live/use-feed.ts";
import { WhenRunning } from "../../live/when-running.tsx";
import { RiverControls } from "./river-controls.tsx";
import { RiverCounts } from "./river-counts.tsx";
import { riverHolds, riverLayout, riverLook } from "./river-layout.ts";
import { riverTally } from "./river-tally.ts";
import { type RiverSettings, adjust, firstSettings, letFlow, startRiver } from "./start-river.ts";

export default function RiverPicture() {
  return (
    <WhenRunning start={startRiver} starting="Five workers are being started …">
      {(feed) => <River feed={feed} />}
    </WhenRunning>
  );
}

function River({ feed }: { readonly feed: Feed }) {
  const [settings, setSettings] = useState(firstSettings);
  const tally = useFold(feed, riverTally);
  const change = (settings: RiverSettings): void => {
    setSettings(settings);
    quietly(adjust(feed, settings));
  };
  return (
    <>
      <RiverControls settings={settings} onChange={change} onFlow={() => quietly(letFlow(feed, settings))} />
      <LiveStage feed={feed} layout={riverLayout} look={riverLook} holds={riverHolds} />
      <RiverCounts feed={feed} tally={tally} />
      <MachineList feed={feed} layout={riverLayout} holds={riverHolds} />
      <News label="What happened in the river" lines={tally.news} />
    </>
  );
}
