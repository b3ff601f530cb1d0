/**
 * What is true of any right Topor, besides {@link terminationLaws}: which way tokens and repeats go, when, and how often.
 *
 * A message is an acknowledgement, a token or a repeat by its `type`; nothing else in it is read. The machine at the top of
 * the tree is the root. The input `begin` is not a message. Colours are the answer's own: where a law speaks of them, it has
 * worked them out from the messages by Topor's rules.
 */
import { always, broken, type Broken, eventually, type MachineId, monitor, type MonitorLaw } from "@millrace/core";
import { nothingLeft, type Left } from "./passive.laws.ts";
import { isWork } from "./termination.laws.ts";
import { childrenOf, type Tree } from "./tree.ts";
import type { Begin } from "./workload.ts";

/** By machine, and then by the machine that it owes to: work messages received less acknowledgements sent. */
export type Owed = Record<MachineId, Record<MachineId, number>>;

/** An acknowledgement is for one work message, and goes to its sender. */
export const acknowledgesWork: MonitorLaw<Owed> = monitor<Owed>(
  "an acknowledgement is for one work message, and goes to its sender",
  {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, {}])),
    on: {
      deliver: (owed, { machine, from, message }) => {
        if (isWork(message)) add(owed[machine] ?? {}, from, 1);
      },
      send: (owed, { machine, to, message }) => {
        if (!hasType(message, "ack")) return undefined;
        const count = owed[machine]?.[to] ?? 0;
        add(owed[machine] ?? {}, to, -1);
        return count > 0 ? undefined : broken(`${machine} owes ${to} no acknowledgement`, `${machine} sent ${to} one`);
      },
    },
  },
);

/** In the end nobody owes one. */
export const allWorkIsAcknowledged: MonitorLaw<Owed> = eventually("every work message is acknowledged in the end", {
  of: acknowledgesWork,
  holds: (owed) => {
    for (const [machine, counts] of Object.entries(owed)) {
      const left = Object.entries(counts).find(([, count]) => count > 0);
      if (left !== undefined)
        return broken("nobody owes an acknowledgement in the end", `${machine} still owes ${left[0]} ${left[1]}`);
    }
    return undefined;
  },
});

/** Where a wave is. Lists are sorted. */
export interface Wave {
  /** Whether the root has had `begin`. */
  hasBegun: boolean;
  /** The machines that owe their parent a token. */
  due: MachineId[];
  /** By machine: the children whose token of this wave it has not got. */
  readonly awaited: Record<MachineId, MachineId[]>;
  /** By machine: the children that it has to send a repeat. */
  readonly toRepeat: Record<MachineId, MachineId[]>;
}

/** What a wave is: one token from each machine but the root, and before it, but for the first wave, one repeat. */
export function wavesGoUpAndDown(tree: Tree): MonitorLaw<Wave> {
  return monitor<Wave, unknown, unknown, Begin>(
    "tokens go up the tree and repeats go down, one for each machine in each wave",
    {
      start: (machines) => firstWave(tree, machines),
      on: {
        input: (wave) => void (wave.hasBegun = true),
        deliver: (wave, seen) => noteArrival(wave, seen, tree),
        send: (wave, seen) => noteSend(wave, seen, tree),
      },
    },
  );
}

/** A wave that is not finished proves nothing. */
export function isSaidWhenAllTokensAreIn(tree: Tree): MonitorLaw<Wave> {
  return monitor<Wave, unknown, unknown, Begin>("the root says terminated when it has a token from each child", {
    start: (machines) => firstWave(tree, machines),
    on: {
      deliver: (wave, seen) => noteArrival(wave, seen, tree),
      send: (wave, seen) => void noteSend(wave, seen, tree),
      output: ({ awaited }, { machine }) => {
        const missing = awaited[machine] ?? [];
        return missing.length === 0
          ? undefined
          : broken(
              `${machine} has a token from each child when terminated is said`,
              `that of ${missing.join(" and ")} is missing`,
            );
      },
    },
  });
}

/** What was sent besides work and acknowledgements. */
export interface Cost {
  /** How many machines there are besides the root. */
  readonly others: number;
  /** How many tokens. */
  tokens: number;
  /** How many repeats. */
  repeats: number;
}

/** (2w − 1)(n − 1) messages for w waves on n machines, counted when the root speaks. */
export const tokensAndRepeats: MonitorLaw<Cost> = monitor<Cost>(
  "on n machines, w waves take w(n − 1) tokens and (w − 1)(n − 1) repeats",
  {
    start: (machines) => ({ others: machines.length - 1, tokens: 0, repeats: 0 }),
    on: {
      send: (cost, { message }) => {
        if (hasType(message, "token")) cost.tokens += 1;
        if (hasType(message, "repeat")) cost.repeats += 1;
      },
      output: ({ others, tokens, repeats }) => {
        const expected = Math.ceil(repeats / others) * others;
        if (others === 0 || (repeats === expected && tokens === repeats + others)) return undefined;
        return broken(
          `${expected} repeats and ${expected + others} tokens when terminated is said`,
          `${repeats} and ${tokens}`,
        );
      },
    },
  },
);

/** Who passed something on in the last event, and what was left to do then. */
export interface Handing {
  /** What is left to hand out. */
  readonly left: Left;
  /** The machine that gave its token, or at the root began a wave; empty if none did. */
  by: MachineId;
}

/** Whoever has work on its way waits, and so does whoever is at work. */
export function onlyThoseAtRestPass(tree: Tree): MonitorLaw<Handing> {
  return always<Handing, unknown, unknown, Begin>(
    "whoever gives its token, or begins a wave, is passive, and the work that it has sent has arrived",
    {
      start: (machines) => ({ left: nothingLeft(machines), by: "" }),
      on: {
        input: (handing, { machine, input }) => {
          handing.by = "";
          add(handing.left, machine, input.task.spawns.length);
        },
        timer: (handing) => void (handing.by = ""),
        deliver: (handing, { machine, message }) => {
          handing.by = "";
          if (isWork(message)) add(handing.left, machine, message.task.spawns.length);
        },
        send: (handing, { machine, message }) => {
          if (isWork(message)) add(handing.left, machine, -1);
          else if (hasType(message, "token") || isFirstRepeat(tree, machine, message)) handing.by = machine;
        },
      },
      holds: ({ left, by }, view) => {
        if (by === "") return undefined;
        const count = left[by] ?? 0;
        if (count > 0)
          return broken(
            `${by} waits until it is passive`,
            `${by} went on with ${count} ${count === 1 ? "piece" : "pieces"} left to hand out`,
          );
        const late = view.inTransit.find(({ from, message }) => from === by && isWork(message));
        return late === undefined
          ? undefined
          : broken(
              `${by} waits until the work that it has sent has arrived`,
              `${by} went on while work was on its way to ${late.to}`,
            );
      },
    },
  );
}

/** What the bound on waves remembers. */
export interface LastWaves {
  /** Work messages in transit. */
  inTransit: number;
  /** Pieces that machines have to hand out. */
  toSend: number;
  /** Since all is over: repeats that the root has sent. */
  repeats: number;
}

/** The wave under way may be black, and may leave machines black that it had passed before; the third finds none. */
export function isSaidWithinTwoMoreWaves(tree: Tree): MonitorLaw<LastWaves> {
  return monitor<LastWaves, unknown, unknown, Begin>("once all is over, at most two more waves begin", {
    start: () => ({ inTransit: 0, toSend: 0, repeats: 0 }),
    on: {
      input: (state, { input }) => void (state.toSend += input.task.spawns.length),
      deliver: (state, { message }) => {
        if (!isWork(message)) return;
        state.inTransit -= 1;
        state.toSend += message.task.spawns.length;
      },
      send: (state, { machine, message }) => {
        if (isWork(message)) {
          state.inTransit += 1;
          state.toSend -= 1;
        } else if (isFirstRepeat(tree, machine, message) && state.inTransit === 0 && state.toSend === 0) {
          state.repeats += 1;
          if (state.repeats > 2 * childrenOf(tree, machine).length)
            return broken("two more waves at most", `${machine} begins a third`);
        }
        return undefined;
      },
    },
  });
}

/** What Topor's colours are, by Topor's rules and the messages seen. Lists are sorted. */
export interface Colours {
  /** What is left to do. */
  readonly left: Left;
  /** The machines that have sent work since they last gave a token. */
  black: MachineId[];
  /** The machines that have given their token since the root began this wave. */
  passed: MachineId[];
  /** Whether one of them was black. */
  isBlack: boolean;
}

/**
 * Why it is safe. Those that have given their token in this wave are passive; or else one that has not is black; or a token
 * is. When all tokens are in, and white, and the root is, only the first is left.
 */
export function toporsInvariant(tree: Tree): MonitorLaw<Colours> {
  return always<Colours, unknown, unknown, Begin>(
    "those that have given their token are passive, or something black gives away that they are not",
    {
      start: (machines) => ({ left: nothingLeft(machines), black: [], passed: [], isBlack: false }),
      on: {
        input: ({ left }, { machine, input }) => add(left, machine, input.task.spawns.length),
        deliver: ({ left }, { machine, message }) => {
          if (isWork(message)) add(left, machine, message.task.spawns.length);
        },
        send: (colours, { machine, message }) => {
          if (isWork(message)) {
            add(colours.left, machine, -1);
            colours.black = including(colours.black, machine);
          } else if (hasType(message, "token")) {
            colours.passed = including(colours.passed, machine);
            colours.isBlack ||= colours.black.includes(machine);
            colours.black = without(colours.black, machine);
          } else if (isFirstRepeat(tree, machine, message)) {
            Object.assign(colours, { passed: [], isBlack: false, black: without(colours.black, machine) });
          }
        },
      },
      holds: ({ left, black, passed, isBlack }) => {
        const active = passed.find((machine) => (left[machine] ?? 0) > 0);
        const isGivenAway = isBlack || black.some((machine) => !passed.includes(machine));
        return active === undefined || isGivenAway
          ? undefined
          : broken(
              "a black token, or a black machine that has not given one",
              `${active} is active after it has given its token, and nothing tells`,
            );
      },
    },
  );
}

/** All of them, for a tree. */
export function toporLaws(tree: Tree): readonly MonitorLaw[] {
  return [
    acknowledgesWork,
    allWorkIsAcknowledged,
    wavesGoUpAndDown(tree),
    isSaidWhenAllTokensAreIn(tree),
    tokensAndRepeats,
    onlyThoseAtRestPass(tree),
    isSaidWithinTwoMoreWaves(tree),
    toporsInvariant(tree),
  ];
}

function firstWave(tree: Tree, machines: readonly MachineId[]): Wave {
  return {
    hasBegun: false,
    due: machines.filter((machine) => tree[machine] !== undefined).toSorted(),
    awaited: Object.fromEntries(machines.map((machine) => [machine, childrenOf(tree, machine).toSorted()])),
    toRepeat: Object.fromEntries(machines.map((machine) => [machine, []])),
  };
}

interface Arrived {
  readonly machine: MachineId;
  readonly from: MachineId;
  readonly message: unknown;
}

function noteArrival(wave: Wave, { machine, from, message }: Arrived, tree: Tree): void {
  if (hasType(message, "token")) wave.awaited[machine] = without(wave.awaited[machine] ?? [], from);
  if (!hasType(message, "repeat")) return;
  wave.due = including(wave.due, machine);
  openWave(wave, machine, tree);
}

interface Sent {
  readonly machine: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

function noteSend(wave: Wave, sent: Sent, tree: Tree): Broken | undefined {
  const { machine, to, message } = sent;
  if (isWork(message) || hasType(message, "ack")) return undefined;
  if (hasType(message, "token")) return noteToken(wave, sent, tree);
  if (hasType(message, "repeat")) return noteRepeat(wave, sent, tree);
  return broken("what is sent is work, an ack, a token or a repeat", `${machine} sent ${to} something else`);
}

function noteToken(wave: Wave, { machine, to }: Sent, tree: Tree): Broken | undefined {
  const parent = tree[machine];
  const isDue = wave.due.includes(machine);
  const missing = [...(wave.awaited[machine] ?? []), ...(wave.toRepeat[machine] ?? [])];
  wave.due = without(wave.due, machine);
  if (to !== parent) return broken(`${machine} gives ${parent ?? "nobody"} its token`, `it gave it to ${to}`);
  if (!isDue) return broken(`${machine} gives one token in each wave`, `it gave another one`);
  return missing.length === 0
    ? undefined
    : broken(`${machine} waits for the token of ${missing[0]} before it gives its own`, `it did not`);
}

function noteRepeat(wave: Wave, { machine, to }: Sent, tree: Tree): Broken | undefined {
  const isNew = isTop(tree, machine) && wave.toRepeat[machine]?.length === 0;
  const missing = wave.awaited[machine] ?? [];
  if (isNew) openWave(wave, machine, tree);
  const isOwed = wave.toRepeat[machine]?.includes(to) === true;
  wave.toRepeat[machine] = without(wave.toRepeat[machine] ?? [], to);
  if (isNew && (missing.length > 0 || !wave.hasBegun))
    return broken(
      `${machine} waits for ${wave.hasBegun ? `the token of ${missing[0]}` : "begin"} before it begins another wave`,
      `it sent ${to} a repeat`,
    );
  return isOwed ? undefined : broken(`${machine} has no repeat for ${to}`, `it sent ${to} one`);
}

function openWave(wave: Wave, machine: MachineId, tree: Tree): void {
  wave.awaited[machine] = childrenOf(tree, machine).toSorted();
  wave.toRepeat[machine] = childrenOf(tree, machine).toSorted();
}

/** Whether it is one of the messages with which the root begins a wave. */
function isFirstRepeat(tree: Tree, machine: MachineId, message: unknown): boolean {
  return isTop(tree, machine) && hasType(message, "repeat");
}

function isTop(tree: Tree, machine: MachineId): boolean {
  return tree[machine] === undefined;
}

function hasType(message: unknown, type: "ack" | "token" | "repeat"): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === type;
}

function including(machines: readonly MachineId[], machine: MachineId): MachineId[] {
  return [...without(machines, machine), machine].toSorted();
}

function without(machines: readonly MachineId[], machine: MachineId): MachineId[] {
  return machines.filter((other) => other !== machine);
}

function add(counts: Record<MachineId, number>, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}
