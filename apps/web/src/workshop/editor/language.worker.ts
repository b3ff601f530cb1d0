// TypeScript for the editor: slow to load and busy at times, so it has a worker of its own.
import { serveCalls } from "../../shell/worker-calls.ts";
import { makeLanguage } from "./make-language.ts";

serveCalls(makeLanguage());
