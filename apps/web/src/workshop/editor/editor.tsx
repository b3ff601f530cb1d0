import { useEffect, useRef } from "react";
import type { EditorView } from "@codemirror/view";
import type { RemoteLanguage } from "./language.ts";
import { openEditor } from "./open-editor.ts";
import "./editor.css";

/** A text to put into the editor: another object is put there anew, though its text be the same. */
export interface Beginning {
  readonly text: string;
}

/**
 * A TypeScript editor. `begin` is where it begins: what is typed later is told by `onChange`. Tab leaves it; Ctrl or Cmd with
 * Enter checks.
 */
export function Editor({
  label,
  begin,
  language,
  onChange,
  onCheck,
}: {
  readonly label: string;
  readonly begin: Beginning;
  readonly language: RemoteLanguage;
  readonly onChange: (text: string) => void;
  readonly onCheck: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const heard = useRef({ onChange, onCheck });
  useEffect(() => {
    heard.current = { onChange, onCheck };
  }, [onChange, onCheck]);
  useEffect(() => {
    if (place.current === null) return undefined;
    const opened = openEditor(place.current, {
      label,
      language,
      onChange: (changed) => heard.current.onChange(changed),
      onCheck: () => heard.current.onCheck(),
    });
    view.current = opened;
    return () => opened.destroy();
  }, [label, language]);
  // A text from outside (the starter, a copy) takes the place of what is there; it can be undone.
  useEffect(() => {
    const opened = view.current;
    if (opened === undefined || opened.state.doc.toString() === begin.text) return;
    opened.dispatch({ changes: { from: 0, to: opened.state.doc.length, insert: begin.text } });
  }, [begin, label, language]);
  return <div ref={place} className="editor" />;
}
