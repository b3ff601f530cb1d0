import type { Execution, Violation } from "@millrace/core";
import { sequenceDiagram } from "@millrace/diagrams";
import { useState } from "react";
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
  const [refused, setRefused] = useState<string>();
  const copy = async (what: string, text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setRefused(undefined);
      say(`${what} is copied.`);
    } catch {
      setRefused(text);
      say(`The browser does not let this page copy. Copy the text below by hand.`);
    }
  };
  const copyLink = async (make: () => string | undefined): Promise<void> => {
    const address = make();
    if (address === undefined) say("This run is too long for a link. Export its log, or copy an earlier moment.");
    else await copy("The link", address);
  };
  const mermaid = (): string => sequenceDiagram(execution, violation === undefined ? {} : { violation });
  return (
    <section aria-label="Take this run away">
      <h3>Take this run away</h3>
      <div className="controls">
        {link !== undefined && (
          <button type="button" className="quiet-button" onClick={() => void copyLink(link)}>
            Copy link
          </button>
        )}
        <button type="button" className="quiet-button" onClick={() => void copy("The Mermaid text", mermaid())}>
          Copy Mermaid
        </button>
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
      <p aria-live="polite">{said}</p>
      {refused !== undefined && <textarea aria-label="Text to copy" readOnly rows={6} value={refused} />}
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
