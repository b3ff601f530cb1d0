import { expect, test } from "vitest";
import { AppUnderTest } from "./testing/app-under-test.ts";
import { failedCheck, fakeRunner, verdictOf } from "./testing/fake-runner.ts";

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
  const app = new AppUnderTest({ runner: fakeRunner(() => ({ ...verdictOf(check), problem })) });
  await app.get("/api/exercises/9.1/verdict");
  for (const path of ["/fragments/exercises/9.1", "/exercises/9.1"]) {
    expect(await app.text(path)).not.toMatch(/<(em|b|i|u|img|svg|script)>|<(img|svg|script) (?!type="module")/);
  }
  const faulty = new AppUnderTest({ runner: fakeRunner(() => Promise.reject(new Error("<em>x</em>"))) });
  expect(await faulty.text("/fragments/exercises/9.1")).toContain("&lt;em&gt;x");
});

test("only this computer's own names are answered, at the port that is served", async () => {
  const app = new AppUnderTest();
  for (const host of ["127.0.0.1:4700", "localhost:4700", "LOCALHOST:4700", "[::1]:4700"]) {
    expect({ host, status: (await app.get("/exercises", { headers: { host } })).status }).toEqual({
      host,
      status: 200,
    });
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
    const response = await app.get("/api/exercises", { headers: { host } });
    expect({ host, status: response.status }).toEqual({ host, status: 421 });
    expect(await response.text()).not.toContain("hello");
  }
  expect((await app.get("http://evil.example:4700/")).status).toBe(421);
});

test("nothing can be written", async () => {
  const app = new AppUnderTest();
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { status } = await app.get("/", { method });
    expect({ method, status }).toEqual({ method, status: 405 });
  }
  expect((await app.get("/exercises", { method: "HEAD" })).status).toBe(200);
});

test("every answer forbids scripts that are not ours, guessing of types, and frames", async () => {
  const app = new AppUnderTest();
  for (const path of ["/", "/exercises/9.1", "/assets/client.js", "/api/exercises", "/nowhere", "/assets/nowhere"]) {
    const { headers } = await app.get(path);
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
  const app = new AppUnderTest();
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
    const response = await app.get(path);
    expect({ path, status: response.status }).toEqual({ path, status: 404 });
    expect(await response.text()).not.toContain("Secret");
  }
});
