/** What was caught, for a person: an error's own message, or the text of whatever else was thrown. */
export function errorText(caught: unknown): string {
  return caught instanceof Error ? caught.message : String(caught);
}
