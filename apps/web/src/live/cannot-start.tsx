/** Says that machines could not be started, and what to do. */
export function CannotStart({ problem, again }: { readonly problem: string; again(): void }) {
  return (
    <div className="notice" role="alert">
      <p>The machines could not be started: {problem}</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
