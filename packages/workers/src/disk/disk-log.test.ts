import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeWrites, fileNameOf, reachedPart, readWrites } from "./disk-log.ts";
import { openFolderDisk } from "./folder.node.ts";

/** What a disk may hold: all plain data. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.bigInt(),
  fc.constantFrom(
    undefined,
    -0,
    NaN,
    Infinity,
    new Map([[{ a: 1 }, new Set([1n])]]),
    new Uint8Array([1, 2]),
    "a\nb\u2028",
  ),
);

test("of a log that was torn anywhere, what the machine has reached is read, and no more", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), value)), fc.nat(20), fc.nat(400), (writes, events, torn) => {
      const lines = writes.map(([key, written], place) => encodeWrites(place + 1, new Map([[key, written]])));
      const reached = lines.slice(0, events).join("");
      // The journal has been told of an event only after all that it wrote was on the disk.
      const text = lines.join("").slice(0, reached.length + torn);
      const expected = new Map(writes.slice(0, events));
      expect(readWrites(text, { events })).toEqual(expected);
      expect(reachedPart(text, { events })).toBe(reached);
      expect(readWrites(reachedPart(text, { events }), { events })).toEqual(expected);
    }),
  );
});

test("a disk in a folder is there in the next life, without what never happened", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const options = { machine: "a/b: ü", index: 3 };
  const first = openFolderDisk(folder, { ...options, events: 0 });
  first.append(1, new Map([["x", 1]]));
  first.append(
    2,
    new Map<string, unknown>([
      ["x", 2],
      ["y", new Map([["k", 2n]])],
    ]),
  );
  first.append(3, new Map([["x", 3]]));
  first.close();
  const file = join(folder, fileNameOf(options));
  writeFileSync(file, `${readFileSync(file, "utf8")}[[1,2,3],4,"to`);
  const second = openFolderDisk(folder, { ...options, events: 2 });
  expect(second.contents).toEqual(
    new Map<string, unknown>([
      ["x", 2],
      ["y", new Map([["k", 2n]])],
    ]),
  );
  second.append(3, new Map([["z", "new"]]));
  second.close();
  expect(openFolderDisk(folder, { ...options, events: 3 }).contents.get("x")).toBe(2);
  rmSync(folder, { recursive: true });
});
