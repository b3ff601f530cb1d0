import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const root = join(import.meta.dirname, "../../..");
const retry = readFileSync(join(root, "packages/delivery/src/retry.ts"), "utf8").replaceAll(
  'from "./',
  'from "@millrace/delivery/',
);
const answer = readFileSync(join(root, "packages/pipeline/src/chaos-day.ts"), "utf8");
const starter = readFileSync(join(root, "solutions/7-chaos-day/7.1-chaos-day/starter.ts"), "utf8");

describe.skipIf(executablePath === undefined)(`chaos day in the page${suffix}`, () => {
  const browser = useBrowser();

  test("puts in the parts of this browser, and the library's for those that are not there", async () => {
    const { page, complaints } = await browser.open("/workshop/7.1");
    const note = page.getByRole("note", { name: "Whose parts are put in" });
    await note.getByText("Not begun here").waitFor();
    expect(await note.getByRole("link").allInnerTexts()).toHaveLength(10);
    expect(await note.getByText("Yours:").count()).toBe(0);
    await expectAccessible(page);

    await writeOf(page, withGlue());
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, /^Passed: all 14 checks\.$/);
    expect(complaints).toEqual([]);
  });

  test("a part of the learner's own is what the laws see", async () => {
    const { page, complaints } = await browser.open("/workshop/3.1");
    await writeOf(page, retry.replace("export function decide(", "export function decideNot("));
    await page.goto(new URL("/workshop/7.1", page.url()).href);
    const note = page.getByRole("note", { name: "Whose parts are put in" });
    await note.getByText("Yours:").waitFor();
    expect(await note.locator("p", { hasText: "Yours:" }).getByRole("link").allInnerTexts()).toEqual(["3.1 retry"]);

    await writeOf(page, withGlue());
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, /^\d+ of 14 checks passed\.$/);
    // Nobody says any more whether a request is made again.
    expect(await page.locator(".check.failed").last().innerText()).toContain("law 12");
    expect(complaints).toEqual([]);
  });

  test("a part that cannot be read is named", async () => {
    const { page } = await browser.open("/workshop/3.1");
    await writeOf(page, "export const decide = ;");
    await page.goto(new URL("/workshop/7.1", page.url()).href);
    await page.locator(".cm-content").waitFor();
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "Not graded: Your retry.ts of exercise 3.1 cannot be read: Expression expected.");
  });
});

/** The library's answer, with its parts imported as the starter imports them. */
function withGlue(): string {
  const imports = [...starter.matchAll(/^import \{[^}]+\} from "\.\.\/[^;]+;$/gm)].map(([line]) => line).join("\n");
  const parts = /^import (?:\{[^}]+\}) from "@millrace\/(?!pipeline)[\w-]+\/(?!dag\.ts)[\w-]+\.ts";\n/gm;
  return `${imports}\n${answer.replaceAll(parts, "")}`;
}

/** Puts a text in place of what is in the editor. */
async function writeOf(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function expectSaid(page: Page, what: string | RegExp): Promise<void> {
  const said = page.locator(".desk > .controls [role=status]");
  await expect.poll(() => said.innerText(), { timeout: 120_000 }).toMatch(what);
}
