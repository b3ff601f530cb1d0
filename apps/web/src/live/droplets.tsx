import { useEffect, useRef } from "react";
import { type Colours, type DropletLook, type Scene, drawMoving, drawStanding } from "./draw-droplets.ts";
import type { Feed } from "./feed.ts";
import { frameCounterIfAsked } from "./frame-counter.ts";
import type { Layout, Size } from "./layout.ts";
import { useReducedMotion } from "./use-reduced-motion.ts";

/** The messages in flight, on a canvas that lies over the lines. It draws only while something moves. */
export function Droplets({
  feed,
  layout,
  look,
}: {
  readonly feed: Feed;
  readonly layout: Layout;
  readonly look: (message: unknown) => DropletLook;
}) {
  const place = useRef<HTMLCanvasElement>(null);
  const isStill = useReducedMotion();
  useEffect(() => {
    const element = place.current;
    const canvas = element?.getContext("2d") ?? null;
    if (element === null || canvas === null) return undefined;
    const counter = frameCounterIfAsked();
    let size: Size = { width: 0, height: 0 };
    let colours = coloursOf(element);
    let frame: number | undefined;
    let frames = 0;

    const draw = (nowMs: number): void => {
      frame = undefined;
      // The reader may change from light to dark.
      if (frames++ % 60 === 0) colours = coloursOf(element);
      const scene: Scene = { layout, size, colours, look };
      const flights = feed.flights.at(nowMs);
      counter?.note(nowMs, flights.length);
      if (isStill) drawStanding(canvas, flights, scene);
      else drawMoving(canvas, flights, { nowMs, scene });
      if (flights.length > 0 && !isStill) wake();
      else counter?.rest();
    };
    const wake = (): void => {
      frame ??= requestAnimationFrame(draw);
    };

    const observer = new ResizeObserver(() => {
      const scale = Math.min(2, devicePixelRatio);
      size = { width: element.clientWidth, height: element.clientHeight };
      element.width = size.width * scale;
      element.height = size.height * scale;
      canvas.scale(scale, scale);
      canvas.font = "600 10px system-ui, sans-serif";
      canvas.textAlign = "center";
      canvas.textBaseline = "middle";
      wake();
    });
    observer.observe(element);
    const unwatch = feed.watch(wake);
    wake();
    return () => {
      observer.disconnect();
      unwatch();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [feed, layout, look, isStill]);
  return (
    <canvas ref={place} className="stage-droplets" data-motion={isStill ? "still" : "moving"} aria-hidden="true" />
  );
}

/** A canvas knows no variables: the style sheet lays them into properties that are computed, and draws nothing itself. */
function coloursOf(element: HTMLElement): Colours {
  const { color, outlineColor, borderTopColor } = getComputedStyle(element);
  return { water: color, onWater: outlineColor, bad: borderTopColor };
}
