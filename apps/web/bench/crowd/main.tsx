// The page that `pnpm bench:web` counts frames on: the site's own stage, with as many machines and messages as it must bear.
import { spawn } from "@millrace/workers";
import { createRoot } from "react-dom/client";
import { Feed } from "../../src/live/feed.ts";
import type { Layout } from "../../src/live/layout.ts";
import { LiveStage } from "../../src/live/live-stage.tsx";
import "../../src/shell/site.css";
import { crowd, names } from "./crowd.ts";

const delayMs = 1_200;

const layout: Layout = {
  height: 420,
  places: names.map((id, place) => {
    const angle = (place / names.length) * 2 * Math.PI;
    return { id, title: id, x: 50 + 40 * Math.cos(angle), y: 50 + 38 * Math.sin(angle) };
  }),
  lines: names.map((name, place) => [name, names[(place + 1) % names.length] ?? name] as const),
};

const look = () => ({ kind: "load", text: "7" }) as const;

const live = await spawn(crowd, {
  worker: () => new Worker(new URL("./crowd.worker.ts", import.meta.url), { type: "module" }),
  name: "crowd",
  network: { delayMs: [delayMs, delayMs] },
});
const feed = new Feed(live, { delayMs });
const place = document.getElementById("site");
if (place === null) throw new Error("The page has no place for the picture.");
createRoot(place).render(
  <LiveStage feed={feed} layout={layout} look={look} holds={({ events }) => `${events} events`} canKill={false} />,
);
