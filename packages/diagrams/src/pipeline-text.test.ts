import { expect, test } from "vitest";
import { pipelineText } from "./pipeline-text.ts";
import { textWidth } from "./terminal-text.ts";

const shop = {
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
    { from: "topic", to: "gold" },
    { from: "gold", to: "orders", label: "back" },
  ],
};

test("layers, their stages, and where each leads", () => {
  expect(pipelineText(shop)).toBe(`shop

orders (postgresql)
└─changes─▶ orders topic

transport
  orders topic (kafka)
  ├─at least once─▶ bronze
  └──▶ gold

lake
  bronze
  gold
  └─back─▶ orders`);
});

test("the same in ASCII", () => {
  expect(pipelineText(shop, { charset: "ascii" })).toContain("  +-at least once-> bronze\n  +--> gold");
});

test("no line is wider than the columns", () => {
  for (let columns = 1; columns < 60; columns++) {
    const lines = pipelineText(shop, { columns }).split("\n");
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
  }
});

test("a name cannot move the cursor", () => {
  expect(pipelineText({ stages: [{ id: "a\u001b[2J\nb" }], edges: [] })).toBe("a\\u{1b}[2J\\nb");
});

test("an edge to no stage is refused", () => {
  expect(() => pipelineText({ stages: [], edges: [{ from: "a", to: "b" }] })).toThrow(
    'Cannot draw the edge from "a" to "b" as no stage has the id "a". There is no stage.',
  );
});
