/**
 * Which steps depend on each other: in which order they come can make a difference, or one lets or keeps the other happen.
 * All else commutes, and the schedules that differ only so are one trace.
 *
 * The relation is static: what a step shares is known before it is taken, and never changes. Steps depend if they are of
 * one line: the events of one machine, with the losses and doublings of what is on its way to it, or a cut and its healing.
 * Besides, they share
 * - a budget that has a bound: two drops, two duplicates, two crashes, wherever they happen;
 * - a cut: it, and its healing, with the deliveries that it holds back;
 * - silence, where timers wait for messages (`messages-first`): a timer and everything else;
 * - a duplicating channel that loses a message, with everything that may send the same once more;
 * - an observer: two steps that a law declares `visible`.
 *
 * A send comes before the delivery of what it sent. That is no dependence between steps, which could be the other way
 * round, but part of happens-before (pasts.ts).
 */
import type { ExecutionLaw } from "../../laws.ts";
import type { Choice } from "../../schedule.ts";
import type { System } from "../../system.ts";
import type { TraceStep } from "./trace-step.ts";

/** Whether two steps may not change places. A step depends on itself. */
export function areDependent(one: TraceStep, other: TraceStep): boolean {
  return (
    one.line === other.line || (one.writes & (other.writes | other.reads)) !== 0 || (one.reads & other.writes) !== 0
  );
}

const bits = { drop: 1, duplicate: 2, crash: 4, observer: 8, silence: 16, resending: 32 } as const;
/** The bits of the budgets. */
export const budgetBits: number = bits.drop | bits.duplicate | bits.crash;

const firstCutBit = 6;
/** Cuts beyond so many share the last bit: more depend than need to. */
const lastCutBit = 30;

/** What steps of a system share, besides their line. */
export class Sharing {
  private readonly system: System;
  private readonly laws: readonly ExecutionLaw[];
  /** Whether a message that a duplicating channel lost may be sent again. */
  private readonly canResend: boolean;

  constructor(system: System, laws: readonly ExecutionLaw[]) {
    this.system = system;
    this.laws = laws;
    this.canResend = system.faults.drops > 0 && system.channels.some(({ kind }) => kind === "duplicating");
  }

  /** What a step of a kind and line shares; `channel` is that of a message, -1 without one. */
  of(
    kind: Choice["kind"],
    { line, channel }: { readonly line: number; readonly channel: number },
  ): { readonly writes: number; readonly reads: number } {
    const { faults, timers } = this.system;
    const waits = timers === "messages-first";
    let writes = this.isVisible(kind, line) ? bits.observer : 0;
    if (kind === "timer" && waits) writes |= bits.silence;
    if (kind === "drop" && Number.isFinite(faults.drops)) writes |= bits.drop;
    if (kind === "duplicate" && Number.isFinite(faults.duplicates)) writes |= bits.duplicate;
    if (kind === "crash" && Number.isFinite(faults.crashes)) writes |= bits.crash;
    if (kind === "cut" || kind === "heal") writes |= cutBit(-1 - line);
    let reads = waits ? bits.silence : 0;
    if (this.canResend && kind === "drop") writes |= bits.resending;
    if (this.canResend && handlerKinds.includes(kind)) reads |= bits.resending;
    if (kind === "deliver") for (const cut of cutsOf(this.system, channel)) reads |= cutBit(cut);
    return { writes, reads };
  }

  private isVisible(kind: Choice["kind"], line: number): boolean {
    const machine = this.system.nodes[line]?.id ?? "";
    return this.laws.some(
      ({ visible }) =>
        visible !== undefined &&
        visible.kinds?.includes(kind) !== false &&
        visible.machines?.includes(machine) !== false,
    );
  }
}

/** Steps in which a handler runs, and may send. */
const handlerKinds: readonly Choice["kind"][] = ["input", "deliver", "timer", "restart"];

/** The cuts that hold a channel back, by their places. */
export function cutsOf({ faults }: System, channel: number): number[] {
  return faults.cuts.flatMap((cut, place) => (cut.channels.has(channel) ? [place] : []));
}

function cutBit(cut: number): number {
  return 1 << Math.min(firstCutBit + cut, lastCutBit);
}
