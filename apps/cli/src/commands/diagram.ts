import { flowchart, pipelineText } from "@millrace/diagrams";
import { readLink } from "@millrace/grader";
import { resolve } from "node:path";
import { type Outcome, UsageError } from "../outcome.ts";
import { readPipelineFile } from "../pipeline-file.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace diagram <pipeline.yaml | link | id>`: Mermaid, or text for this terminal. */
export async function diagram(workshop: Workshop, of: string, { text = false }: { text?: boolean }): Promise<Outcome> {
  const { screen } = workshop;
  const { mermaid, drawing } = await draw(workshop, of);
  screen.print(text ? drawing : mermaid);
  return { exitCode: 0, document: { mermaid, text: drawing } };
}

interface Drawn {
  readonly mermaid: string;
  readonly drawing: string;
}

async function draw(workshop: Workshop, of: string): Promise<Drawn> {
  if (/\.ya?ml$/i.test(of)) return drawPipeline(workshop, of);
  if (/mr\d+\./.test(of)) return drawRun(workshop, of);
  const files = workshop.exercise(of);
  const { checks } = await workshop.runner().grade(files);
  const link = checks.find(({ counterexample }) => counterexample !== undefined)?.counterexample?.link;
  if (link !== undefined) return drawRun(workshop, link);
  throw new UsageError(
    `Cannot draw ${files.id} as no run breaks your file. Give a pipeline's .yaml file, or a replay link.`,
  );
}

function drawPipeline({ host, screen }: Workshop, name: string): Drawn {
  const pipeline = readPipelineFile(resolve(host.cwd, name), name);
  const { columns, charset } = screen;
  return { mermaid: flowchart(pipeline), drawing: pipelineText(pipeline, { columns, charset }) };
}

async function drawRun({ screen: { columns, charset }, ...workshop }: Workshop, text: string): Promise<Drawn> {
  const link = readLink(text);
  const files = workshop.exercise(link.exercise);
  const replayed = await workshop.runner().replay(files, link, { drawing: { columns, charset } });
  return { mermaid: replayed.diagram.mermaid, drawing: replayed.diagram.text };
}
