/** No order at all: what is sent is sent to everybody, and what comes is delivered as it comes. */
import { type Machine, defineMachine } from "@millrace/core";
import type { Delivered, Multicast } from "@millrace/ordering/total-order.group.ts";

/** A machine that holds nothing back. */
export const plainDelivery: Machine<object, Multicast, Delivered, Multicast> = defineMachine({
  start: () => ({}),

  onMessage(_state: object, { payload }: Multicast, from, context) {
    context.output({ type: "delivered", from, payload });
  },

  onInput(_state: object, input: Multicast, context) {
    for (const to of context.peers) context.send(to, input);
  },
});
