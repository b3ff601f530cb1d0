import ts from "typescript-in-page";
import type { Transpiled } from "./language.ts";

/** A learner's file as a script that a compartment can run; or the first thing in it that is no TypeScript. */
export function transpileWork(text: string): Transpiled {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, {
    fileName: "work.ts",
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2023,
      // What a comment says may be refused in a compartment, though it does nothing.
      removeComments: true,
      sourceMap: true,
    },
  });
  const [problem] = diagnostics ?? [];
  if (problem !== undefined) {
    return {
      problem: { message: ts.flattenDiagnosticMessageText(problem.messageText, "\n"), from: problem.start ?? 0 },
    };
  }
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"), map: sourceMapText ?? "" };
}
