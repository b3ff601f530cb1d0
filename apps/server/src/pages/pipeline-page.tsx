import { type PipelineGraph, flowchart, pipelineText } from "@millrace/diagrams";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Diagram } from "./diagram.tsx";
import { TextPage } from "./text-page.tsx";

/** Which pipeline, and how to read it. */
export interface PipelinePageProps {
  readonly name: string;
  /** Where its file lies, under the root. */
  readonly path: string;
  /** Throws an Error that says what is wrong with the file. */
  readonly read: () => PipelineGraph;
}

/** A pipeline's file as a flowchart. */
export function PipelinePage({ name, path, read }: PipelinePageProps): JSX.Element {
  const drawing = draw(read);
  return (
    <TextPage title={name} isWide>
      <h1>{name}</h1>
      <p>
        <code>{path}</code>
      </p>
      {drawing instanceof Error ? (
        <div class="problem">
          <pre tabindex={0}>{drawing.message}</pre>
        </div>
      ) : (
        <Diagram {...drawing} label={`Flowchart of the pipeline ${name}`} />
      )}
    </TextPage>
  );
}

/** A mistake in the file is for its author to read, on the page. */
function draw(read: () => PipelineGraph): { readonly mermaid: string; readonly text: string } | Error {
  try {
    const pipeline = read();
    return { mermaid: flowchart(pipeline), text: pipelineText(pipeline) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
