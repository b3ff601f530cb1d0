import type { JSX } from "hono/jsx/jsx-runtime";

/** What to draw. */
export interface DiagramProps {
  readonly mermaid: string;
  /** The same as text, for those who do not see the drawing. */
  readonly text: string;
  /** What the drawing shows, in a few words. */
  readonly label: string;
}

/** A Mermaid diagram, drawn in the browser, with its text beside it. Without a script the text is there. */
export function Diagram({ mermaid, text, label }: DiagramProps): JSX.Element {
  return (
    <figure class="diagram" data-mermaid={mermaid}>
      <div class="drawing scroll" role="img" aria-label={`${label}. The same as text follows.`}></div>
      <details data-key={`text of ${label}`}>
        <summary>As text</summary>
        <pre tabindex={0}>{text}</pre>
      </details>
    </figure>
  );
}
