/**
 * Many days of chaos, judged by all laws at once: to make the days takes much longer than to judge them.
 */
import { type Broken, type MonitorLaw, type Schedule, type System, type World, simulate } from "@millrace/core";

/** A day on which a law was broken. */
export interface BrokenDay {
  /** The system, with the day's own seed. */
  readonly system: System;
  /** What happened on it. */
  readonly schedule: Schedule;
  /** How the law was broken. */
  readonly broken: Broken;
  /** After how many events it was. */
  readonly events: number;
}

/** Days that are made when they are first asked for, and kept. */
export interface Days {
  /** How a law, by its name, is broken on the day of this seed; undefined if it holds. */
  brokenOn(seed: number, law: string): BrokenDay | undefined;
}

/** How {@link Days} are made. */
export interface DaysOptions {
  /** All that must hold on each of them. */
  readonly laws: readonly MonitorLaw[];
  /** A day is over after so many events at the latest. */
  readonly steps: number;
}

/**
 * Days of a system, each with a seed of its own, on which all of these laws are judged at once.
 *
 * @example
 * ```ts
 * import { at, broken, defineMachine, defineSystem, never } from "@millrace/core";
 * import { makeDays } from "@millrace/pipeline";
 *
 * const dice = defineMachine<object, never, number, null>({
 *   start: () => ({}),
 *   onInput: (_state, _input, context) => context.output(Math.ceil(context.random() * 6)),
 * });
 * const noSix = never("no six", (seen) => (seen.kind === "output" && seen.output === 6 ? broken("1 to 5", "6") : undefined));
 * const days = makeDays(defineSystem({ machines: { a: dice }, inputs: [at("a", null)] }), { laws: [noSix], steps: 10 });
 * const sixes = Array.from({ length: 50 }, (_, day) => days.brokenOn(day, noSix.name)).filter((day) => day !== undefined);
 * if (sixes.length === 0) throw new Error("in fifty throws there is one");
 * ```
 */
export function makeDays(system: System, { laws, steps }: DaysOptions): Days {
  const made: Day[] = [];
  return {
    brokenOn(seed, law) {
      const { system: own, schedule, verdicts, fault } = (made[seed] ??= makeDay(system, { laws, steps, seed }));
      const found = fault ?? verdicts.get(law);
      return found === undefined ? undefined : { system: own, schedule, ...found };
    },
  };
}

interface Day {
  readonly system: System;
  readonly schedule: Schedule;
  /** By law, if it was broken. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** What a handler did that it must not: no law holds on such a day. */
  readonly fault: Verdict | undefined;
}

type Verdict = Pick<BrokenDay, "broken" | "events">;

function makeDay(system: System, { laws, steps, seed }: DaysOptions & { readonly seed: number }): Day {
  const judges = laws.map((law) => new Judge(law, system));
  let last: World | undefined;
  let seen = 0;
  const stop = (world: World): boolean => {
    last = world;
    for (const { observations } of world.eventsFrom(seen)) {
      seen += 1;
      for (const judge of judges) judge.see(observations, world);
    }
    return false;
  };
  // What is not deterministic shows when the day is followed again.
  const { failure, ...execution } = simulate(system, { seed, steps, twice: false, stop });
  for (const judge of judges) if (last !== undefined) judge.end(last);
  const verdicts = judges.flatMap(({ law, verdict }) => (verdict === undefined ? [] : [[law.name, verdict] as const]));
  const fault = failure && {
    broken: { expected: `${failure.handler} of ${failure.machine} does its work`, actual: failure.message },
    events: seen,
  };
  return { system: execution.system, schedule: execution.schedule, verdicts: new Map(verdicts), fault };
}

/** One law on one day. */
class Judge {
  readonly law: MonitorLaw;
  verdict: Verdict | undefined;
  private readonly state: unknown;

  constructor(law: MonitorLaw, { nodes }: System) {
    this.law = law;
    this.state = law.start(nodes.filter(({ isResource }) => !isResource).map(({ id }) => id));
  }

  see(observations: readonly Parameters<MonitorLaw["observe"]>[1][], world: World): void {
    if (this.verdict !== undefined) return;
    this.note(world, () => {
      for (const observation of observations) {
        const broken = this.law.observe(this.state, observation);
        if (broken !== undefined) return broken;
      }
      return this.law.always?.(this.state, world.view);
    });
  }

  end(world: World): void {
    if (this.verdict === undefined) this.note(world, () => this.law.finally?.(this.state, world.view));
  }

  private note(world: World, judge: () => Broken | undefined): void {
    const broken = safely(judge);
    if (broken !== undefined) this.verdict = { broken, events: world.eventCount };
  }
}

/** A law that stumbles is broken. */
function safely(judge: () => Broken | undefined): Broken | undefined {
  try {
    return judge();
  } catch (error) {
    return {
      expected: "messages and outputs as the stations make them",
      actual: error instanceof Error ? error.message : "an error",
    };
  }
}
