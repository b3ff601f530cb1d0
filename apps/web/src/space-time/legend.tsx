import { EventShape } from "./event-shape.tsx";
import { type Mark, type Marks, markWords } from "./marks.ts";

/** What the marks in use mean. */
export function Legend({ marks }: { readonly marks: Marks }) {
  const used = new Set(marks.values());
  if (used.size === 0) return null;
  // The record's keys are the marks: Object.keys gives them as strings.
  const all = Object.keys(markWords) as Mark[];
  return (
    <ul className="space-time-legend" aria-label="What the shapes mean">
      {all
        .filter((mark) => used.has(mark))
        .map((mark) => (
          <li key={mark}>
            <svg aria-hidden="true" width={28} height={28} viewBox="-14 -14 28 28">
              <EventShape mark={mark} />
            </svg>
            {markWords[mark]}
          </li>
        ))}
    </ul>
  );
}
