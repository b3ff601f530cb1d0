import { describe, expect, test } from "vitest";
import { shelfOf } from "./library.ts";
import { compareCounts, explainCores } from "./library-words.ts";
import { readBooks } from "./reading.ts";

describe("the library", () => {
  test("the shelves are all books, each once, however many librarians there are", () => {
    for (const librarians of [1, 2, 3, 8]) {
      const shelves = Array.from({ length: librarians }, (_, place) =>
        shelfOf(place, { librarians, books: 1_000_003 }),
      );
      expect(shelves[0]?.first).toBe(0);
      expect(shelves.at(-1)?.end).toBe(1_000_003);
      for (const [place, { end }] of shelves.slice(0, -1).entries()) expect(shelves[place + 1]?.first).toBe(end);
    }
  });

  test("reading in parts comes to the same as reading at once", () => {
    const whole = new Map();
    const parts = new Map();
    readBooks({ first: 0, end: 5_000 }, whole);
    readBooks({ first: 0, end: 1_234 }, parts);
    readBooks({ first: 1_234, end: 5_000 }, parts);
    expect(parts).toEqual(whole);
    expect([...whole.values()].reduce((sum, { books }) => sum + books, 0)).toBe(5_000);
  });
});

describe("what is said of the times", () => {
  test("is what the times say, the bad news too", () => {
    expect(compareCounts({ tookMs: 3000 }, { tookMs: 1500, librarians: 2 })).toBe(
      "2 librarians were 2.00 times as fast as one.",
    );
    expect(compareCounts({ tookMs: 1000 }, { tookMs: 1500, librarians: 4 })).toBe(
      "4 librarians were no faster than one this time.",
    );
  });

  test("tells when librarians outnumber the cores", () => {
    expect(explainCores(4, 2)).toContain("have to share them");
    expect(explainCores(2, 2)).toContain("Each of 2 librarians can have one");
    expect(explainCores(2, undefined)).toContain("does not say");
  });
});
