import { errorText } from "./error-text.ts";

/** A call of one of the methods that a worker serves. */
interface Call {
  readonly number: number;
  readonly name: string;
  readonly values: readonly unknown[];
}

/** What came of it: a value, or why there is none. */
interface Answer {
  readonly number: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** The methods over messages: every answer comes later, and may be an Error. */
export type Remote<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...values: infer Values) => infer Value
    ? (...values: Values) => Promise<Awaited<Value>>
    : never;
};

/** Answers, in a worker, what {@link connectCalls} asks. */
export function serveCalls(methods: object): void {
  const answer = async ({ number, name, values }: Call): Promise<void> => {
    try {
      const value: unknown = await Reflect.apply(Reflect.get(methods, name), methods, values);
      postMessage({ number, value } satisfies Answer);
    } catch (error) {
      postMessage({ number, problem: errorText(error) } satisfies Answer);
    }
  };
  addEventListener("message", ({ data }: MessageEvent<Call>) => void answer(data));
}

/** Asks a worker of ours that serves methods of these names. `broken` is what is said if it cannot be started. */
export function connectCalls<Methods>(
  worker: Worker,
  { names, broken }: { readonly names: readonly (keyof Methods & string)[]; readonly broken: string },
): { readonly remote: Remote<Methods>; close(): void } {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let gone: Error | undefined;
  const endAll = (reason: string): void => {
    gone ??= new Error(reason);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data: { number, value, problem } }: MessageEvent<Answer>) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (problem === undefined) asked?.resolve(value);
    else asked?.reject(new Error(problem));
  });
  worker.addEventListener("error", () => endAll(broken));
  const call = (name: string, values: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      last += 1;
      waiting.set(last, { resolve, reject });
      return worker.postMessage({ number: last, name, values } satisfies Call);
    });
  const methods = names.map((name) => [name, (...values: readonly unknown[]) => call(name, values)]);
  return {
    // The worker answers with what the method of that name gives.
    remote: Object.fromEntries(methods) as Remote<Methods>,
    close() {
      worker.terminate();
      endAll("The page has gone on.");
    },
  };
}
