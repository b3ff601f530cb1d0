import type { Event, Execution } from "@millrace/core";
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { EventShape } from "./event-shape.tsx";
import { eventWords } from "./event-words.ts";
import { type Geometry, type MessageLine, type Span, layOut, placeOf } from "./geometry.ts";
import { Legend } from "./legend.tsx";
import { type Mark, type Marks, markWords, noMarks } from "./marks.ts";
import { type Range, useVisibleRange } from "./visible-range.ts";
import { walk } from "./walk.ts";
import "./space-time.css";

/** So many lines of messages that only pass by are drawn at most: of those that begin or end here, all are. */
const mostPassing = 200;

/**
 * An execution as a space–time diagram: a row for each machine, time to the right, a line for each message from its
 * sending to its arrival. Only what is in sight is in the document, so that ten thousand events scroll as ten do.
 *
 * Events are a listbox for the keyboard: ← and → go along a machine, ↑ and ↓ to the next machine, Home and End to its
 * first and last event, Enter or Space selects, as a click does.
 */
export function SpaceTime({
  execution,
  marks = noMarks,
  selected,
  onSelect,
  label,
}: {
  readonly execution: Execution;
  /** Marks by event id. */
  readonly marks?: Marks | undefined;
  /** The id of the event that a line stands at: it is kept in sight. */
  readonly selected?: number | undefined;
  readonly onSelect?: ((event: number) => void) | undefined;
  /** What the diagram shows, in words: read out. */
  readonly label: string;
}) {
  const geometry = useMemo(() => layOut(execution), [execution]);
  const frame = useRef<HTMLDivElement>(null);
  const { range, look } = useVisibleRange(frame);
  const [chosen, setActive] = useState(selected ?? 0);
  const active = Math.min(chosen, execution.events.length - 1);
  const reveal = useCallback(
    (id: number) => {
      const element = frame.current;
      const event = execution.events[id];
      if (element === null || event === undefined) return;
      const { x } = placeOf(event, geometry);
      const isSeen = x >= element.scrollLeft + 48 && x <= element.scrollLeft + element.clientWidth - 48;
      if (!isSeen) element.scrollLeft = x - element.clientWidth / 2;
      look();
    },
    [execution, geometry, look],
  );

  useEffect(() => {
    if (selected === undefined) return;
    setActive(selected);
    reveal(selected);
  }, [selected, reveal]);

  const mustFocus = useRef(false);
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    frame.current?.querySelector<SVGGElement>(`[data-event="${active}"]`)?.focus({ preventScroll: true });
    reveal(active);
  }, [active, reveal]);

  const onKeyDown = (key: KeyboardEvent): void => {
    if (key.ctrlKey || key.metaKey || key.altKey) return;
    const next = walk(key.key, active, geometry.rows);
    if (next !== undefined) {
      mustFocus.current = next !== active;
      setActive(next);
    } else if (key.key === "Enter" || key.key === " ") onSelect?.(active);
    else return;
    key.preventDefault();
  };

  // One listener for all events: theirs would have to be made anew with each step.
  const onClick = ({ target }: MouseEvent): void => {
    const id = target instanceof Element ? target.closest("[data-event]")?.getAttribute("data-event") : undefined;
    if (typeof id !== "string") return;
    setActive(Number(id));
    onSelect?.(Number(id));
  };

  // Another execution may be shorter than what was in sight.
  useLayoutEffect(look, [geometry, look]);
  const width = Math.max(1, Math.min(range.to, geometry.width) - range.from);

  if (execution.events.length === 0) return <p className="quiet">Nothing has happened yet.</p>;
  return (
    <div className="space-time">
      <div className="space-time-drawing">
        <div
          className="space-time-names"
          aria-hidden="true"
          style={{
            height: geometry.height,
            width: `${Math.max(...geometry.rows.map(({ name }) => name.length)) + 4}ch`,
          }}
        >
          {geometry.rows.map(({ machine, name, y }) => (
            <span key={machine} style={{ top: y }}>
              {name}
            </span>
          ))}
        </div>
        <div className="space-time-scroll" ref={frame} onScroll={look}>
          <div className="space-time-canvas" style={{ width: geometry.width, height: geometry.height }}>
            <svg
              role="listbox"
              aria-label={label}
              aria-orientation="horizontal"
              style={{ left: range.from }}
              width={width}
              height={geometry.height}
              viewBox={`${range.from} 0 ${width} ${geometry.height}`}
              onKeyDown={onKeyDown}
              onClick={onClick}
            >
              <Ground geometry={geometry} range={range} marks={marks} now={execution.events[selected ?? -1]} />
              {eventsIn(execution, geometry, range, active).map((event) => (
                <EventPoint
                  key={event.id}
                  event={event}
                  execution={execution}
                  geometry={geometry}
                  mark={marks.get(event.id)}
                  isActive={event.id === active}
                  isSelected={event.id === selected}
                />
              ))}
            </svg>
          </div>
        </div>
      </div>
      <Legend marks={marks} />
    </div>
  );
}

/** The events in sight, and the one that has the focus, wherever it is: what is taken away loses it. */
function eventsIn({ events }: Execution, geometry: Geometry, { from, to }: Range, active: number): Event[] {
  const first = Math.max(0, Math.floor(from / geometry.columnWidth) - 2);
  const seen = events.slice(first, Math.ceil(to / geometry.columnWidth) + 1);
  const focused = events[active];
  if (focused === undefined || seen.includes(focused)) return seen;
  return active < first ? [focused, ...seen] : [...seen, focused];
}

/** What is behind the events: the machines' lines, the messages, and where the reader stands. */
function Ground({
  geometry,
  range,
  marks,
  now,
}: {
  readonly geometry: Geometry;
  readonly range: Range;
  readonly marks: Marks;
  readonly now: Event | undefined;
}) {
  const x = now === undefined ? undefined : placeOf(now, geometry).x;
  return (
    <g aria-hidden="true">
      {x !== undefined && <line className="space-time-now" x1={x} x2={x} y1={0} y2={geometry.height} />}
      {geometry.spans.filter(isIn(range)).map((span) => (
        <MachineLine key={`${span.row}.${span.x1}`} span={span} y={geometry.rows[span.row]?.y ?? 0} range={range} />
      ))}
      {linesIn(geometry, range).map((line) => (
        <Message
          key={line.key}
          line={line}
          isPast={
            line.fate !== "under way" &&
            isPast(marks.get(line.sentAt)) &&
            (isPast(marks.get(line.endAt)) || line.endAt === now?.id)
          }
        />
      ))}
    </g>
  );
}

function isPast(mark: Mark | undefined): boolean {
  return mark === "past" || mark === "broken";
}

function isIn({ from, to }: Range): (span: { readonly x1: number; readonly x2: number }) => boolean {
  return ({ x1, x2 }) => x2 >= from && x1 <= to;
}

function linesIn({ lines }: Geometry, range: Range): MessageLine[] {
  let passing = 0;
  return lines.filter(isIn(range)).filter(({ x1, x2 }) => {
    if (x1 >= range.from || x2 <= range.to) return true;
    passing += 1;
    return passing <= mostPassing;
  });
}

function MachineLine({ span, y, range }: { readonly span: Span; readonly y: number; readonly range: Range }) {
  const ends = { x1: Math.max(span.x1, range.from), x2: Math.min(span.x2, range.to), y1: y, y2: y };
  return <line className={span.isUp ? "space-time-machine" : "space-time-machine is-down"} {...ends} />;
}

function Message({ line, isPast: isInPast }: { readonly line: MessageLine; readonly isPast: boolean }) {
  const { x1, y1, x2, y2, fate, text } = line;
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const classes = `space-time-message is-${fate.replace(" ", "-")}${isInPast ? " is-past" : ""}`;
  return (
    <g className={classes}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {fate === "arrives" && (
        <path d="M-8,0 L-17,-4.5 L-17,4.5 Z" transform={`translate(${x2} ${y2}) rotate(${angle})`} />
      )}
      {text !== undefined && (
        <text
          x={fate === "under way" ? x2 : (x1 + x2) / 2}
          y={fate === "under way" ? y2 + Math.sign(y2 - y1) * 8 : (y1 + y2) / 2}
          textAnchor="middle"
          dy="0.35em"
        >
          {text}
        </text>
      )}
    </g>
  );
}

const EventPoint = memo(function EventPoint({
  event,
  execution,
  geometry,
  mark,
  isActive,
  isSelected,
}: {
  readonly event: Event;
  readonly execution: Execution;
  readonly geometry: Geometry;
  readonly mark: Mark | undefined;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}) {
  const { x, y } = placeOf(event, geometry);
  const name = `Event ${event.id}: ${eventWords(event, execution)}${mark === undefined ? "" : `. ${markWords[mark]}`}`;
  return (
    <g
      className="space-time-event"
      role="option"
      aria-selected={isSelected || mark === "first" || mark === "second"}
      aria-label={name}
      aria-posinset={event.id + 1}
      aria-setsize={execution.events.length}
      tabIndex={isActive ? 0 : -1}
      data-event={event.id}
      transform={`translate(${x} ${y})`}
    >
      <title>{name}</title>
      <circle className="space-time-target" r={13} />
      <circle className={isSelected ? "space-time-ring is-selected" : "space-time-ring"} r={14} />
      <EventShape kind={event.kind} mark={mark} />
    </g>
  );
});
