import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exercises, loadExercise } from "../../content/exercises.ts";
import { makeLanguage } from "./make-language.ts";

const language = makeLanguage();

test("no starter and no answer has an error in the editor", async () => {
  expect(exercises.length).toBeGreaterThan(30);
  for (const exercise of exercises) {
    const { starter, answer } = await loadExercise(exercise);
    expect({ id: exercise.id, marks: language.check(starter) }).toEqual({ id: exercise.id, marks: [] });
    expect({ answer, marks: language.check(language.answer(answer).text) }).toEqual({ answer, marks: [] });
  }
});

const starter = readFileSync(
  join(import.meta.dirname, "../../../../../solutions/0-many-chefs/0.1-hello-machine/starter.ts"),
  "utf8",
);

test("a wrong type is marked where it stands, and a file without a character is no error", () => {
  const text = `${starter}\nconst wrong: number = "text";\n`;
  const [mark] = language.check(text);
  expect(text.slice(mark?.from, mark?.to)).toBe("wrong");
  expect(mark?.message).toContain("not assignable");
  expect(language.check("")).toEqual([]);
});

test("members of what the engine gives are offered and explained", () => {
  const text = starter.replace(/\/\/ TODO.*/, "context.");
  const at = text.indexOf("context.\n") + "context.".length;
  expect(language.complete(text, at)?.choices.map(({ label }) => label)).toContain("setTimer");
  const sendAt = text.indexOf("context.send") + "context.s".length;
  expect(language.explain(text, sendAt)?.text).toContain("send(");
});

test("every known mistake of an exercise is a script of its own", async () => {
  const answer = "@millrace/clocks/lamport-clock.ts";
  const caughtBy = ["a receipt is stamped later than its sending"];
  const scripts = await language.mistaken({ id: "1.1", answer, caughtBy });
  expect(scripts.length).toBeGreaterThan(2);
  expect(new Set(scripts.map(({ code }) => code)).size).toBe(scripts.length);
});
