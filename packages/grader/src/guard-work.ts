import { type AnyMachine, describeValue } from "@millrace/core";

/** Is told when the learner's code begins and ends to run, so that a host can tell whose loop never ends. */
export interface Probe {
  /** Before a function or handler runs. `what` names it: "double", "onMessage of counter". Calls nest. */
  enter(what: string): void;
  /** After the newest one that was entered has returned or thrown. */
  leave(): void;
}

/** Something that the learner's code threw, and from which of its functions. */
export class LearnerError extends Error {
  override readonly name = "LearnerError";
  readonly what: string;

  constructor(what: string, cause: unknown) {
    super(describeThrown(cause), { cause });
    this.what = what;
  }
}

/** An export that a check needs and the learner's file does not have, or has without a value. */
export class MissingExportError extends Error {
  override readonly name = "MissingExportError";

  constructor(exportName: string, file: string, work: object) {
    const present = Object.keys(work);
    const found = present.includes(exportName)
      ? `${file} exports "${exportName}", but as ${String(Reflect.get(work, exportName))}.`
      : `${file} has no export named "${exportName}". It exports ${present.length === 0 ? "nothing" : present.join(", ")}.`;
    super(`${found} Write \`export const ${exportName} = …\` or \`export function ${exportName}(…)\` in it.`);
  }
}

/**
 * The learner's module, fenced in: what it throws is told apart from our own errors, a missing export is named, and the
 * probe knows when its code runs. Functions and machines that its functions return, or that an exported object holds, are
 * fenced in too.
 */
export function guardWork<Work>(work: Work, options: { readonly file: string; readonly probe: Probe }): Work {
  const { file, probe } = options;
  const exported = Object.fromEntries(
    Object.entries(work as object).map(([name, value]) => [name, guardExport(value, name, probe)]),
  );
  return new Proxy(exported, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === "symbol" || (value !== undefined && value !== null)) return value;
      throw new MissingExportError(name, file, target);
    },
  }) as Work;
}

/** An export may hand over functions together, as the parts of a whole. What they hold in turn is left as it is. */
function guardExport(value: unknown, name: string, probe: Probe): unknown {
  if (!isPlainObject(value) || isMachine(value)) return guard(value, name, probe);
  const known = guardedParts.get(value);
  if (known !== undefined) {
    known.probe = probe;
    return known.parts;
  }
  const current: { probe: Probe } = { probe };
  const relay: Probe = { enter: (what) => current.probe.enter(what), leave: () => current.probe.leave() };
  const entries = Object.entries(value);
  const parts = entries.map(([key, item]) => [key, guard(item, `${name}.${key}`, relay, value)] as const);
  if (parts.every(([, item], place) => item === entries[place]?.[1])) return value;
  const guarded = Object.assign(current, { parts: Object.fromEntries(parts) });
  guardedParts.set(value, guarded);
  return guarded.parts;
}

/** One check may know by these very objects what another has found out about the same parts. */
const guardedParts = new WeakMap<object, { probe: Probe; readonly parts: object }>();

/** `owner` is what a function is a method of, if it is one. */
function guard(value: unknown, name: string, probe: Probe, owner?: object): unknown {
  if (typeof value === "function")
    return guardFunction(value.bind(owner) as (...args: unknown[]) => unknown, name, probe);
  return isMachine(value) ? guardMachine(value, name, probe) : value;
}

function guardFunction(call: (...args: unknown[]) => unknown, name: string, probe: Probe): unknown {
  return (...args: unknown[]): unknown => {
    probe.enter(name);
    try {
      return guard(refusePromise(call(...args)), `${name}(…)`, probe);
    } catch (error) {
      throw error instanceof LearnerError ? error : new LearnerError(name, error);
    } finally {
      probe.leave();
    }
  };
}

/** What a handler throws is left as it is: the engine reports it, with the schedule that led there. */
function guardMachine(machine: AnyMachine, name: string, probe: Probe): AnyMachine {
  const guarded: Record<string, unknown> = { ...machine };
  for (const handler of ["start", "onMessage", "onTimer", "onInput", "onReply"] as const) {
    const original: unknown = machine[handler];
    if (typeof original !== "function") continue;
    const what = `${handler} of ${name}`;
    guarded[handler] = (...args: unknown[]): unknown => {
      probe.enter(what);
      try {
        return Reflect.apply(original, machine, args);
      } finally {
        probe.leave();
      }
    };
  }
  return guarded as unknown as AnyMachine;
}

function refusePromise(result: unknown): unknown {
  if (!(result instanceof Promise)) return result;
  result.catch(() => undefined); // what comes of it is nobody's business any more
  throw new Error("It returned a Promise. Checks do not wait: remove async and await.");
}

function isMachine(value: unknown): value is AnyMachine {
  return typeof value === "object" && value !== null && typeof (value as { start?: unknown }).start === "function";
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function describeThrown(cause: unknown): string {
  if (cause instanceof Error) return cause.name === "Error" ? cause.message : `${cause.name}: ${cause.message}`;
  return `It threw ${describeValue(cause)}, which is no Error. Throw new Error("…") so that the place can be shown.`;
}
