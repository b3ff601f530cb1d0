import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mistake } from "@millrace/grader";
import { listExercises } from "@millrace/grader/catalogue.node.ts";
import { createRunner } from "@millrace/grader/runner.node.ts";
import { afterAll, describe, expect, test } from "vitest";

// Bad manners, put into the right answer of every exercise in which a machine is written.
const root = join(import.meta.dirname, "..");
const runner = createRunner({ root, keepWorkers: true });
afterAll(() => runner.close());

/** A handler as it begins in an answer, and what it calls its state and what it is given. */
interface Handler {
  readonly begin: string;
  readonly state: string;
  readonly given: string;
}

/** One way to misbehave. */
interface Manner {
  /** The exercises in which it cannot be. */
  readonly except?: readonly string[];
  /** A statement for the beginning of a handler. */
  readonly does: (handler: Handler) => string;
  /** What a learner is told. */
  readonly said: RegExp;
}

const manners: Readonly<Record<string, Manner>> = {
  "takes the time of day": {
    does: () => "Date.now();",
    said: /Date\.now\(…\) is not to be had here.*context\.now\(\)/s,
  },
  "throws a die of its own": {
    does: () => "Math.random();",
    said: /Math\.random\(…\) is not to be had here.*context\.random\(\)/s,
  },
  "remembers something outside of its state": {
    does: ({ state }) => `const hidden = (globalThis.hidden ??= { calls: 0 });
      hidden.calls += 1;
      Object.assign(${state}, { calls: hidden.calls });`,
    said: /The same state and event gave two different results.*Keep everything that a handler remembers in its state/s,
  },
  "keeps what is no plain data": {
    does: ({ state }) => `Object.assign(${state}, { later: () => 1 });`,
    said: /a function.*later|later.*a function/s,
  },
  "changes what it was given": {
    // What 0.1 is given is a text, and 6.4's is handed on by the slow disk around it.
    except: ["0.1", "6.4"],
    does: ({ given }) => `Object.assign(${given}, { seen: true });`,
    said: /was changed at .*seen.*copy it before you change it/s,
  },
};

const exercises = listExercises(root).flatMap((files) => {
  const handler = findHandler(readFileSync(files.solution.answerFile, "utf8"));
  return handler === undefined ? [] : [{ files, handler }];
});

test("nearly every exercise has a machine that can be put to the test", () => {
  expect(exercises.length).toBeGreaterThan(30);
});

for (const [manner, { except = [], does, said }] of Object.entries(manners)) {
  describe.concurrent(`whoever ${manner} is told so, and in which handler`, () => {
    for (const { files, handler } of exercises) {
      if (except.includes(files.id)) continue;
      test(`${files.id} ${files.slug}`, async ({ expect }) => {
        const { checks, problem } = await runner.grade(files, { mistake: withManners(handler, does(handler)) });
        expect(problem).toBeUndefined();
        const told = checks.map(
          (check) => `${check.expected ?? ""} ${check.actual ?? ""} ${check.problem?.message ?? ""}`,
        );
        const clear = told.filter((text) => said.test(text) && /\bon(?:Message|Input|Reply|Timer)\b/.test(text));
        expect(clear.length, told.join("\n")).toBeGreaterThan(0);
      });
    }
  });
}

/** The first handler that occurs once, and names what it takes; undefined if there is none. */
function findHandler(answer: string): Handler | undefined {
  const found = [...answer.matchAll(/\bon(?:Message|Input|Reply)\((\w+), (\w+)[^)]*\)[^{]*\{\n/g)];
  const once = found.find(([begin]) => answer.split(begin).length === 2);
  const [begin, state, given] = once ?? [];
  if (begin === undefined || state === undefined || given === undefined) return undefined;
  return { begin, state, given };
}

function withManners({ begin }: Handler, statement: string): Mistake {
  const edits = [{ replace: begin, with: `${begin}${statement}\n` }];
  return { name: "bad manners", edits, caughtBy: "", hint: "" };
}
