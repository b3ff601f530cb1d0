import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readQuiz } from "@millrace/grader/quiz.ts";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const exercises = join(import.meta.dirname, "../../../exercises");
const quizzes = readdirSync(exercises)
  .filter((folder) => /^\d/.test(folder))
  .toSorted()
  .map((folder) => readQuiz(readFileSync(join(exercises, folder, "README.md"), "utf8")).questions);

describe.skipIf(executablePath === undefined)(`the quiz${suffix}`, () => {
  const browser = useBrowser();

  test("the lesson's questions, each with why every option is right or wrong, by keyboard", async () => {
    const { page, complaints } = await browser.open("/");
    const questions = await openQuiz(page);
    expect(await questions.count()).toBe(quizzes[0]?.length);
    const first = questions.first();
    expect(await first.getByRole("button").isDisabled()).toBe(true);
    expect(await first.locator(".explanation").count()).toBe(0);
    await first.getByRole("radio").first().press("Space");
    await first.getByRole("button", { name: "Answer" }).press("Enter");
    const options = quizzes[0]?.[0]?.options ?? [];
    expect(await first.locator(".explanation").count()).toBe(options.length);
    // Markdown is shown without its marks.
    for (const option of options) {
      const shown = await optionOf(first, option.text).locator(".explanation").textContent();
      expect(shown).toMatch(option.isRight ? /^Right/ : /^Wrong/);
      expect(shown).toContain(plain(option.explanation));
    }
    // Where the focus was, the next thing to do is.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Ask me again");
    expect(await page.locator(".quiz-progress").textContent()).toContain("1 of");
    await expectAccessible(page, "#quiz");
    expect(complaints).toEqual([]);
  });

  test("every chapter's questions are there", async () => {
    const { page } = await browser.open("/");
    await openQuiz(page);
    const chapters = page.locator("#quiz .chapter-quiz");
    expect(await chapters.count()).toBe(quizzes.length - 1);
    for (const [index, questions] of quizzes.slice(1).entries()) {
      const chapter = chapters.nth(index);
      await chapter.locator("summary").click();
      expect((await chapter.locator("legend").allTextContents()).map((text) => text.replace(/^\d+\. /, ""))).toEqual(
        questions.map(({ text }) => plain(text)),
      );
    }
    await expectAccessible(page, "#quiz");
  });

  test("answers are remembered, can be taken back one by one, and be forgotten", async () => {
    const { page } = await browser.open("/");
    const questions = await openQuiz(page);
    for (const [index, { options }] of (quizzes[0] ?? []).entries()) {
      const right = options.find(({ isRight }) => isRight)?.text ?? "";
      await optionOf(questions.nth(index), right).getByRole("radio").check();
      await questions.nth(index).getByRole("button", { name: "Answer" }).click();
      expect(await questions.nth(index).getByRole("status").textContent()).toBe("That is right.");
    }
    await page.reload();
    await openQuiz(page);
    const progress = page.locator("#quiz .quiz-progress");
    expect(await progress.textContent()).toContain("3 of");
    expect(await progress.textContent()).toContain("3 right");
    await questions.first().getByRole("button", { name: "Ask me again" }).click();
    expect(await progress.textContent()).toContain("2 of");
    await page.getByRole("button", { name: "Forget all answers" }).click();
    expect(await progress.textContent()).toContain("none of");
    await page.reload();
    await openQuiz(page);
    expect(await progress.textContent()).toContain("none of");
  });

  test("without storage it says so, and works", async () => {
    const { page, complaints } = await browser.open("/");
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("no storage here", "SecurityError");
        },
      });
    });
    await page.reload();
    const questions = await openQuiz(page);
    await page.locator("#quiz .notice").waitFor();
    await questions.first().getByRole("radio").first().check();
    await questions.first().getByRole("button", { name: "Answer" }).click();
    await questions.first().locator(".explanation").first().waitFor();
    expect(complaints).toEqual([]);
  });
});

/** The lesson's own questions, once they are there. */
async function openQuiz(page: Page): Promise<Locator> {
  await page.locator("#quiz").scrollIntoViewIfNeeded();
  const questions = page.locator("#quiz .quiz > fieldset");
  await questions.first().waitFor();
  return questions;
}

function optionOf(question: Locator, text: string): Locator {
  return question.locator(".option", { hasText: plain(text) }).first();
}

function plain(markdown: string): string {
  return markdown.replaceAll(/[*`]/g, "");
}
