/**
 * What is true of any right Lai–Yang, besides {@link snapshotLaws}: it needs no marker, for the transfers carry the news.
 */
import { type MonitorLaw, broken, describeValue, monitor } from "@millrace/core";
import type { BankInput } from "./bank.ts";
import { isTransfer } from "./recording.ts";
import { type Ends } from "./snapshot-words.laws.ts";
import { snapshotLaws } from "./snapshot.laws.ts";

/** What {@link oneMessageThereAndOneBack} counts. */
export interface Messages {
  /** How many machines there are besides the one that is asked. */
  readonly others: number;
  /** How many may be sent by now. */
  most: number;
  /** How many were sent. */
  sent: number;
}

/** The cost: for each snapshot, one message to each of the others and one back. Every message that is no transfer counts. */
export const oneMessageThereAndOneBack: MonitorLaw<Messages> = monitor<Messages, unknown, unknown, BankInput>(
  "besides transfers, a snapshot takes at most one message to each other machine and one back",
  {
    start: (machines) => ({ others: machines.length - 1, most: 0, sent: 0 }),
    on: {
      input(state, { input }) {
        if (input.type === "snapshot") state.most += 2 * state.others;
      },
      send(state, { machine, to, message }) {
        if (isTransfer(message)) return undefined;
        state.sent += 1;
        return state.sent <= state.most
          ? undefined
          : broken(
              `${state.most} messages that are no transfers`,
              `${machine} sends one more to ${to}: ${describeValue(message)}`,
            );
      },
    },
  },
);

/** All of them. `channels` are all that there are. */
export function laiYangLaws(channels: readonly Ends[]): readonly MonitorLaw[] {
  return [...snapshotLaws(channels), oneMessageThereAndOneBack];
}
