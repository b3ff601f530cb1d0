import { useId } from "react";
import "./slider.css";

/** A number that the reader chooses. */
export function Slider({
  label,
  says,
  range,
  value,
  onChange,
}: {
  readonly label: string;
  /** The value with its unit. */
  readonly says: string;
  readonly range: { readonly min: number; readonly max: number; readonly step: number };
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        {...range}
        value={value}
        aria-valuetext={says}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
      <output htmlFor={id}>{says}</output>
    </div>
  );
}
