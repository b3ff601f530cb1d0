import MarkdownIt from "markdown-it";

/**
 * The HTML of one of the repository's own texts. HTML in it is shown as text. Drawings (`mermaid`) come as their source in a
 * `<pre data-drawing>`. `below` makes every heading so many levels smaller.
 */
export function renderMarkdown(text: string, { below = 0 }: { readonly below?: number } = {}): string {
  const tokens = markdown.parse(text, {});
  for (const token of tokens) {
    if (!token.type.startsWith("heading_")) continue;
    token.tag = `h${Math.min(Number(token.tag.slice(1)) + below, 6)}`;
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

const markdown = new MarkdownIt();

// What may be wider than the page can be scrolled by keyboard, too.
markdown.renderer.rules.fence = (tokens, index) => {
  const token = tokens[index];
  const isDrawing = token?.info.trim() === "mermaid";
  return `<pre tabindex="0"${isDrawing ? " data-drawing" : ""}>${markdown.utils.escapeHtml(token?.content ?? "")}</pre>\n`;
};
markdown.renderer.rules.code_block = (tokens, index) =>
  `<pre tabindex="0">${markdown.utils.escapeHtml(tokens[index]?.content ?? "")}</pre>\n`;
