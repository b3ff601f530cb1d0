/// <reference types="vite/client" />
/** The library's own files, as text: what an exercise imports has its types from there. */
const sources = import.meta.glob<string>(
  [
    "../../../../../packages/{core,clocks,dataflow,delivery,ordering,recovery,snapshots,termination}/src/**/*.ts",
    // Of the pipeline, what chaos day's file imports; the stations are not for it to see.
    "../../../../../packages/pipeline/src/{chaos-day,parts,source-rows}.ts",
    "!**/*.test.ts",
    "!**/*.node.ts",
    "!**/*.laws.ts",
    "!**/*.live.ts",
    "!**/testing/**",
  ],
  { query: "?raw", import: "default", eager: true },
);

/** What an exercise may import of another one: its types are those of the library's file, which this hands on. */
const others = import.meta.glob<string>(
  ["../../../../../solutions/*/*/*.ts", "!**/starter.ts", "!**/mistakes.ts", "!**/*.test.ts"],
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

/** Every file by its path: `/packages/core/src/mod.ts`, `/exercises/3-when-things-break/3.1-retry/retry.ts`, `/lib.es2023.d.ts`. */
export function libraryFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of Object.entries(sources)) files.set(path.replace(/^.*(?=\/packages\/)/, ""), text);
  for (const [path, text] of Object.entries(others)) files.set(path.replace(/^.*\/solutions\//, "/exercises/"), text);
  for (const [path, text] of Object.entries(languageFiles)) files.set(path.replace(/^.*(?=\/lib\.)/, ""), text);
  return files;
}
