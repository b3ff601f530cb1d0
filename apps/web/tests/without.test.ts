import { describe, expect, test } from "vitest";
import { executablePath, suffix, useBrowser } from "./open-page.ts";

// What a browser may lack, each taken away before the page begins.
const lacking: Readonly<Record<string, string>> = {
  "no Worker": "delete globalThis.Worker",
  "no WebAssembly": "delete globalThis.WebAssembly",
  "no storage":
    "Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
};

describe.skipIf(executablePath === undefined)(`a page that cannot get what it needs${suffix}`, () => {
  const browser = useBrowser();

  for (const [what, script] of Object.entries(lacking)) {
    test(`with ${what} it says so, and still shows the lesson and the course`, async () => {
      const { page, complaints } = await browser.open("/course");
      await page.context().addInitScript(script);
      await page.goto(new URL("/", page.url()).href);
      expect(await page.locator("h2").count()).toBe(14);
      await page.getByRole("note", { name: "What this browser lacks" }).getByText(what).waitFor();
      await page.goto(new URL("/course", page.url()).href);
      await page.getByRole("heading", { name: "Message order" }).waitFor();
      expect(complaints).toEqual([]);
    });
  }
});
