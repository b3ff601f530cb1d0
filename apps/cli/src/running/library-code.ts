import { Worker } from "@millrace/workers";
import { liveSystems } from "../live/systems.ts";
import { collectFindings, judge } from "./judge.ts";
import type { LiveCode } from "./live-code.ts";

/** A system of the library: our own code, so it may be judged in this thread. */
export function libraryCode(name: string): LiveCode {
  const module = liveSystems[name];
  if (module === undefined) throw new Error(`There is no live system ${name}.`);
  return {
    system: module.system,
    network: module.network ?? {},
    name,
    worker: () => new Worker(new URL("../live/library.worker.ts", import.meta.url), { type: "module" }),
    async judge(recording) {
      return collectFindings(judge(module, recording));
    },
    takePrinted: () => "",
    close() {},
  };
}
