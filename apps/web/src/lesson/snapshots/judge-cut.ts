import { type Answers, type Photo, type Sent, channelName, channels } from "./ledger.ts";

/** How a set of answers stands to what happened. */
export interface CutVerdict {
  /** Sent before its sender answered, and not received before its receiver did: in nobody's till. */
  readonly underWay: readonly Sent[];
  /** Received before its receiver answered, and sent after its sender did: in two tills, and an effect without its cause. */
  readonly twice: readonly Sent[];
}

/** Compares the moments at which machines answered with the transfers that really went between them. */
export function judgeCut(answers: Answers, transfers: readonly Sent[]): CutVerdict {
  const isSentInside = ({ from, sentAt }: Sent): boolean => sentAt < eventOf(answers, from);
  const isReceivedInside = ({ to, receivedAt }: Sent): boolean =>
    receivedAt !== undefined && receivedAt < eventOf(answers, to);
  return {
    underWay: transfers.filter((sent) => isSentInside(sent) && !isReceivedInside(sent)),
    twice: transfers.filter((sent) => !isSentInside(sent) && isReceivedInside(sent)),
  };
}

/** Whether a finished photo is consistent, and holds in each channel just what was on its way there. */
export function agrees({ answers, channels: recorded }: Photo, transfers: readonly Sent[]): boolean {
  const { underWay, twice } = judgeCut(answers, transfers);
  const amountsOf = (name: string): number[] =>
    underWay.filter((sent) => channelName(sent) === name).map(({ amount }) => amount);
  return (
    twice.length === 0 &&
    channels.map(channelName).every((name) => amountsOf(name).join() === (recorded[name] ?? []).join())
  );
}

/**
 * Whether there was a moment, in the order in which the events were reported, at which all machines stood just as they
 * answered: everything that is inside came before everything that is not. A good photo needs no such moment.
 */
export function wasAMoment(answers: Answers, transfers: readonly Sent[]): boolean {
  const steps = transfers.flatMap(({ from, to, sentAt, receivedAt }) => [
    { event: sentAt, isInside: sentAt < eventOf(answers, from) },
    ...(receivedAt === undefined ? [] : [{ event: receivedAt, isInside: receivedAt < eventOf(answers, to) }]),
  ]);
  const lastInside = Math.max(-1, ...steps.filter(({ isInside }) => isInside).map(({ event }) => event));
  return steps.every(({ event, isInside }) => isInside || event > lastInside);
}

/** The money in the tills, as it was told. */
export function sumOfTills(answers: Answers): number {
  return sum(Object.values(answers).map(({ balance }) => balance));
}

export function sumOf(transfers: readonly Sent[]): number {
  return sum(transfers.map(({ amount }) => amount));
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Nobody's answer is at the end of time: everything that has happened is before it. */
function eventOf(answers: Answers, machine: string): number {
  return answers[machine]?.event ?? Infinity;
}
