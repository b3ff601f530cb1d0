import type { Workshop } from "../workshop.ts";
import { fileCode } from "./file-code.ts";
import type { CodePlace } from "./find-code.ts";
import { libraryCode } from "./library-code.ts";
import type { LiveCode } from "./live-code.ts";

/** Loads what a name leads to. Close it when it is done with. Rejects as {@link fileCode} does. */
export async function loadCode({ root }: Pick<Workshop, "root">, place: CodePlace): Promise<LiveCode> {
  return place.kind === "library" ? libraryCode(place.name) : fileCode(place, root);
}
