import { type Design, firstDesign } from "./design.ts";
import { designOfText, textOfDesign } from "./design-text.ts";

/** Where a design is kept, as far as the browser lets a page keep anything. Each of its members may throw. */
export interface Places {
  readAddress(): string;
  /** Puts an address in place of the one that is shown, without leaving the page. */
  replaceAddress(address: string): void;
  readStore(): string | null;
  writeStore(text: string): void;
}

/** What there is at the beginning: from the address, since somebody may have sent it; else from an earlier visit; else the usual one. */
export function recallDesign(places: Places): {
  readonly design: Design;
  /** The address names a design that there is not. */ readonly isLost: boolean;
} {
  const named = attempt(() => new URL(places.readAddress()).searchParams.get(parameter)) ?? undefined;
  const sent = named === undefined ? undefined : designOfText(named);
  const kept = attempt(() => places.readStore()) ?? "";
  return { design: sent ?? designOfText(kept) ?? firstDesign, isLost: named !== undefined && sent === undefined };
}

/** Keeps a design in the address and for the next visit; false if it could be kept in neither. */
export function keepDesign(places: Places, design: Design): boolean {
  const inAddress = attempt(() => {
    const address = new URL(places.readAddress());
    address.searchParams.set(parameter, textOfDesign(design));
    places.replaceAddress(address.href);
    return true;
  });
  const inStore = attempt(() => {
    places.writeStore(textOfDesign(design));
    return true;
  });
  return inAddress === true || inStore === true;
}

/** The address that opens the lesson at the designer with this design. `base` is any address of the site. */
export function linkToDesign(base: string, design: Design): string {
  const address = new URL("/", base);
  address.searchParams.set(parameter, textOfDesign(design));
  address.hash = "designer";
  return address.href;
}

/** The browser's own places. */
export const browserPlaces: Places = {
  readAddress: () => location.href,
  replaceAddress: (address) => history.replaceState(history.state, "", address),
  readStore: () => localStorage.getItem(storeKey),
  writeStore: (text) => localStorage.setItem(storeKey, text),
};

const parameter = "design";
const storeKey = "millrace.design";

/** A browser may refuse any of this. */
function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
