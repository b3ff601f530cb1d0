import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Context, Hono } from "hono";
import { compress } from "hono/compress";

/** The addresses that the built site (`apps/web`) has pages for; it shows the right one itself. */
const pages = ["/", "/course", "/workshop/:id", "/run", "/run/:name"];

/** Serves the built site from its folder. Without it, `/` leads to the list of exercises. */
export function serveSite(app: Hono, folder: string | undefined): void {
  if (folder === undefined || !existsSync(join(folder, "index.html"))) {
    app.get("/", (c) => c.redirect("/exercises"));
    return;
  }
  app.use("/site/*", compress());
  for (const page of pages) app.get(page, async (c) => c.html(await readFile(join(folder, "index.html"), "utf8")));
  app.get("/icon.svg", (c) => sendFile(c, join(folder, "icon.svg")));
  app.get("/site/:name{[\\w.-]+}", (c) => {
    const name = c.req.param("name");
    // A file's name holds the hash of what is in it.
    c.header("Cache-Control", "public, max-age=31536000, immutable");
    return sendFile(c, join(folder, "site", name));
  });
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

async function sendFile(c: Context, path: string): Promise<Response> {
  if (!existsSync(path)) return c.notFound();
  const type = types[extname(path)] ?? "application/octet-stream";
  return c.body(new Uint8Array(await readFile(path)), 200, { "Content-Type": type });
}
