import { CopyButton } from "../../shell/copy-button.tsx";
import { textOfDesign } from "./design-text.ts";
import { linkToDesign } from "./kept-design.ts";
import type { KeptDesign } from "./use-design.ts";

/** The design to hand on, and what there is to say about how it is kept. */
export function ShareDesign({ kept: { design, isKept, isLost } }: { readonly kept: KeptDesign }) {
  return (
    <div className="share-design">
      {/* Another design has another link: what was said of the one before is gone with it. */}
      <CopyButton
        key={textOfDesign(design)}
        name="Copy a link to this design"
        what="The link"
        text={() => linkToDesign(location.href, design)}
      />
      <div role="status">
        {!isKept && (
          <p className="notice">
            This browser keeps nothing for this page, so the design will be gone when you leave. Its link brings it
            back: copy it first.
          </p>
        )}
        {isLost && (
          <p className="notice">
            The link that you came by is for a design that there is not: part of it may be missing. This is another one
            to begin with.
          </p>
        )}
      </div>
    </div>
  );
}
