import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Layout } from "./layout.tsx";

/** A page to read: a chapter's story, a document, a pipeline, a message. */
export function TextPage({ title, children }: { readonly title: string; readonly children?: Child }): JSX.Element {
  return (
    <Layout title={`${title} · Millrace`}>
      <article class="column prose">{children}</article>
    </Layout>
  );
}
