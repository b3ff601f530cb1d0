import { useState } from "react";
import type { WorkStore } from "./work-store.ts";

/** What can be done with a file beside writing it: download it, begin again, bring back an earlier copy. */
export function KeepBar({
  id,
  work,
  store,
  text,
  starter,
  onReplace,
}: {
  readonly id: string;
  readonly work: string;
  readonly store: WorkStore;
  readonly text: () => string;
  readonly starter: string;
  /** Puts a text in place of what is there, and says what became of that. */
  readonly onReplace: (text: string) => "kept" | "nothing to keep" | "no room";
}) {
  const [said, setSaid] = useState("");
  const copies = store.copies(id);
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([text()], { type: "text/typescript" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = work;
    link.click();
    URL.revokeObjectURL(url);
  };
  const replace = (wanted: string, what: string): void => {
    const end = onReplace(wanted);
    if (end === "no room") {
      setSaid(
        "Nothing was changed, as this browser cannot keep a copy of what you have. Download it, then take it out of the editor by hand.",
      );
    } else setSaid(`${what}${end === "kept" ? " What you had before is among the copies." : ""}`);
  };
  return (
    <>
      <div className="controls">
        <button type="button" className="quiet-button" onClick={download}>
          Download {work}
        </button>
        <button
          type="button"
          className="quiet-button"
          onClick={() => replace(starter, "The starter is in the editor again.")}
        >
          Begin again
        </button>
        {copies.length > 0 && (
          <label>
            Copies{" "}
            <select
              value=""
              onChange={({ target }) => {
                const copy = copies[Number(target.value)];
                if (target.value === "" || copy === undefined) return;
                replace(copy.text, "The copy is in the editor.");
              }}
            >
              <option value="">bring one back …</option>
              {copies.map(({ at }, index) => (
                <option key={at} value={index}>
                  {new Date(at).toLocaleString()}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p role="status" className="quiet">
        {said}
      </p>
    </>
  );
}
