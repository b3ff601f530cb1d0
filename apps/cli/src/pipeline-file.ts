import { existsSync, readFileSync } from "node:fs";
import type { PipelineGraph } from "@millrace/diagrams";
import { nearestNames } from "@millrace/grader/nearest.ts";
import { type Document, LineCounter, isNode, parseDocument } from "yaml";
import { z } from "zod";
import { UsageError } from "./outcome.ts";

/** The pipeline of a YAML file. Throws a UsageError, as {@link readPipeline} does. */
export function readPipelineFile(file: string, name: string): PipelineGraph {
  if (!existsSync(file)) throw new UsageError(`Cannot read the pipeline as there is no such file: ${name}.`);
  return readPipeline(readFileSync(file, "utf8"), name);
}

/**
 * The pipeline of a YAML text. Throws a UsageError with one line for each thing that is wrong: where, and what to write.
 * `name` is what the file is called in it.
 */
export function readPipeline(text: string, name: string): PipelineGraph {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  refuse(document.errors.map(({ pos, message }) => `${at(pos[0])}  ${message}. A pipeline is YAML.`));

  const parsed = pipelineSchema.safeParse(document.toJS());
  if (!parsed.success) {
    refuse(parsed.error.issues.map((issue) => `${at(offsetOf(document, issue.path))}  ${explain(issue)}`));
  }
  const pipeline = pipelineSchema.parse(document.toJS());
  refuse(findLooseEnds(pipeline).map(({ path, message }) => `${at(offsetOf(document, path))}  ${message}`));
  return pipeline;
}

const text = z.string().min(1);

const pipelineSchema = z.strictObject({
  title: z.string().exactOptional(),
  stages: z.array(
    z.strictObject({
      id: text,
      label: text.exactOptional(),
      kind: text.exactOptional(),
      layer: text.exactOptional(),
    }),
  ),
  edges: z.array(z.strictObject({ from: text, to: text, label: text.exactOptional() })).default([]),
});

/** What is written for each key, so that an error can show it. */
const examples: Readonly<Record<string, string>> = {
  title: "title: Orders to charts",
  stages: "stages:\n    - { id: orders, kind: PostgreSQL }",
  edges: "edges:\n    - { from: orders, to: topic, label: at least once }",
  id: "id: orders",
  label: 'label: "at least once"',
  kind: "kind: PostgreSQL",
  layer: "layer: bronze",
  from: "from: orders",
  to: "to: topic",
};

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new UsageError(`Cannot read the pipeline.\n${problems.map((line) => `  ${line}`).join("\n")}`);
}

function explain(issue: z.core.$ZodIssue): string {
  const key = issue.path.findLast((part) => typeof part === "string");
  const example = examples[String(key)] ?? "stages: [] and edges: []";
  if (issue.code === "unrecognized_keys") {
    const known = issue.path.length === 0 ? ["title", "stages", "edges"] : key === "stages" ? stageKeys : edgeKeys;
    return issue.keys.map((unknown) => `There is no "${unknown}" here${suggest(unknown, known)}`).join(" ");
  }
  if (issue.path.length === 0) return "A pipeline has stages and edges. Write:\n  stages:\n    - { id: orders }";
  if (typeof issue.path.at(-1) === "number")
    return `Each of ${key} is written like this: ${example.split("- ")[1] ?? example}`;
  return `"${String(key)}" is missing, or not of the right kind. Write: ${example}`;
}

const stageKeys = ["id", "label", "kind", "layer"];
const edgeKeys = ["from", "to", "label"];

function suggest(unknown: string, known: readonly string[]): string {
  const [nearest] = nearestNames(unknown, known);
  return nearest === undefined ? `. Known are ${known.join(", ")}.` : `. Did you mean "${nearest}"?`;
}

function findLooseEnds({ stages, edges }: PipelineGraph): { path: (string | number)[]; message: string }[] {
  const ids = stages.map(({ id }) => id);
  const twins = stages.flatMap(({ id }, index) =>
    ids.indexOf(id) === index
      ? []
      : [
          {
            path: ["stages", index, "id"],
            message: `Another stage has the id "${id}" already. Give this one its own.`,
          },
        ],
  );
  const loose = edges.flatMap((edge, index) =>
    (["from", "to"] as const)
      .filter((end) => !ids.includes(edge[end]))
      .map((end) => ({
        path: ["edges", index, end],
        message: `"${end}" names no stage: "${edge[end]}"${suggest(edge[end], ids)}`,
      })),
  );
  return [...twins, ...loose];
}

/** Where the value of a path begins; if it is missing, where what should hold it does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
