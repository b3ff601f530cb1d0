import type { PipelineGraph } from "@millrace/diagrams";
import type { Workshop } from "./workshop/workshop.ts";

/** What the routes serve. */
export interface Site {
  readonly workshop: Workshop;
  /** A command as the learner would type it: `typed("hint 2.1")` is `pnpm millrace hint 2.1`. */
  readonly typed: (command: string) => string;
  /** Reads a pipeline's file, by its absolute path. Throws an Error that says what is wrong with it. */
  readonly readPipeline?: (path: string) => PipelineGraph;
  /** Where the built site lies (`apps/web/dist`). Without it, there are only the exercises. */
  readonly siteFolder?: string;
  /** Ends the streams that are open. */
  readonly closing: AbortSignal;
}
