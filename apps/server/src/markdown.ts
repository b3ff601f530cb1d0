import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";
import { Diagram } from "./pages/diagram.tsx";

/** How to render. */
export interface MarkdownOptions {
  /** The page's address for a relative link; undefined where there is no page: the link becomes plain text. */
  readonly linkTo: (href: string) => string | undefined;
}

/** Markdown as HTML. HTML in it is shown as text; a Mermaid block becomes a diagram; headings get ids. */
export function renderMarkdown(text: string, { linkTo }: MarkdownOptions): HtmlEscapedString {
  const tokens = markdown.parse(text, {});
  for (const token of tokens) resolveLinks(token.children ?? [], linkTo);
  return raw(markdown.renderer.render(tokens, markdown.options, {}));
}

/** A line of Markdown as HTML, without a paragraph around it. */
export function renderInlineMarkdown(text: string, { linkTo }: MarkdownOptions): HtmlEscapedString {
  const tokens = markdown.parseInline(text, {});
  for (const token of tokens) resolveLinks(token.children ?? [], linkTo);
  return raw(markdown.renderer.render(tokens, markdown.options, {}));
}

/** The text of a Markdown file's first heading; undefined if it has none. */
export function titleOf(text: string): string | undefined {
  const tokens = markdown.parse(text, {});
  const heading = tokens.findIndex(({ type, tag }) => type === "heading_open" && tag === "h1");
  return heading < 0 ? undefined : plainText(tokens[heading + 1]);
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
const { escapeHtml } = markdown.utils;
const { rules } = markdown.renderer;

rules["fence"] = (tokens, index) => {
  const { info = "", content = "" } = tokens[index] ?? {};
  if (info.trim() === "mermaid") return String(Diagram({ mermaid: content, text: content, label: "Diagram" }));
  return codeBlock(content);
};
rules["code_block"] = (tokens, index) => codeBlock(tokens[index]?.content ?? "");
// Nothing is loaded from elsewhere, and no image is served: its description takes its place.
rules["image"] = (tokens, index) => `<em>${escapeHtml(tokens[index]?.content ?? "")}</em>`;
// A wide table scrolls by itself, also with the keyboard.
rules["table_open"] = () => `<div class="scroll" tabindex="0"><table>`;
rules["table_close"] = () => "</table></div>";
rules["heading_open"] = (tokens, index, options, _env, renderer) => {
  tokens[index]?.attrSet("id", slugOf(plainText(tokens[index + 1])));
  return renderer.renderToken(tokens, index, options);
};

function codeBlock(content: string): string {
  return `<pre tabindex="0"><code>${escapeHtml(content)}</code></pre>`;
}

/** As GitHub makes them: `[the counting](#the-counting)` leads to "The counting". */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function plainText(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join("");
}

function resolveLinks(tokens: readonly Token[], linkTo: MarkdownOptions["linkTo"]): void {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "link_open") continue;
    const href = String(token.attrGet("href") ?? "");
    if (href.startsWith("#")) continue;
    if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(href)) {
      token.attrSet("rel", "noreferrer");
      continue;
    }
    const address = linkTo(href);
    if (address === undefined) unlink(tokens, index);
    else token.attrSet("href", address);
  }
}

/** Links do not nest: the next end is the link's own. */
function unlink(tokens: readonly Token[], start: number): void {
  const open = tokens[start];
  const close = tokens.slice(start).find(({ type }) => type === "link_close");
  if (open === undefined || close === undefined) return;
  open.attrs = [["class", "file"]];
  open.tag = "span";
  close.tag = "span";
}
