import type { Event, Execution } from "../execution.ts";
import type { System } from "../system.ts";

/**
 * Which choices of an execution its last one cannot do without, in their order; it is one of them. Without the others it
 * would be possible as well, though it might do something else: a message must have been sent, an earlier one in a `fifo`
 * channel be gone, an earlier input of the machine have arrived, a timer be set, and a crashed machine be up again.
 */
export function whatItTakes({ system, schedule, events }: Execution): boolean[] {
  const starts = events.length - schedule.length;
  const needs = listNeeds(system, events);
  const isNeeded = events.map(() => false);
  const open = schedule.length === 0 ? [] : [events.length - 1];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (isNeeded[id] === true) continue;
    isNeeded[id] = true;
    open.push(...(needs[id] ?? []));
  }
  return isNeeded.slice(starts);
}

/** For each event, the earlier ones that made it possible. */
function listNeeds(system: System, events: readonly Event[]): number[][] {
  const latest = new Map<string, number>();
  const fifo = new Set(
    system.channels.flatMap(({ from, to, kind }) => (kind === "fifo" ? [JSON.stringify([from, to])] : [])),
  );
  return events.map((event) => {
    const needs = keysOf(event, fifo).flatMap((key) => latest.get(key) ?? []);
    for (const key of keysAfter(event, fifo)) latest.set(key, event.id);
    return event.cause === undefined ? needs : [...needs, event.cause];
  });
}

/** What an event depends on, under names that events before it have left. */
function keysOf(event: Event, fifo: ReadonlySet<string>): string[] {
  const { kind, machine, from, timer = "", cut } = event;
  const channel = JSON.stringify([from, machine]);
  switch (kind) {
    case "deliver":
    case "reply":
      return [`life ${machine}`, ...(fifo.has(channel) ? [`channel ${channel}`] : [])];
    case "drop":
    case "duplicate":
      return fifo.has(channel) ? [`channel ${channel}`] : [];
    case "input":
      return [`life ${machine}`, `input ${machine}`];
    case "timer":
      return [`life ${machine}`, `timer ${JSON.stringify([machine, timer])}`];
    case "heal":
      return [`cut ${cut}`];
    default:
      return [`life ${machine}`];
  }
}

/** Under which names later events find it. */
function keysAfter(event: Event, fifo: ReadonlySet<string>): string[] {
  const { kind, machine, from, cut, timersSet } = event;
  const channel = JSON.stringify([from, machine]);
  return [
    ...(kind === "crash" || kind === "restart" ? [`life ${machine}`] : []),
    ...(kind === "input" ? [`input ${machine}`] : []),
    ...(kind === "cut" ? [`cut ${cut}`] : []),
    ...(from !== undefined && fifo.has(channel) ? [`channel ${channel}`] : []),
    ...timersSet.map((timer) => `timer ${JSON.stringify([machine, timer])}`),
  ];
}
