import { simulate } from "@millrace/core";
import { system } from "@millrace/core/hello-machine.live.ts";
import { sequenceDiagram } from "@millrace/diagrams";
import { expect, test } from "vitest";
import { layOut } from "../space-time/geometry.ts";
import { inFlightAt, machinesAt } from "./moments.ts";
import { portable } from "./portable.ts";
import { shivizLog } from "./shiviz.ts";

test("an execution that went through a message shows what the original shows", () => {
  const original = simulate(system, { seed: 1 });
  const received = structuredClone(portable(original));
  expect(layOut(received)).toEqual(layOut(original));
  expect(machinesAt(received, 9)).toEqual(machinesAt(original, 9));
  expect(inFlightAt(received, 9)).toEqual(inFlightAt(original, 9));
  expect(shivizLog(received)).toBe(shivizLog(original));
  expect(sequenceDiagram(received)).toBe(sequenceDiagram(original));
});
