/** How two machines share a number: read and overwritten by both, or changed by whoever keeps it, who is told to. */
export type Sharing = "memory" | "notes";

/** Who adds. */
export const adders = ["ann", "bob"] as const;
