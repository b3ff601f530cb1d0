import { World, at, defineMachine, defineSystem, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { shivizLog } from "./shiviz.ts";

const relay = defineMachine<object, string, string, string>({
  start: () => ({}),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage: (_state, text, _from, context) => context.output(text),
});

test("a log is the pattern, a line without a delimiter, and two lines for each event", () => {
  const world = new World(defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "hello\nworld")] }));
  world.apply({ kind: "input", machine: "a", input: 0 });
  world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
  expect(shivizLog(world.execution).split("\n")).toEqual([
    String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`,
    "",
    'a {"a":1}',
    "a starts",
    'b {"b":1}',
    "b starts",
    'a {"a":2}',
    String.raw`a takes input "hello\nworld" and sends "hello\nworld" to b`,
    'b {"b":2,"a":2}',
    String.raw`b receives "hello\nworld" from a and puts out "hello\nworld"`,
    "",
  ]);
});

test("its pattern finds every event, and each machine counts its own from 1 without a gap, whatever is lost or crashes", () => {
  const machines = { "web shop": relay, web_shop: relay, c: relay };
  const inputs = Array.from({ length: 12 }, (_, turn) =>
    at(turn % 2 === 0 ? "web shop" : "c", `${turn}`, { atMs: turn }),
  );
  const system = defineSystem({
    machines,
    inputs,
    channels: "any-order",
    faults: { drops: 3, duplicates: 3, crashes: 2 },
  });
  const execution = simulate(system, { seed: 4 });
  const log = shivizLog(execution);
  const [pattern = ""] = log.split("\n");
  const found = [...log.split("\n").slice(2).join("\n").matchAll(new RegExp(pattern, "g"))];
  const steps = execution.events.filter(({ kind }) => kind !== "drop" && kind !== "duplicate");
  expect(found).toHaveLength(steps.length);
  const counts = new Map<string, number>();
  for (const { groups } of found) {
    const host = groups?.["host"] ?? "";
    const clock = JSON.parse(groups?.["clock"] ?? "{}") as Record<string, number>;
    expect(clock[host]).toBe((counts.get(host) ?? 0) + 1);
    counts.set(host, clock[host] ?? 0);
  }
  expect([...counts.keys()].toSorted()).toEqual(["c", "web_shop", "web_shop_"]);
});
