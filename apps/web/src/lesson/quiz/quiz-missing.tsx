export function QuizMissing() {
  return (
    <p className="notice" role="alert">
      The questions could not be loaded. Reload the page to try again. They are in the READMEs of the chapters, too,
      under exercises.
    </p>
  );
}
