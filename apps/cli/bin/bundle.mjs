// Node 20 cannot run TypeScript. This bundles ../src/main.ts with every Millrace source that it imports into
// node_modules/.cache/millrace/<hash>/, where <hash> is over the contents of all of those files: a bundle is used
// only while it says exactly what the sources say. A start then costs reading them, not compiling them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** The path of an up-to-date bundle of the command, built now if there is none. */
export async function bundleCommand({ cli, root }) {
  const cache = join(root, "node_modules", ".cache", "millrace");
  const list = join(cache, "inputs.json");
  const known = existsSync(list) ? hashOf(root, JSON.parse(readFileSync(list, "utf8"))) : undefined;
  if (known !== undefined && existsSync(join(cache, known, "main.mjs"))) return join(cache, known, "main.mjs");

  const building = join(cache, `building-${process.pid}`);
  const inputs = await build({ cli, root, outdir: building });
  const folder = join(cache, hashOf(root, inputs));
  removeOld(cache);
  // Written aside and renamed, so that two commands that start at once never see half a bundle.
  try {
    renameSync(building, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(building, { recursive: true });
  }
  writeFileSync(`${building}.json`, JSON.stringify(inputs));
  renameSync(`${building}.json`, list);
  return join(folder, "main.mjs");
}

async function build({ cli, root, outdir }) {
  const { build: esbuild } = await import("esbuild");
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: [join(cli, "src", "main.ts")],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "linked",
    metafile: true,
    plugins: [packagesStayOutside, sourcesKnowWhereTheyAre],
  });
  const sources = Object.keys(metafile.inputs);
  // Where an import leads is decided in these.
  const manifests = sources.map((path) => manifestOf(root, path));
  return [...new Set([...sources, ...manifests, "pnpm-lock.yaml", "apps/cli/bin/bundle.mjs"])].sort();
}

// Installed packages are imported from where they are, by their full address: only Millrace's own sources are bundled.
const packagesStayOutside = {
  name: "packages stay outside",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === "resolving" || isAbsolute(path) || path.startsWith("node:")) return undefined;
      const found = await build.resolve(path, { ...options, pluginData: "resolving" });
      if (found.errors.length > 0 || found.external || !found.path.includes("node_modules")) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

// In a bundle `import.meta.url` would be the bundle's own address.
const sourcesKnowWhereTheyAre = {
  name: "sources know where they are",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!source.includes("import.meta.")) return undefined;
      const contents = source
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.filename", JSON.stringify(path));
      return { loader: "ts", contents };
    });
  },
};

function manifestOf(root, path) {
  let folder = dirname(join(root, path));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return relative(root, join(folder, "package.json")).replaceAll("\\", "/");
}

/** undefined where one of the files is gone */
function hashOf(root, paths) {
  const hash = createHash("sha256").update(root);
  for (const path of paths) {
    const file = join(root, path);
    if (!existsSync(file)) return undefined;
    hash.update(`\n${path}\n`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

// Kept for a week, as a command that is still running may yet load a part of its bundle.
function removeOld(cache) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > WEEK_MS) rmSync(path, { recursive: true, force: true });
  }
}
