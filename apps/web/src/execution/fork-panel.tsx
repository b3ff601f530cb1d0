import type { Execution } from "@millrace/core";
import { useEffect, useState } from "react";
import { errorText } from "../shell/error-text.ts";
import type { Hand, HandMade, ShownOption } from "./hand.ts";

const mostOptions = 60;

/** What could happen after an event, and making it happen: the reader leaves the run there, and goes on by hand. */
export function ForkPanel({
  execution,
  hand,
  moment,
  onGo,
  onLeave,
}: {
  readonly execution: Execution;
  /** How to leave the execution; undefined if its machines are nowhere to be had. One and the same at each rendering. */
  readonly hand: Hand | undefined;
  readonly moment: number;
  readonly onGo: (moment: number) => void;
  /** Another run, left from this one; `words` say how. */
  readonly onLeave: (run: HandMade, words: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const starts = execution.events.length - execution.schedule.length;
  return (
    <section aria-label="Choose another delivery here">
      <h3>Choose another delivery here</h3>
      {hand === undefined ? (
        <p>The machines of this run are not in the page: you can look into it, and not run it on.</p>
      ) : (
        <>
          <p>
            The run is one of many. Open the choices of this moment, take another one, and see what comes of it.
            {hand.lawCount === 0
              ? " No laws were given for this run, so nothing is checked on the way."
              : ` ${hand.lawCount} ${hand.lawCount === 1 ? "law watches" : "laws watch"} as you go.`}
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
          {isOpen && <Options hand={hand} moment={moment} onLeave={onLeave} />}
        </>
      )}
    </section>
  );
}

/** The options of a moment, once they are known. */
type Known = { readonly options: readonly ShownOption[] } | { readonly problem: string };

function Options({
  hand,
  moment,
  onLeave,
}: {
  readonly hand: Hand;
  readonly moment: number;
  readonly onLeave: (run: HandMade, words: string) => void;
}) {
  const [seen, see] = useState<{ readonly hand: Hand; readonly moment: number; readonly known: Known }>();
  useEffect(() => {
    let isHere = true;
    const tell = (known: Known): void => {
      if (isHere) see({ hand, moment, known });
    };
    hand.optionsAt(moment).then(
      (options) => tell({ options }),
      (error: unknown) => tell({ problem: errorText(error) }),
    );
    return () => {
      isHere = false;
    };
  }, [hand, moment]);
  const leave = (run: Promise<HandMade>, words: string): void => {
    run.then(
      (made) => onLeave(made, words),
      (error: unknown) => see({ hand, moment, known: { problem: errorText(error) } }),
    );
  };
  if (seen?.hand !== hand || seen.moment !== moment) return <p role="status">Looking what could happen …</p>;
  const { known } = seen;
  if ("problem" in known)
    return (
      <p className="notice" role="alert">
        This run cannot be left by hand: {known.problem} Make it anew to try again.
      </p>
    );
  if (known.options.length === 0)
    return <p>Nothing can happen after event {moment}: nothing is left to do. Step back to where there is a choice.</p>;
  const numbered = known.options.map((option, place) => ({ option, place }));
  const work = numbered.filter(({ option }) => !option.isFault);
  const faults = numbered.filter(({ option }) => option.isFault);
  const choose = ({ option, place }: Numbered): void => leave(hand.choose(moment, place), option.words);
  return (
    <div className="fork-options">
      <p>After event {moment}:</p>
      <OptionList options={work} onChoose={choose} />
      {faults.length > 0 && (
        <>
          <p>Or bad luck, as far as this system allows it:</p>
          <OptionList options={faults} onChoose={choose} />
        </>
      )}
      {work.length > 0 && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => leave(hand.finish(moment), "the rest happened by itself, fairly and without faults")}
        >
          Let the rest happen
        </button>
      )}
    </div>
  );
}

/** An option and its place among all. */
interface Numbered {
  readonly option: ShownOption;
  readonly place: number;
}

function OptionList({
  options,
  onChoose,
}: {
  readonly options: readonly Numbered[];
  readonly onChoose: (option: Numbered) => void;
}) {
  return (
    <>
      <ul>
        {options.slice(0, mostOptions).map((each) => (
          <li key={each.place}>
            <button type="button" className="link-button" onClick={() => onChoose(each)}>
              {each.option.words}
            </button>
            {each.option.wasTaken && <span className="quiet"> · what happened next</span>}
          </li>
        ))}
      </ul>
      {options.length > mostOptions && <p className="quiet">And {options.length - mostOptions} more.</p>}
    </>
  );
}
