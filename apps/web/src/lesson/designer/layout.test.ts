import { expect, test } from "vitest";
import { allDesigns, firstDesign } from "./design.ts";
import { box, layOut } from "./layout.ts";
import { edgesOf, stepsOf } from "./stages.ts";

test("data flows downwards, and boxes do not touch", () => {
  for (const layers of ["none", "bronze", "medallion"] as const) {
    for (const compute of ["dbt", "workers"] as const) {
      const design = { ...firstDesign, layers, compute };
      const places = layOut(stepsOf(design).flat(), edgesOf(design));
      for (const { from, to } of edgesOf(design))
        expect(places.get(to.id)?.y).toBeGreaterThan((places.get(from.id)?.y ?? Infinity) + box.height);
    }
  }
});

test("those side by side stand in their order", () => {
  const design = { ...firstDesign, compute: "workers" } as const;
  const places = layOut(stepsOf(design).flat(), edgesOf(design));
  const [one, two, three] = [1, 2, 3].map((number) => places.get(`worker-${number}`) ?? { x: NaN, y: NaN });
  expect(one?.y).toBe(two?.y);
  expect(two?.x).toBeGreaterThan((one?.x ?? Infinity) + box.width);
  expect(three?.x).toBeGreaterThan((two?.x ?? Infinity) + box.width);
});

test("every stage of every design has a place", () => {
  for (const design of allDesigns().filter(({ source, warehouse }) => source === "files" && warehouse === "redshift")) {
    const stages = stepsOf(design).flat();
    expect([...layOut(stages, edgesOf(design)).keys()]).toEqual(stages.map(({ id }) => id));
  }
});
