/**
 * What is true of cuts, whoever looks at them. The truth is worked out from an execution's happens-before, event by
 * event; the functions under test see checkpoints alone. They get copies, so that whoever changes them harms nobody.
 */
import type { Vector } from "@millrace/clocks/vector-clock.ts";
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  broken,
  createRandom,
  describeValue,
  equal,
  executionLaw,
  happensBefore,
} from "@millrace/core";
import type { Checkpoint, Shipment } from "./checkpoint.ts";

/** Through every cut of all machines. */
export function tellsConsistentCuts(isConsistent: Judge): ExecutionLaw {
  return lawOfPast("a cut is consistent exactly if it has no effect without its cause", (past) =>
    firstBroken(everyCut(past.machines, past), (cut) => judgeConsistency(past, cut, isConsistent)),
  );
}

/** Through every cut of every selection of machines, all of them excepted. */
export function tellsConsistentPartialCuts(isConsistent: Judge): ExecutionLaw {
  return lawOfPast(
    "a cut of some machines is consistent exactly if none of their own events is missing in it",
    (past) =>
      firstBroken(everySelection(past.machines), (machines) =>
        firstBroken(everyCut(machines, past), (cut) => judgeConsistency(past, cut, isConsistent)),
      ),
  );
}

/** In every consistent cut, of all machines or of some. */
export function findsWhatIsInTransit(inTransit: Find): ExecutionLaw {
  return lawOfPast(
    "in transit is what was sent inside a consistent cut, to one of its machines, and not received inside",
    (past) =>
      firstBroken([past.machines, ...everySelection(past.machines)], (machines) =>
        firstBroken(everyCut(machines, past), (cut) => judgeTransit(past, cut, inTransit)),
      ),
  );
}

/**
 * Whatever checkpoints were taken: the one before the first event of each machine, and every selection of the others. And
 * of some machines only, with a checkpoint after each event.
 */
export function findsTheLatestCut(latest: Latest): ExecutionLaw {
  return lawOfPast("the latest consistent cut is later, on every machine, than all others", (past) =>
    firstBroken(everyChoiceOfCheckpoints(past), (taken) => judgeLatest(past, taken, latest)),
  );
}

/** All four of them, through so many cuts that are drawn at random: half of them consistent, most of the others nearly so. */
export function keepsToCuts({ isConsistent, inTransit, latestConsistentCut }: Functions, cuts: number): ExecutionLaw {
  return lawOfPast("cuts are judged by what happened before what, in a long run as in a short one", (past) => {
    const random = createRandom(past.events.length);
    const below = (count: number): number => Math.floor(random() * count);
    for (let turn = 0; turn < cuts; turn++) {
      const cut = drawCut(past, { below, isShaken: turn % 2 === 1 });
      const problem = judgeConsistency(past, cut, isConsistent) ?? judgeTransit(past, cut, inTransit);
      if (problem !== undefined) return problem;
    }
    const everyFourth = past.machines.map((machine, place) => ({
      machine,
      counts: countsUpTo(past, machine).filter((count) => count % 4 === (count === 0 ? 0 : place % 4)),
    }));
    return judgeLatest(past, everyFourth, latestConsistentCut);
  });
}

/** What is under test. Nothing is taken for granted of what it returns. */
export interface Functions {
  readonly isConsistent: Judge;
  readonly inTransit: Find;
  readonly latestConsistentCut: Latest;
}

/** Says whether a cut is consistent. */
export type Judge = (cut: Record<MachineId, Checkpoint>) => unknown;

/** Lists what is in transit in a consistent cut. */
export type Find = (cut: Record<MachineId, Checkpoint>) => unknown;

/** Gives the latest consistent cut of these checkpoints: for each machine the place in its list. */
export type Latest = (histories: Record<MachineId, Checkpoint[]>) => unknown;

/** An execution, as cuts see it: machines and their events, each with all that happened before it. */
interface Past {
  readonly machines: readonly MachineId[];
  readonly events: readonly Event[];
  /** Each machine's own events, in order. */
  readonly own: Readonly<Record<MachineId, readonly Event[]>>;
  /** Each machine's stamps: the empty one, and one for each of its events. */
  readonly vectors: Readonly<Record<MachineId, readonly Vector[]>>;
  /** Where each event stands among its machine's own, counted from 0. */
  readonly places: ReadonlyMap<Event, number>;
  /** The event that received a message, by the message's id. */
  readonly receipts: ReadonlyMap<number, Event>;
}

/** How many events of each of its machines a cut has. */
type Counts = Readonly<Record<MachineId, number>>;

type Problem = (Broken & { readonly event?: number }) | undefined;

function lawOfPast(name: string, judge: (past: Past) => Problem): ExecutionLaw {
  return executionLaw(name, (execution) => judge(readPast(execution)));
}

/** An event is a shipment sent or received: one run of a handler. */
function readPast({ system, events: all }: Execution): Past {
  const machines = system.nodes.map(({ id }) => id);
  const events = all.filter(({ kind }) => kind === "input" || kind === "deliver");
  const own = Object.fromEntries(
    machines.map((machine) => [machine, events.filter((event) => event.machine === machine)]),
  );
  const vectors = Object.fromEntries(
    machines.map((machine) => [
      machine,
      [{}, ...(own[machine] ?? []).map((event, place) => stamp(own, event, place % 2 === 1))],
    ]),
  );
  const places = new Map(Object.values(own).flatMap((list) => list.map((event, place) => [event, place] as const)));
  const receipts = new Map(
    events.flatMap((event) => (event.messageId === undefined ? [] : [[event.messageId, event] as const])),
  );
  return { machines, events, own, vectors, places, receipts };
}

function judgeConsistency(past: Past, cut: Counts, isConsistent: Judge): Problem {
  const answer = isConsistent(checkpointsOf(past, cut));
  const orphan = findOrphan(past, cut);
  if (answer === (orphan === undefined)) return undefined;
  const expected = `isConsistent is ${orphan === undefined} of ${describeCut(cut)}`;
  const reason = orphan === undefined ? "nothing in it has a cause outside" : describeOrphan(past, orphan);
  return at(past, cut, broken(`${expected}: ${reason}`, describeValue(answer)));
}

function judgeTransit(past: Past, cut: Counts, inTransit: Find): Problem {
  if (findOrphan(past, cut) !== undefined) return undefined;
  const answer = inTransit(checkpointsOf(past, cut));
  const isInside = insideOf(past, cut);
  const sent = past.events.filter(isInside).flatMap(({ sends }) => sends);
  const expected = sent.filter(({ to, messageId }) => {
    const receipt = past.receipts.get(messageId);
    return Object.hasOwn(cut, to) && (receipt === undefined || !isInside(receipt));
  });
  const messages = expected.map(({ message }) => message);
  if (Array.isArray(answer) && areSameShipments(answer, messages)) return undefined;
  const names = messages.length === 0 ? "[]" : messages.map(nameShipment).join(" and ");
  return at(past, cut, broken(`inTransit is ${names} in ${describeCut(cut)}`, describeShipments(answer)));
}

function judgeLatest(past: Past, taken: readonly Taken[], latest: Latest): Problem {
  const histories = taken.map(({ machine, counts }) => [
    machine,
    counts.map((count) => checkpointOf(past, machine, count)),
  ]);
  const answer = latest(Object.fromEntries(histories));
  const best = findLatest(past, taken);
  const places = Object.fromEntries(taken.map(({ machine, counts }) => [machine, counts.indexOf(best[machine] ?? 0)]));
  if (isSame(answer, places)) return undefined;
  const lists = taken.map(({ machine, counts }) => `${machine} after ${counts.join(", ")} events`);
  return at(
    past,
    Object.fromEntries(taken.map(({ machine, counts }) => [machine, counts.at(-1) ?? 0])),
    broken(`${describeValue(places)}, of checkpoints of ${lists.join(", of ")}`, describeValue(answer)),
  );
}

/** The checkpoints of a machine that were taken, each by how many events it has. */
interface Taken {
  readonly machine: MachineId;
  readonly counts: readonly number[];
}

/** Goes back from the last ones: an event that lacks a cause is in no cut of these, and takes all after it along. */
function findLatest(past: Past, taken: readonly Taken[]): Counts {
  const places = new Map(taken.map(({ machine, counts }) => [machine, counts.length - 1]));
  const cut = (): Counts =>
    Object.fromEntries(taken.map(({ machine, counts }) => [machine, counts[places.get(machine) ?? 0] ?? 0]));
  for (let orphan = findOrphan(past, cut()); orphan !== undefined; orphan = findOrphan(past, cut())) {
    const { machine } = orphan.effect;
    places.set(machine, (places.get(machine) ?? 0) - 1);
  }
  return cut();
}

/** An event inside a cut, and one that happened before it, of a machine of the cut, and is not inside. */
interface Orphan {
  readonly effect: Event;
  readonly cause: Event;
}

/** Looks at the last event of each machine: what happened before an earlier one happened before that, too. */
function findOrphan({ own }: Past, cut: Counts): Orphan | undefined {
  const machines = Object.entries(cut);
  for (const [machine, count] of machines) {
    const effect = own[machine]?.[count - 1];
    if (effect === undefined) continue;
    for (const [other, otherCount] of machines) {
      const cause = own[other]?.[otherCount];
      if (cause !== undefined && happensBefore(cause, effect)) return { effect, cause };
    }
  }
  return undefined;
}

function insideOf(past: Past, cut: Counts): (event: Event) => boolean {
  return (event) => (past.places.get(event) ?? Infinity) < (cut[event.machine] ?? 0);
}

function checkpointsOf(past: Past, cut: Counts): Record<MachineId, Checkpoint> {
  return Object.fromEntries(
    Object.entries(cut).map(([machine, count]) => [machine, checkpointOf(past, machine, count)]),
  );
}

/** The machine after so many events. Its clock moves on by a second with each. */
function checkpointOf({ own, vectors }: Past, machine: MachineId, count: number): Checkpoint {
  const events = (own[machine] ?? []).slice(0, count);
  return {
    vector: { ...vectors[machine]?.[count] },
    takenAtMs: 1000 * count,
    sent: events.flatMap(({ sends }) => sends.map(({ message }) => copyOf(message))),
    received: events.flatMap(({ kind, message }) => (kind === "deliver" ? [copyOf(message)] : [])),
  };
}

/** How many events of each machine are this one or happened before it; a machine without any is left out, or says 0. */
function stamp(own: Past["own"], last: Event, saysNone: boolean): Vector {
  const known = Object.entries(own).map(([machine, events]) => {
    // What a machine did before an event that happened before another one happened before that one, too.
    const unknown = events.findIndex((event) => event !== last && !happensBefore(event, last));
    return [machine, unknown < 0 ? events.length : unknown] as const;
  });
  return Object.fromEntries(known.filter(([, count]) => saysNone || count > 0));
}

/** Only warehouses send here. */
function copyOf(message: unknown): Shipment {
  return { ...(message as Shipment) };
}

function* everyCut(machines: readonly MachineId[], past: Past): Generator<Counts> {
  const [machine, ...others] = machines;
  if (machine === undefined) {
    yield {};
    return;
  }
  for (const rest of everyCut(others, past)) {
    for (const count of countsUpTo(past, machine)) yield { [machine]: count, ...rest };
  }
}

/** Every selection of some machines, not of all, at least one. */
function everySelection(machines: readonly MachineId[]): MachineId[][] {
  return everySubset(machines).filter(({ length }) => length > 0 && length < machines.length);
}

function* everyChoiceOfCheckpoints(past: Past): Generator<readonly Taken[]> {
  for (const selection of everySubset(past.events)) {
    yield past.machines.map((machine) => {
      const isTaken = (count: number): boolean => selection.some((event) => event === past.own[machine]?.[count - 1]);
      return { machine, counts: countsUpTo(past, machine).filter((count) => count === 0 || isTaken(count)) };
    });
  }
  for (const machines of everySelection(past.machines))
    yield machines.map((machine) => ({ machine, counts: countsUpTo(past, machine) }));
}

function everySubset<Item>(items: readonly Item[]): Item[][] {
  return items.reduce<Item[][]>((smaller, item) => smaller.flatMap((subset) => [subset, [...subset, item]]), [[]]);
}

/** A moment of the run, which is a consistent cut of some machines; shaken, one of them is an event or two off. */
function drawCut(
  past: Past,
  { below, isShaken }: { readonly below: (count: number) => number; readonly isShaken: boolean },
): Counts {
  const moment = past.events.slice(0, below(past.events.length + 1));
  const machines = past.machines.filter(() => below(4) > 0);
  const shaken = machines[below(machines.length)];
  const countOf = (machine: MachineId): number => moment.filter((event) => event.machine === machine).length;
  return Object.fromEntries(
    machines.map((machine) => {
      const count = countOf(machine) + (isShaken && machine === shaken ? below(5) - 2 : 0);
      return [machine, Math.max(0, Math.min(past.own[machine]?.length ?? 0, count))];
    }),
  );
}

function countsUpTo(past: Past, machine: MachineId): number[] {
  return Array.from({ length: (past.own[machine]?.length ?? 0) + 1 }, (_, count) => count);
}

function firstBroken<Item>(items: Iterable<Item>, judge: (item: Item) => Problem): Problem {
  for (const item of items) {
    const problem = judge(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Shown where the last event of the cut is. */
function at(past: Past, cut: Counts, problem: Broken): Problem {
  const last = past.events.findLast(insideOf(past, cut));
  return last === undefined ? problem : { ...problem, event: last.id };
}

function areSameShipments(answer: readonly unknown[], expected: readonly unknown[]): boolean {
  const left = [...expected];
  for (const item of answer) {
    const place = left.findIndex((other) => isSame(item, other));
    if (place < 0) return false;
    left.splice(place, 1);
  }
  return left.length === 0;
}

/** What a learner returns may be anything at all. */
function isSame(answer: unknown, expected: unknown): boolean {
  try {
    return equal(answer, expected);
  } catch {
    return false;
  }
}

/** By how many events it has of each machine. */
function describeCut(cut: Counts): string {
  return `the cut with ${Object.entries(cut)
    .map(([machine, count]) => `${count} ${count === 1 ? "event" : "events"} of ${machine}`)
    .join(", ")}`;
}

function describeOrphan({ own }: Past, { effect, cause }: Orphan): string {
  const name = ({ machine, id }: Event): string =>
    `event ${1 + (own[machine] ?? []).findIndex((event) => event.id === id)} of ${machine}`;
  return `${name(cause)} happened before ${name(effect)} and is missing`;
}

function describeShipments(answer: unknown): string {
  if (!Array.isArray(answer) || answer.length === 0) return describeValue(answer);
  return answer.map(nameShipment).join(" and ");
}

function nameShipment(value: unknown): string {
  const { from, to, number } = Object(value) as Partial<Shipment>;
  return from === undefined ? describeValue(value) : `shipment ${number} of ${from}, to ${to}`;
}
