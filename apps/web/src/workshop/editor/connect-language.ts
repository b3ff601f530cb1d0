import type { Question, RemoteLanguage, Reply } from "./language.ts";

/** TypeScript in its worker. */
export interface LanguageConnection {
  readonly language: RemoteLanguage;
  close(): void;
}

/** Asks a worker that serves a {@link RemoteLanguage}. It is one of ours, and sees a learner's text only as text. */
export function connectLanguage(worker: Worker): LanguageConnection {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const endAll = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    const asked = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.problem === undefined) asked?.resolve(data.value);
    else asked?.reject(new Error(data.problem));
  });
  worker.addEventListener("error", () =>
    endAll("TypeScript could not be started in this browser. Reload the page to try again."),
  );
  const ask = (name: Question["name"], values: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ number: last, name, values } satisfies Question);
    });
  const call =
    (name: Question["name"]) =>
    (...values: readonly unknown[]): Promise<unknown> =>
      ask(name, values);
  return {
    // The worker answers with what the method of that name gives.
    language: {
      check: call("check"),
      complete: call("complete"),
      explain: call("explain"),
      transpile: call("transpile"),
      answer: call("answer"),
      mistaken: call("mistaken"),
    } as RemoteLanguage,
    close() {
      worker.terminate();
      endAll("The editor was closed.");
    },
  };
}
