import { type Execution, type Law } from "@millrace/core";
import { useMemo, useState } from "react";
import { HandRun, type LeftRun, type Option } from "./hand-run.ts";
import { canRun } from "./portable.ts";

const mostOptions = 60;

/** What could happen after an event, and making it happen: the reader leaves the run there, and goes on by hand. */
export function ForkPanel({
  execution,
  laws,
  hand,
  moment,
  onGo,
  onLeave,
}: {
  readonly execution: Execution;
  readonly laws: readonly Law[];
  /** How to go on from the execution, if the reader has made it. */
  readonly hand: HandRun | undefined;
  readonly moment: number;
  readonly onGo: (moment: number) => void;
  /** Another run, left from this one; `words` say how. */
  readonly onLeave: (run: LeftRun, words: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const starts = execution.events.length - execution.schedule.length;
  return (
    <section aria-label="Choose another delivery here">
      <h3>Choose another delivery here</h3>
      {canRun(execution) ? (
        <>
          <p>
            The run is one of many. Open the choices of this moment, take another one, and see what comes of it.
            {laws.length === 0
              ? " No laws were given for this run, so nothing is checked on the way."
              : ` ${laws.length} ${laws.length === 1 ? "law watches" : "laws watch"} as you go.`}
          </p>
          <div className="controls">
            <button type="button" className="quiet-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? "Close the choices" : "Show what could happen here"}
            </button>
            <button
              type="button"
              className="quiet-button"
              aria-disabled={moment < starts}
              onClick={() => {
                if (moment < starts) return;
                setOpen(true);
                onGo(moment - 1);
              }}
            >
              Take back this event and choose again
            </button>
          </div>
          {isOpen && <Options execution={execution} laws={laws} known={hand} moment={moment} onLeave={onLeave} />}
        </>
      ) : (
        <p>The machines of this run are not in the page: you can look into it, and not run it on.</p>
      )}
    </section>
  );
}

function Options({
  execution,
  laws,
  known,
  moment,
  onLeave,
}: {
  readonly execution: Execution;
  readonly laws: readonly Law[];
  readonly known: HandRun | undefined;
  readonly moment: number;
  readonly onLeave: (run: LeftRun, words: string) => void;
}) {
  const hand = useMemo(() => known ?? new HandRun(execution, laws), [known, execution, laws]);
  const { options, problem } = useMemo(() => readOptions(hand, moment), [hand, moment]);
  if (problem !== undefined)
    return (
      <p className="notice" role="alert">
        This run cannot be left by hand: {problem} Reload the page to have it made anew.
      </p>
    );
  if (options.length === 0)
    return <p>Nothing can happen after event {moment}: nothing is left to do. Step back to where there is a choice.</p>;
  const work = options.filter(({ isFault }) => !isFault);
  const faults = options.filter(({ isFault }) => isFault);
  const leave = (option: Option): void => onLeave(hand.choose(moment, option.choice), option.words);
  return (
    <div className="fork-options">
      <p>After event {moment}:</p>
      <OptionList options={work} onChoose={leave} />
      {faults.length > 0 && (
        <>
          <p>Or bad luck, as far as this system allows it:</p>
          <OptionList options={faults} onChoose={leave} />
        </>
      )}
      {work.length > 0 && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => onLeave(hand.finish(moment), "the rest happened by itself, fairly and without faults")}
        >
          Let the rest happen
        </button>
      )}
    </div>
  );
}

function OptionList({
  options,
  onChoose,
}: {
  readonly options: readonly Option[];
  readonly onChoose: (option: Option) => void;
}) {
  return (
    <>
      <ul>
        {options.slice(0, mostOptions).map((option) => (
          <li key={JSON.stringify(option.choice)}>
            <button type="button" className="link-button" onClick={() => onChoose(option)}>
              {option.words}
            </button>
            {option.wasTaken && <span className="quiet"> · what happened next</span>}
          </li>
        ))}
      </ul>
      {options.length > mostOptions && <p className="quiet">And {options.length - mostOptions} more.</p>}
    </>
  );
}

function readOptions(
  hand: HandRun,
  moment: number,
): { readonly options: readonly Option[]; readonly problem?: string } {
  try {
    return { options: hand.optionsAt(moment) };
  } catch (error) {
    return { options: [], problem: error instanceof Error ? error.message : String(error) };
  }
}
