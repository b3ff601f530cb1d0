import type { Violation } from "@millrace/core";

/** Which law is broken, what it asks for, and what happened instead. */
export function BrokenLaw({ violation, onShow }: { readonly violation: Violation; readonly onShow: () => void }) {
  const { law, expected, actual, event } = violation;
  return (
    <section className="broken-law" aria-label="The broken law">
      <p className="broken-law-title">
        <span aria-hidden="true">✗ </span>A law is broken
      </p>
      <dl>
        <dt>Law</dt>
        <dd>{law}</dd>
        <dt>Expected</dt>
        <dd>{expected}</dd>
        <dt>Actual</dt>
        <dd>{actual}</dd>
        <dt>Where</dt>
        <dd>
          at{" "}
          <button type="button" className="link-button" onClick={onShow}>
            event {event}
          </button>
        </dd>
      </dl>
    </section>
  );
}
