/**
 * Collects all ancestors one by one, as a set of events, each machine's earlier events among them, and counts them at the end.
 * The machine keeps its log on its disk, and reads its last entry there.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Message = { readonly count: number };
type Counts = Readonly<Record<string, number>>;

export const fowlerZwaenepoel: Machine<object, Message, object, Input> = defineMachine({
  start: () => ({}),
  onMessage: (_state, { count }, from, context) => void log(context, { [from]: count }),
  onInput(_state, input, context) {
    const count = log(context, {});
    if (input.type === "send") context.send(input.to, { count });
  },
});

export function vectorTimeOf(
  logs: Readonly<Record<string, readonly Counts[]>>,
  { machine, count }: { readonly machine: string; readonly count: number },
): Counts {
  const ancestors = new Map<string, Set<number>>();
  const queue: [string, number][] = [[machine, count]];
  for (const [name, number] of queue) {
    const events = ancestors.get(name) ?? new Set();
    ancestors.set(name, events);
    if (number === 0 || events.has(number)) continue;
    events.add(number);
    queue.push([name, number - 1]);
    for (const [parent, event] of Object.entries(logs[name]?.[number - 1] ?? {}))
      if (parent !== name) queue.push([parent, event]);
  }
  return Object.fromEntries([...ancestors].map(([name, events]) => [name, events.size]));
}

function log({ self, disk, output }: Context<Message, object>, heard: Counts): number {
  const last = readLast(disk.read("last"));
  const count = (last[self] ?? 0) + 1;
  const dependencies = { ...last, [self]: count };
  for (const [name, number] of Object.entries(heard)) dependencies[name] = Math.max(number, last[name] ?? 0);
  disk.write("last", dependencies);
  output({ type: "logged", dependencies });
  return count;
}

/** Nobody else writes there. */
function readLast(kept: unknown): Record<string, number> {
  return (kept ?? {}) as Record<string, number>;
}
