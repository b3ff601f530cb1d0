/**
 * Schedules bred from those that led somewhere new.
 *
 * Every schedule that reached a local state which no machine was in before is kept, up to that state. Most runs begin
 * with a changed copy of a kept one: its tail cut off, two choices exchanged, one dropped, one put in from elsewhere, or
 * the beginning of one with the end of another. Choices that have become impossible are left out, and at the end the run
 * goes on as a random walk. So what is hard to reach serves as a starting point for what lies behind it.
 *
 * Source: Michał Zalewski, American Fuzzy Lop (2013), on programs' inputs; here on schedules.
 */
import { createRandom, type Random } from "../random.ts";
import type { Choice, Schedule } from "../schedule.ts";
import type { System } from "../system.ts";
import { pickOne } from "./pick-one.ts";
import { runByChoices } from "./run-by-choices.ts";
import type { Sampler } from "./sampler.ts";

/** Runs that begin with changed copies of schedules that reached new local states; one in four is a mere random walk. */
export function mutate(system: System): Sampler {
  const kept: Schedule[] = [];
  return {
    run(options) {
      const random = createRandom(options.seed);
      const lead = random() < 0.25 ? [] : breed(kept, random);
      return runByChoices(system, { ...options, random, lead }, { pick: (work) => pickOne(work, random) });
    },
    learn(schedule) {
      if (schedule !== undefined) kept.push(schedule);
    },
  };
}

/** A kept schedule with one or more changes; an empty one if none is kept. */
function breed(kept: readonly Schedule[], random: Random): Schedule {
  let schedule = pickOne(kept, random) ?? [];
  do {
    const change = pickOne(changes, random);
    schedule = change?.(schedule, pickOne(kept, random) ?? [], random) ?? schedule;
  } while (random() < 0.5);
  return schedule;
}

type Change = (schedule: Schedule, other: Schedule, random: Random) => Schedule;

const changes: readonly Change[] = [cutTail, exchange, drop, insert, splice];

function cutTail(schedule: Schedule, _other: Schedule, random: Random): Schedule {
  return schedule.slice(0, placeIn(schedule, random));
}

function exchange(schedule: Schedule, _other: Schedule, random: Random): Schedule {
  const [first, second] = [placeIn(schedule, random), placeIn(schedule, random)];
  const at = (place: number): Choice[] => schedule.slice(place, place + 1);
  return schedule.flatMap((choice, place) => (place === first ? at(second) : place === second ? at(first) : [choice]));
}

function drop(schedule: Schedule, _other: Schedule, random: Random): Schedule {
  return schedule.toSpliced(placeIn(schedule, random), 1);
}

function insert(schedule: Schedule, other: Schedule, random: Random): Schedule {
  const choice = pickOne(other, random);
  return choice === undefined ? schedule : schedule.toSpliced(placeIn(schedule, random), 0, choice);
}

function splice(schedule: Schedule, other: Schedule, random: Random): Schedule {
  return [...schedule.slice(0, placeIn(schedule, random)), ...other.slice(placeIn(other, random))];
}

function placeIn(schedule: Schedule, random: Random): number {
  return Math.floor(random() * schedule.length);
}
