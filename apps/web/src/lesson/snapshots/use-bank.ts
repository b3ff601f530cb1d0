import { type RefObject, useEffect, useRef, useState } from "react";
import type { MachineId } from "@millrace/core";
import type { Feed, Fold } from "../../live/feed.ts";
import { quietly } from "../../live/quietly.ts";
import { startFeed } from "../../live/start-feed.ts";
import { useLiveRun } from "../../live/use-live-run.ts";
import { branches, system } from "./bank-system.ts";
import { type Ledger, channels, emptyLedger, enter } from "./ledger.ts";

/** The bank at work, as a picture shows it. */
export interface Bank {
  readonly status: "starting" | "open" | "failed";
  /** Why it failed. */
  readonly problem: string | undefined;
  readonly ledger: Ledger;
  readonly hasCustomers: boolean;
  /** It has worked long enough: a picture that is left open must not fill the memory. */
  readonly isTired: boolean;
  setCustomers(hasCustomers: boolean): void;
  takePhoto(begin: MachineId): void;
  /** Asks every branch what is in its till, with a pause between the calls, in milliseconds. */
  ask(pauseMs: number): void;
  /** Ends these workers, and starts others. */
  openAgain(): void;
}

/** How long a message takes, shortest and longest. Long enough to be looked at. */
const delayMs = [300, 1500] as const;
const transferEveryMs = 350;
const mostEvents = 3000;

/** Runs the bank for as long as the picture is there. Customers come only while `place` can be seen. */
export function useBank(place: RefObject<Element | null>): Bank {
  const { feed, phase, problem, start } = useLiveRun(startBank);
  const ledger = feed?.read(ledgerFold) ?? emptyLedger;
  const [hasCustomers, setCustomers] = useState(true);
  const isTired = ledger.eventCount >= mostEvents;
  const isServing = hasCustomers && !isTired;
  useEffect(() => {
    const element = place.current;
    if (feed === undefined || element === null || !isServing) return undefined;
    let isSeen = true;
    const observer = new IntersectionObserver((entries) => (isSeen = entries.some((entry) => entry.isIntersecting)));
    observer.observe(element);
    const timer = setInterval(() => {
      if (isSeen && !document.hidden) transferSomething(feed);
    }, transferEveryMs);
    return () => {
      observer.disconnect();
      clearInterval(timer);
    };
  }, [feed, isServing, place]);

  const photoCount = useRef(0);
  const askCount = useRef(0);
  return {
    status: problem !== undefined ? "failed" : phase === "running" ? "open" : "starting",
    problem,
    ledger,
    hasCustomers,
    isTired,
    setCustomers,
    takePhoto(begin) {
      photoCount.current += 1;
      give(feed, begin, { type: "snapshot", snapshot: `${photoCount.current}` });
    },
    ask(pauseMs) {
      askCount.current += 1;
      const count = `${askCount.current}`;
      for (const [turn, branch] of branches.entries())
        setTimeout(() => give(feed, branch, { type: "ask", count }), turn * pauseMs);
    },
    openAgain() {
      setCustomers(true);
      photoCount.current = 0;
      askCount.current = 0;
      start(startBank);
    },
  };
}

async function startBank(): Promise<Feed> {
  return startFeed(system, {
    worker: () => new Worker(new URL("./bank.worker.ts", import.meta.url), { type: "module" }),
    name: "bank",
    seed: Math.floor(Math.random() * 1_000_000),
    delayMs,
  });
}

const ledgerFold: Fold<Ledger> = { start: () => emptyLedger, add: enter };

/** One customer: between any two branches, and never more than the till holds. */
function transferSomething(feed: Feed): void {
  const { from, to } = channels[Math.floor(Math.random() * channels.length)] ?? { from: "", to: "" };
  const amount = 1 + Math.floor(Math.random() * 9);
  const { balances } = feed.read(ledgerFold);
  if ((balances[from] ?? 0) >= amount) give(feed, from, { type: "transfer", to, amount });
}

/** A bank that is being closed takes no more requests, and nobody waits for this one. */
function give(feed: Feed | undefined, branch: MachineId, input: unknown): void {
  if (feed !== undefined) quietly(feed.live.input(branch, input));
}
