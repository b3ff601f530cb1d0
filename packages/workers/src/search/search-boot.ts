/** The first message to a worker that is to search: the port over which it is asked. */
export interface SearchBoot {
  readonly type: "millrace:search";
  readonly control: MessagePort;
}

export function isSearchBoot(data: unknown): data is SearchBoot {
  return typeof data === "object" && data !== null && "type" in data && data.type === "millrace:search";
}
