import type { Broken } from "../laws.ts";

/** One step out of a state, as the space sees it: messages by their number, not by their place. */
export type SpaceChoice =
  | { readonly kind: "input"; readonly node: number }
  | {
      readonly kind: "deliver" | "drop" | "duplicate";
      readonly channel: number;
      readonly message: number;
      /** Which of several equal messages, the oldest being 0. */ readonly copy: number;
    }
  | { readonly kind: "timer"; readonly node: number; readonly timer: string }
  | { readonly kind: "crash" | "restart"; readonly node: number }
  | { readonly kind: "skew"; readonly node: number; readonly byMs: number }
  | { readonly kind: "cut" | "heal"; readonly cut: number };

/** A law that a step breaks. */
export interface SpaceViolation extends Broken {
  readonly law: string;
}
