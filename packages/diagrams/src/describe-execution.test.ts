import fc from "fast-check";
import { expect, test } from "vitest";
import { anyExecution, anyText, anyViolation } from "./arbitrary.node.ts";
import { describeExecution } from "./describe-execution.ts";
import { faulty, inOrder, longRun, outOfOrder, overtaking } from "./sample-runs.node.ts";

test("one line an event, the broken one with the law, and what is under way", () => {
  expect(describeExecution(overtaking(), { violation: outOfOrder }).split("\n")).toEqual([
    '2. a takes input to: ["b"], text: one and sends one to b.',
    '3. a takes input to: ["b"], text: two and sends two to b.',
    "4. b receives two from a (overtaking one) and puts out two. Broken here: messages arrive in the order they were sent. Expected: b puts out one first. Actual: b put out two.",
    "Still under way: one from a to b, sent at 2.",
  ]);
});

test("a message that arrives in its turn overtakes nothing", () => {
  expect(describeExecution(inOrder())).not.toContain("overtaking");
});

test("faults in words", () => {
  expect(describeExecution(faulty()).split("\n")).toEqual([
    "3. a takes input work and sends work to b and c.",
    "4. b crashes and forgets all but its disk.",
    "5. The network doubles work from a to c.",
    "6. c receives work from a and sends reply 1 to a.",
    "7. The network loses work from a to c.",
    "8. b restarts.",
    "9. b receives work from a and sends reply 1 to a.",
    "10. a sees its timer retry go off.",
    "11. a receives reply 1 from c and puts out thanks.",
    "12. a receives reply 1 from b and puts out thanks.",
  ]);
});

test("a long run folded", () => {
  const run = longRun();
  const event = run.events.findIndex(({ outputs }) => outputs.includes("home"));
  const lines = describeExecution(run, {
    maxEvents: 2,
    violation: { law: "no way home", expected: "none", actual: "home", event },
  });
  expect(lines.split("\n")).toEqual([
    "… 53 events …",
    "59. a receives token 35 from e and sends token 36 to b.",
    "60. b receives token 36 from a and puts out home. Broken here: no way home. Expected: none. Actual: home.",
  ]);
});

test("each event is one line, whatever it holds", () => {
  fc.assert(
    fc.property(anyExecution(anyText), fc.nat(), (execution, pick) => {
      const violation = anyViolation(execution, pick);
      const lines = describeExecution(execution, violation === undefined ? {} : { violation }).split("\n");
      const told = lines.flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []).map(Number);
      const worthTelling = execution.events.filter(
        ({ id, kind, sends, outputs }) =>
          id === violation?.event ||
          (id <= (violation?.event ?? Infinity) && (kind !== "start" || sends.length + outputs.length > 0)),
      );
      expect(told).toEqual(worthTelling.map(({ id }) => id));
      expect(lines.join("")).not.toMatch(/\p{C}/u);
    }),
  );
});
