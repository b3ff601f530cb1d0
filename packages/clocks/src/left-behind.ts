/**
 * Pinned runs for clocks whose messages may overtake each other, and cross: what is kept of one peer may be wrong only at its
 * third message, or its fourth.
 */
import { type Choice, type Input, type MachineId, at } from "@millrace/core";

/** What is asked of the machines, and in which order all happens. */
export interface PinnedRun {
  readonly inputs: readonly Input[];
  readonly schedule: readonly Choice[];
}

/**
 * Seven rounds in which each machine tells the next, so that what a third has to say always comes by way of another. The
 * messages of the fourth round come after those of the sixth.
 */
export function roundsWithOneLeftBehind(names: readonly MachineId[]): PinnedRun {
  const tellings = names.map((from, place) => ({ from, to: names[(place + 1) % names.length] ?? from }));
  const inputs = Array.from({ length: 7 }, () => tellings.map(({ from, to }) => at(from, { type: "send", to }))).flat();
  const take = (round: number): Choice[] =>
    tellings.map(({ from }, place) => ({ kind: "input", machine: from, input: round * names.length + place }));
  const deliver = (nth: number): Choice[] => tellings.map(({ from, to }) => ({ kind: "deliver", from, to, nth }));
  const heardAtOnce = (round: number, nth = 0): Choice[] => inTurn(take(round), deliver(nth));
  return {
    inputs,
    schedule: [
      ...[0, 1, 2].flatMap((round) => heardAtOnce(round)),
      ...take(leftBehind),
      ...[4, 5].flatMap((round) => heardAtOnce(round, 1)),
      ...deliver(0),
      ...heardAtOnce(6),
    ],
  };
}

const leftBehind = 3;

/**
 * Five rounds in which each of three machines tells both others before any of them hears. What the third has to say comes
 * first from itself, and later from the other, while some channels are slow. What is newest in a channel arrives first.
 */
export function roundsThatCross([a, b, c]: readonly [MachineId, MachineId, MachineId]): PinnedRun {
  const channels = [
    [a, b],
    [a, c],
    [b, a],
    [b, c],
    [c, a],
    [c, b],
  ] as const;
  const slow = [[], [0], [2, 5], [2, 5], []];
  const waiting = channels.map(() => 0);
  const deliver = (channel: number): Choice[] => {
    const [from, to] = channels[channel] ?? [a, b];
    const nth = (waiting[channel] ?? 0) - 1;
    waiting[channel] = nth;
    return [{ kind: "deliver", from, to, nth }];
  };
  const schedule = slow.flatMap((held, round) => {
    const takes = channels.map(([machine], place): Choice => {
      waiting[place] = (waiting[place] ?? 0) + 1;
      return { kind: "input", machine, input: round * channels.length + place };
    });
    const heard = [...channels.keys()].filter((channel) => !held.includes(channel));
    return [...takes, ...(round % 2 === 0 ? heard : heard.toReversed()).flatMap(deliver)];
  });
  const late = [...channels.keys()].flatMap((channel) =>
    Array.from({ length: waiting[channel] ?? 0 }, () => deliver(channel)).flat(),
  );
  const inputs = slow.flatMap(() => channels.map(([from, to]) => at(from, { type: "send", to })));
  return { inputs, schedule: [...schedule, ...late] };
}

function inTurn(first: readonly Choice[], second: readonly Choice[]): Choice[] {
  return first.flatMap((choice, place) => [choice, ...second.slice(place, place + 1)]);
}
