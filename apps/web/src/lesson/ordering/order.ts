/** A promise about the order in which messages are delivered. */
export type Order = "none" | "fifo" | "causal" | "total";

/** Who reports what visitors do: one machine for all steps, or one for each. */
export type Senders = "one" | "three";
