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

  test("a wrong answer is told to be wrong, beside the right one, and stands there at the next visit", async () => {
    const { page } = await browser.open("/");
    const questions = await openQuiz(page);
    const options = quizzes[0]?.[0]?.options ?? [];
    const wrong = options.find(({ isRight }) => !isRight)?.text ?? "";
    const right = options.find(({ isRight }) => isRight)?.text ?? "";
    const first = questions.first();
    await optionOf(first, wrong).getByRole("radio").check();
    await first.getByRole("button", { name: "Answer" }).click();
    for (const visit of [1, 2]) {
      expect(await first.getByRole("status").textContent()).toBe("That is not it.");
      expect(await optionOf(first, wrong).locator("strong").textContent()).toBe("Wrong, your answer:");
      expect(await optionOf(first, wrong).getByRole("radio").isChecked()).toBe(true);
      expect(await optionOf(first, right).locator("strong").textContent()).toBe("Right:");
      expect(await page.locator("#quiz .quiz-progress").textContent()).toMatch(/1 of \d+ answered, 0 right/);
      if (visit === 1) await page.reload();
      await openQuiz(page);
    }
  });

  test("options stand in another order at another visit, so that nobody learns places", async () => {
    const { page } = await browser.open("/");
    const orders = new Set<string>();
    const look = async (): Promise<number> => {
      const questions = await openQuiz(page);
      orders.add((await questions.locator(".option").allTextContents()).join("\n"));
      await page.reload();
      return orders.size;
    };
    await expect.poll(look, { timeout: 120_000 }).toBeGreaterThan(2);
  });

  test("a chapter's answer is counted at the chapter and in all, and explained", async () => {
    const { page } = await browser.open("/");
    await openQuiz(page);
    const chapter = page.locator("#quiz .chapter-quiz").first();
    await chapter.locator("summary").click();
    const question = chapter.locator(".question").first();
    const options = quizzes[1]?.[0]?.options ?? [];
    await optionOf(question, options.find(({ isRight }) => isRight)?.text ?? "")
      .getByRole("radio")
      .check();
    await question.getByRole("button", { name: "Answer" }).click();
    expect(await question.getByRole("status").textContent()).toBe("That is right.");
    for (const option of options)
      expect(await optionOf(question, option.text).locator(".explanation").textContent()).toContain(
        plain(option.explanation),
      );
    expect(await chapter.locator("summary").textContent()).toContain(
      `1 of ${quizzes[1]?.length ?? 0} answered, 1 right`,
    );
    const all = quizzes.flat().length;
    expect(await page.locator("#quiz .quiz-progress").textContent()).toContain(`1 of ${all} answered, 1 right`);
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
