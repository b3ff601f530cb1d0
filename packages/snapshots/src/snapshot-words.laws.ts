/**
 * Which parts a snapshot has: each machine and each channel, once. Reads what was asked for and what is put out, and no
 * message; whether the parts are right is another question (snapshot.laws.ts).
 */
import {
  type Broken,
  type Channel,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  eventually,
  monitor,
} from "@millrace/core";
import type { BankInput } from "./bank.ts";
import { isRecording } from "./recording.ts";

/** A one-way channel, by its ends. */
export type Ends = Pick<Channel, "from" | "to">;

/** What has been put out. */
export interface Album {
  /** All machines. */
  readonly machines: readonly MachineId[];
  /** The snapshots that were asked for, by name. */
  readonly snapshots: Record<string, Parts>;
}

/** What has been put out of one snapshot, sorted. */
export interface Parts {
  /** The machines that have recorded themselves. */
  readonly machines: MachineId[];
  /** The places, among all channels, of those that are recorded. */
  readonly channels: number[];
}

/** The words that the exercises agree on. `channels` are all that there are. */
export function recordsAsAgreed(channels: readonly Ends[]): MonitorLaw<Album> {
  return monitor<Album, unknown, unknown, BankInput>(
    "each machine and each channel is recorded once in a snapshot that was asked for",
    {
      start: (machines) => ({ machines: [...machines], snapshots: {} }),
      on: {
        input({ snapshots }, { input }) {
          if (input.type === "snapshot") snapshots[input.snapshot] ??= { machines: [], channels: [] };
        },
        output: ({ snapshots }, seen) => note(snapshots, seen, channels),
      },
    },
  );
}

/** Liveness: every photo that is asked for comes out. `channels` are all that there are. */
export function isCompleteInTheEnd(channels: readonly Ends[]): MonitorLaw<Album> {
  return eventually("a snapshot that is asked for is complete in the end", {
    of: recordsAsAgreed(channels),
    holds: (album) => judgeEnd(album, channels),
  });
}

/** {@link recordsAsAgreed} and {@link isCompleteInTheEnd} in one, at half the price. `channels` are all that there are. */
export function recordsEachOnce(channels: readonly Ends[]): MonitorLaw<Album> {
  return {
    ...recordsAsAgreed(channels),
    name: "each machine and each channel is recorded once in each snapshot that is asked for",
    finally: (album) => judgeEnd(album, channels),
  };
}

function note(
  snapshots: Album["snapshots"],
  { machine, output }: { readonly machine: MachineId; readonly output: unknown },
  channels: readonly Ends[],
): Broken | undefined {
  if (!isRecording(output))
    return broken(
      `${machine} puts out { type: "recorded", snapshot, balance } or { type: "channel", snapshot, from, to, transfers }`,
      describePut(machine, output),
    );
  const { snapshot } = output;
  const parts = snapshots[snapshot];
  if (parts === undefined)
    return broken("`snapshot` is the name of one that was asked for", describePut(machine, output));
  const again = (): string => `${describePut(machine, output)}, and that was not the first`;
  if (output.type === "recorded") {
    if (parts.machines.includes(machine))
      return broken(`${machine} records itself once in snapshot ${snapshot}`, again());
    parts.machines.push(machine);
    parts.machines.sort();
    return undefined;
  }
  const { from, to } = output;
  const place = channels.findIndex((channel) => channel.from === from && channel.to === to);
  if (place < 0) return broken("`from` and `to` are the two ends of a channel", describePut(machine, output));
  if (parts.channels.includes(place))
    return broken(`the channel from ${from} to ${to} is recorded once in snapshot ${snapshot}`, again());
  parts.channels.push(place);
  parts.channels.sort((one, other) => one - other);
  return undefined;
}

function judgeEnd({ machines, snapshots }: Album, channels: readonly Ends[]): Broken | undefined {
  for (const [name, parts] of Object.entries(snapshots)) {
    const missing = missingIn(parts, { machines, channels });
    if (missing !== undefined)
      return broken(`${missing} is recorded in snapshot ${name}`, "nothing is left to happen, and it is not");
  }
  return undefined;
}

/** The first part that is missing, in words; undefined if there is none. */
function missingIn(
  parts: Parts,
  all: { readonly machines: readonly MachineId[]; readonly channels: readonly Ends[] },
): string | undefined {
  const machine = all.machines.find((each) => !parts.machines.includes(each));
  if (machine !== undefined) return machine;
  const channel = all.channels.find((_each, place) => !parts.channels.includes(place));
  return channel === undefined ? undefined : `the channel from ${channel.from} to ${channel.to}`;
}

function describePut(machine: MachineId, output: unknown): string {
  return `${machine} put out ${describeValue(output)}`;
}
