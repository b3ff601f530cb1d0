/** The address of a tool's entry within the page, without `#`: "tool-postgresql". */
export function toolAnchor(name: string): string {
  return `tool-${name.toLowerCase()}`;
}
