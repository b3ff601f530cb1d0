/** What a shop's visitors do, and how a funnel counts it. */

/** The steps of a visit: each is caused by the one before it. */
export const steps = ["click", "add_to_cart", "purchase"] as const;

/** One of {@link steps}. */
export type Step = (typeof steps)[number];

/** Who did what. */
export interface StepEvent {
  readonly visitor: string;
  readonly step: Step;
}

/** Everybody who visits, and everybody buys. */
export const visitors: readonly string[] = ["Ada", "Ben", "Cleo", "Dev", "Elif", "Finn"];

/** What a funnel made of one event. */
export interface Counted extends StepEvent {
  /** The step that should have come first and had not, so that the event was thrown away; undefined if it was counted. */
  readonly missing: Step | undefined;
}

/**
 * What a funnel makes of events as they are delivered. It counts a step only of a visitor whose step before it was counted:
 * a purchase of nobody's cart means nothing to it.
 */
export function countFunnel(delivered: readonly StepEvent[]): Counted[] {
  const counted = new Set<string>();
  return delivered.map((event) => {
    const { visitor, step } = event;
    const before = steps[steps.indexOf(step) - 1];
    const isDue = before === undefined || counted.has(`${visitor} ${before}`);
    if (isDue) counted.add(`${visitor} ${step}`);
    return { ...event, missing: isDue ? undefined : before };
  });
}

/** How often a step was counted. */
export function countOf(step: Step, events: readonly Counted[]): number {
  return events.filter((event) => event.step === step && event.missing === undefined).length;
}

/** Whether two funnels were given the same events in the same order. */
export function isSameOrder(first: readonly StepEvent[], second: readonly StepEvent[]): boolean {
  return (
    first.length === second.length &&
    first.every(({ visitor, step }, place) => visitor === second[place]?.visitor && step === second[place]?.step)
  );
}
