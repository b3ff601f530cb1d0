import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Runner } from "@millrace/grader/runner.node.ts";
import type { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AppOptions, createApp } from "./app.ts";
import { failedCheck, fakeRunner, passedCheck, verdictOf } from "./fake-runner.ts";
import { type Fixture, makeFixture, rightAnswer, workPath } from "./fixture.ts";
import { type Workshop, openWorkshop } from "./workshop/workshop.ts";

let fixture: Fixture;
let logged: string[];
let workshop: Workshop;
let closing: AbortController;

beforeEach(() => {
  fixture = makeFixture();
  logged = [];
  closing = new AbortController();
});
afterEach(() => fixture.remove());

const failing = fakeRunner(() => verdictOf(passedCheck, failedCheck));

function open(runner: Runner = failing, options: Partial<AppOptions> = {}): Hono {
  const log = (line: string): void => void logged.push(line);
  workshop = openWorkshop({ root: fixture.root, runner, log });
  const typed = (command: string): string => `npx pnpm@12 millrace ${command}`;
  return createApp({ workshop, typed, closing: closing.signal, port: 4700, log, ...options });
}

async function get(app: Hono, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(`http://127.0.0.1:4700${path}`, { headers });
}

async function textOf(app: Hono, path: string): Promise<string> {
  const response = await get(app, path);
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return response.text();
}

test("the first page lists every exercise by chapter, with its minutes and status, and says where to begin", async () => {
  const page = await textOf(open(), "/");
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
  const app = open(
    fakeRunner((text) => (text === rightAnswer ? verdictOf(passedCheck) : verdictOf(passedCheck, failedCheck))),
  );
  fixture.write(workPath, "// begun");
  await get(app, "/api/exercises/9.1/verdict");
  expect(await textOf(app, "/")).toContain("1 of 2 checks");
  fixture.write(workPath, rightAnswer);
  const [files] = (await workshop.summaries()).map(({ files }) => files);
  if (files !== undefined) await workshop.live.refresh(files);
  const page = await textOf(app, "/");
  expect(page).toContain("1 of 2 exercises passed");
  expect(page).toMatch(/Go on with:<\/strong> <a href="\/exercises\/9.2">/);
  expect(await textOf(app, "/fragments/exercises/9.1")).toContain('Next: <a href="/exercises/9.2">');
});

test("a README is shown with its links, where there are pages for them, and its HTML as text", async () => {
  const page = await textOf(open(), "/exercises/9.1");
  expect(page).toContain('<a href="/exercises/9.2">doubling</a>');
  expect(page).toContain('<a href="/chapters/9-trying#trying-things">the chapter</a>');
  expect(page).toContain('<a href="/docs/words">the docs</a>');
  expect(page).toContain('<a href="https://example.org/" rel="noreferrer">');
  expect(page).toContain('<span class="file">nowhere</span>');
  expect(page).toContain('<span class="file"><code>hello.ts</code></span>');
  expect(page).toContain("&lt;script&gt;alert(&quot;readme&quot;)");
  expect(page).not.toContain("<script>");
  expect(page).toContain('data-mermaid="sequenceDiagram');
  expect(await textOf(open(), "/chapters/9-trying")).toContain('<a href="/exercises/9.1">hello</a>');
  expect(await textOf(open(), "/docs/words")).toContain("A machine is a machine.");
});

test("an exercise says which file to edit, and keeps each hint inside the one before it", async () => {
  const page = await textOf(open(), "/exercises/9.1");
  expect(page).toContain(`<code class="command">${workPath}</code>`);
  expect(page).toMatch(
    /<details class="hint"><summary>Hint 1 of 3.*Look\..*<details class="hint"><summary>Hint 2 of 3.*Think\..*<details class="hint"><summary>Hint 3 of 3, which gives the line away.*Write/s,
  );
});

test("a verdict shows each check with its proof and, of one that fails, law, expected, actual, run and replay", async () => {
  const part = await textOf(open(), "/fragments/exercises/9.1");
  expect(part).toContain("1,204 cases");
  expect(part).toContain("broken in 3 steps (41 states searched)");
  expect(part).toMatch(/<dt>Law<\/dt>.*<dt>Expected<\/dt>.*<dt>Actual<\/dt>/s);
  expect(part).toContain("npx pnpm@12 millrace replay mr1.9-1-1.0-0-1.abc");
  expect(part).toContain('data-summary="1 of 2 checks passed. The first that does not: two."');
  expect(part).toContain("it is meant to fail");
});

test("nothing that a learner's code says becomes HTML", async () => {
  const mistake = { name: "<em>m</em>", hint: "<em>h</em>" };
  const problem = {
    kind: "syntax",
    message: "<em>p</em>",
    file: "<em>f</em>",
    line: 1,
    column: 2,
    frame: "<em>c</em>",
  } as const;
  const check = { ...failedCheck, name: '<em>n</em>"', mistake, problem };
  const app = open(fakeRunner(() => ({ ...verdictOf(check), problem })));
  await get(app, "/api/exercises/9.1/verdict");
  for (const path of ["/fragments/exercises/9.1", "/exercises/9.1"]) {
    expect(await textOf(app, path)).not.toMatch(/<(em|b|i|u|img|svg|script)>|<(img|svg|script) (?!type="module")/);
  }
  const faulty = open(fakeRunner(() => Promise.reject(new Error("<em>x</em>"))));
  expect(await textOf(faulty, "/fragments/exercises/9.1")).toContain("&lt;em&gt;x");
});

test("the API gives the exercises and the runner's own verdict", async () => {
  const app = open();
  const list: unknown = await (await get(app, "/api/exercises")).json();
  expect(list).toMatchObject([
    { id: "9.1", chapter: "9-trying", workFile: workPath, status: "not-begun", minutes: 5, pointsMax: 2 },
    { id: "9.2" },
  ]);
  expect(JSON.stringify(list)).not.toContain(fixture.root);
  const verdict: unknown = await (await get(app, "/api/exercises/hello/verdict")).json();
  expect(verdict).toEqual(verdictOf(passedCheck, failedCheck));
});

test("an unknown exercise is not found, and the nearest is named", async () => {
  const app = open();
  const page = await get(app, "/exercises/9.1-helo");
  expect(page.status).toBe(404);
  expect(await page.text()).toContain('<a href="/exercises/9.1-hello">');
  const json = await get(app, "/api/exercises/9.1-helo/verdict");
  expect(json.status).toBe(404);
  expect(await json.json()).toMatchObject({ nearest: ["9.1-hello"] });
  expect(logged).toEqual([]);
});

test("a file that is gone is a message, and how to get it back", async () => {
  const app = open();
  rmSync(fixture.workFile);
  expect(await textOf(app, "/fragments/exercises/9.1")).toContain("millrace reset 9.1");
  expect(await textOf(app, "/")).toContain("file is gone");
  expect((await get(app, "/api/exercises/9.1/verdict")).status).toBe(404);
});

test("checks that cannot be loaded, or a grader that fails, are our fault and said so", async () => {
  const broken = (): Promise<never> => Promise.reject(new Error("no such law"));
  const app = open(fakeRunner(broken, { describe: broken }));
  expect(await textOf(app, "/")).toContain("Its checks cannot be loaded: no such law");
  expect(await textOf(app, "/exercises/9.1")).toContain("9.1 Hello");
  const part = await textOf(app, "/fragments/exercises/9.1");
  expect(part).toContain("Millrace itself failed");
  expect((await get(app, "/api/exercises/9.1/verdict")).status).toBe(500);
});

test("a progress file that cannot be read is set aside, and the first page says so", async () => {
  fixture.write(".millrace/progress.json", "{ half a");
  expect(await textOf(open(), "/")).toContain("It was set aside as .millrace/progress.broken-1.json");
  expect(readdirSync(join(fixture.root, ".millrace"))).toEqual(["progress.broken-1.json"]);
});

test("a pipeline is drawn; what is wrong with its file is said on the page", async () => {
  const stages = [{ id: "orders", kind: "postgresql" }];
  const app = open(failing, { readPipeline: (path) => ({ title: path.slice(-9), stages, edges: [] }) });
  expect(await textOf(app, "/")).toContain('<a href="/pipelines/shop">');
  expect(await textOf(app, "/pipelines/shop")).toMatch(/data-mermaid="---\ntitle: &quot;shop[^"]*flowchart LR/);
  expect((await get(app, "/pipelines/other")).status).toBe(404);
  const refusing = open(failing, { readPipeline: () => ({ stages, edges: [{ from: "orders", to: "nowhere" }] }) });
  expect(await textOf(refusing, "/pipelines/shop")).toContain("no stage has the id &quot;nowhere&quot;");
  expect((await get(open(), "/pipelines/shop")).status).toBe(404);
});

test("events begin with hello, tell of findings, and end with goodbye", async () => {
  const app = open();
  const events = await get(app, "/api/events");
  expect(events.headers.get("Content-Type")).toBe("text/event-stream");
  await get(app, "/api/exercises/9.1/verdict");
  closing.abort();
  const id = 'data: {"id":"9.1"}\n\n';
  expect(await events.text()).toBe(
    `event: hello\ndata: {}\n\nevent: grading\n${id}event: found\n${id}event: goodbye\ndata: {}\n\n`,
  );
});

test("a stream that its reader leaves ends, and nothing is written to it", async () => {
  const app = open();
  const reader = (await get(app, "/api/events")).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(await textOf(app, "/fragments/exercises/9.1")).toContain("1 of 2");
  expect(logged).toEqual([]);
});

test("only this computer's own names are answered, at the port that is served", async () => {
  const app = open();
  for (const host of ["127.0.0.1:4700", "localhost:4700", "LOCALHOST:4700", "[::1]:4700"]) {
    expect({ host, status: (await get(app, "/", { host })).status }).toEqual({ host, status: 200 });
  }
  for (const host of [
    "evil.example",
    "evil.example:4700",
    "127.0.0.1",
    "127.0.0.1:4701",
    "localhost:4700.evil.example",
    "localhost.:4700",
    "",
  ]) {
    const response = await get(app, "/api/exercises", { host });
    expect({ host, status: response.status }).toEqual({ host, status: 421 });
    expect(await response.text()).not.toContain("hello");
  }
  expect((await app.request("http://evil.example:4700/")).status).toBe(421);
});

test("nothing can be written", async () => {
  const app = open();
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { status } = await app.request("http://127.0.0.1:4700/", { method });
    expect({ method, status }).toEqual({ method, status: 405 });
  }
  expect((await app.request("http://127.0.0.1:4700/", { method: "HEAD" })).status).toBe(200);
});

test("every answer forbids scripts that are not ours, guessing of types, and frames", async () => {
  const app = open();
  for (const path of ["/", "/exercises/9.1", "/assets/client.js", "/api/exercises", "/nowhere", "/assets/nowhere"]) {
    const { headers } = await get(app, path);
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect({ path, policy }).toEqual({
      path,
      policy: expect.stringMatching(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/),
    });
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
  }
});

test("no path leads out of what is served", async () => {
  const app = open();
  for (const path of [
    "/docs/..%2Fsecret",
    "/docs/%2e%2e%2fsecret",
    "/docs/..%5Csecret",
    "/chapters/..%2F..",
    "/chapters/%2e%2e%2f",
    "/exercises/..%2F..%2Fsecret",
    "/pipelines/..%2Fsecret",
    "/assets/..%2F..%2Fpackage.json",
    "/assets/mermaid/chunks/mermaid.esm.min/..%2F..%2Fmermaid.esm.min.mjs",
    "/assets/mermaid/package.json",
    "/docs/constructor",
    "/chapters/node_modules",
  ]) {
    const response = await get(app, path);
    expect({ path, status: response.status }).toEqual({ path, status: 404 });
    expect(await response.text()).not.toContain("Secret");
  }
});

test("the script, the style sheet and Mermaid come from here, and are sent again only if they have changed", async () => {
  const app = open();
  for (const [path, type] of [
    ["/assets/client.js", "text/javascript"],
    ["/assets/millrace.css", "text/css"],
    ["/assets/icon.svg", "image/svg+xml"],
    ["/assets/mermaid/mermaid.esm.min.mjs", "text/javascript"],
  ] as const) {
    const response = await get(app, path);
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    expect(response.headers.get("Content-Type")).toContain(type);
    const again = await get(app, path, { "If-None-Match": response.headers.get("ETag") ?? "" });
    expect({ path, status: again.status }).toEqual({ path, status: 304 });
  }
  const mermaid = await textOf(app, "/assets/mermaid/mermaid.esm.min.mjs");
  const chunk = /"\.(\/chunks\/mermaid\.esm\.min\/chunk-[^"]+)"/.exec(mermaid)?.[1] ?? "";
  expect((await get(app, `/assets/mermaid${chunk}`)).status).toBe(200);
  expect(await textOf(app, "/")).not.toMatch(/(src|href)="(https?:)?\/\//);
});
