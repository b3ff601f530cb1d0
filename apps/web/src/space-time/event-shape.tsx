import type { EventKind } from "@millrace/core";
import type { Mark } from "./marks.ts";

/** The shape of an event around a point: by its mark, and without one by its kind. */
export function EventShape({
  kind,
  mark,
}: {
  readonly kind?: EventKind | undefined;
  readonly mark?: Mark | undefined;
}) {
  const isFault = kind === "crash" || kind === "drop";
  if (mark === undefined) {
    if (isFault) return <path className="space-time-cross" d="M-6,-6 L6,6 M6,-6 L-6,6" />;
    if (kind === "duplicate")
      return (
        <text className="space-time-doubled" textAnchor="middle" dy="0.35em">
          ×2
        </text>
      );
    if (kind === "start" || kind === "restart") return <circle className="space-time-hollow" r={5} />;
    return <circle className="space-time-dot" r={6} />;
  }
  return (
    <g className={`space-time-mark is-${mark}`}>
      <MarkShape mark={mark} />
      {isFault && <path className="space-time-cross" d="M-4,-18 L4,-10 M4,-18 L-4,-10" />}
    </g>
  );
}

function MarkShape({ mark }: { readonly mark: Mark }) {
  switch (mark) {
    case "first":
    case "second":
      return (
        <>
          <rect x={-10} y={-10} width={20} height={20} rx={4} />
          <text textAnchor="middle" dy="0.35em">
            {mark === "first" ? "1" : "2"}
          </text>
        </>
      );
    case "before":
      return <path d="M-9,0 L7,-9 L7,9 Z" />;
    case "after":
      return <path d="M9,0 L-7,-9 L-7,9 Z" />;
    case "concurrent":
      return <path d="M0,-9 L9,0 L0,9 L-9,0 Z" />;
    case "past":
      return (
        <>
          <circle className="space-time-halo" r={10} />
          <circle r={6} />
        </>
      );
    case "broken":
      return (
        <>
          <path d="M-5,-12 L5,-12 L12,-5 L12,5 L5,12 L-5,12 L-12,5 L-12,-5 Z" />
          <path className="space-time-strike" d="M-5,-5 L5,5 M5,-5 L-5,5" />
        </>
      );
  }
}
