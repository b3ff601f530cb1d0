import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What is wrong with a Markdown file: diagrams that Mermaid cannot read, links that lead nowhere. One sentence each. */
export async function inspectProse(file: string): Promise<string[]> {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  return [...(await inspectDiagrams(text, file)), ...inspectLinks(text, file)];
}

async function inspectDiagrams(text: string, file: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [whole, diagram = ""] of text.matchAll(/^```mermaid\r?\n([\s\S]*?)^```/gm)) {
    try {
      await parseMermaid(diagram);
    } catch (error) {
      const line = text.slice(0, text.indexOf(whole)).split("\n").length;
      const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      problems.push(`${basename(file)}:${line}: Mermaid cannot read the diagram: ${why}`);
    }
  }
  return problems;
}

/** Mermaid wants a browser's DOMPurify. Stubbed it is good enough to parse with, never to render. */
async function parseMermaid(text: string): Promise<void> {
  const { default: purify } = await import("dompurify");
  Object.assign(purify, { addHook() {}, removeHook() {}, sanitize: (html: string) => html });
  const { default: mermaid } = await import("mermaid");
  await mermaid.parse(text);
}

function inspectLinks(text: string, file: string): string[] {
  const prose = text
    .replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "))
    .replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: target = "", index }) => {
    const problem = inspectLink(target, file, text);
    const line = text.slice(0, index).split("\n").length;
    return problem === undefined ? [] : [`${basename(file)}:${line}: the link to ${target} ${problem}`];
  });
}

/** Addresses on the web are not tried: a check must say the same without a network. */
function inspectLink(target: string, file: string, text: string): string | undefined {
  if (/^[a-z]+:/i.test(target)) return undefined;
  const [path = "", anchor] = decodeURI(target).split("#");
  const goal = path === "" ? file : join(dirname(file), path);
  if (!existsSync(goal)) return "leads to no file";
  if (anchor === undefined || !goal.endsWith(".md")) return undefined;
  const headings = [...(path === "" ? text : readFileSync(goal, "utf8")).matchAll(/^#+ +(.+?)\s*$/gm)];
  return headings.some(([, heading = ""]) => anchorOf(heading) === anchor) ? undefined : "leads to no heading";
}

/** As GitHub makes it: lower case, no punctuation, hyphens for blanks. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
