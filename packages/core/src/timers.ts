import type { TimerSet } from "./execution.ts";
import type { TimerRule } from "./system.ts";

/**
 * Which of a machine's timers may go off next, given in the order in which they were set.
 *
 * `ordered` is the interval rule: however long anything takes, a timer set later to at least as long a time cannot
 * overtake an earlier one. So a timer is ready if every earlier one was set to a longer time.
 */
export function readyTimers(timers: readonly TimerSet[], rule: TimerRule, hasMessages: boolean): string[] {
  if (timers.length === 0 || (rule === "messages-first" && hasMessages)) return [];
  if (rule === "untimed") return timers.map((timer) => timer.name);
  const ready: string[] = [];
  let shortest = Infinity;
  for (const timer of timers) {
    if (timer.afterMs < shortest) ready.push(timer.name);
    shortest = Math.min(shortest, timer.afterMs);
  }
  return ready;
}
