/**
 * A chapter's quiz, as it stands in the chapter's README: readable where Markdown is shown, and by a program.
 *
 * Under `## Quiz` each question is a bold line that begins with its number, then its options as a list with letters, and
 * then, in a `<details>` block, a list with the same letters that says of every option why it is right or wrong. There the
 * letter of the right one is bold.
 */
import type { Random } from "@millrace/core";

/** One question with its options, in the order in which they are written. */
export interface QuizQuestion {
  /** From 1, in the order of the quiz. */
  readonly number: number;
  /** Markdown. */
  readonly text: string;
  /** Two at least, if the quiz has no problem. */
  readonly options: readonly QuizOption[];
}

/** One answer to choose. */
export interface QuizOption {
  /** Markdown. */
  readonly text: string;
  /** Of one option of each question, if the quiz has no problem. */
  readonly isRight: boolean;
  /** Why it is right or wrong: Markdown. */
  readonly explanation: string;
}

/** A quiz, and what is wrong with the way in which it is written: "question 2 does not explain b)". */
export interface Quiz {
  /** In their order. */
  readonly questions: readonly QuizQuestion[];
  /** Empty if all is well. */
  readonly problems: readonly string[];
}

/**
 * Reads the quiz of a chapter's README. Text without a `## Quiz` has no questions, which is a problem, too.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readQuiz } from "@millrace/grader";
 *
 * const { questions, problems } = readQuiz(`## Quiz
 * **1. What is two and two?**
 *
 * - a) Three.
 * - b) Four.
 *
 * <details><summary>Answer</summary>
 *
 * - a) Count your fingers.
 * - **b)** Two more than two.
 *
 * </details>
 * `);
 * assert.deepEqual(problems, []);
 * assert.deepEqual(questions[0]?.options[1], { text: "Four.", isRight: true, explanation: "Two more than two." });
 * ```
 */
export function readQuiz(markdown: string): Quiz {
  const [, quiz] = markdown.split(/^## Quiz\s*$/m);
  if (quiz === undefined) return { questions: [], problems: ['there is no "## Quiz"'] };
  const [own = ""] = quiz.split(/^## /m);
  const [, ...parts] = own.split(/^(?=\*\*\d+\. )/m).map((part) => part.trim());
  const read = parts.map((part, place) => readQuestion(part, place + 1));
  return {
    questions: read.map(({ question }) => question),
    problems: read.flatMap(({ question, problems }) =>
      problems.map((problem) => `question ${question.number} ${problem}`),
    ),
  };
}

/**
 * A question with its options in another order, so that nobody learns letters. Every order is as likely as any other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRandom } from "@millrace/core";
 * import { shuffleOptions } from "@millrace/grader";
 *
 * const options = ["1", "2", "3"].map((text) => ({ text, isRight: text === "2", explanation: "" }));
 * const shuffled = shuffleOptions({ number: 1, text: "?", options }, createRandom(7));
 * assert.deepEqual(shuffled.options.map(({ text }) => text).toSorted(), ["1", "2", "3"]);
 * ```
 */
export function shuffleOptions(question: QuizQuestion, random: Random): QuizQuestion {
  const left = [...question.options];
  const options: QuizOption[] = [];
  while (left.length > 0) options.push(...left.splice(Math.floor(random() * left.length), 1));
  return { ...question, options };
}

/** Problems say where they are by the question's number. */
function readQuestion(
  part: string,
  place: number,
): { readonly question: QuizQuestion; readonly problems: readonly string[] } {
  const [, number = "", text = ""] = /^\*\*(\d+)\. ([\s\S]*?)\*\*\s*$/m.exec(part) ?? [];
  const [asked = "", answered = ""] = part.split(/^<details>.*$/m);
  const options = readLetters(asked);
  const explanations = readLetters(answered);
  const right = explanations.filter(({ isBold }) => isBold);
  const problems = [
    ...(Number(number) === place ? [] : [`is number ${place}, and says ${JSON.stringify(number)}`]),
    ...(text.trim() === "" ? ["asks nothing"] : []),
    ...(options.length < 2 ? ["has fewer than two options"] : []),
    ...(right.length === 1 ? [] : [`has ${right.length} right answers: make the letter of one explanation bold`]),
    ...options.flatMap(({ letter }, index) =>
      letter === letters[index] ? [] : [`has ${letter}) in the place of ${letters[index]})`],
    ),
    ...options.filter(({ text }) => text === "").map(({ letter }) => `has nothing at ${letter})`),
    ...options
      .filter(({ letter }) => !explanations.some((found) => found.letter === letter && found.text !== ""))
      .map(({ letter }) => `does not explain ${letter})`),
    ...explanations
      .filter(({ letter }) => options.filter((option) => option.letter === letter).length !== 1)
      .map(({ letter }) => `explains ${letter}), which is no option`),
    ...explanations
      .filter(({ letter }, index) => explanations.findIndex((found) => found.letter === letter) !== index)
      .map(({ letter }) => `explains ${letter}) twice`),
    ...options
      .filter(({ text }, index) => options.findIndex((other) => other.text === text) !== index)
      .map(({ letter }) => `has ${letter}) twice`),
  ];
  const question: QuizQuestion = {
    number: place,
    text: text.trim(),
    options: options.map(({ letter, text }) => {
      const explained = explanations.find((found) => found.letter === letter);
      return { text, isRight: explained?.isBold === true, explanation: explained?.text ?? "" };
    }),
  };
  return { question, problems };
}

const letters = "abcdefghijklmnopqrstuvwxyz";

/** The items of a list whose marks are letters: `- a) …`, `- **b)** …`; text that goes on below an item is part of it. */
function readLetters(text: string): { readonly letter: string; readonly text: string; readonly isBold: boolean }[] {
  const [, ...items] = text.split(/^- (?=(?:\*\*)?[a-z]\))/m);
  return items.map((item) => {
    const [, bold = "", letter = "", rest = ""] = /^(\*\*)?([a-z])\)(?:\*\*)?\s*([\s\S]*)$/.exec(item) ?? [];
    return { letter, text: rest.replace(/<\/details>[\s\S]*$/, "").trim(), isBold: bold !== "" };
  });
}
