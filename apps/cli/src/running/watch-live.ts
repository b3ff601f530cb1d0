import type { Event } from "@millrace/core";
import type { LiveSystem } from "@millrace/workers";
import { openFullScreen } from "../full-screen.ts";
import type { Host } from "../host.ts";
import { readKeys } from "../keys.ts";
import { type LiveView, showLivePage } from "../show/live-page.ts";
import type { Network } from "./dials.ts";
import { LiveKeys } from "./live-keys.ts";
import { RequestFeed } from "./request-feed.ts";

/** How to show a running system. */
export interface WatchLiveOptions {
  readonly title: string;
  readonly seed: number;
  readonly network: Network;
  /** Make trouble from the beginning, for so many milliseconds. */
  readonly troubleMs?: number;
  /** End by itself after so many milliseconds. */
  readonly forMs?: number;
  /** Resolves if it is to end, whatever is pressed. */
  readonly interrupted: Promise<void>;
}

/** Shows a running system on the whole screen, and does what keys ask for, until q is pressed. */
export async function watchLive(live: LiveSystem, host: Host, options: WatchLiveOptions): Promise<void> {
  const { seed, network, troubleMs, forMs, interrupted } = options;
  const screen = openFullScreen(host);
  const beganMs = performance.now();
  const newest: Event[] = [];
  const feed = new RequestFeed(live, { gapMs: 400 });
  const undo: (() => void)[] = [() => screen.close(), () => feed.stop()];
  try {
    await new Promise<void>((resolve, reject) => {
      const keys = new LiveKeys(live, { seed, network, onQuit: resolve });
      const draw = (): void => {
        const elapsedMs = performance.now() - beganMs;
        const { terminal, rows } = screen.size();
        screen.draw(showLivePage(viewOf(live, { ...options, elapsedMs, newest, feed, keys }), { terminal, rows }));
      };
      const guard = <Args extends unknown[]>(work: (...args: Args) => void): ((...args: Args) => void) => {
        return (...args) => {
          try {
            work(...args);
          } catch (error) {
            reject(error);
          }
        };
      };
      const stop = readKeys(
        host,
        guard((key: string) => keys.press(key)),
      );
      const drawing = setInterval(guard(draw), drawEveryMs);
      const ending = forMs === undefined ? undefined : setTimeout(resolve, forMs);
      undo.push(
        () => stop?.(),
        () => clearInterval(drawing),
        () => clearTimeout(ending),
      );
      if (troubleMs !== undefined) keys.makeTrouble(troubleMs);
      void takeNote(live, newest);
      void interrupted.then(resolve);
      guard(draw)();
    });
  } finally {
    for (const step of undo.toReversed()) step();
  }
}

const drawEveryMs = 100;
/** More events than any screen has lines. */
const mostEvents = 200;

async function takeNote(live: LiveSystem, newest: Event[]): Promise<void> {
  for await (const event of live.events) {
    newest.push(event);
    if (newest.length > mostEvents) newest.shift();
  }
}

function viewOf(
  live: LiveSystem,
  {
    title,
    seed,
    elapsedMs,
    newest,
    feed,
    keys,
  }: Pick<WatchLiveOptions, "title" | "seed"> & {
    readonly elapsedMs: number;
    readonly newest: readonly Event[];
    readonly feed: RequestFeed;
    readonly keys: LiveKeys;
  },
): LiveView {
  const { machines, inTransit, cuts, failures } = live;
  const { chosen, target, notice, network } = keys;
  const isAtRest =
    inTransit.length === 0 && machines.every(({ timers, inputsLeft }) => timers.length === 0 && inputsLeft === 0);
  return {
    title,
    seed,
    elapsedMs,
    state: feed.toCome > 0 ? `${feed.toCome} requests to come` : isAtRest ? "nothing left to do" : "no more requests",
    machines,
    inTransit,
    cuts,
    network,
    events: newest,
    failures,
    chosen,
    ...(target === undefined ? {} : { target }),
    ...(notice === undefined ? {} : { notice }),
  };
}
