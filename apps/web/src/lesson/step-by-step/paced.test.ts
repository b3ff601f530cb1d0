import { World, at, defineMachine, defineSystem } from "@millrace/core";
import { expect, test } from "vitest";
import { paced } from "./paced.ts";

const sender = defineMachine<object, number, never, number>({
  start: () => ({}),
  onInput: (_state, count, context) => {
    for (let number = 1; number <= count; number++) context.send("b", number);
  },
});
const receiver = defineMachine<{ seen: number[] }, number>({
  start: () => ({ seen: [] }),
  onMessage: (state, number) => void state.seen.push(number),
});

test("a closed door holds messages, lets one through when told to, and all when it is opened", () => {
  const doors = ["one", "open"].map((door) => at("b", { type: "pace", door }));
  const world = new World(
    defineSystem({ machines: { a: sender, b: paced(receiver) }, inputs: [at("a", 4), ...doors] }),
  );
  const seen = (state: unknown): unknown => (state as { readonly inner: { readonly seen: number[] } }).inner.seen;

  world.apply({ kind: "input", machine: "a", input: 0 });
  for (let count = 0; count < 3; count++) expect(seen(deliver().state)).toEqual([]);
  expect(seen(world.apply({ kind: "input", machine: "b", input: 1 }).state)).toEqual([1]);
  expect(seen(world.apply({ kind: "input", machine: "b", input: 2 }).state)).toEqual([1, 2, 3]);
  const last = deliver();
  expect(seen(last.state)).toEqual([1, 2, 3, 4]);
  expect(last.outputs).toEqual([{ type: "let through", from: "a", message: 4 }]);

  function deliver() {
    return world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
  }
});
