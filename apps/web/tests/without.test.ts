import { describe, expect, test } from "vitest";
import { type OpenPage, executablePath, suffix, useBrowser } from "./open-page.ts";

// What a browser may lack, each taken away before the page begins.
const lacking: Readonly<Record<string, string>> = {
  "no Worker": "delete globalThis.Worker",
  "no WebAssembly": "delete globalThis.WebAssembly",
  "no storage":
    "Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
};

describe.skipIf(executablePath === undefined)(`a page that cannot get what it needs${suffix}`, () => {
  const browser = useBrowser();

  async function openWithout(script: string, path: string): Promise<OpenPage> {
    const opened = await browser.open("/course");
    await opened.page.context().addInitScript(script);
    await opened.page.goto(new URL(path, opened.page.url()).href);
    return opened;
  }

  for (const [what, script] of Object.entries(lacking)) {
    test(`with ${what} it says so, and still shows the lesson and the course`, async () => {
      const { page, complaints } = await openWithout(script, "/");
      expect(await page.locator("h2").count()).toBe(14);
      const note = page.getByRole("note", { name: "What this browser lacks" });
      await note.getByText(what).waitFor();
      // What is there is not said to be lacking: one line for this, and one that all the rest goes on.
      expect(await note.locator("p").count()).toBe(2);
      for (const section of await page.locator("section.lesson-section").all())
        expect((await section.locator("p").allTextContents()).join("").length).toBeGreaterThan(100);
      await page.goto(new URL("/course", page.url()).href);
      await page.getByRole("heading", { name: "Message order" }).waitFor();
      expect(await page.locator(".exercise-list li").count()).toBe(41);
      await page.getByText("0 of 41 exercises passed.").waitFor();
      await page.goto(new URL("/workshop/2.1", page.url()).href);
      await page.getByRole("heading", { name: "2.1 FIFO delivery" }).waitFor();
      await page.getByRole("heading", { name: "The story" }).waitFor();
      await note.getByText(what).waitFor();
      expect(complaints).toEqual([]);
    });
  }

  test("without a Worker every picture says in its place that it cannot run, and no empty one is left", async () => {
    const { page: whole } = await browser.open("/");
    const pictures = await whole.locator("figure.live-picture").count();
    const { page } = await openWithout(lacking["no Worker"] ?? "", "/");
    const notes = page.locator("section.lesson-section").getByText("this browser gives pages no workers");
    expect(await notes.count()).toBe(pictures);
    expect(await page.locator("figure.live-picture").count()).toBe(0);
  });

  test("where the browser has all of it, nothing is said, and the machines run without WebAssembly and storage, too", async () => {
    const { page: whole } = await browser.open("/");
    await whole.getByRole("heading", { name: "Quiz" }).waitFor();
    expect(await whole.getByRole("note", { name: "What this browser lacks" }).count()).toBe(0);
    for (const what of ["no WebAssembly", "no storage"]) {
      const { page, complaints } = await openWithout(lacking[what] ?? "", "/#snapshots");
      const bank = page.getByRole("figure", { name: "A bank of three branches" });
      await bank.scrollIntoViewIfNeeded();
      await bank.getByRole("button", { name: "Take a snapshot" }).click();
      await bank
        .getByRole("status")
        .filter({ hasText: /^Snapshot 1: .* make 300 coins/ })
        .waitFor();
      expect(complaints).toEqual([]);
    }
  });
});
