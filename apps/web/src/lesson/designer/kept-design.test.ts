import { expect, test } from "vitest";
import { type Design, firstDesign } from "./design.ts";
import { type Places, keepDesign, linkToDesign, recallDesign } from "./kept-design.ts";

const other: Design = { ...firstDesign, source: "files", transport: "batch", failure: "note-first" };
const third: Design = { ...firstDesign, layers: "medallion" };

/** A browser that has opened an address. `refuses` names what it does not let a page do. */
function browserAt(address: string, refuses: readonly (keyof Places)[] = []): Places {
  let stored: string | null = null;
  const places: Places = {
    readAddress: () => address,
    replaceAddress: (next) => void (address = next),
    readStore: () => stored,
    writeStore: (text) => void (stored = text),
  };
  const refuse = (): never => {
    throw new DOMException("no", "SecurityError");
  };
  return { ...places, ...Object.fromEntries(refuses.map((name) => [name, refuse])) };
}

test("a design is there again after a reload, and in a copy of the address", () => {
  const places = browserAt("https://millrace.example/?frames=#designer");
  expect(recallDesign(places)).toEqual({ design: firstDesign, isLost: false });
  expect(keepDesign(places, other)).toBe(true);
  expect(places.readAddress()).toBe(
    "https://millrace.example/?frames=&design=files.batch.bronze.dbt.redshift.note-first#designer",
  );
  expect(recallDesign(places).design).toEqual(other);
  expect(recallDesign(browserAt(places.readAddress())).design).toEqual(other);
});

test("what somebody has sent goes before what was kept, which is there without an address", () => {
  const places = browserAt("https://millrace.example/");
  keepDesign(places, other);
  places.replaceAddress(linkToDesign("https://millrace.example/course", third));
  expect(recallDesign(places).design).toEqual(third);
  places.replaceAddress("https://millrace.example/");
  expect(recallDesign(places).design).toEqual(other);
});

test("an address that names no design is told apart from one that names none at all", () => {
  expect(recallDesign(browserAt("https://millrace.example/?design=oracle"))).toEqual({
    design: firstDesign,
    isLost: true,
  });
});

test("one place is enough; with neither, nothing is kept, and nothing breaks", () => {
  expect(keepDesign(browserAt("https://millrace.example/", ["replaceAddress"]), other)).toBe(true);
  expect(keepDesign(browserAt("https://millrace.example/", ["writeStore"]), other)).toBe(true);
  const nowhere = browserAt("https://millrace.example/", ["replaceAddress", "readStore", "writeStore"]);
  expect(keepDesign(nowhere, other)).toBe(false);
  expect(recallDesign(nowhere)).toEqual({ design: firstDesign, isLost: false });
});
