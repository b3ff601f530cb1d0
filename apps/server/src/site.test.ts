import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveSite } from "./routes/site.ts";
import { withSecureHeaders } from "./security.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-site-"));
  mkdirSync(join(folder, "site"));
  writeFileSync(join(folder, "index.html"), "<title>The site</title>");
  writeFileSync(join(folder, "icon.svg"), "<svg/>");
  writeFileSync(join(folder, "site", "index-1a2b.js"), "// ".padEnd(5_000, "much the same "));
  writeFileSync(join(folder, "site", "compartment-1a2b.js"), "");
});
afterEach(() => rmSync(folder, { recursive: true }));

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const app = new Hono();
  app.use(withSecureHeaders());
  serveSite(app, folder);
  return Promise.resolve(app.request(path, { headers }));
}

test("each address of the site gives the page that shows it", async () => {
  for (const path of ["/", "/course", "/workshop/2.1", "/run", "/run/fifo-delivery"]) {
    const response = await get(path);
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    expect(await response.text()).toContain("The site");
  }
  expect((await get("/nowhere")).status).toBe(404);
});

describe("a file of the site", () => {
  test("has its type, may be kept for good, and comes compressed", async () => {
    const { headers } = await get("/site/index-1a2b.js", { "Accept-Encoding": "gzip" });
    expect(headers.get("Content-Type")).toContain("text/javascript");
    expect(headers.get("Cache-Control")).toContain("immutable");
    expect(headers.get("Content-Encoding")).toBe("gzip");
  });

  test("that is not there is not found, nor is anything outside of the folder", async () => {
    for (const path of ["/site/nothing.js", "/site/..%2Findex.html", "/site/%2e%2e%2findex.html"])
      expect({ path, status: (await get(path)).status }).toEqual({ path, status: 404 });
  });

  test("only the worker for learners' code may evaluate, and that one reaches nobody", async () => {
    const compartment = (await get("/site/compartment-1a2b.js")).headers.get("Content-Security-Policy");
    expect(compartment).toContain("'unsafe-eval'");
    // Connections fall back to it.
    expect(compartment).toContain("default-src 'none'");
    expect(compartment).not.toContain("connect-src");
    for (const path of ["/", "/site/index-1a2b.js"])
      expect((await get(path)).headers.get("Content-Security-Policy")).not.toContain("unsafe-eval");
  });
});

test("where the site is not built, the exercises are what there is", async () => {
  rmSync(join(folder, "index.html"));
  const response = await get("/");
  expect({ status: response.status, to: response.headers.get("Location") }).toEqual({ status: 302, to: "/exercises" });
});
