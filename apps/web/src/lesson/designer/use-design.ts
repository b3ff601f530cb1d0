import { useState } from "react";
import type { Design } from "./design.ts";
import { browserPlaces, keepDesign, recallDesign } from "./kept-design.ts";

/** The reader's design, and how to change it. */
export interface KeptDesign {
  readonly design: Design;
  /** False if the browser let the page keep the newest change nowhere. */
  readonly isKept: boolean;
  /** Whether the page was opened for a design that there is not, and none was chosen since. */
  readonly isLost: boolean;
  change(design: Design): void;
}

/** The design of the address or of an earlier visit; what is changed is kept in both. */
export function useDesign(): KeptDesign {
  const [kept, setKept] = useState(() => ({ ...recallDesign(browserPlaces), isKept: true }));
  const change = (design: Design): void =>
    setKept({ design, isKept: keepDesign(browserPlaces, design), isLost: false });
  return { ...kept, change };
}
