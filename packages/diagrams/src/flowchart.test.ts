import { expect, test } from "vitest";
import { flowchart } from "./flowchart.ts";
import type { PipelineGraph } from "./pipeline-graph.ts";

const shop: PipelineGraph = {
  title: "shop",
  stages: [
    { id: "orders", kind: "postgresql" },
    { id: "topic", label: "orders topic", kind: "kafka", layer: "transport" },
    { id: "bronze", layer: "lake" },
    { id: "gold", layer: "lake" },
  ],
  edges: [
    { from: "orders", to: "topic", label: "changes" },
    { from: "topic", to: "bronze", label: "at least once" },
    { from: "bronze", to: "gold" },
  ],
};

test("stages, their kinds, layers around them and labelled edges", () => {
  expect(flowchart(shop)).toBe(`---
title: "shop"
---
flowchart LR
  s0["orders<br/><small>postgresql</small>"]
  subgraph l1["transport"]
    s1["orders topic<br/><small>kafka</small>"]
  end
  subgraph l2["lake"]
    s2["bronze"]
    s3["gold"]
  end
  s0 -->|"changes"| s1
  s1 -->|"at least once"| s2
  s2 --> s3`);
});

test("an edge to no stage, a stage twice and too many edges are refused", () => {
  expect(() => flowchart({ stages: [{ id: "a" }], edges: [{ from: "a", to: "b" }] })).toThrow(
    'Cannot draw the edge from "a" to "b" as no stage has the id "b". The stages are a.',
  );
  expect(() => flowchart({ stages: [{ id: "a" }, { id: "a" }], edges: [] })).toThrow(
    'Cannot draw the pipeline as two stages have the same id: "a". Give each stage its own.',
  );
  const edges = Array.from({ length: 501 }, () => ({ from: "a", to: "a" }));
  expect(() => flowchart({ stages: [{ id: "a" }], edges })).toThrow("at most 500 edges: 501");
});
