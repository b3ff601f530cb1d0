import { defineMachine, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { type OfficeState, boxOffice } from "./message-log.ts";
import { laws, system, systemOf } from "./message-log.live.ts";
import { type OrderRecord, type Subscribe, type Ticket, drawCode, sell } from "./message-log.office.ts";

const faults = {
  crashes: 6,
  cuts: [
    [["east"], ["office"]],
    [["office"], ["north", "west"]],
  ],
} as const;

test("no ticket that was shown becomes untrue, and every record has one, whoever is killed and whatever is cut", () => {
  expect(sample(withFaults(system, faults), { laws, runs: 20 }).outcome).toBe("sampled");
});

test("an office that writes nothing down is seen, but only if it is killed", () => {
  const forgetful = systemOf({
    boxOffice: defineMachine<OfficeState, OrderRecord | Subscribe, Ticket>({
      ...boxOffice,
      onMessage({ hall, next }, message, from, context) {
        if (message.type !== "record" || next === undefined || message.offset !== (next[from] ?? 0)) return;
        const { offset, order } = message;
        next[from] = offset + 1;
        context.output({ type: "ticket", topic: from, offset, order, ...sell(hall, order, drawCode(context)) });
      },
    }),
  });
  const options = { laws, runs: 20, shrinks: false };
  expect(sample(forgetful, options).outcome).toBe("sampled");
  expect(sample(withFaults(forgetful, { crashes: 6 }), options).outcome).toBe("broken");
});
