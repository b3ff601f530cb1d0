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
  const draw = (part: Execution): string => spaceTimeDiagram(part, { ...broken, columns, charset });
  const steps = describeExecution(execution, broken).split("\n");
  return {
    diagram: { mermaid: sequenceDiagram(execution, broken), text: draw(execution) },
    steps,
    ...(frames ? { frames: steps.flatMap((step) => frameOf(step, execution, draw)) } : {}),
  };
}

/** A step begins with its event's number; what is still under way at the end is no event. */
function frameOf(step: string, execution: Execution, draw: (part: Execution) => string): Frame[] {
  const [, id] = /^(\d+)\. /.exec(step) ?? [];
  const event = execution.events[Number(id)];
  if (event === undefined) return [];
  const memory = describeMemory(event);
  return [
    {
      step,
      machine: event.machine,
      ...(memory === undefined ? {} : { memory }),
      diagram: draw({ ...execution, events: execution.events.slice(0, event.id + 1) }),
    },
  ];
}

function describeMemory({ state, disk, timers = [] }: Event): string | undefined {
  if (state === undefined) return undefined;
  const onDisk = disk === undefined || disk.size === 0 ? "" : `, on disk ${describeValue(disk)}`;
  const set = timers.map(({ name, afterMs }) => `${name} in ${afterMs} ms`).join(", ");
  return `${describeValue(state)}${onDisk}${set === "" ? "" : `, timers: ${set}`}`;
}
