import { type Event, type Execution, type Violation, describeValue } from "@millrace/core";
import { describeExecution, sequenceDiagram, spaceTimeDiagram } from "@millrace/diagrams";
import type { Drawing, Frame, ReplayFacts } from "./protocol.node.ts";

/** A run as pictures and words. */
export function drawRun(
  execution: Execution,
  { violation, drawing }: { readonly violation: Violation | undefined; readonly drawing: Drawing },
): Pick<ReplayFacts, "diagram" | "steps" | "frames"> {
  const { columns = 80, charset = "unicode", frames = false } = drawing;
  const broken = violation === undefined ? {} : { violation };
  const steps = describeExecution(execution, broken).split("\n");
  return {
    diagram: {
      mermaid: sequenceDiagram(execution, broken),
      text: spaceTimeDiagram(execution, { ...broken, columns, charset }),
    },
    steps,
    ...(frames ? { frames: steps.flatMap((step) => drawFrame(step, execution, { violation, drawing }) ?? []) } : {}),
  };
}

/**
 * A run up to the event of a step, in words and as a picture. A step begins with its event's number; undefined for one
 * that does not, as what is still under way at the end is no event.
 */
export function drawFrame(
  step: string,
  execution: Execution,
  { violation, drawing }: { readonly violation: Violation | undefined; readonly drawing: Drawing },
): Frame | undefined {
  const { columns = 80, charset = "unicode" } = drawing;
  const event = execution.events[Number(/^(\d+)\. /.exec(step)?.[1])];
  if (event === undefined) return undefined;
  const memory = describeMemory(event);
  const part = { ...execution, events: execution.events.slice(0, event.id + 1) };
  const broken = violation === undefined ? {} : { violation };
  return {
    step,
    machine: event.machine,
    ...(memory === undefined ? {} : { memory }),
    diagram: spaceTimeDiagram(part, { ...broken, keep: "last", columns, charset }),
  };
}

function describeMemory({ state, disk, timers = [] }: Event): string | undefined {
  if (state === undefined) return undefined;
  const onDisk = disk === undefined || disk.size === 0 ? "" : `, on disk ${describeValue(disk)}`;
  const set = timers.map(({ name, afterMs }) => `${name} in ${afterMs} ms`).join(", ");
  return `${describeValue(state)}${onDisk}${set === "" ? "" : `, timers: ${set}`}`;
}
