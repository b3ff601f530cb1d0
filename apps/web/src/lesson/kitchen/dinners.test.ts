import { type System, at, simulate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { describeDinners, dinnersOf, lastPlates } from "./dinners.ts";
import { manyChefs, oneChef } from "./kitchens.ts";

describe("the kitchens", () => {
  test("many chefs take the time of one dish, one chef that of all", () => {
    const [many] = dinnersOf(simulate(ordered(manyChefs)).events);
    const [one] = dinnersOf(simulate(ordered(oneChef)).events);
    expect(Object.keys(many?.afterMs ?? {}).toSorted()).toEqual(["dessert", "grill", "salad"]);
    expect(Object.keys(one?.afterMs ?? {}).toSorted()).toEqual(["dessert", "grill", "salad"]);
    expect(Math.max(...Object.values(one?.afterMs ?? {}))).toBeGreaterThan(
      2 * Math.max(...Object.values(many?.afterMs ?? {})),
    );
    expect(lastPlates(simulate(ordered(manyChefs)).events).map(({ dish }) => dish)).toEqual([
      "salad",
      "grill",
      "dessert",
    ]);
  });

  test("say what is on the table, what is missing and what is broken", () => {
    expect(describeDinners([], [])).toBe("Nobody has ordered.");
    expect(describeDinners([{ dinner: 3, afterMs: { salad: 1, dessert: 2 } }], ["grill"])).toBe(
      "Dinner 3: salad and dessert on the table, grill missing. Broken: grill.",
    );
  });
});

function ordered(system: System): System {
  const nodes = system.nodes.map((node) => ({ ...node, inputs: node.id === "waiter" ? [0] : [] }));
  return { ...system, nodes, inputs: [at("waiter", { dinner: 1 })] };
}
