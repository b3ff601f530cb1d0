import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  autocompletion,
} from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { linter } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import type { RemoteLanguage } from "./language.ts";

/** Opens CodeMirror in a place, with TypeScript's errors, completions and types as they come from `language`. */
export function openEditor(
  parent: Element,
  {
    label,
    language,
    onChange,
    onCheck,
  }: {
    readonly label: string;
    readonly language: RemoteLanguage;
    readonly onChange: (text: string) => void;
    readonly onCheck: () => void;
  },
): EditorView {
  const check = (): boolean => {
    onCheck();
    return true;
  };
  return new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: check }])),
        basicSetup,
        javascript({ typescript: true }),
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && onChange(state.doc.toString())),
        linter(async ({ state: { doc } }) => {
          // Where TypeScript cannot be had, the editor goes on without it; what is checked says so.
          const marks = await language.check(doc.toString()).catch(() => []);
          return marks.map((mark) => ({
            ...mark,
            to: Math.min(mark.to, doc.length),
            from: Math.min(mark.from, doc.length),
          }));
        }),
        autocompletion({ override: [completeFrom(language)] }),
        hoverTooltip(async (view, at) => {
          const found = await language.explain(view.state.doc.toString(), at).catch(() => undefined);
          if (found === undefined) return null;
          return { pos: found.from, end: found.to, create: () => ({ dom: tooltip(found.text) }) };
        }),
      ],
    }),
  });
}

function completeFrom(language: RemoteLanguage): (context: CompletionContext) => Promise<CompletionResult | null> {
  return async (context) => {
    const isAsked = context.explicit || context.matchBefore(/[\w.]$/) !== null;
    if (!isAsked) return null;
    const found = await language.complete(context.state.doc.toString(), context.pos).catch(() => undefined);
    if (found === undefined || context.aborted) return null;
    const options = found.choices.map(({ label, kind }, index): Completion => ({
      label,
      type: iconOf(kind),
      boost: index < 99 ? -index : -99,
    }));
    return { from: found.from, options, validFor: /^\w*$/ };
  };
}

/** CodeMirror has fewer kinds of things than TypeScript. */
function iconOf(kind: string): string {
  if (kind === "method") return "method";
  if (/function|method/.test(kind)) return "function";
  if (/interface|type/.test(kind)) return "type";
  if (/class/.test(kind)) return "class";
  if (/keyword/.test(kind)) return "keyword";
  return /property|getter|setter/.test(kind) ? "property" : "variable";
}

function tooltip(text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "editor-explanation";
  element.textContent = text;
  return element;
}
