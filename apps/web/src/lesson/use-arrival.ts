import { useEffect } from "react";

/**
 * Brings the place of the page that its address or a link names into view, and keeps it there until the reader does
 * something. The browser does the first alone, but looks for the place before there is anything on the page; and what lies
 * above grows when it comes close and is loaded.
 */
export function useArrival(): void {
  useEffect(() => {
    let stop = holdInView(location.hash);
    const follow = ({ target }: MouseEvent): void => {
      // Links in drawings are of another kind than others, but all have this.
      const hash = target instanceof Element ? target.closest('a[href^="#"]')?.getAttribute("href") : undefined;
      if (hash === undefined || hash === null) return;
      stop();
      stop = holdInView(hash);
    };
    addEventListener("click", follow);
    return () => {
      stop();
      removeEventListener("click", follow);
    };
  }, []);
}

const moves = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Returns what ends it. */
function holdInView(hash: string): () => void {
  const place = document.getElementById(hash.slice(1));
  if (place === null) return () => undefined;
  const page = document.documentElement;
  let broughtTo: number | undefined;
  // Told of the first size, too: by then the browser has jumped.
  const observer = new ResizeObserver(() => {
    place.scrollIntoView();
    broughtTo = scrollY;
  });
  const stop = (): void => {
    observer.disconnect();
    page.style.overflowAnchor = "";
    for (const move of moves) removeEventListener(move, stop);
    removeEventListener("scroll", stopIfMoved);
  };
  // Somebody has scrolled in another way than those above: a screen reader, say.
  const stopIfMoved = (): void => {
    if (broughtTo !== undefined && scrollY !== broughtTo) stop();
  };
  // The browser would hold on to whatever is first in view, such as the end of the section before.
  page.style.overflowAnchor = "none";
  observer.observe(document.body);
  for (const move of moves) addEventListener(move, stop, { passive: true });
  addEventListener("scroll", stopIfMoved, { passive: true });
  return stop;
}
