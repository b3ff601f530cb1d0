import { expect, test } from "vitest";
import { countEnds, describeEnds } from "./ends.ts";
import { type Row, makeRows } from "./rows.ts";

const [one, two, three] = makeRows(3).map((row) => ({ ...row, customer: "ada" })) as [Row, Row, Row];
const placed = [one, two, three].map((input) => ({ kind: "input", machine: "source", input, outputs: [] }) as const);
const put = (type: "stored" | "recognised", row: Row) =>
  ({ kind: "timer", machine: "warehouse", outputs: [{ type, row }] }) as const;

test("ends that agree", () => {
  const ends = countEnds([...placed, put("stored", one), put("stored", two), put("stored", three)]);
  expect(ends).toMatchObject({ missing: 0, doubled: 0, recognised: 0, lateForCustomer: 0 });
  expect(ends.warehouse).toEqual(ends.source);
  expect(describeEnds(ends)).toEqual(["The counts at both ends agree: 3 orders, each once."]);
});

test("what is missing is not hidden by what is double", () => {
  const ends = countEnds([...placed, put("stored", one), put("stored", one), put("stored", two)]);
  expect(ends).toMatchObject({ missing: 1, doubled: 1, warehouse: { rows: 3, orders: 2 } });
  expect(describeEnds(ends)).toEqual([
    "1 order never arrived: they are in the source and not in the warehouse.",
    "The warehouse has 1 row too many: 3 rows for 2 orders.",
  ]);
});

test("repeats that were recognised are told, and are no harm", () => {
  const ends = countEnds([
    ...placed,
    put("stored", one),
    put("stored", two),
    put("recognised", two),
    put("stored", three),
  ]);
  expect(describeEnds(ends)).toHaveLength(2);
  expect(describeEnds(ends)[0]).toContain("agree");
});

test("an order that first comes after a later one of its customer is late", () => {
  const ends = countEnds([...placed, put("stored", three), put("stored", one), put("stored", two), put("stored", one)]);
  expect(ends.lateForCustomer).toBe(2);
});
