import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

/** A stretch of the drawing, in pixels from its begin. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The drawing is made anew only when a reader has scrolled so far. */
const stepWidth = 256;

/**
 * What of a wide drawing has to be drawn: what is seen in its scrolling frame, and a little on both sides. `look` reads
 * it anew at once, for whoever has just scrolled.
 */
export function useVisibleRange(frame: RefObject<HTMLElement | null>): {
  readonly range: Range;
  readonly look: () => void;
} {
  const [range, setRange] = useState<Range>({ from: 0, to: 1024 });
  const look = useCallback(() => {
    const element = frame.current;
    if (element === null) return;
    const from = Math.max(0, (Math.floor(element.scrollLeft / stepWidth) - 1) * stepWidth);
    const to = (Math.ceil((element.scrollLeft + element.clientWidth) / stepWidth) + 1) * stepWidth;
    setRange((old) => (old.from === from && old.to === to ? old : { from, to }));
  }, [frame]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, look]);
  return { range, look };
}
