import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import type { Context, Hono } from "hono";
import { etag } from "hono/etag";

/** Style sheet, icon, the pages' script, and Mermaid's own modules. Every name that is served is known here. */
export function serveAssets(app: Hono): void {
  // Asked for again each time, and sent again only if they have changed.
  app.use("/assets/*", etag(), async (c, next) => {
    await next();
    c.header("Cache-Control", "no-cache");
  });
  app.get("/assets/millrace.css", (c) => sendFile(c, join(here, "assets", "millrace.css"), "text/css; charset=utf-8"));
  app.get("/assets/icon.svg", (c) => sendFile(c, join(here, "assets", "icon.svg"), "image/svg+xml"));

  let client: Promise<string> | undefined;
  app.get("/assets/client.js", async (c) => c.body(await (client ??= bundleClient()), 200, { "Content-Type": script }));

  const mermaid = dirname(createRequire(import.meta.url).resolve("mermaid/dist/mermaid.esm.min.mjs"));
  app.get("/assets/mermaid/mermaid.esm.min.mjs", (c) => sendFile(c, join(mermaid, "mermaid.esm.min.mjs"), script));
  app.get("/assets/mermaid/chunks/mermaid.esm.min/:chunk{[\\w-]+\\.mjs}", (c) =>
    sendFile(c, join(mermaid, "chunks", "mermaid.esm.min", c.req.param("chunk")), script),
  );
}

const here = dirname(import.meta.dirname);
const script = "text/javascript; charset=utf-8";

async function sendFile(c: Context, path: string, type: string): Promise<Response> {
  if (!existsSync(path)) return c.notFound();
  return c.body(await readFile(path, "utf8"), 200, { "Content-Type": type });
}

/** The pages' script is TypeScript, like everything else; bundling it takes a few milliseconds, once. */
async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, "client", "main.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return outputFiles.map(({ text }) => text).join("");
}
