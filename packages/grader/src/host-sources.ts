import type { Probe } from "./guard-work.ts";

/**
 * Runs `run` with the host's clocks, timers and chance closed to the learner's code: while that runs, as the probe hears
 * that `run` is given, they throw, and say what to use instead. Everybody else has them as before, and after `run`
 * everything is as it was.
 *
 * A run that took the time of day could not be repeated, and running every handler twice would find it only by luck: the two
 * runs mostly fall into one millisecond. What cannot be replaced on a host is left: in a compartment it throws anyway.
 */
export function withoutHostSources<Result>(outer: Probe, run: (probe: Probe) => Result): Result {
  let depth = 0;
  const restore = closeHostSources(() => depth > 0);
  try {
    return run({
      enter(what) {
        depth += 1;
        outer.enter(what);
      },
      leave() {
        depth -= 1;
        outer.leave();
      },
    });
  } finally {
    restore();
  }
}

/** Replaces the host's clocks, timers and chance by functions that throw while `isClosed`; returns what puts all back. */
export function closeHostSources(isClosed: () => boolean): () => void {
  const undo = sources.map(([home, name, instead]) => {
    const owner: unknown = home === "" ? globalThis : Reflect.get(globalThis, home);
    const original: unknown = isObject(owner) ? Reflect.get(owner, name) : undefined;
    if (!isObject(owner) || typeof original !== "function") return () => undefined;
    const what = home === "" ? name : `${home}.${name}`;
    return replace(owner, name, function (this: unknown, ...args: unknown[]): unknown {
      if (isClosed()) throw new Error(describe(`${what}(…)`, instead));
      return Reflect.apply(original, this, args);
    });
  });
  const date: unknown = Reflect.get(globalThis, "Date");
  if (typeof date === "function") undo.push(replace(globalThis, "Date", closeDate(date, isClosed)));
  return () => undo.toReversed().forEach((step) => step());
}

const forTime = "Take the time from context.now(), or from what you are given.";
const forChance = "Take chance from context.random(), or from what you are given.";
const forWaiting = "Set a timer of the machine: context.setTimer(name, afterMs).";

/** What gives another answer in every run: where it is, its name there, and what to use instead. */
const sources: readonly (readonly [string, string, string])[] = [
  ["Date", "now", forTime],
  ["performance", "now", forTime],
  ["Math", "random", forChance],
  ["crypto", "randomUUID", forChance],
  ["crypto", "getRandomValues", forChance],
  ["", "setTimeout", forWaiting],
  ["", "setInterval", forWaiting],
];

/** `new Date()` and `Date()` read the clock; a date that is given a time does not. */
function closeDate(date: Function, isClosed: () => boolean): object {
  return new Proxy(date, {
    construct(target, args, newTarget): object {
      if (args.length === 0 && isClosed()) throw new Error(describe("new Date()", forTime));
      return Reflect.construct(target, args, newTarget) as object;
    },
    apply(target, self, args): unknown {
      if (isClosed()) throw new Error(describe("Date()", forTime));
      return Reflect.apply(target, self, args);
    },
  });
}

function describe(what: string, instead: string): string {
  return `${what} is not to be had here: it gives another answer every time, and no run could be repeated. ${instead}`;
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const isReplaced = Reflect.defineProperty(owner, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
  if (!isReplaced) return () => undefined;
  return () =>
    void (before === undefined ? Reflect.deleteProperty(owner, name) : Reflect.defineProperty(owner, name, before));
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
