import { type ReactNode, useEffect, useRef, useState } from "react";

/**
 * Shows its children once it is close to being seen, and says where they will be until then. What runs machines goes in
 * here, so that nothing is loaded or started for a picture that nobody has come to.
 */
export function WhenSeen({
  label,
  minHeight = 240,
  children,
}: {
  /** What is going to be here. */
  readonly label: string;
  /** In pixels: the page does not jump when it comes. */
  readonly minHeight?: number;
  readonly children: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || isSeen) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isSeen]);
  return (
    <div ref={place} className="when-seen" style={{ minHeight }}>
      {isSeen ? children : <p className="quiet">{label}</p>}
    </div>
  );
}
