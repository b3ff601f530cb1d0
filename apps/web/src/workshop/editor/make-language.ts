import { createSystem, createVirtualTypeScriptEnvironment } from "@typescript/vfs";
import ts from "typescript-in-page";
import { answerOf } from "./answer-of.ts";
import type { Completions, Explanation, Language, Mark } from "./language.ts";
import { compilerOptions, workPath } from "./compiler-options.ts";
import { libraryFiles } from "./library-sources.ts";
import { mistakenScripts } from "./mistaken-scripts.ts";
import { transpileWork } from "./transpile-work.ts";

/** TypeScript over the library's own sources and one learner's file. */
export function makeLanguage(): Language {
  const files = libraryFiles();
  // The first question about types takes some seconds: all that the file imports is read then.
  let environment: ReturnType<typeof open> | undefined;
  const serviceFor = (text: string): ts.LanguageService => {
    environment ??= open(files);
    // A file without a character is taken for one that is not there.
    environment.updateFile(workPath, text === "" ? " " : text);
    return environment.languageService;
  };
  return {
    check(text) {
      const service = serviceFor(text);
      const syntax = service.getSyntacticDiagnostics(workPath);
      return (syntax.length > 0 ? syntax : service.getSemanticDiagnostics(workPath)).flatMap(markOf);
    },
    complete: (text, at) => complete(serviceFor(text), text, at),
    explain: (text, at) => explain(serviceFor(text), at),
    transpile: transpileWork,
    answer: (name) => answerOf(name, files),
    mistaken: (wanted) => mistakenScripts(wanted, files),
  };
}

function open(files: Map<string, string>) {
  return createVirtualTypeScriptEnvironment(
    createSystem(new Map([...files, [workPath, " "]])),
    [workPath],
    ts,
    compilerOptions,
  );
}

function markOf({ start, length, messageText, category }: ts.Diagnostic): Mark[] {
  if (start === undefined) return [];
  const severity =
    category === ts.DiagnosticCategory.Error
      ? "error"
      : category === ts.DiagnosticCategory.Warning
        ? "warning"
        : "info";
  return [
    { from: start, to: start + (length ?? 0), severity, message: ts.flattenDiagnosticMessageText(messageText, "\n") },
  ];
}

function complete(service: ts.LanguageService, text: string, at: number): Completions | undefined {
  const found = service.getCompletionsAtPosition(workPath, at, {});
  if (found === undefined) return undefined;
  const word = /\w*$/.exec(text.slice(0, at))?.[0] ?? "";
  const choices = found.entries
    .filter(({ name }) => /^\w+$/.test(name))
    .toSorted((first, second) => (first.sortText < second.sortText ? -1 : first.sortText > second.sortText ? 1 : 0))
    .map(({ name, kind }) => ({ label: name, kind }));
  return { from: at - word.length, choices };
}

function explain(service: ts.LanguageService, at: number): Explanation | undefined {
  const found = service.getQuickInfoAtPosition(workPath, at);
  if (found === undefined) return undefined;
  const { start, length } = found.textSpan;
  const parts = [found.displayParts, found.documentation]
    .map((part) => ts.displayPartsToString(part))
    .filter((part) => part !== "");
  return { from: start, to: start + length, text: parts.join("\n\n") };
}
