import { useState } from "react";
import { useLocation } from "wouter";
import { namedRuns } from "./runs.ts";

/** Which system to run, with which luck, and for how long. */
export function RunPicker({
  name,
  seed,
  events,
}: {
  readonly name: string;
  readonly seed: number;
  readonly events: number;
}) {
  const [, go] = useLocation();
  const [picked, pick] = useState({ name, seed: String(seed), events: String(events) });
  return (
    <form
      className="controls run-picker"
      aria-label="Choose a run"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        go(`/run/${picked.name}?${new URLSearchParams({ seed: picked.seed, events: picked.events }).toString()}`);
      }}
    >
      <label>
        System{" "}
        <select value={picked.name} onChange={({ target }) => pick({ ...picked, name: target.value })}>
          {Object.entries(namedRuns).map(([value, { title }]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        Seed{" "}
        <input
          type="number"
          min={0}
          step={1}
          required
          value={picked.seed}
          onChange={({ target }) => pick({ ...picked, seed: target.value })}
        />
      </label>
      <label>
        Events at most{" "}
        <input
          type="number"
          min={10}
          max={20_000}
          step={1}
          required
          value={picked.events}
          onChange={({ target }) => pick({ ...picked, events: target.value })}
        />
      </label>
      <button type="submit">Run it</button>
    </form>
  );
}
