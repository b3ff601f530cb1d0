export function NotLoaded() {
  return (
    <p className="notice" role="alert">
      This part of the page could not be loaded. Reload the page to try again.
    </p>
  );
}
