import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { MachineId } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import { branches, system } from "./bank-system.ts";
import { type Ledger, channels, emptyLedger, enter } from "./ledger.ts";

/** The bank at work, as a picture shows it. */
export interface Bank {
  readonly status: "starting" | "open" | "failed";
  /** Why it failed. */
  readonly problem?: string;
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
  const [attempt, setAttempt] = useState(0);
  const [ledger, setLedger] = useState(emptyLedger);
  const [problem, setProblem] = useState<string>();
  const [hasCustomers, setCustomers] = useState(true);
  const [live, setLive] = useState<LiveSystem>();
  const latest = useRef(ledger);

  useEffect(() => {
    let isGone = false;
    let own: LiveSystem | undefined;
    const run = async (): Promise<void> => {
      own = await spawn(system, {
        worker: () => new Worker(new URL("./bank.worker.ts", import.meta.url), { type: "module" }),
        name: "bank",
        seed: Math.floor(Math.random() * 1_000_000),
        network: { delayMs },
        onFailure: ({ machine, message }) => setProblem(`${machine} is down: ${message}`),
      });
      if (isGone) return void (await own.stop());
      setLive(own);
      for await (const event of own.events) {
        if (isGone) return;
        latest.current = enter(latest.current, event);
        setLedger(latest.current);
      }
    };
    latest.current = emptyLedger;
    setLedger(emptyLedger);
    // A turn later, as a component that is only tried out is gone by then.
    const begin = setTimeout(() => {
      run().catch((error: unknown) => isGone || setProblem(error instanceof Error ? error.message : String(error)));
    }, 0);
    return () => {
      isGone = true;
      clearTimeout(begin);
      setLive(undefined);
      void own?.stop();
    };
  }, [attempt]);

  const isTired = ledger.eventCount >= mostEvents;
  const isServing = hasCustomers && !isTired;
  useEffect(() => {
    const element = place.current;
    if (live === undefined || element === null || !isServing) return undefined;
    let isSeen = true;
    const observer = new IntersectionObserver((entries) => (isSeen = entries.some((entry) => entry.isIntersecting)));
    observer.observe(element);
    const timer = setInterval(() => {
      if (isSeen && !document.hidden) transferSomething(live, latest.current);
    }, transferEveryMs);
    return () => {
      observer.disconnect();
      clearInterval(timer);
    };
  }, [live, isServing, place]);

  const photoCount = useRef(0);
  const takePhoto = useCallback(
    (begin: MachineId) => {
      photoCount.current += 1;
      give(live, begin, { type: "snapshot", snapshot: `${photoCount.current}` });
    },
    [live],
  );
  const askCount = useRef(0);
  const ask = useCallback(
    (pauseMs: number) => {
      askCount.current += 1;
      const count = `${askCount.current}`;
      for (const [turn, branch] of branches.entries())
        setTimeout(() => give(live, branch, { type: "ask", count }), turn * pauseMs);
    },
    [live],
  );
  const openAgain = useCallback(() => {
    setProblem(undefined);
    setCustomers(true);
    photoCount.current = 0;
    askCount.current = 0;
    setAttempt((before) => before + 1);
  }, []);

  const status = problem === undefined ? (live === undefined ? "starting" : "open") : "failed";
  const said = problem === undefined ? {} : { problem };
  return { status, ...said, ledger, hasCustomers, isTired, setCustomers, takePhoto, ask, openAgain };
}

/** One customer: between any two branches, and never more than the till holds. */
function transferSomething(live: LiveSystem, { balances }: Ledger): void {
  const { from, to } = channels[Math.floor(Math.random() * channels.length)] ?? { from: "", to: "" };
  const amount = 1 + Math.floor(Math.random() * 9);
  if ((balances[from] ?? 0) >= amount) give(live, from, { type: "transfer", to, amount });
}

/** A bank that is being closed takes no more requests, and nobody waits for this one. */
function give(live: LiveSystem | undefined, branch: MachineId, input: unknown): void {
  void live?.input(branch, input).catch(() => undefined);
}
