/**
 * What is true of any right Chandy–Lamport, besides {@link snapshotLaws}: what the channels' order is worth, and what it
 * costs. Every message that is no transfer counts as a marker, whatever is in it.
 */
import { type Broken, type MachineId, type MonitorLaw, broken, describeValue, monitor } from "@millrace/core";
import type { BankInput } from "./bank.ts";
import { isTransfer } from "./recording.ts";
import { type Ends } from "./snapshot-words.laws.ts";
import { recordsWhatWasInTransitInOrder, snapshotLaws } from "./snapshot.laws.ts";

/** How many markers there were. */
export interface Markers {
  /** The snapshots that were asked for. */
  readonly asked: string[];
  /** How many markers went along each channel that had one. */
  readonly sent: Record<MachineId, Record<MachineId, number>>;
}

/** The cost, to the message. `channels` are all that there are. */
export function oneMarkerOnEachChannel(channels: readonly Ends[]): MonitorLaw<Markers> {
  const name = "one marker goes along each channel for each snapshot, and no message besides";
  return {
    ...monitor<Markers, unknown, unknown, BankInput>(name, {
      start: (machines) => ({ asked: [], sent: Object.fromEntries(machines.map((machine) => [machine, {}])) }),
      on: {
        input({ asked }, { input }) {
          if (input.type === "snapshot" && !asked.includes(input.snapshot)) asked.push(input.snapshot);
        },
        send: (markers, { machine, to, message }) =>
          isTransfer(message) ? undefined : count(markers, { machine, to, message }),
      },
    }),
    finally({ asked, sent }) {
      const short = channels.find(({ from, to }) => (sent[from]?.[to] ?? 0) < asked.length);
      return short === undefined
        ? undefined
        : broken(
            `${describeCount(asked.length)} from ${short.from} to ${short.to}`,
            describeCount(sent[short.from]?.[short.to] ?? 0),
          );
    },
  };
}

/** All of them. `channels` are all that there are. */
export function chandyLamportLaws(channels: readonly Ends[]): readonly MonitorLaw[] {
  return [...snapshotLaws(channels), recordsWhatWasInTransitInOrder, oneMarkerOnEachChannel(channels)];
}

function count(
  { asked, sent }: Markers,
  { machine, to, message }: { readonly machine: MachineId; readonly to: MachineId; readonly message: unknown },
): Broken | undefined {
  const row = (sent[machine] ??= {});
  const markers = (row[to] = (row[to] ?? 0) + 1);
  if (markers <= asked.length) return undefined;
  return broken(
    `${describeCount(asked.length)} from ${machine} to ${to}: one for each snapshot`,
    `${describeValue(message)} is one more`,
  );
}

function describeCount(markers: number): string {
  return markers === 1 ? "1 marker" : `${markers} markers`;
}
