import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@millrace/core";
import { count, type QuizQuestion, readQuiz, shuffleOptions } from "@millrace/grader";
import { chapterTitle } from "../chapters.ts";
import { UsageError, type Outcome } from "../outcome.ts";
import { showMarkdown } from "../show/markdown.ts";
import type { Workshop } from "../workshop.ts";

/**
 * `millrace quiz 2`: a chapter's questions, one at a time, each with its options in another order every time. Where nobody
 * can be asked, they are printed with what is to be said of every option.
 */
export async function quiz(workshop: Workshop, name: string | undefined): Promise<Outcome> {
  const { root, screen, host, isJson } = workshop;
  const chapter = chapterOf(workshop, name);
  const random = createRandom(Date.now());
  const { questions } = readQuiz(readFileSync(join(root, "exercises", chapter, "README.md"), "utf8"));
  const shuffled = questions.map((question) => shuffleOptions(question, random));
  screen.print(screen.colors.bold(chapterTitle(root, chapter)), "");
  if (isJson || !screen.isInteractive || host.stdin.isTTY !== true) {
    for (const question of shuffled) screen.print(...showAnswered(question, workshop), "");
    return { exitCode: 0, document: { chapter, questions: shuffled } };
  }
  let right = 0;
  for (const question of shuffled) {
    const chosen = await ask(question, workshop);
    if (chosen === undefined) return { exitCode: 0, document: { chapter } };
    right += chosen ? 1 : 0;
  }
  screen.print(`${right} of ${count(shuffled.length, "answer")} right at once.`);
  return { exitCode: 0, document: { chapter, right } };
}

/** The chapter's folder, by its number, by its folder's name, or by where the command was typed. */
function chapterOf(workshop: Workshop, name: string | undefined): string {
  const chapters = [...new Set(workshop.exercises().map((files) => files.chapter))];
  const wanted = name?.replace(/\/+$/, "").split("/").at(-1) ?? workshop.exerciseHere()?.chapter;
  const found = chapters.find((chapter) => chapter === wanted || chapter.split("-")[0] === wanted?.split(".")[0]);
  if (found !== undefined) return found;
  const known = chapters.map((chapter) => chapter.split("-")[0]).join(", ");
  throw new UsageError(
    wanted === undefined
      ? `Say which chapter: ${known}. Inside its folder the number may be left out.`
      : `Cannot ask as there is no chapter ${JSON.stringify(wanted)}. The chapters are ${known}.`,
  );
}

/** Asks once, and says why the choice is right or wrong, and what would be right. Undefined if the learner has gone. */
async function ask(question: QuizQuestion, { screen }: Workshop): Promise<boolean | undefined> {
  const { isCancel, select } = await import("@clack/prompts");
  const chosen = await select({
    message: plain(`${question.number}. ${question.text}`),
    options: question.options.map(({ text }, value) => ({ value, label: plain(text) })),
  });
  if (isCancel(chosen)) return undefined;
  const option = question.options[chosen];
  const right = question.options.find(({ isRight }) => isRight);
  if (option === undefined || right === undefined) return undefined;
  const say = (mark: string, explanation: string): void =>
    screen.print(...showMarkdown(`${mark} ${explanation}`, screen, 2), "");
  if (option.isRight) {
    say(screen.colors.green("Right."), option.explanation);
  } else {
    say(screen.colors.red("No."), option.explanation);
    say(`Right would be: ${right.text}`, right.explanation);
  }
  return option.isRight;
}

function showAnswered({ number, text, options }: QuizQuestion, { screen }: Workshop): string[] {
  return [
    ...showMarkdown(`**${number}. ${text}**`, screen),
    ...options.flatMap((option) => [
      ...showMarkdown(`- ${option.text}`, screen),
      ...showMarkdown(`${option.isRight ? "Right." : "No."} ${option.explanation}`, screen, 4),
    ]),
  ];
}

/** Prompts show no Markdown. */
function plain(markdown: string): string {
  return markdown
    .replace(/\*\*?([^*]+)\*\*?/g, "$1")
    .replaceAll("`", "")
    .replace(/\s+/g, " ");
}
