/// <reference types="vite/client" />
/** The library's own files, as text: what an exercise imports has its types from there. */
const sources = import.meta.glob<string>(
  [
    "../../../../../packages/{core,clocks,dataflow,delivery,ordering,recovery,snapshots,termination}/src/**/*.ts",
    "!**/*.test.ts",
    "!**/*.node.ts",
    "!**/*.laws.ts",
    "!**/*.live.ts",
    "!**/testing/**",
  ],
  { query: "?raw", import: "default", eager: true },
);

/** What TypeScript knows of the language itself. */
const languageFiles = import.meta.glob<string>(
  "../../../node_modules/typescript-in-page/lib/lib.{es5,es20*,decorators*}.d.ts",
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** Every file by its path: `/packages/core/src/mod.ts`, `/lib.es2023.d.ts`. */
export function libraryFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of Object.entries(sources)) files.set(path.replace(/^.*(?=\/packages\/)/, ""), text);
  for (const [path, text] of Object.entries(languageFiles)) files.set(path.replace(/^.*(?=\/lib\.)/, ""), text);
  return files;
}
