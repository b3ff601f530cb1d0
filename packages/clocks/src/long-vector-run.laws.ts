/**
 * What a clock that counts for each machine is after tens of thousands of events, where counts of eight and sixteen bits have
 * run over. Handlers are called directly, as the engine would take seconds; see `long-run.laws.ts`.
 */
import { type AnyMachine, type Broken, type MachineId, broken, describeValue } from "@millrace/core";
import { DrivenMachine, HandlerThrew } from "./driven-machine.ts";
import type { StampShape } from "./stamped.ts";
import { type Entries, vectorStamp } from "./stamped-vectors.ts";

/**
 * Judges a clock on 66,000 requests to one machine, which then tells a second, and that one a third, which tells the first:
 * each counts its own events, and knows the count of whoever told it. `stamp` says what is put out: vectors by default.
 *
 * One whose memory grows with each event is right too, but takes ever more time: it is followed for 300.
 */
export function judgeLongVectorRun(machine: AnyMachine, stamp: StampShape<Entries> = vectorStamp): Broken | undefined {
  try {
    const run = new LongVectorRun(machine, stamp);
    return run.take();
  } catch (error) {
    if (error instanceof HandlerThrew) return broken(`${error.machine} does its work`, error.message);
    throw error;
  }
}

/** Counts with more digits take a few letters more; 270 events that are kept take more than these. */
const growthAllowed = 100;

const names = ["extract", "load", "report"];

class LongVectorRun {
  private readonly stamp: StampShape<Entries>;
  private readonly machines: ReadonlyMap<MachineId, DrivenMachine>;
  private readonly counts = new Map<MachineId, number>();

  constructor(machine: AnyMachine, stamp: StampShape<Entries>) {
    this.stamp = stamp;
    this.machines = new Map(
      names.map((self) => [self, new DrivenMachine(machine, { self, peers: names.filter((peer) => peer !== self) })]),
    );
  }

  /** The first and the last messages take the same ways, so that what was told long ago makes a difference. */
  take(): Broken | undefined {
    return (
      this.tell("extract", "load") ??
      this.tell("load", "report") ??
      this.haveEvents("extract", 30) ??
      this.haveManyEvents("extract") ??
      this.tell("extract", "load") ??
      this.tell("load", "report") ??
      this.tell("report", "extract") ??
      this.tell("extract", "load")
    );
  }

  private haveManyEvents(name: MachineId): Broken | undefined {
    const before = this.room;
    return this.haveEvents(name, 300) ?? this.haveEvents(name, this.room > before + growthAllowed ? 300 : 66_000);
  }

  private haveEvents(name: MachineId, last: number): Broken | undefined {
    const machine = this.machines.get(name);
    while ((this.counts.get(name) ?? 0) < last) {
      machine?.onInput({ type: "local" });
      const problem = this.judge(name, []);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private tell(from: MachineId, to: MachineId): Broken | undefined {
    const [sender, receiver] = [this.machines.get(from), this.machines.get(to)];
    sender?.onInput({ type: "send", to });
    const problem = this.judge(from, []);
    if (problem !== undefined) return problem;
    const message = sender?.sends.find((sent) => sent.to === to)?.message;
    receiver?.onMessage(message, from);
    return this.judge(to, [from]);
  }

  /** Counts the newest event of a machine. It must be stamped with that count, and with those of `others`. */
  private judge(name: MachineId, others: readonly MachineId[]): Broken | undefined {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const outputs = this.machines.get(name)?.outputs ?? [];
    const entries = outputs.length === 1 ? this.stamp.parse(outputs[0]) : undefined;
    for (const other of [name, ...others]) {
      const count = this.counts.get(other) ?? 0;
      if (entries?.get(other) !== count)
        return broken(
          `${name} stamps its event ${this.counts.get(name)} with ${count} for ${other}`,
          `it put out ${outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ")}`,
        );
    }
    return undefined;
  }

  private get room(): number {
    return [...this.machines.values()].reduce((sum, { room }) => sum + room, 0);
  }
}
