import type { MonitorLaw } from "@millrace/core";
import { type Lab, check, defineExercise } from "@millrace/grader";
import {
  copied,
  copyDay,
  noBusiness,
  rollupDay,
  rounds,
  tinyDay,
  zombieDay,
} from "@millrace/pipeline/chaos-day.corners.ts";
import { type BrokenDay, type Days, makeDays } from "@millrace/pipeline/chaos-day.days.ts";
import {
  chaosDayLaws,
  commitsOnlyWhatIsWritten,
  doneIsNeverEarly,
  doneIsSaid,
  effectIsOnce,
  fencesOff,
  givesUpInTheOpen,
  lineHasNoOrphan,
  offsetsNeverGoBack,
  photosAreConsistent,
  retriesWithinBudget,
  rollupIsARecomputation,
  sumsAgree,
  versionsStayInOrder,
} from "@millrace/pipeline/chaos-day.laws.ts";
import { business, chaosDayOf, policy, quietDay } from "@millrace/pipeline/chaos-day.world.ts";
import type { Parts } from "@millrace/pipeline/parts.ts";

interface Work {
  readonly chaosDay: Parts;
}

const laws = chaosDayLaws(business, policy);

export default defineExercise<Work>({
  id: "7.1",
  title: "Chaos day",
  minutes: 75,
  source: "beyond the book; its parts: K&S ch. 3, 4, 6, 7, 13",
  work: "chaos-day.ts",
  checks: [
    check("a quiet day ends with everything in its place", ({ work, follow }) =>
      follow(quietDay(work.chaosDay), [], laws),
    ),
    // A run without a crash takes 24 steps. While a machine is down others go on asking, without end: 38 leaves room for a
    // crash anywhere, and for all that comes of it.
    check("one payment, one worker, one crash: every order, up to 38 steps", ({ work, explore }) =>
      explore(
        tinyDay(work.chaosDay, { crashes: 1 }),
        [effectIsOnce, commitsOnlyWhatIsWritten, offsetsNeverGoBack, fencesOff],
        { states: 30_000, depth: 38 },
      ),
    ),
    check("law 1, chapter 4: when the day is done, source and sink agree", (lab) => season(lab, sumsAgree(business))),
    check("law 2, chapter 2: the versions of a row are in one partition, and in order", (lab) =>
      season(lab, versionsStayInOrder),
    ),
    check("law 3, chapter 3: each payment counts once, and no row goes back", (lab) => season(lab, effectIsOnce)),
    check("law 4, chapter 3: no committed offset is ahead of the sink", (lab) => season(lab, commitsOnlyWhatIsWritten)),
    check("law 5, chapter 3: a committed offset never goes back", (lab) => season(lab, offsetsNeverGoBack)),
    check("law 6, chapter 3: the sink accepts no write that is older than one it has accepted", (lab) => {
      // The sink forgets in a crash what it does not keep on its disk.
      lab.explore(zombieDay(lab.work.chaosDay), [fencesOff], { states: 10_000 });
      season(lab, fencesOff);
    }),
    check("law 7, chapter 4: what is taken for a photo is consistent, and no money is missing in it", (lab) =>
      season(lab, photosAreConsistent),
    ),
    // First, everything is captured, nothing has arrived, and the topic has no lag. Then, two of three rows are in the sink, and
    // between two waves the third is captured. Last, the shop has not begun: all that there is has arrived, and more will come.
    check("law 8, chapter 5: done is never said too early", (lab) => {
      const copy = copyDay(lab.work.chaosDay);
      const onItsWay = rounds(copy, { count: 25, heldBack: ["capture", "topic"] });
      lab.follow(copy, onItsWay, [doneIsNeverEarly(copied)]);
      const twoOfThree = [
        ...rounds(copy, { count: 6 }),
        ...rounds(copy, { count: 15, heldBack: ["capture", "port:source"] }),
      ];
      lab.follow(copy, [...twoOfThree, ...onItsWay], [doneIsNeverEarly(copied)]);
      const quiet = quietDay(lab.work.chaosDay);
      lab.follow(quiet, rounds(quiet, { count: 30 }), [doneIsNeverEarly(business)]);
      season(lab, doneIsNeverEarly(business));
    }),
    // First, the roll-up goes down whenever it has been asked for a run.
    check("law 9, chapter 5: done is said in the end", (lab) => {
      const rollup = rollupDay(lab.work.chaosDay);
      lab.follow(rollup, rounds(rollup, { count: 10, crashing: "rollup" }), [doneIsSaid(noBusiness)]);
      season(lab, doneIsSaid(business));
    }),
    check("law 10, chapter 6: the recovery line has no orphan", (lab) => season(lab, lineHasNoOrphan)),
    check("law 11, chapter 6: the roll-up is what a full recomputation gives", (lab) =>
      season(lab, rollupIsARecomputation),
    ),
    // Deaf: the only way to use the whole budget up.
    check("law 12, chapter 3: a request is made as often as the policy allows, and no more", (lab) => {
      lab.follow(
        tinyDay(lab.work.chaosDay, { isDeaf: true }),
        [],
        [retriesWithinBudget(policy), givesUpInTheOpen(policy)],
      );
      season(lab, retriesWithinBudget(policy));
    }),
  ],
});

/** So many days, with the seeds 1, 2 and so on. */
const dayNumbers = Array.from({ length: 50 }, (_, index) => index + 1);

/** A law that is broken on one of so many first days may be broken sooner on another of them. */
const daysCompared = 4;

/**
 * Fifty days of chaos, and one law. All laws are judged on the same days, as to make them takes longest; of the first few
 * days, that on which the law is broken soonest is then followed, to be seen, or else the first on which it is broken. (Who
 * replays a link has no use for the others.)
 */
function season({ work, cases, follow }: Lab<Work>, law: MonitorLaw): void {
  const system = chaosDayOf(work.chaosDay);
  const days = daysOf(work.chaosDay);
  let isJudged = false;
  let broken: BrokenDay | undefined;
  cases(dayNumbers, (day) => {
    isJudged = true;
    if (broken !== undefined && day > daysCompared) return undefined;
    const found = days.brokenOn(day, law.name);
    if (found !== undefined && found.events < (broken?.events ?? Infinity)) broken = found;
    return undefined;
  });
  if (broken !== undefined) follow(broken.system, broken.schedule, [law]);
  else if (!isJudged) follow(system, [], [law]);
  // It was broken, and is not when it is followed: somebody keeps something outside of states.
  cases(broken === undefined ? [] : [broken], (day) => day.broken);
}

const seasons = new WeakMap<Parts, Days>();

function daysOf(parts: Parts): Days {
  const known = seasons.get(parts);
  if (known !== undefined) return known;
  // Right answers need 650 events at most.
  const days = makeDays(chaosDayOf(parts), { laws, steps: 1_000 });
  seasons.set(parts, days);
  return days;
}
