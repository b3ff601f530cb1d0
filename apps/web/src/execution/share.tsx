import type { Execution, Violation } from "@millrace/core";
import { sequenceDiagram } from "@millrace/diagrams";
import { useState } from "react";
import { CopyButton } from "../shell/copy-button.tsx";
import { shivizLog } from "./shiviz.ts";

/** The run to take away: as a link, as a Mermaid diagram, as a log for ShiViz. */
export function Share({
  execution,
  violation,
  link,
}: {
  readonly execution: Execution;
  readonly violation?: Violation | undefined;
  /** Its address, made when it is asked for; undefined if it has none. */
  readonly link?: (() => string | undefined) | undefined;
}) {
  const [said, say] = useState("");
  const mermaid = (): string => sequenceDiagram(execution, violation === undefined ? {} : { violation });
  return (
    <section aria-label="Take this run away">
      <h3>Take this run away</h3>
      <div className="controls">
        {link !== undefined && (
          <CopyButton
            name="Copy link"
            what="The link"
            text={link}
            otherwise="This run is too long for a link. Export its log, or copy an earlier moment."
          />
        )}
        <CopyButton name="Copy Mermaid" what="The Mermaid text" text={mermaid} />
        <button
          type="button"
          className="quiet-button"
          onClick={() => {
            download("millrace-run.log", shivizLog(execution));
            say("The log is saved as millrace-run.log. ShiViz opens it as a file.");
          }}
        >
          Export ShiViz log
        </button>
      </div>
      <p role="status">{said}</p>
    </section>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}
