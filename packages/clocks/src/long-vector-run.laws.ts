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
 * each counts its own events, and knows the count of whoever told it, and of nobody more than there are. Beyond 1,000, only
 * every 256th stamp is read: a count that has run over stays wrong.
 *
 * One whose memory grows with each event is right too, but takes ever more time: it is followed for 300.
 */
export function judgeLongVectorRun(
  machine: AnyMachine,
  { stamp = vectorStamp, requests = 66_000 }: LongVectorRunOptions = {},
): Broken | undefined {
  return judgeHandlers(() => new LongVectorRun(machine, { stamp, requests, names: all }).take());
}

/**
 * Judges it on 66,000 requests to a machine that has one peer: where each peer makes every request take longer. Then it tells
 * its peer, which answers. `judgeAnswer` is given what is put out for the answer, and how many events the peer was told of.
 */
export function judgeLongRunOfTwo(
  machine: AnyMachine,
  judgeAnswer: (output: unknown, told: number) => Broken | undefined = () => undefined,
): Broken | undefined {
  const run = { stamp: vectorStamp, requests: 66_000, names: ["extract", "load"] };
  return judgeHandlers(() => new LongVectorRun(machine, run).takeAndAnswer(judgeAnswer));
}

function judgeHandlers(judge: () => Broken | undefined): Broken | undefined {
  try {
    return judge();
  } catch (error) {
    if (error instanceof HandlerThrew) return broken(`${error.machine} does its work`, error.message);
    throw error;
  }
}

/** How to judge a long run. */
export interface LongVectorRunOptions {
  /** What is put out; vectors by default. */
  readonly stamp?: StampShape<Entries>;
  /** How many requests the busy machine takes, 1,000 or more: 66,000 by default, fewer where each takes long. */
  readonly requests?: number;
}

/** In the longest part. Where sixteen bits end, it looks, too. */
const looksEvery = 256;

/** Counts with more digits take a few letters more; 270 events that are kept take more than these. */
const growthAllowed = 100;

const all = ["extract", "load", "report"];

class LongVectorRun {
  private readonly stamp: StampShape<Entries>;
  private readonly requests: number;
  private readonly machines: ReadonlyMap<MachineId, DrivenMachine>;
  private readonly counts = new Map<MachineId, number>();

  constructor(
    machine: AnyMachine,
    { stamp, requests, names }: Required<LongVectorRunOptions> & { readonly names: readonly MachineId[] },
  ) {
    this.stamp = stamp;
    this.requests = requests;
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

  takeAndAnswer(judgeAnswer: (output: unknown, told: number) => Broken | undefined): Broken | undefined {
    const early = this.haveEvents("extract", 30) ?? this.haveManyEvents("extract") ?? this.tell("extract", "load");
    const told = this.counts.get("extract") ?? 0;
    return early ?? this.tell("load", "extract") ?? judgeAnswer(this.machines.get("extract")?.outputs[0], told);
  }

  private haveManyEvents(name: MachineId): Broken | undefined {
    const before = this.room;
    const early = this.haveEvents(name, 300);
    if (early !== undefined || this.room > before + growthAllowed) return early;
    return this.haveEvents(name, 1_000) ?? this.haveEventsUnseen(name, this.requests);
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

  private haveEventsUnseen(name: MachineId, last: number): Broken | undefined {
    for (let count = this.counts.get(name) ?? 0; count < last; count = this.counts.get(name) ?? 0) {
      const next = Math.min(count + looksEvery - (count % looksEvery), last);
      const unseen = next - 1 - count;
      const outputs = this.machines.get(name)?.takeUnseen({ type: "local" }, unseen).outputs;
      if (outputs !== unseen)
        return broken(`${name} puts out ${unseen} stamps for ${unseen} events of its own`, `it put out ${outputs}`);
      this.counts.set(name, next - 1);
      const problem = this.haveEvents(name, next);
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

  /**
   * Counts the newest event of a machine. It must be stamped with that count, with those of `others`, and with no more than any
   * machine has had.
   */
  private judge(name: MachineId, others: readonly MachineId[]): Broken | undefined {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const outputs = this.machines.get(name)?.outputs ?? [];
    const entries = outputs.length === 1 ? this.stamp.parse(outputs[0]) : undefined;
    const wrong =
      [name, ...others].find((other) => entries?.get(other) !== this.counts.get(other)) ??
      [...(entries ?? [])].find(([other, count]) => count > (this.counts.get(other) ?? 0))?.[0];
    if (wrong === undefined) return undefined;
    const atMost = wrong === name || others.includes(wrong) ? "" : "at most ";
    return broken(
      `${name} stamps its event ${this.counts.get(name)} with ${atMost}${this.counts.get(wrong) ?? 0} for ${wrong}`,
      `it put out ${outputs.length === 0 ? "nothing" : outputs.map(describeValue).join(" and ")}`,
    );
  }

  private get room(): number {
    return [...this.machines.values()].reduce((sum, { room }) => sum + room, 0);
  }
}
