// What lockdown() leaves behind: Compartment and harden.
/// <reference types="ses" />
/**
 * What a learner's file finds in its compartment beside the language itself: a console, and in place of clocks, chance and
 * timers something that says what to use instead. No network, no page, no messages to anybody.
 */
export function workGlobals(print: (text: string) => void): Record<string, unknown> {
  const write = (...values: unknown[]): void => print(values.map(asText).join(" "));
  return harden({
    console: {
      log: write,
      info: write,
      debug: write,
      warn: write,
      error: write,
      dir: write,
      table: write,
      trace: write,
    },
    structuredClone: (value: unknown): unknown => structuredClone(value),
    Math: Object.create(Object.prototype, {
      ...Object.getOwnPropertyDescriptors(Math),
      random: { value: refuse("Math.random", forChance), enumerable: false },
    }) as unknown,
    Date: closedDate(),
    performance: { now: refuse("performance.now", forTime) },
    crypto: {
      randomUUID: refuse("crypto.randomUUID", forChance),
      getRandomValues: refuse("crypto.getRandomValues", forChance),
    },
    setTimeout: refuse("setTimeout", forWaiting),
    setInterval: refuse("setInterval", forWaiting),
    Float32Array,
    Float64Array,
  });
}

const forTime = "Take the time from context.now(), or from what you are given.";
const forChance = "Take chance from context.random(), or from what you are given.";
const forWaiting = "Set a timer of the machine: context.setTimer(name, afterMs).";

function refuse(what: string, instead: string): () => never {
  return () => {
    throw new Error(
      `${what}(…) is not to be had here: it gives another answer every time, and no run could be repeated. ${instead}`,
    );
  };
}

/** Dates of given times can be made and read; the time of day cannot. */
function closedDate(): unknown {
  const refuseNow = refuse("Date", forTime);
  function ClosedDate(this: unknown, ...values: unknown[]): object {
    if (new.target === undefined || values.length === 0) return refuseNow();
    return Reflect.construct(Date, values, new.target) as object;
  }
  ClosedDate.prototype = Date.prototype;
  return Object.assign(ClosedDate, {
    now: refuse("Date.now", forTime),
    // Called through Date, as they are written.
    parse: (text: string) => Date.parse(text),
    UTC: (...values: Parameters<typeof Date.UTC>) => Date.UTC(...values),
  });
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return (
      JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item)) ?? String(value)
    );
  } catch {
    return Object.prototype.toString.call(value);
  }
}
