import { useState } from "react";

/** Copies a text, and says that it did. Where the browser refuses, the text is there to be copied by hand. */
export function CopyButton({
  name,
  what,
  text,
  otherwise = "There is nothing to copy.",
}: {
  /** The button's own: "Copy link". */
  readonly name: string;
  /** What is copied, as a sentence begins with it: "The link". */
  readonly what: string;
  /** Made when it is asked for, if it takes a function; undefined if there is none. */
  readonly text: string | (() => string | undefined);
  /** What is said where there is none. */
  readonly otherwise?: string;
}) {
  const [said, say] = useState("");
  const [refused, setRefused] = useState<string>();
  const copy = async (): Promise<void> => {
    // Taken away first: the same words twice are read aloud only once.
    say("");
    setRefused(undefined);
    const made = typeof text === "string" ? text : text();
    if (made === undefined) return say(otherwise);
    try {
      await navigator.clipboard.writeText(made);
      say(`${what} is copied.`);
    } catch {
      setRefused(made);
      say("The browser does not let this page copy. Copy the text below by hand.");
    }
  };
  return (
    <span className="copy">
      <button type="button" className="quiet-button" onClick={() => void copy()}>
        {name}
      </button>
      <span role="status">{said}</span>
      {refused !== undefined && (
        <textarea
          aria-label={`${what}, to copy by hand`}
          readOnly
          rows={Math.min(6, refused.split("\n").length + 1)}
          value={refused}
          onFocus={({ target }) => target.select()}
        />
      )}
    </span>
  );
}
