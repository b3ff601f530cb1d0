import MarkdownIt from "markdown-it";

// Without HTML: what is not Markdown is shown as it is written.
const markdown = new MarkdownIt({ html: false });

/** A line of Markdown. */
export function MarkdownText({ text }: { readonly text: string }) {
  // It is our own text, and markdown-it escapes what it does not know.
  return <span dangerouslySetInnerHTML={{ __html: markdown.renderInline(text) }} />;
}
