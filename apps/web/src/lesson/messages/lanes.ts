/** What two callers did and when, read from what happened. */

/** One job of a caller. Times are milliseconds since the caller was told to begin; undefined is yet to come. */
export interface JobLane {
  readonly beganMs: number;
  readonly askedMs: number | undefined;
  readonly answeredMs: number | undefined;
}

/** The part of an event that matters here. */
export interface CallerEvent {
  readonly kind: string;
  readonly machine: string;
  readonly timersSet: readonly string[];
  readonly outputs: readonly unknown[];
  readonly atMs?: number;
}

/** The jobs of one caller, in the order in which it began them. Its warehouse answers in that order. */
export function lanesOf(caller: string, events: readonly CallerEvent[]): readonly JobLane[] {
  const lanes: { beganMs: number; askedMs: number | undefined; answeredMs: number | undefined }[] = [];
  let firstMs: number | undefined;
  let answered = 0;
  for (const { kind, machine, timersSet, outputs, atMs = 0 } of events) {
    if (machine !== caller || kind === "start") continue;
    firstMs ??= atMs;
    const nowMs = atMs - firstMs;
    const last = lanes.at(-1);
    if (kind === "timer" && last !== undefined) last.askedMs = nowMs;
    const [lane] = outputs.length > 0 ? lanes.slice(answered, answered + 1) : [];
    if (lane !== undefined) {
      lane.answeredMs = nowMs;
      answered += 1;
    }
    if (timersSet.length > 0) lanes.push({ beganMs: nowMs, askedMs: undefined, answeredMs: undefined });
  }
  return lanes;
}

/** What jobs come to. */
export interface LaneSums {
  /** When the last answer came; undefined while one is missing. */
  readonly allMs: number | undefined;
  /** Until then, how long nothing was prepared. */
  readonly idleMs: number;
  /** How many requests were without an answer at once, at most. */
  readonly open: number;
}

/** Sums up the lanes of a caller that has so many jobs. */
export function sumUp(lanes: readonly JobLane[], jobs: number): LaneSums {
  const answers = lanes.flatMap(({ answeredMs }) => (answeredMs === undefined ? [] : [answeredMs]));
  const lastMs = Math.max(0, ...answers);
  const preparedMs = lanes.reduce((sum, { beganMs, askedMs = beganMs }) => sum + askedMs - beganMs, 0);
  const open = lanes.map(
    ({ askedMs = Infinity }) =>
      lanes.filter((other) => (other.askedMs ?? Infinity) <= askedMs && askedMs < (other.answeredMs ?? Infinity))
        .length,
  );
  return {
    allMs: answers.length < jobs ? undefined : lastMs,
    idleMs: Math.max(0, lastMs - preparedMs),
    open: Math.max(0, ...open),
  };
}
