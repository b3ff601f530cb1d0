import { useEffect, useState } from "react";
import { CannotStart } from "../../live/cannot-start.tsx";
import type { Feed } from "../../live/feed.ts";
import { LiveStage } from "../../live/live-stage.tsx";
import { MachineList } from "../../live/machine-list.tsx";
import { News } from "../../live/news.tsx";
import { quietly } from "../../live/quietly.ts";
import { useFold, useLiveFeed } from "../../live/use-live-feed.ts";
import { RiverControls } from "./river-controls.tsx";
import { RiverCounts } from "./river-counts.tsx";
import { riverHolds, riverLayout, riverLook } from "./river-layout.ts";
import { riverTally } from "./river-tally.ts";
import { adjust, firstSettings, letFlow, startRiver } from "./start-river.ts";

export default function RiverPicture() {
  const { feed, problem, again } = useLiveFeed(startRiver);
  if (problem !== undefined) return <CannotStart problem={problem} again={again} />;
  if (feed === undefined) return <p role="status">Five workers are being started …</p>;
  return <River feed={feed} />;
}

function River({ feed }: { readonly feed: Feed }) {
  const [settings, setSettings] = useState(firstSettings);
  const tally = useFold(feed, riverTally);
  useEffect(() => {
    quietly(adjust(feed, settings));
  }, [feed, settings]);
  useEffect(() => {
    quietly(letFlow(feed, firstSettings));
  }, [feed]);
  return (
    <>
      <RiverControls settings={settings} onChange={setSettings} onFlow={() => quietly(letFlow(feed, settings))} />
      <LiveStage feed={feed} layout={riverLayout} look={riverLook} holds={riverHolds} />
      <RiverCounts feed={feed} tally={tally} />
      <MachineList feed={feed} layout={riverLayout} holds={riverHolds} />
      <News label="What happened in the river" lines={tally.news} />
    </>
  );
}
