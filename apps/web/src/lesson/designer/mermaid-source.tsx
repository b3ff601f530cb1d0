import { flowchart } from "@millrace/diagrams/flowchart.ts";
import { useState } from "react";
import type { Design } from "./design.ts";
import { guaranteesOf } from "./guarantees.ts";
import { graphOf } from "./stages.ts";

/** The design as a Mermaid text, for a README or a wiki. */
export function MermaidSource({ design }: { readonly design: Design }) {
  const text = mermaidOf(design);
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      setSaid("This browser does not let the page copy. Select the text and copy it yourself.");
    }
  };
  return (
    <details className="mermaid-source">
      <summary>As a Mermaid diagram</summary>
      <pre tabIndex={0} aria-label="Mermaid text">
        {text}
      </pre>
      <div className="controls">
        <button type="button" className="quiet-button" onClick={() => void copy()}>
          Copy the Mermaid text
        </button>
        <span role="status">{said}</span>
      </div>
    </details>
  );
}

function mermaidOf(design: Design): string {
  const guarantees = guaranteesOf(design);
  return flowchart(
    graphOf(design, ({ from, to }) => {
      const own = guarantees.find(({ edge }) => edge.from.id === from.id && edge.to.id === to.id);
      return own === undefined ? "" : `${own.delivery}, order: ${own.order}`;
    }),
  );
}
