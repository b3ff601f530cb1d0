/** Machines that are known to be wrong, so that a broken law can be looked into. */
import { lamportClock } from "@millrace/clocks";
import { causesAreStampedLower, stampsRise } from "@millrace/clocks/lamport-clock.laws.ts";
import { type Law, type System, at, defineMachine, defineSystem } from "@millrace/core";
import { fifoDelivery } from "@millrace/ordering";
import { deliversEverything, deliversInSendingOrder } from "@millrace/ordering/fifo-delivery.laws.ts";

/** What it takes to look for a run that breaks a law. */
export interface WrongSystem {
  readonly system: System;
  readonly laws: readonly Law[];
}

/** Delivers each message as it comes, and holds nothing back. */
const hastyFifo = defineMachine({
  ...fifoDelivery,
  onMessage: (_state, { payload }, from, context) => context.output({ type: "delivered", from, payload }),
});

export const wrongFifo: WrongSystem = {
  system: defineSystem({
    machines: { shop: hastyFifo, warehouse: hastyFifo, billing: hastyFifo },
    channels: "any-order",
    inputs: [
      at("shop", { to: "billing", payload: "invoice" }),
      at("shop", { to: "warehouse", payload: "order" }),
      at("shop", { to: "warehouse", payload: "refund" }),
    ],
  }),
  laws: [deliversInSendingOrder, deliversEverything],
};

/** Counts its own events, and never looks at the stamps of others. */
const deafClock = defineMachine({
  ...lamportClock,
  onMessage(state, _message, _from, context) {
    state.counter += 1;
    context.output({ type: "stamped", counter: state.counter });
  },
});

export const wrongLamport: WrongSystem = {
  system: defineSystem({
    machines: { extract: deafClock, transform: deafClock, load: deafClock },
    inputs: [
      at("extract", { type: "local" }),
      at("extract", { type: "send", to: "transform" }),
      at("transform", { type: "send", to: "load" }),
    ],
  }),
  laws: [stampsRise, causesAreStampedLower],
};
