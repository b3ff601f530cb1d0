import { expect, test } from "vitest";
import { PrintFlood, Prints, printLimits } from "./prints.node.ts";

function capture() {
  const shown: string[] = [];
  return { shown, prints: new Prints((text) => shown.push(text)) };
}

test("what is printed is shown as it is", () => {
  const { shown, prints } = capture();
  prints.write("a\n");
  prints.write("b");
  expect(shown).toEqual(["a\n", "b"]);
});

test("one long text is shown from its beginning", () => {
  const { shown, prints } = capture();
  prints.write("x".repeat(100_000));
  expect(shown.join("")).toHaveLength(
    printLimits.shownCharacters + "\n… more was printed than is shown here.\n".length,
  );
  prints.write("never seen");
  expect(shown).toHaveLength(1);
});

test("one call may not print without end; many calls may print a little each", () => {
  const { prints } = capture();
  const print = (): void => prints.write("line\n");
  for (let call = 0; call < 20; call++) {
    prints.beginCall();
    for (let line = 0; line < 1000; line++) print();
  }
  expect(prints.flooded).toBe(false);
  expect(() => {
    for (;;) print();
  }).toThrow(PrintFlood);
  expect(prints.flooded).toBe(true);
  prints.forget();
  expect(prints.flooded).toBe(false);
});
