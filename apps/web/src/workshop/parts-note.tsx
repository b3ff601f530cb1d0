import { Link } from "wouter";
import type { OtherPart } from "./parts.ts";

/** Whose parts an exercise is put together of, where it imports other exercises' files. */
export function PartsNote({ parts }: { readonly parts: readonly OtherPart[] }) {
  if (parts.length === 0) return null;
  const own = parts.filter(({ text }) => text !== undefined);
  const lent = parts.filter(({ text }) => text === undefined);
  return (
    <div className="notice" role="note" aria-label="Whose parts are put in">
      <p>This exercise puts other exercises’ files together, as they are kept in this browser.</p>
      {own.length > 0 && (
        <p>
          Yours: <Parts parts={own} />.
        </p>
      )}
      {lent.length > 0 && (
        <p>
          Not begun here, so the library’s stand in for now: <Parts parts={lent} />.
        </p>
      )}
    </div>
  );
}

function Parts({ parts }: { readonly parts: readonly OtherPart[] }) {
  return parts.map(({ id, work }, place) => (
    <span key={id}>
      {place > 0 && ", "}
      <Link href={`/workshop/${id}`}>
        {id} {work.replace(/\.ts$/, "").replaceAll("-", " ")}
      </Link>
    </span>
  ));
}
