import { type ReactNode, useId } from "react";

/** One section of the lesson: a heading that can be linked to, and what belongs to it. */
export function Section({
  anchor,
  title,
  children,
}: {
  /** The address of the section within the page, without `#`. */
  readonly anchor: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const heading = useId();
  return (
    <section id={anchor} className="lesson-section" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}

/** An everyday picture, told before the technical words. */
export function Analogy({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <aside className="analogy" aria-label={title}>
      <p className="analogy-title">{title}</p>
      {children}
    </aside>
  );
}
