import { defineMachine, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { laws, system, systemOf } from "./outbox.live.ts";
import { topicHasWhatIsCommitted } from "./outbox.laws.ts";
import { type ShopState, billing, shop } from "./outbox.ts";
import { type OrderRequest, shopOf, steps } from "./outbox.shop.ts";

test("what is committed is published and booked once, whoever is killed", () => {
  expect(sample(withFaults(system, { crashes: 5 }), { laws, runs: 20 }).outcome).toBe("sampled");
  const small = { requests: steps("o1", "placed"), troubles: ["kept"], looks: 1, faults: { crashes: 2 } } as const;
  expect(explore(shopOf({ shop, billing }, small), { laws }).outcome).toBe("proved");
});

test("a shop that does not look what is left when it starts is seen, if it is killed", () => {
  const wrong = defineMachine<ShopState, never, never, OrderRequest>({ ...shop, start: () => ({}) });
  expect(sample(systemOf({ shop: wrong, billing }), { laws, runs: 3 }).outcome).toBe("sampled");
  const killed = shopOf({ shop: wrong, billing }, { requests: steps("o1", "placed"), faults: { crashes: 1 } });
  expect(explore(killed, { laws }).counterexample?.law).toBe(topicHasWhatIsCommitted.name);
});
