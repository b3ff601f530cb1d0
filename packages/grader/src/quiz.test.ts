import { createRandom } from "@millrace/core";
import { expect, test } from "vitest";
import { readQuiz, shuffleOptions } from "./quiz.ts";

const good = `# 9 · Trying

## Quiz
**1. What is *two* and two?**

- a) Three, or
  thereabouts.
- b) Four.

<details><summary>Answer</summary>

- a) Count your fingers.
- **b)** Two more than two.

</details>

**2. And two more?**

- a) Six.
- b) Five.

<details><summary>Answer</summary>

- **a)** Yes.
- b) No.

</details>
`;

test("a quiz is read: questions, options, and why each is right or wrong", () => {
  expect(readQuiz(good)).toEqual({
    problems: [],
    questions: [
      {
        number: 1,
        text: "What is *two* and two?",
        options: [
          { text: "Three, or\n  thereabouts.", isRight: false, explanation: "Count your fingers." },
          { text: "Four.", isRight: true, explanation: "Two more than two." },
        ],
      },
      {
        number: 2,
        text: "And two more?",
        options: [
          { text: "Six.", isRight: true, explanation: "Yes." },
          { text: "Five.", isRight: false, explanation: "No." },
        ],
      },
    ],
  });
  expect(readQuiz(good.replaceAll("\n", "\r\n")).problems).toEqual([]);
});

test.each([
  ["## Quiz", "## Questions", 'there is no "## Quiz"'],
  ["- **b)** Two more", "- b) Two more", "question 1 has 0 right answers: make the letter of one explanation bold"],
  ["- a) Count", "- **a)** Count", "question 1 has 2 right answers: make the letter of one explanation bold"],
  ["- a) Count your fingers.\n", "", "question 1 does not explain a)"],
  ["- b) No.", "- b)", "question 2 does not explain b)"],
  ["- b) No.", "- b) No.\n- c) Never.", "question 2 explains c), which is no option"],
  ["- b) No.", "- b) No.\n- b) Never.", "question 2 explains b) twice"],
  ["- b) Five.", "- b) Six.", "question 2 has b) twice"],
  ["- b) Five.", "- c) Five.", "question 2 has c) in the place of b)"],
  ["- b) Five.\n", "", "question 2 has fewer than two options"],
  ["**2. And two more?**", "**3. And two more?**", 'question 2 is number 2, and says "3"'],
])("%j written as %j is a problem", (right, wrong, problem) => {
  expect(readQuiz(good.replace(right, wrong)).problems).toContain(problem);
});

test("shuffled options are the same options, and every order comes up equally often", () => {
  const options = ["a", "b", "c"].map((text) => ({ text, isRight: text === "b", explanation: "" }));
  const random = createRandom(1);
  const counts = new Map<string, number>();
  for (let time = 0; time < 6_000; time++) {
    const order = shuffleOptions({ number: 1, text: "", options }, random)
      .options.map(({ text }) => text)
      .join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
  expect([...counts.values()].every((count) => count > 850 && count < 1_150)).toBe(true);
});
