import { describe, expect, test } from "vitest";
import { type AnyMachine, at, defineSystem, SystemError, type SystemOptions, type Topology } from "./mod.ts";

const idle: AnyMachine = { start: () => ({}) };
const machines = { a: idle, b: idle, c: idle, d: idle };

describe("the channels of a topology", () => {
  const pairs = (topology: Topology): string[] =>
    defineSystem({ machines, topology }).channels.map(({ from, to }) => `${from}${to}`);

  test("complete: every ordered pair of different machines", () => {
    expect(pairs("complete")).toEqual(["ab", "ac", "ad", "ba", "bc", "bd", "ca", "cb", "cd", "da", "db", "dc"]);
  });

  test("ring: each to the next, the last to the first", () => {
    expect(pairs("ring")).toEqual(["ab", "bc", "cd", "da"]);
  });

  test("tree: parent and child, both ways", () => {
    expect(pairs("tree")).toEqual(["ab", "ac", "ba", "bd", "ca", "db"]);
  });

  test("a list: as listed, a channel to oneself too", () => {
    expect(
      pairs([
        ["a", "b"],
        ["c", "c"],
      ]),
    ).toEqual(["ab", "cc"]);
  });

  test("a kind may be set for one pair", () => {
    const channels = { default: "fifo", pairs: [["a", "b", "any-order"]] } as const;
    const kinds = defineSystem({ machines: { a: idle, b: idle }, channels }).channels.map(({ kind }) => kind);
    expect(kinds).toEqual(["any-order", "fifo"]);
  });
});

describe("a system that cannot be is refused, with what to change", () => {
  test.each<[string, SystemOptions, RegExp]>([
    ["no machine", { machines: {} }, /no machine/],
    ["a name that every object has", { machines: { toString: idle } }, /"toString" as every object in JavaScript/],
    [
      "a machine that is undefined",
      { machines: { a: undefined as unknown as AnyMachine } },
      /"a" is undefined.*exported/,
    ],
    ["a machine without start", { machines: { a: {} as AnyMachine } }, /"a" has no start handler/],
    ["a name that resources use", { machines: { "port:a": idle } }, /"port:a"/],
    ["an input for nobody", { machines, inputs: [at("e", 1)] }, /"e".*a, b, c, d/],
    ["an input that is not plain", { machines, inputs: [at("a", () => 1)] }, /not plain data.*function/],
    ["an input before time", { machines, inputs: [at("a", 1, { atMs: -1 })] }, /at -1 ms/],
    ["a channel to nobody", { machines, topology: [["a", "e"]] }, /"e" is no machine/],
    [
      "a channel twice",
      {
        machines,
        topology: [
          ["a", "b"],
          ["a", "b"],
        ],
      },
      /listed twice/,
    ],
    [
      "a kind for no channel",
      { machines, topology: "ring", channels: { default: "fifo", pairs: [["b", "a", "any-order"]] } },
      /no such channel/,
    ],
    ["a cut at nobody", { machines, faults: { cuts: [[["a"], ["e"]]] } }, /cut at "e"/],
    ["a fraction of a crash", { machines, faults: { crashes: 0.5 } }, /0\.5 crashes/],
    ["a seed that is no number", { machines, seed: Number.NaN }, /seed NaN/],
  ])("%s", (_name, options, message) => {
    expect(() => defineSystem(options)).toThrow(SystemError);
    expect(() => defineSystem(options)).toThrow(message);
  });
});
