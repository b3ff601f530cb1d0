import { useState } from "react";
import { Prose } from "../../content/prose.tsx";

/** The hints of an exercise, each when it is asked for. */
export function HintsPart({ hints }: { readonly hints: readonly string[] }) {
  const [shown, setShown] = useState(0);
  const left = hints.length - shown;
  return (
    <section aria-labelledby="hints">
      <h2 id="hints">Hints</h2>
      <div aria-live="polite">
        {hints.slice(0, shown).map((hint, index) => (
          <section key={hint} aria-label={`Hint ${index + 1}`}>
            <h3>Hint {index + 1}</h3>
            <Prose text={hint} below={2} />
          </section>
        ))}
      </div>
      {left > 0 ? (
        <button type="button" className="quiet-button" onClick={() => setShown(shown + 1)}>
          {shown === 0 ? "Show a hint" : "Show another hint"} ({left} left)
        </button>
      ) : (
        <p className="quiet">That was the last hint.</p>
      )}
    </section>
  );
}
