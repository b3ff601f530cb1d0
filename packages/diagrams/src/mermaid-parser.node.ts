// Mermaid's own parser, for tests. Outside a browser DOMPurify has no document to work with, so it is stubbed: good
// enough to parse with, never to render.
import DOMPurify from "dompurify";
import mermaid from "mermaid";

Object.assign(DOMPurify, { addHook: () => {}, removeHook: () => {}, sanitize: (text: string) => text });

/** What Mermaid would show of a diagram, in the order in which it lists it. Throws Mermaid's error for a text that is none. */
export interface ShownTexts {
  /** Participants, or stages. */
  readonly boxes: readonly string[];
  /** Messages and notes, or edges' labels. */
  readonly labels: readonly string[];
  /** Layers' names. */
  readonly frames: readonly string[];
}

export async function readMermaid(text: string): Promise<ShownTexts> {
  await mermaid.parse(text);
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const boxes = type === "sequence" ? call(db, "getActors") : call(db, "getVertices");
  const labels = type === "sequence" ? call(db, "getMessages") : call(db, "getEdges");
  const frames = type === "sequence" ? [] : call(db, "getSubGraphs");
  return {
    boxes: boxes.map((item) => shown(item["description"] ?? item["text"])),
    labels: labels.map((item) => shown(item["message"] ?? item["text"])),
    frames: frames.map((item) => shown(item["title"])),
  };
}

/** Mermaid's lists differ in kind: arrays, maps. */
function call(db: object, method: string): Record<string, unknown>[] {
  const list: unknown = Reflect.get(db, method).call(db);
  const items = list instanceof Map ? [...list.values()] : list;
  if (!Array.isArray(items)) throw new Error(`Cannot read ${method} of Mermaid's diagram. Has its version changed?`);
  return items;
}

/** As the page shows it: entity codes decoded, line breaks as such, one kind of space. */
function shown(text: unknown): string {
  return (typeof text === "string" ? text : "")
    .replace(/<br\/>/g, "\n")
    .replace(/ﬂ°°(\d+)¶ß/g, (_code, number: string) => String.fromCodePoint(Number(number)))
    .replace(/[\u200b\u2060]/g, "")
    .replace(/\p{Zs}/gu, " ");
}
