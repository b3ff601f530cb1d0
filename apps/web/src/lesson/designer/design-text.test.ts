import { expect, test } from "vitest";
import { allDesigns, firstDesign } from "./design.ts";
import { designOfText, textOfDesign } from "./design-text.ts";

test("every design comes back from its text, and no two have one", () => {
  const designs = allDesigns();
  expect(designs.map((design) => designOfText(textOfDesign(design)))).toEqual(designs);
  expect(new Set(designs.map(textOfDesign)).size).toBe(designs.length);
});

test("a text needs no escape in an address", () => {
  const text = textOfDesign(firstDesign);
  expect(text).toBe("postgresql.kafka.bronze.dbt.redshift.merge");
  expect(encodeURIComponent(text)).toBe(text);
});

test.each([
  "",
  "postgresql",
  "postgresql.kafka.bronze.dbt.redshift.merge.more",
  "constructor",
  "oracle.kafka.none.dbt.redshift.merge",
])("%o is no design", (text) => expect(designOfText(text)).toBeUndefined());
