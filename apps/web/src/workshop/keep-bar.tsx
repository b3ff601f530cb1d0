import { useState } from "react";
import type { WorkStore } from "./work-store.ts";

/** What can be done with a file beside writing it: download it, begin again, bring back an earlier copy. */
export function KeepBar({
  id,
  work,
  store,
  text,
  onReset,
  onRestore,
}: {
  readonly id: string;
  readonly work: string;
  readonly store: WorkStore;
  readonly text: () => string;
  readonly onReset: () => void;
  readonly onRestore: (text: string) => void;
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
  const reset = (): void => {
    onReset();
    setSaid("The starter is there again. What you had is among the copies.");
  };
  return (
    <>
      <div className="controls">
        <button type="button" className="quiet-button" onClick={download}>
          Download {work}
        </button>
        <button type="button" className="quiet-button" onClick={reset}>
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
                onRestore(copy.text);
                setSaid("The copy is in the editor. What you had before is among the copies.");
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
