import { afterEach, beforeEach, expect, test } from "vitest";
import { type Begun, gradeBegun } from "./begun.ts";
import { type Fixture, helloPath, helloRight, helloTwice, makeFixture } from "./fixture.ts";

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => fixture.remove());

async function grade(): Promise<Begun> {
  const workshop = fixture.workshop();
  const begun = await gradeBegun(workshop);
  await workshop.close();
  return begun;
}

test("starters are listed as not begun, and count neither as passed nor as failed", async () => {
  expect(await grade()).toEqual({ suites: [], notBegun: ["9.1 hello", "9.2 doubling"] });
});

test("a begun exercise counts by its checks: passed and failed, with the names of those that fail", async () => {
  fixture.write(helloPath, helloTwice);
  expect(await grade()).toEqual({
    suites: [
      {
        name: "exercise 9.1 hello",
        passed: 1,
        failed: 1,
        skipped: 0,
        reasons: ["failed: a hello and its answer are two messages", "npx pnpm@12 test 9.1"],
      },
    ],
    notBegun: ["9.2 doubling"],
  });
  fixture.write(helloPath, helloRight);
  expect((await grade()).suites).toEqual([
    { name: "exercise 9.1 hello", passed: 2, failed: 0, skipped: 0, reasons: [] },
  ]);
  expect(fixture.read(".millrace/progress.json")).toContain('"passed"');
});

test("a file that cannot be read fails, though it has no check to blame", async () => {
  fixture.write(helloPath, "export const hello = ;");
  const [suite] = (await grade()).suites;
  expect(suite).toMatchObject({ passed: 0, failed: 2 });
  expect(suite?.reasons[0]).toMatch(/^failed: /);
});
