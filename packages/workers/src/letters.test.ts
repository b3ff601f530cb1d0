import fc from "fast-check";
import { expect, test } from "vitest";
import { type UnpackedLetter, eachLetter, packLetters } from "./letters.ts";

test("letters are unpacked as they were packed, whatever their numbers and clocks", () => {
  const run = fc.record({
    gap: fc.nat(3),
    stamp: fc.array(fc.nat(9), { minLength: 2, maxLength: 2 }),
    messages: fc.array(fc.anything(), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(run), (runs) => {
      let sequence = 0;
      const letters = runs.flatMap(({ gap, stamp, messages }): UnpackedLetter[] => {
        sequence += gap;
        return messages.map((message) => ({ sequence: ++sequence, message, stamp }));
      });
      const unpacked: UnpackedLetter[] = [];
      const batches = packLetters(letters);
      for (const batch of batches)
        eachLetter(batch, 2, (number, message, stamp) => unpacked.push({ sequence: number, message, stamp }));
      expect(unpacked).toEqual(letters);
      expect(batches.length).toBeLessThanOrEqual(runs.length);
    }),
  );
});
