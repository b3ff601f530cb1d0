/**
 * What a failure detector is, whoever wrote it. A machine is gone here when it got the input `stop`: a crash would not do, as
 * whoever crashes starts again some time.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  always,
  broken,
  describeValue,
  eventually,
  monitor,
} from "@millrace/core";
import type { DetectorInput, DetectorOutput } from "./failure-detector.ts";

/** It says what it believes, each time that it changes its mind, and at no other time. */
export const saysWhatChanges: MonitorLaw<Beliefs> = monitor<Beliefs, unknown, DetectorOutput, DetectorInput>(
  "a detector suspects whom it trusts, and trusts again whom it suspects, each in turn",
  { start: trustEverybody, on: { input: note, crash: note, output: note } },
);

/** Completeness: who is gone is suspected by all others, and nobody changes its mind about that. */
export const suspectsWhoIsGone: MonitorLaw<Beliefs> = eventually("who is gone is suspected by everybody in the end", {
  of: saysWhatChanges,
  holds({ words, gone }) {
    const [machine] = gone;
    if (machine === undefined) return broken("somebody falls silent", "everybody goes on");
    const trusting = Object.keys(words).find(
      (other) => !gone.includes(other) && words[other]?.[machine] !== "suspected",
    );
    return trusting === undefined
      ? undefined
      : broken(`${trusting} suspects ${machine}, which is gone`, `${trusting} trusts it`);
  },
});

/**
 * Accuracy: mistakes come to an end. For networks with a bound on how long messages take, `most` being how often the timeout
 * must grow to get past it.
 */
export function suspectsWronglyAtMost(most: number): MonitorLaw<Beliefs> {
  return always<Beliefs, unknown, DetectorOutput, DetectorInput>(
    "whoever is there is suspected wrongly a few times at most",
    {
      start: trustEverybody,
      on: { input: note, crash: note, output: note },
      holds({ mistakes }) {
        for (const [machine, counts] of Object.entries(mistakes)) {
          for (const [about, count] of Object.entries(counts)) {
            if (count > most)
              return broken(
                `${machine} suspects ${about} wrongly ${most} times at most: each time it allows it more`,
                `it does so for the ${count}th time`,
              );
          }
        }
        return undefined;
      },
    },
  );
}

/** The cost: with every beat, one message to each peer. */
export const beatsForEverybody: MonitorLaw<Record<MachineId, Record<MachineId, number>>> = always(
  "each peer is sent as many messages as any other",
  {
    start: (machines) =>
      Object.fromEntries(
        machines.map((machine) => [
          machine,
          Object.fromEntries(machines.filter((peer) => peer !== machine).map((peer) => [peer, 0])),
        ]),
      ),
    on: {
      send(sent, { machine, to }) {
        const counts = sent[machine] ?? {};
        counts[to] = (counts[to] ?? 0) + 1;
        // What all have got is forgotten: a count that only grows makes every state a new one.
        const all = Math.min(...Object.values(counts));
        for (const peer of Object.keys(counts)) counts[peer] = (counts[peer] ?? 0) - all;
      },
    },
    holds(sent) {
      for (const [machine, counts] of Object.entries(sent)) {
        const ahead = Object.keys(counts).find((peer) => counts[peer] !== 0);
        const behind = Object.keys(counts).find((peer) => counts[peer] === 0);
        if (ahead !== undefined)
          return broken(`${machine} sends ${behind} as many messages as ${ahead}`, `it has sent ${ahead} more`);
      }
      return undefined;
    },
  },
);

/** What detectors have said so far. */
export interface Beliefs {
  /** By detector and peer, its last word. After a crash, nobody knows what it believes until it speaks. */
  readonly words: Record<MachineId, Record<MachineId, DetectorOutput["type"]>>;
  /** Who was asked to stop. */
  readonly gone: MachineId[];
  /** By detector and peer, how often the peer was suspected while it was there. */
  readonly mistakes: Record<MachineId, Record<MachineId, number>>;
}

function trustEverybody(machines: readonly MachineId[]): Beliefs {
  const trustsOthers = (machine: MachineId): Record<MachineId, "trusted"> =>
    Object.fromEntries(machines.filter((peer) => peer !== machine).map((peer) => [peer, "trusted"]));
  return {
    words: Object.fromEntries(machines.map((machine) => [machine, trustsOthers(machine)])),
    gone: [],
    mistakes: Object.fromEntries(machines.map((machine) => [machine, {}])),
  };
}

type Noted =
  | { readonly kind: "input" | "crash"; readonly machine: MachineId }
  | { readonly kind: "output"; readonly machine: MachineId; readonly output: DetectorOutput };

function note({ words, gone, mistakes }: Beliefs, seen: Noted): Broken | undefined {
  const { machine } = seen;
  if (seen.kind === "input") gone.push(machine);
  if (seen.kind === "crash") words[machine] = {};
  if (seen.kind !== "output") return undefined;
  const { type, machine: about } = seen.output;
  const own = (words[machine] ??= {});
  const isWord = (type === "suspected" || type === "trusted") && about !== machine && words[about] !== undefined;
  if (!isWord || own[about] === type)
    return broken(
      `${machine} says "suspected" of a peer that it trusts, or "trusted" of one that it suspects`,
      `it says ${describeValue(seen.output)}`,
    );
  own[about] = type;
  if (type === "trusted" || gone.includes(about)) return undefined;
  const counts = (mistakes[machine] ??= {});
  counts[about] = (counts[about] ?? 0) + 1;
  return undefined;
}
