import type { Observation } from "../laws.ts";
import { failureText, handlerLaw } from "../watch.ts";
import type { Inboxes } from "./inboxes.ts";
import type { Move } from "./local-states.ts";
import type { MonitorStates } from "./monitors.ts";
import { absent, PairTable } from "./pair-table.ts";
import type { SpaceChoice, SpaceViolation } from "./space-choice.ts";
import type { SpaceParts } from "./space-parts.ts";

/** Called for each step out of a state. `next` is overwritten by the following step: copy it to keep it. */
export type Visit = (next: Int32Array, violation: SpaceViolation | undefined) => void;

/**
 * The step out of a state that is being made: begun as a copy of the state, then changed in place. There is one for all
 * steps of a space, as they are made one after the other, by the million.
 */
export class NextStep {
  readonly row: Int32Array;
  violation: SpaceViolation | undefined;
  /** Which of several equal messages it disturbs, the oldest being 0. */
  copy = 0;
  private readonly parts: SpaceParts;
  /** What the step does, and to what: an object of it is made only where it is asked for. */
  private kind: SpaceChoice["kind"] = "input";
  private node = 0;
  private detail = 0;
  /** What laws see of steps in which no handler runs: by their kind and node, and what they do it to. */
  private readonly quietSights = new PairTable();

  constructor(parts: SpaceParts) {
    this.parts = parts;
    this.row = new Int32Array(parts.layout.width);
  }

  /** What the step does, as a choice. */
  get choice(): SpaceChoice {
    const { kind, node, detail, copy } = this;
    switch (kind) {
      case "deliver":
      case "drop":
      case "duplicate": {
        const events = this.parts.events[node];
        return { kind, channel: events?.channelOf(detail) ?? -1, message: events?.messageOf(detail) ?? -1, copy };
      }
      case "timer":
        return { kind, node, timer: this.parts.events[node]?.timerOf(detail) ?? "" };
      case "skew":
        return { kind, node, byMs: detail };
      case "cut":
      case "heal":
        return { kind, cut: detail };
      default:
        return { kind, node };
    }
  }

  /** A number that is this choice's alone in the space; equal messages have one. */
  get name(): number {
    const { kind, node, detail } = this;
    return (detail * this.parts.locals.length + node) * kinds.length + kinds.indexOf(kind);
  }

  /** Begins a step; `detail` is the event that it delivers, the timer as an event, the jump or the cut, by its kind. */
  begin(state: Int32Array, kind: SpaceChoice["kind"], node: number, detail: number): void {
    const { row } = this;
    // Shorter than the call of set() for rows as narrow as these.
    for (let place = 0; place < row.length; place++) row[place] = state[place] as number;
    this.violation = undefined;
    this.kind = kind;
    this.node = node;
    this.detail = detail;
    this.copy = 0;
  }

  /** Does what a handler's run does. */
  perform(node: number, move: Move): void {
    const { row, parts } = this;
    const { sends } = move;
    row[node] = move.local;
    for (let place = 0; place < sends.length; place += 2) {
      const receiver = sends[place] as number;
      const slot = parts.layout.inboxes + receiver;
      row[slot] = (parts.inboxes[receiver] as Inboxes).add(row[slot] as number, sends[place + 1] as number);
    }
    if (move.failure !== undefined) this.violation ??= { law: handlerLaw, ...failureText(move.failure) };
    if (move.sight !== 0) this.observe(move.sight);
  }

  /** Lets the laws see a step in which no handler runs: `see` gives what they see, and is called once for each such step. */
  observeQuietly(see: () => Observation): void {
    if (this.parts.monitors.length > 0) this.observe(this.quietSight(see));
  }

  private quietSight(see: () => Observation): number {
    const kind = kinds.indexOf(this.kind) * this.parts.locals.length + this.node;
    let sight = this.quietSights.get(kind, this.detail);
    if (sight === absent) {
      sight = this.parts.sights.number([see()]);
      this.quietSights.set(kind, this.detail, sight);
    }
    return sight;
  }

  private observe(sight: number): void {
    const { row, parts } = this;
    const { monitors } = parts;
    for (let index = 0; index < monitors.length; index++) {
      const monitor = monitors[index] as MonitorStates;
      const slot = parts.layout.monitors + index;
      const after = monitor.after(row[slot] as number, sight);
      if (after >= 0) row[slot] = after;
      else this.violation ??= { law: monitor.law.name, ...monitor.violation(after) };
    }
  }
}

const kinds: readonly SpaceChoice["kind"][] = [
  "input",
  "deliver",
  "timer",
  "restart",
  "drop",
  "duplicate",
  "crash",
  "skew",
  "cut",
  "heal",
];
