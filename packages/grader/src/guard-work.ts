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

/** An export that a check needs and the learner's file does not have. */
export class MissingExportError extends Error {
  override readonly name = "MissingExportError";
  readonly exportName: string;

  constructor(exportName: string, file: string, present: readonly string[]) {
    const others = present.length === 0 ? "It exports nothing." : `It exports ${present.join(", ")}.`;
    super(
      `${file} has no export named "${exportName}". ${others} Write \`export const ${exportName} = …\` or \`export function ${exportName}(…)\` in it.`,
    );
    this.exportName = exportName;
  }
}

/**
 * The learner's module, fenced in: what it throws is told apart from our own errors, a missing export is named, and the
 * probe knows when its code runs. Functions and machines that its functions return are fenced in too.
 */
export function guardWork<Work>(work: Work, options: { readonly file: string; readonly probe: Probe }): Work {
  const { file, probe } = options;
  const exported = Object.fromEntries(
    Object.entries(work as object).map(([name, value]) => [name, guard(value, name, probe)]),
  );
  const names = Object.keys(exported);
  return new Proxy(exported, {
    get(target, name) {
      if (typeof name !== "string" || Object.hasOwn(target, name)) return Reflect.get(target, name);
      throw new MissingExportError(name, file, names);
    },
  }) as Work;
}

function guard(value: unknown, name: string, probe: Probe): unknown {
  if (typeof value === "function") return guardFunction(value as (...args: unknown[]) => unknown, name, probe);
  if (isMachine(value)) return guardMachine(value, name, probe);
  return value;
}

function guardFunction(call: (...args: unknown[]) => unknown, name: string, probe: Probe): unknown {
  return (...args: unknown[]): unknown => {
    probe.enter(name);
    try {
      return guard(call(...args), `${name}(…)`, probe);
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
    guarded[handler] = (...args: unknown[]): unknown => {
      probe.enter(`${handler} of ${name}`);
      try {
        return Reflect.apply(original, machine, args);
      } finally {
        probe.leave();
      }
    };
  }
  return guarded as unknown as AnyMachine;
}

function isMachine(value: unknown): value is AnyMachine {
  return typeof value === "object" && value !== null && typeof (value as { start?: unknown }).start === "function";
}

function describeThrown(cause: unknown): string {
  if (cause instanceof Error) return cause.name === "Error" ? cause.message : `${cause.name}: ${cause.message}`;
  return `it threw ${describeValue(cause)}, which is no Error; throw new Error("…") instead`;
}
