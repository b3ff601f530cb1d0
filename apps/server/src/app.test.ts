import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AppUnderTest } from "./testing/app-under-test.ts";
import { failedCheck, fakeRunner, passedCheck, verdictOf } from "./testing/fake-runner.ts";
import { rightAnswer, workPath } from "./testing/fixture.ts";

test("the first page lists every exercise by chapter, with its minutes and status, and says where to begin", async () => {
  const page = await new AppUnderTest().text("/exercises");
  expect(page).toContain("<h2>Trying things</h2>");
  expect(page).toContain('href="/chapters/9-trying"');
  expect(page).toContain('<a href="/exercises/9.1">9.1 hello</a>');
  expect(page).toContain('<a href="/exercises/9.2">9.2 doubling</a>');
  expect(page).toContain("5 min");
  expect(page.match(/not begun/g)).toHaveLength(2);
  expect(page).toContain("0 of 2 exercises passed");
  expect(page).toContain("Begin here:");
});

test("an exercise that is begun and graded shows its points, one that passes lets go on with the next", async () => {
  const app = new AppUnderTest({
    runner: fakeRunner((text) => (text === rightAnswer ? verdictOf(passedCheck) : verdictOf(passedCheck, failedCheck))),
  });
  app.fixture.write(workPath, "// begun");
  await app.get("/api/exercises/9.1/verdict");
  expect(await app.text("/exercises")).toContain("1 of 2 checks");
  app.fixture.write(workPath, rightAnswer);
  const [files] = (await app.workshop.summaries()).map(({ files }) => files);
  if (files !== undefined) await app.workshop.live.refresh(files);
  const page = await app.text("/exercises");
  expect(page).toContain("1 of 2 exercises passed");
  expect(page).toMatch(/Go on with:<\/strong> <a href="\/exercises\/9.2">/);
  expect(await app.text("/fragments/exercises/9.1")).toContain('Next: <a href="/exercises/9.2">');
});

test("a README is shown with its links, where there are pages for them, and its HTML as text", async () => {
  const page = await new AppUnderTest().text("/exercises/9.1");
  expect(page).toContain('<a href="/exercises/9.2">doubling</a>');
  expect(page).toContain('<a href="/chapters/9-trying#trying-things">the chapter</a>');
  expect(page).toContain('<a href="/docs/words">the docs</a>');
  expect(page).toContain('<a href="https://example.org/" rel="noreferrer">');
  expect(page).toContain('<span class="file">nowhere</span>');
  expect(page).toContain('<span class="file"><code>hello.ts</code></span>');
  expect(page).toContain("&lt;script&gt;alert(&quot;readme&quot;)");
  expect(page).not.toContain("<script>");
  expect(page).toContain('data-mermaid="sequenceDiagram');
  expect(await new AppUnderTest().text("/chapters/9-trying")).toContain('<a href="/exercises/9.1">hello</a>');
  expect(await new AppUnderTest().text("/docs/words")).toContain("A machine is a machine.");
});

test("a chapter ends with its quiz: each option says why it is right or wrong, and their order changes", async () => {
  const app = new AppUnderTest();
  const pages = await Promise.all(Array.from({ length: 20 }, () => app.text("/chapters/9-trying")));
  for (const page of pages) {
    expect(page).toContain('<details class="option"><summary>Three.</summary><p><strong>No.</strong> Count.</p>');
    expect(page).toContain(
      '<details class="option right"><summary><em>Four.</em></summary><p><strong>Right.</strong> Yes.</p>',
    );
  }
  expect(new Set(pages.map((page) => page.indexOf("Three.") < page.indexOf("Four."))).size).toBe(2);
});

test("an exercise says which file to edit, and keeps each hint inside the one before it", async () => {
  const page = await new AppUnderTest().text("/exercises/9.1");
  expect(page).toContain(`<code class="command">${workPath}</code>`);
  expect(page).toMatch(
    /<details class="hint"><summary>Hint 1 of 3.*Look\..*<details class="hint"><summary>Hint 2 of 3.*Think\..*<details class="hint"><summary>Hint 3 of 3, which gives the line away.*Write/s,
  );
});

test("a verdict shows each check with its proof and, of one that fails, law, expected, actual, run and replay", async () => {
  const part = await new AppUnderTest().text("/fragments/exercises/9.1");
  expect(part).toContain("1,204 cases");
  expect(part).toContain("broken in 3 steps (41 states searched)");
  expect(part).toMatch(/<dt>Law<\/dt>.*<dt>Expected<\/dt>.*<dt>Actual<\/dt>/s);
  expect(part).toContain("npx pnpm@12 millrace replay mr1.9-1-1.0-0-1.abc");
  expect(part).toContain('data-summary="1 of 2 checks passed. The first that does not: two."');
  expect(part).toContain("it is meant to fail");
});

test("the API gives the exercises and the runner's own verdict", async () => {
  const app = new AppUnderTest();
  const list: unknown = await (await app.get("/api/exercises")).json();
  expect(list).toMatchObject([
    { id: "9.1", chapter: "9-trying", workFile: workPath, status: "not-begun", minutes: 5, pointsMax: 2 },
    { id: "9.2" },
  ]);
  expect(JSON.stringify(list)).not.toContain(app.fixture.root);
  const verdict: unknown = await (await app.get("/api/exercises/hello/verdict")).json();
  expect(verdict).toEqual(verdictOf(passedCheck, failedCheck));
});

test("an unknown exercise is not found, and the nearest is named", async () => {
  const app = new AppUnderTest();
  const page = await app.get("/exercises/9.1-helo");
  expect(page.status).toBe(404);
  expect(await page.text()).toContain('<a href="/exercises/9.1-hello">');
  const json = await app.get("/api/exercises/9.1-helo/verdict");
  expect(json.status).toBe(404);
  expect(await json.json()).toMatchObject({ nearest: ["9.1-hello"] });
  expect(app.logged).toEqual([]);
});

test("a file that is gone is a message, and how to get it back", async () => {
  const app = new AppUnderTest();
  rmSync(app.fixture.workFile);
  expect(await app.text("/fragments/exercises/9.1")).toContain("millrace reset 9.1");
  expect(await app.text("/exercises")).toContain("file is gone");
  expect((await app.get("/api/exercises/9.1/verdict")).status).toBe(404);
});

test("checks that cannot be loaded, or a grader that fails, are our fault and said so", async () => {
  const broken = (): Promise<never> => Promise.reject(new Error("no such law"));
  const app = new AppUnderTest({ runner: fakeRunner(broken, { describe: broken }) });
  expect(await app.text("/exercises")).toContain("Its checks cannot be loaded: no such law");
  expect(await app.text("/exercises/9.1")).toContain("9.1 Hello");
  const part = await app.text("/fragments/exercises/9.1");
  expect(part).toContain("Millrace itself failed");
  expect((await app.get("/api/exercises/9.1/verdict")).status).toBe(500);
});

test("a progress file that cannot be read is set aside, and the first page says so", async () => {
  const app = new AppUnderTest();
  app.fixture.write(".millrace/progress.json", "{ half a");
  expect(await app.text("/exercises")).toContain("It was set aside as .millrace/progress.broken-1.json");
  expect(readdirSync(join(app.fixture.root, ".millrace"))).toEqual(["progress.broken-1.json"]);
});

test("a pipeline is drawn; what is wrong with its file is said on the page", async () => {
  const stages = [{ id: "orders", kind: "postgresql" }];
  const app = new AppUnderTest({ readPipeline: (path) => ({ title: path.slice(-9), stages, edges: [] }) });
  expect(await app.text("/exercises")).toContain('<a href="/pipelines/shop">');
  expect(await app.text("/pipelines/shop")).toMatch(/data-mermaid="---\ntitle: &quot;shop[^"]*flowchart LR/);
  expect((await app.get("/pipelines/other")).status).toBe(404);
  const refusing = new AppUnderTest({ readPipeline: () => ({ stages, edges: [{ from: "orders", to: "nowhere" }] }) });
  expect(await refusing.text("/pipelines/shop")).toContain("no stage has the id &quot;nowhere&quot;");
  expect((await new AppUnderTest().get("/pipelines/shop")).status).toBe(404);
});

test("events begin with hello, tell of findings, and end with goodbye", async () => {
  const app = new AppUnderTest();
  const events = await app.get("/api/events");
  expect(events.headers.get("Content-Type")).toBe("text/event-stream");
  await app.get("/api/exercises/9.1/verdict");
  app.closing.abort();
  const id = 'data: {"id":"9.1"}\n\n';
  expect(await events.text()).toBe(
    `event: hello\ndata: {}\n\nevent: grading\n${id}event: found\n${id}event: goodbye\ndata: {}\n\n`,
  );
});

test("a stream that its reader leaves ends, and nothing is written to it", async () => {
  const app = new AppUnderTest();
  const reader = (await app.get("/api/events")).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(await app.text("/fragments/exercises/9.1")).toContain("1 of 2");
  expect(app.logged).toEqual([]);
});

test("the script, the style sheet and Mermaid come from here, and are sent again only if they have changed", async () => {
  const app = new AppUnderTest();
  for (const [path, type] of [
    ["/assets/client.js", "text/javascript"],
    ["/assets/millrace.css", "text/css"],
    ["/assets/icon.svg", "image/svg+xml"],
    ["/assets/mermaid/mermaid.esm.min.mjs", "text/javascript"],
  ] as const) {
    const response = await app.get(path);
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    expect(response.headers.get("Content-Type")).toContain(type);
    const again = await app.get(path, { headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
    expect({ path, status: again.status }).toEqual({ path, status: 304 });
  }
  const mermaid = await app.text("/assets/mermaid/mermaid.esm.min.mjs");
  const chunk = /"\.(\/chunks\/mermaid\.esm\.min\/chunk-[^"]+)"/.exec(mermaid)?.[1] ?? "";
  expect((await app.get(`/assets/mermaid${chunk}`)).status).toBe(200);
  expect(await app.text("/exercises")).not.toMatch(/(src|href)="(https?:)?\/\//);
});
