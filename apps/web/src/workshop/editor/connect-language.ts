import { connectCalls } from "../../shell/worker-calls.ts";
import type { Language, RemoteLanguage } from "./language.ts";

/** TypeScript in its worker. */
export interface LanguageConnection {
  readonly language: RemoteLanguage;
  close(): void;
}

/** Asks a worker that serves a {@link Language}. It is one of ours, and sees a learner's text only as text. */
export function connectLanguage(worker: Worker): LanguageConnection {
  const { remote, close } = connectCalls<Language>(worker, {
    names: ["check", "complete", "explain", "transpile", "answer", "mistaken"],
    broken: "TypeScript could not be started in this browser. Reload the page to try again.",
  });
  return { language: remote, close };
}
