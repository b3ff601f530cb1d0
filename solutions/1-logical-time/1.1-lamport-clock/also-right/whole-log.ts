/** Keeps all its stamps and all that it heard; a message carries them all. */
import { type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly counter: number; readonly machine: string };

interface Log {
  readonly stamps: Set<number>;
}

export const lamportClock: Machine<Log, Log, object, Input> = defineMachine({
  start: (): Log => ({ stamps: new Set() }),

  onMessage(log, message, _from, context) {
    for (const stamp of message.stamps) log.stamps.add(stamp);
    context.output({ type: "stamped", counter: addNext(log) });
  },

  onInput(log, input, context) {
    context.output({ type: "stamped", counter: addNext(log), reason: input.type });
    if (input.type === "send") context.send(input.to, log);
  },
});

export function compareStamps(first: Stamp, second: Stamp): number {
  for (const key of ["counter", "machine"] as const) {
    if (first[key] < second[key]) return -1;
    if (first[key] > second[key]) return 1;
  }
  return 0;
}

function addNext({ stamps }: Log): number {
  const stamp = Math.max(0, ...stamps) + 1;
  stamps.add(stamp);
  return stamp;
}
