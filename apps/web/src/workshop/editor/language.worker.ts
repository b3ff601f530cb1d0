// TypeScript for the editor: slow to load and busy at times, so it has a worker of its own.
import { makeLanguage } from "./make-language.ts";
import type { Question, Reply } from "./language.ts";

const language = makeLanguage();

addEventListener("message", ({ data }: MessageEvent<Question>) => void answer(data));

async function answer({ number, name, values }: Question): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(language[name], language, values);
    postMessage({ number, value } satisfies Reply);
  } catch (error) {
    postMessage({ number, problem: error instanceof Error ? error.message : String(error) } satisfies Reply);
  }
}
