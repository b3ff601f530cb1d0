/**
 * The address of the page that follows a verdict's link. The terminal's `replay` takes it as well as the link itself. A link
 * is URL-safe as it is.
 */
export function addressOf(link: string): string {
  return `${location.origin}/run?link=${link}`;
}
