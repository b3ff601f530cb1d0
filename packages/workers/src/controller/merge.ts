/**
 * Puts what many machines tell into one order.
 *
 * There is no clock to sort by. Each event carries a vector clock, and takes its place as soon as everything that it knows
 * of has its place: so the order is a linear extension of happens-before. Among those that may come next, the one with
 * the earliest moment does, so that the order looks the way things went.
 */
import type { Node } from "@millrace/core";
import { Queue } from "../queue.ts";
import type { ReportedEvent } from "../worker-protocol.ts";

/** What waits for its place: an event that a machine reported, or its crash, which comes behind all that it reported. */
export type Told =
  | { readonly kind: "reported"; readonly event: ReportedEvent; readonly atMs: number }
  | { readonly kind: "crash"; readonly atMs: number };

/** A cut waits until each of these machines has so many events in the order: later ones receive nothing over it. */
export interface Barrier {
  readonly after: readonly (readonly [node: Node, reported: number])[];
}

/** Called for each thing that finds its place. */
export interface MergeOptions<Cut extends Barrier> {
  place(node: Node, told: Told): void;
  placeCut(cut: Cut): void;
}

interface Line {
  readonly node: Node;
  readonly waiting: Queue<Told>;
  /** Events in the order that count in vector clocks. */
  ticks: number;
  /** Events in the order that the machine itself reported. */
  reported: number;
  /** Whether it takes part: a machine whose code could not be loaded does not. */
  isAwaited: boolean;
}

/** One order of what many machines tell. */
export class Merge<Cut extends Barrier> {
  readonly #lines: readonly Line[];
  readonly #options: MergeOptions<Cut>;
  readonly #cuts: Cut[] = [];
  #hasStarted = false;

  constructor(nodes: readonly Node[], options: MergeOptions<Cut>) {
    this.#options = options;
    this.#lines = nodes.map((node) => ({ node, waiting: new Queue(), ticks: 0, reported: 0, isAwaited: true }));
  }

  /** What a machine tells, in its own order. */
  add({ index }: Node, told: readonly Told[]): void {
    for (const each of told) this.#lines[index]?.waiting.push(each);
    this.#goOn();
  }

  cut(cut: Cut): void {
    this.#cuts.push(cut);
    this.#goOn();
  }

  /** A machine never starts: nobody waits for it. */
  leaveOut({ index }: Node): void {
    const line = this.#lines[index];
    if (line !== undefined) line.isAwaited = false;
    this.#goOn();
  }

  /** Whether every cut has its place. */
  get hasPlacedCuts(): boolean {
    return this.#cuts.length === 0;
  }

  /** Whether everything that was told has its place. */
  get isCaughtUp(): boolean {
    return this.hasPlacedCuts && this.#lines.every(({ waiting }) => waiting.size === 0);
  }

  #goOn(): void {
    if (!this.#hasStarted && !this.#start()) return;
    for (;;) {
      const cut = this.#cuts.findIndex(({ after }) =>
        after.every(([{ index }, reported]) => (this.#lines[index]?.reported ?? 0) >= reported),
      );
      if (cut >= 0) {
        for (const ready of this.#cuts.splice(cut, 1)) this.#options.placeCut(ready);
        continue;
      }
      const line = this.#nextLine();
      if (line === undefined) return;
      this.#take(line);
    }
  }

  /** An execution begins with all starts, in the system's order. */
  #start(): boolean {
    const awaited = this.#lines.filter(({ isAwaited }) => isAwaited);
    if (awaited.some(({ waiting }) => waiting.size === 0)) return false;
    this.#hasStarted = true;
    for (const line of awaited) this.#take(line);
    return true;
  }

  /** The machine whose next event knows of nothing that is missing, and is the earliest. */
  #nextLine(): Line | undefined {
    let next: Line | undefined;
    for (const line of this.#lines) {
      const { first } = line.waiting;
      if (first === undefined || !this.#isReady(line, first)) continue;
      if (next === undefined || first.atMs < (next.waiting.first?.atMs ?? 0)) next = line;
    }
    return next;
  }

  #isReady(line: Line, told: Told): boolean {
    if (told.kind === "crash") return true;
    const { stamp } = told.event;
    return this.#lines.every((other) => other === line || other.ticks >= (stamp[other.node.index] ?? 0));
  }

  #take(line: Line): void {
    const told = line.waiting.take();
    if (told === undefined) return;
    const kind = told.kind === "crash" ? "crash" : told.event.kind;
    if (kind !== "crash") line.reported += 1;
    // What happens to a letter on its way is no step of a machine.
    if (kind !== "drop" && kind !== "duplicate") line.ticks += 1;
    this.#options.place(line.node, told);
  }
}
