import ts from "typescript-in-page";

/** Where the learner's file lies among the library's: as deep as on disk, so that it may import other exercises' files. */
export const workPath = "/exercises/chapter/exercise/work.ts";

const packages = [
  "core",
  "clocks",
  "dataflow",
  "delivery",
  "ordering",
  "pipeline",
  "recovery",
  "snapshots",
  "termination",
];

/** As tsconfig.base.json has them: the editor complains of what the command line complains of. */
export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  paths: Object.fromEntries(
    packages.flatMap((name) => [
      [`@millrace/${name}`, [`/packages/${name}/src/mod.ts`]],
      [`@millrace/${name}/*`, [`/packages/${name}/src/*`]],
    ]),
  ),
};
