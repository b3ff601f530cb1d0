// A thread beside the command's own, for code that is not ours: it may throw, print, or never end. It loads the code, and
// says what is in it or judges a run by it. `build-code.ts` bundles this with that code.
import { type Node, type System, describeValue } from "@millrace/core";
import type { Thrown } from "@millrace/grader/protocol.node.ts";
import { parentPort, workerData } from "node:worker_threads";
import { type Finding, judge } from "./judge.ts";
import { type Exports, type Named, readLiveModule } from "./read-live-module.ts";
import type { Recording } from "./recording.ts";

/** What the thread is asked for. */
export type ThreadRequest = { readonly kind: "describe" } | { readonly kind: "judge"; readonly recording: Recording };

/** What it says. */
export type ThreadReport =
  | { readonly type: "described"; readonly system: PlainSystem; readonly network: unknown }
  | { readonly type: "not-loaded"; readonly thrown: Thrown }
  | Finding
  /** It is still at work. */
  | { readonly type: "progress" }
  | { readonly type: "end" };

/** A system without the code of its machines: plain data. */
interface PlainSystem extends Omit<System, "nodes"> {
  readonly nodes: readonly Omit<Node, "machine">[];
}

/** Answers the one request that this thread was made for. `load` loads the code, and gives what it exports. */
export async function answer(load: () => Promise<{ readonly exports: Exports }>, named: Named): Promise<void> {
  const say = (report: ThreadReport): void => parentPort?.postMessage(report);
  // Whoever makes the thread hands it a request.
  const request = workerData as ThreadRequest;
  try {
    const { exports } = await load();
    const code = readLiveModule(exports, named);
    if (request.kind === "judge") {
      const onProgress = nowAndThen(() => say({ type: "progress" }));
      for (const finding of judge(code, request.recording, { onProgress })) say(finding);
    } else say({ type: "described", system: withoutMachines(code.system), network: exports["network"] });
    say({ type: "end" });
  } catch (error) {
    say({ type: "not-loaded", thrown: describeThrown(error) });
  }
}

/** The same, but at most some times a second. */
function nowAndThen(work: () => void): () => void {
  let lastMs = -Infinity;
  return () => {
    if (performance.now() - lastMs < 200) return;
    lastMs = performance.now();
    work();
  };
}

function withoutMachines({ nodes, ...system }: System): PlainSystem {
  return { ...system, nodes: nodes.map(({ machine: _machine, ...node }) => node) };
}

function describeThrown(error: unknown): Thrown {
  if (!(error instanceof Error)) return { isError: false, name: "", message: describeValue(error) };
  const { name, message, stack } = error;
  return { isError: true, name, message, ...(stack === undefined ? {} : { stack }) };
}
