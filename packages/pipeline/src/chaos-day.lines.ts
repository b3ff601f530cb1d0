/** Photos and lines of three stations, by what they tell the scheduler: for laws about cuts. */
import type { History } from "./stations/checkpoints.ts";
import type { Visited } from "./stations/messages.ts";

/** The stations of a cut. */
export const names = ["capture", "topic", "sink"] as const;

/** For each of them, the place of a kept checkpoint. */
export type Line = Record<(typeof names)[number], number>;

/** For each of them, what it has taken in. */
export type Whole = Record<(typeof names)[number], History>;

/** Takes note of what a station has taken in, as it tells the scheduler. */
export function noteHistory(
  histories: Record<string, History>,
  { machine, message }: { readonly machine: string; readonly message: unknown },
): void {
  const { type, history } = Object(message) as Visited<unknown>;
  if (type === "counts") histories[machine] = history;
}

/** What the three stations have last told. */
export function wholeOf(histories: Readonly<Record<string, History>>): Whole {
  const none: History = { numbers: [], amounts: [], marks: [], marksMs: [] };
  return { capture: histories["capture"] ?? none, topic: histories["topic"] ?? none, sink: histories["sink"] ?? none };
}

/** What somebody has received and nobody has sent, in words. */
export function findOrphan({
  capture,
  topic,
  sink,
}: Record<(typeof names)[number], readonly number[]>): string | undefined {
  const early = topic.find((number) => !capture.includes(number));
  if (early !== undefined) return `the topic has received record ${early}, and the capture has not sent it`;
  const late = sink.find((number) => !topic.includes(number));
  return late === undefined ? undefined : `the sink has received record ${late}, and the topic has not sent it`;
}

/** From the last checkpoints back: whoever has received what was not sent is in no line. */
export function latestLine(whole: Whole): Line {
  const line: Line = {
    capture: whole.capture.marks.length - 1,
    topic: whole.topic.marks.length - 1,
    sink: whole.sink.marks.length - 1,
  };
  for (;;) {
    const { capture, topic, sink } = cutAt(whole, line);
    if (line.topic > 0 && topic.some((number) => !capture.includes(number))) line.topic -= 1;
    else if (line.sink > 0 && sink.some((number) => !topic.includes(number))) line.sink -= 1;
    else return line;
  }
}

/** What the stations have taken in up to a line. */
export function cutAt(whole: Whole, line: Line): Record<(typeof names)[number], readonly number[]> {
  const upTo = (name: (typeof names)[number]): readonly number[] =>
    whole[name].numbers.slice(0, whole[name].marks[line[name]]);
  return { capture: upTo("capture"), topic: upTo("topic"), sink: upTo("sink") };
}

/** A line in words. */
export function describeLine(line: Line, whole: Whole): string {
  return names.map((name) => `${name} after ${whole[name].marks[line[name]] ?? "?"}`).join(", ");
}
