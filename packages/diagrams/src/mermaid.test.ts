// Everything that Mermaid's own parser is asked about, in one file, because it takes a second to load.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyExecution, anyPipeline, anyText, anyViolation, isVisible } from "./arbitrary.node.ts";
import { flowchart } from "./flowchart.ts";
import { readMermaid } from "./mermaid-parser.node.ts";
import { mermaidText, sequenceText } from "./mermaid-text.ts";
import type { PipelineStage } from "./pipeline-graph.ts";
import { sequenceDiagram } from "./sequence-diagram.ts";
import { shorten } from "./terminal-text.ts";

const texts = fc.array(anyText, { minLength: 1, maxLength: 12 });

test("any text is a participant, a message and a note, and is shown as it is", async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (originals) => {
      const lines = originals
        .map(sequenceText)
        .flatMap((text, index) => [
          `  participant m${index} as ${text}`,
          `  m${index}->>m${index}: ${text}`,
          `  Note over m${index}: ${text}`,
        ]);
      const { boxes, labels } = await readMermaid(["sequenceDiagram", ...lines].join("\n"));
      expectShown(boxes, originals);
      expectShown(
        labels,
        originals.flatMap((text) => [text, text]),
      );
    }),
    { numRuns: 60 },
  );
});

test("any text is a stage, a layer and an edge, and is shown as it is", async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (originals) => {
      const lines = originals
        .map(mermaidText)
        .flatMap((text, index) => [
          `  subgraph l${index}["${text}"]`,
          `    s${index}["${text}"]`,
          "  end",
          `  s${index} -->|"${text}"| s${index}`,
        ]);
      const { boxes, labels, frames } = await readMermaid(["flowchart LR", ...lines].join("\n"));
      expectShown(boxes, originals);
      expectShown(labels, originals);
      expectShown(frames, originals);
    }),
    { numRuns: 60 },
  );
});

test("any execution gives a sequence diagram with its machines by their names", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyExecution(anyText),
      fc.nat(),
      fc.integer({ min: 1, max: 20 }),
      async (execution, pick, maxEvents) => {
        const violation = anyViolation(execution, pick);
        const text = sequenceDiagram(execution, { maxEvents, ...(violation === undefined ? {} : { violation }) });
        const { boxes } = await readMermaid(text);
        expectShown(
          boxes,
          execution.system.nodes.map(({ id }) => shorten(id, 40)),
        );
      },
    ),
    { numRuns: 80 },
  );
});

test("any pipeline gives a flowchart with its stages, layers and edges by their names", async () => {
  await fc.assert(
    fc.asyncProperty(anyPipeline(anyText), async (pipeline) => {
      const stages = pipeline.stages.map(({ kind: _kind, ...stage }): PipelineStage => stage);
      await readMermaid(flowchart(pipeline));
      const { boxes, labels } = await readMermaid(flowchart({ ...pipeline, stages }));
      const layers = [...new Set(stages.map(({ layer }) => layer))];
      const byLayer = layers.flatMap((layer) => stages.filter((stage) => stage.layer === layer));
      expectShown(
        boxes,
        byLayer.map(({ id, label }) => shorten(label ?? id, 60)),
      );
      expectShown(
        labels,
        pipeline.edges.map(({ label }) => shorten(label ?? "", 60)),
      );
    }),
    { numRuns: 60 },
  );
});

test("500 edges are drawn", async () => {
  const edges = Array.from({ length: 500 }, () => ({ from: "a", to: "a" }));
  expect((await readMermaid(flowchart({ stages: [{ id: "a" }], edges }))).labels).toHaveLength(500);
});

/** Each original is shown, and as it is if all of it can be seen. */
function expectShown(shown: readonly string[], originals: readonly string[]): void {
  const visible = originals.map((text, index) => (isVisible(text) ? text.replace(/\p{Zs}/gu, " ") : shown[index]));
  expect(shown).toEqual(visible);
}
