import { useId } from "react";

/** To any event: one back, one on, to the first and last, by number and by slider. */
export function Stepper({
  moment,
  last,
  broken,
  onGo,
}: {
  /** The event that is shown. */
  readonly moment: number;
  /** The last event there is; the first is 0. */
  readonly last: number;
  /** The event at which a law is broken. */
  readonly broken?: number | undefined;
  readonly onGo: (moment: number) => void;
}) {
  const number = useId();
  return (
    <div className="controls stepper" role="group" aria-label="Step through the execution">
      {/* At an end a button stays where it is: one that is disabled would lose the focus, and with it the keys. */}
      <button type="button" aria-disabled={moment === 0} onClick={() => onGo(0)}>
        First
      </button>
      <button type="button" aria-disabled={moment === 0} onClick={() => onGo(moment - 1)}>
        Step back
      </button>
      <button type="button" aria-disabled={moment === last} onClick={() => onGo(moment + 1)}>
        Step on
      </button>
      <button type="button" aria-disabled={moment === last} onClick={() => onGo(last)}>
        Last
      </button>
      {broken !== undefined && (
        <button type="button" className="quiet-button" aria-disabled={moment === broken} onClick={() => onGo(broken)}>
          To the broken event
        </button>
      )}
      <label htmlFor={number}>
        Event{" "}
        <input
          id={number}
          type="number"
          min={0}
          max={last}
          value={moment}
          onChange={({ target }) => {
            const wanted = target.valueAsNumber;
            if (Number.isInteger(wanted)) onGo(wanted);
          }}
        />{" "}
        of 0 to {last}
      </label>
      <input
        className="stepper-slider"
        type="range"
        aria-label="Event by slider"
        min={0}
        max={last}
        value={moment}
        onChange={({ target }) => onGo(target.valueAsNumber)}
      />
    </div>
  );
}
