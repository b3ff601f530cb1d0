import { Slider } from "../../live/slider.tsx";
import { type RiverSettings, rowsAtATime } from "./start-river.ts";
import "./river.css";

/** What the reader can change while the water flows. */
export function RiverControls({
  settings,
  onChange,
  onFlow,
}: {
  readonly settings: RiverSettings;
  readonly onChange: (settings: RiverSettings) => void;
  readonly onFlow: () => void;
}) {
  const { delayMs, batchRows, lossPercent, doublePercent } = settings;
  return (
    <div className="river-controls">
      <Slider
        label="Time on the way"
        says={`${delayMs} ms`}
        range={{ min: 100, max: 2000, step: 100 }}
        value={delayMs}
        onChange={(delayMs) => onChange({ ...settings, delayMs })}
      />
      <Slider
        label="Batch size"
        says={`${batchRows} rows`}
        range={{ min: 5, max: 100, step: 5 }}
        value={batchRows}
        onChange={(batchRows) => onChange({ ...settings, batchRows })}
      />
      <Slider
        label="Messages lost"
        says={`${lossPercent} %`}
        range={{ min: 0, max: 40, step: 5 }}
        value={lossPercent}
        onChange={(lossPercent) => onChange({ ...settings, lossPercent })}
      />
      <Slider
        label="Messages doubled"
        says={`${doublePercent} %`}
        range={{ min: 0, max: 40, step: 5 }}
        value={doublePercent}
        onChange={(doublePercent) => onChange({ ...settings, doublePercent })}
      />
      <button type="button" onClick={onFlow}>
        Let {rowsAtATime} more rows flow
      </button>
    </div>
  );
}
