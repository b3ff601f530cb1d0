import type { Execution, Violation } from "@millrace/core";
import { failureViolation } from "@millrace/core/watch.ts";
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { eventWords } from "../space-time/event-words.ts";
import { SpaceTime } from "../space-time/space-time.tsx";
import { BrokenLaw } from "./broken-law.tsx";
import { markPast } from "./causal-past.ts";
import { Changes } from "./changes.tsx";
import { EventList } from "./event-list.tsx";
import { ForkPanel } from "./fork-panel.tsx";
import type { Hand, HandMade } from "./hand.ts";
import type { Run } from "./hand-run.ts";
import { InFlight } from "./in-flight.tsx";
import { MachineCards } from "./machine-cards.tsx";
import { Share } from "./share.tsx";
import { Stepper } from "./stepper.tsx";
import "./execution-view.css";

/** What {@link ExecutionView} takes. */
export interface ExecutionViewProps {
  /**
   * What happened. Another object is another run: the view begins anew with it. It may have come through `postMessage` (see
   * portable.ts): its machines are not asked for.
   */
  readonly execution: Execution;
  /** The first law that it breaks: said in words, and where the view begins. */
  readonly violation?: Violation | undefined;
  /** How to leave the run and go on by hand, wherever its machines are. One and the same at each rendering. */
  readonly hand?: Hand | undefined;
  /**
   * The address under which a run can be seen again, to be copied: of this one, or, as a function, of any that the reader
   * makes out of it by hand; undefined for one that has none.
   */
  readonly link?: string | ((execution: Execution) => string | undefined) | undefined;
}

/**
 * An execution to look into: the broken law in words, the space–time diagram with the causal past, a stepper, each
 * machine's state and what changed, the messages in flight, the choices that were not taken, and ways to take it away.
 * Fit for ten thousand events.
 *
 * It has headings of level 3, so it stands under one of level 2. ← → Home and End step, wherever in it the focus is, except
 * in fields and in the diagram, which has keys of its own.
 */
export function ExecutionView({ execution, violation, hand, link }: ExecutionViewProps) {
  const [kept, keep] = useState<Kept>(() => begin(execution, violation));
  const seen = kept.of === execution ? kept : begin(execution, violation);
  const { run, moment, left } = seen;
  const last = run.execution.events.length - 1;
  const event = run.execution.events[moment];
  const broken = run.violation?.event;
  const pastOf = run.execution.events[broken ?? moment];
  const marks = useMemo(() => markPast(run.execution, pastOf, broken !== undefined), [run.execution, pastOf, broken]);

  const way = "hand" in run ? run.hand : hand;
  const lawCount = way?.lawCount ?? 0;

  const hasStepped = useRef(false);
  const show = (next: Kept): void => {
    hasStepped.current = true;
    keep(next);
  };
  const address = addressOf(link, run.execution, left === undefined);

  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // A button that has the focus may be gone after a step: the keys go on from here.
    if (seen === kept && document.activeElement === document.body && hasStepped.current)
      frame.current?.focus({ preventScroll: true });
  }, [seen, kept]);

  const go = (wanted: number): void => show({ ...seen, moment: Math.min(Math.max(0, wanted), last) });
  const leave = (next: HandMade, words: string): void => {
    const shown = next.violation?.event ?? next.execution.events.length - 1;
    show({ of: execution, run: next, moment: shown, left: { at: left?.at ?? moment, words } });
  };
  const onKeyDown = (key: KeyboardEvent): void => {
    const isOwn =
      key.target instanceof Element && key.target.closest("input, textarea, select, [role=listbox]") !== null;
    const wanted = keyMoment(key.key, moment, last);
    if (wanted === undefined || isOwn || key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey) return;
    key.preventDefault();
    go(wanted);
  };

  if (event === undefined) return <p className="notice">Nothing has happened in this run: no machine has started.</p>;
  return (
    // The keys belong to whatever has the focus inside: buttons, mostly.
    <div
      className="execution-view"
      ref={frame}
      role="group"
      aria-label="The run, step by step"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {left !== undefined && (
        <div className="notice">
          <p>
            Your own run: you left the recorded one at event {left.at}. Last choice: {left.words}.{" "}
            {run.violation === undefined && lawCount > 0 && "No law is broken so far. "}
            {lawCount === 0 && "No laws watch. "}
          </p>
          <button
            type="button"
            className="quiet-button"
            onClick={() => show({ ...begin(execution, violation), moment: left.at })}
          >
            Back to the recorded run
          </button>
        </div>
      )}
      {run.violation !== undefined && <BrokenLaw violation={run.violation} onShow={() => go(broken ?? moment)} />}
      <Stepper moment={moment} last={last} broken={broken} onGo={go} />
      <p role="status" className="execution-status">
        Event {moment} of {last}: {eventWords(event, run.execution)}.{moment === broken && " The law is broken here."}
        {event.atMs !== undefined && ` At ${Math.round(event.atMs)} ms of virtual time.`}
      </p>
      <SpaceTime
        execution={run.execution}
        marks={marks}
        selected={moment}
        onSelect={go}
        label={`Space–time diagram: ${run.execution.system.nodes.length} machines, ${last + 1} events`}
      />
      <p className="quiet">
        {broken === undefined
          ? "Ringed: what could have led to the chosen event."
          : "Ringed: what could have led to the broken event."}{" "}
        Keys: ← → step, Home and End go to the ends. In the diagram ← → follow a machine, ↑ ↓ change it, Enter chooses.
      </p>
      <div className="execution-parts">
        <EventList execution={run.execution} moment={moment} broken={broken} onGo={go} />
        <div>
          <Changes execution={run.execution} event={event} />
          <InFlight execution={run.execution} moment={moment} onGo={go} />
        </div>
      </div>
      <MachineCards execution={run.execution} moment={moment} />
      <ForkPanel execution={run.execution} hand={way} moment={moment} onGo={go} onLeave={leave} />
      <Share execution={run.execution} violation={run.violation} link={address} />
    </div>
  );
}

/** What the reader looks at. */
interface Kept {
  /** The recorded execution that it belongs to. */
  readonly of: Execution;
  readonly run: Run | HandMade;
  readonly moment: number;
  /** Where the recorded run was left, and the last choice since, if it was. */
  readonly left?: { readonly at: number; readonly words: string };
}

function addressOf(
  link: ExecutionViewProps["link"],
  execution: Execution,
  isRecorded: boolean,
): (() => string | undefined) | undefined {
  if (typeof link === "function") return () => link(execution);
  return link === undefined || !isRecorded ? undefined : () => link;
}

function begin(execution: Execution, given: Violation | undefined): Kept {
  // What a handler did that it must not do breaks a law, too, whether it was asked for or not.
  const violation = given ?? failureViolation(execution);
  const last = Math.max(0, execution.events.length - 1);
  if (violation === undefined) return { of: execution, run: { execution }, moment: 0 };
  return { of: execution, run: { execution, violation }, moment: Math.min(violation.event, last) };
}

function keyMoment(key: string, moment: number, last: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return moment - 1;
    case "ArrowRight":
      return moment + 1;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
