import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Layout } from "./layout.tsx";

/** What a {@link TextPage} shows. */
export interface TextPageProps {
  readonly title: string;
  /** For drawings rather than text. */
  readonly isWide?: boolean;
  readonly children?: Child;
}

/** A page to read: a chapter's story, a document, a pipeline, a message. */
export function TextPage({ title, isWide = false, children }: TextPageProps): JSX.Element {
  return (
    <Layout title={`${title} · Millrace`}>
      <article class={isWide ? "column prose wide" : "column prose"}>{children}</article>
    </Layout>
  );
}
