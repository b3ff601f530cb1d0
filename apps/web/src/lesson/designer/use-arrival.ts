import { useEffect } from "react";

/** How long the page is expected to grow after it was opened, in milliseconds. */
const settlingMs = 3_000;

/**
 * Brings a section that the page's address names into view: the browser looks for it before there is anything on the page. What
 * lies above grows as it is loaded, so it is brought there again, until the reader does something.
 */
export function useArrival(anchor: string): void {
  useEffect(() => {
    const place = document.getElementById(anchor);
    if (place === null || location.hash !== `#${anchor}`) return undefined;
    place.scrollIntoView();
    const observer = new ResizeObserver(() => place.scrollIntoView());
    observer.observe(document.body);
    const stop = (): void => observer.disconnect();
    const moves = ["wheel", "touchstart", "pointerdown", "keydown"] as const;
    for (const move of moves) addEventListener(move, stop, { passive: true });
    const settled = setTimeout(stop, settlingMs);
    return () => {
      stop();
      clearTimeout(settled);
      for (const move of moves) removeEventListener(move, stop);
    };
  }, [anchor]);
}
