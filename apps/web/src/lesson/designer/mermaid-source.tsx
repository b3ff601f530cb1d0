import { CopyButton } from "../../shell/copy-button.tsx";
import type { Design } from "./design.ts";
import { mermaidOf } from "./mermaid-text.ts";

/** The design as a Mermaid text, for a README or a wiki. */
export function MermaidSource({ design }: { readonly design: Design }) {
  const text = mermaidOf(design);
  return (
    <details className="mermaid-source">
      <summary>As a Mermaid diagram</summary>
      <pre tabIndex={0} aria-label="Mermaid text">
        {text}
      </pre>
      {/* Another design is another text: what was said of the one before is gone with it. */}
      <CopyButton key={text} name="Copy the Mermaid text" what="The Mermaid text" text={text} />
    </details>
  );
}
