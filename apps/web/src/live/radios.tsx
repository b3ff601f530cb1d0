import { useId } from "react";
import "./radios.css";

/** One of a few, chosen by the reader. */
export function Radios<Value extends string | number>({
  legend,
  of,
  value,
  onChange,
  isDisabled = false,
}: {
  readonly legend: string;
  readonly of: readonly (readonly [Value, label: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly isDisabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="radios">
      <legend>{legend}</legend>
      {of.map(([each, label]) => (
        <label key={each}>
          <input
            type="radio"
            name={name}
            checked={each === value}
            disabled={isDisabled}
            onChange={() => onChange(each)}
          />{" "}
          {label}
        </label>
      ))}
    </fieldset>
  );
}
