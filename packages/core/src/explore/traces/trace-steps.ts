import type { ExecutionLaw } from "../../laws.ts";
import { isPort, type System } from "../../system.ts";
import { Sharing } from "./dependence.ts";
import type { TraceLetter, TraceStep } from "./trace-step.ts";

/** The steps of a system: those that do not come from a message are made once. */
export class TraceSteps {
  readonly inputs: readonly TraceStep[];
  readonly restarts: readonly TraceStep[];
  readonly heals: readonly TraceStep[];
  readonly crashes: readonly TraceStep[];
  readonly cuts: readonly TraceStep[];
  readonly skews: readonly TraceStep[];
  /** By node, then by event of that node. */
  private readonly timers: TraceStep[][];
  private readonly sharing: Sharing;
  /** By channel: whether the network may lose or double what is in it. */
  readonly isLossy: readonly boolean[];
  /** By channel: what the deliveries of its messages share. */
  private readonly shared: readonly Shared[];

  /** What `laws` declare visible is ordered. */
  constructor(system: System, laws: readonly ExecutionLaw[]) {
    const { nodes, faults } = system;
    const machines = nodes.filter(({ isResource }) => !isResource).map(({ index }) => index);
    const jumps = faults.clockSkewMs === 0 ? [] : [faults.clockSkewMs, -faults.clockSkewMs];
    const cuts = [...faults.cuts.keys()];
    this.sharing = new Sharing(system, laws);
    this.timers = nodes.map(() => []);
    this.shared = system.channels.map(({ to }, channel) =>
      this.sharing.of("deliver", { line: nodes.findIndex(({ id }) => id === to), channel }),
    );
    const hasLosses = faults.drops > 0 || faults.duplicates > 0;
    this.isLossy = system.channels.map(({ from, to }) => hasLosses && !isPort(from) && !isPort(to));
    this.inputs = nodes.filter(({ inputs }) => inputs.length > 0).map(({ index }) => this.make("input", index));
    this.restarts = faults.crashes > 0 ? machines.map((line) => this.make("restart", line)) : [];
    this.crashes = faults.crashes > 0 ? machines.map((line) => this.make("crash", line)) : [];
    this.skews = machines.flatMap((line) => jumps.map((byMs) => this.make("skew", line, { detail: byMs })));
    this.cuts = cuts.map((cut) => this.make("cut", -1 - cut, { detail: cut }));
    this.heals = cuts.map((cut) => this.make("heal", -1 - cut, { detail: cut }));
  }

  /** `event` is the timer, as an event of the node. */
  timer(node: number, event: number): TraceStep {
    const known = this.timers[node] as TraceStep[];
    return (known[event] ??= this.make("timer", node, { detail: event }));
  }

  /**
   * A message that is sent; `receiver` is the node that gets it, `event` its delivery there. Millions of them are made: hence
   * plain objects, each written down whole.
   */
  letter(
    { channel, messageId, sentAt, follows }: Pick<TraceLetter, "channel" | "messageId" | "sentAt" | "follows">,
    receiver: number,
    event: number,
  ): TraceLetter {
    const { writes, reads } = this.shared[channel] as Shared;
    const deliver: Writable<TraceStep> = {
      kind: "deliver",
      line: receiver,
      writes,
      reads,
      isWork: true,
      letter: undefined,
      detail: event,
    };
    const letter: Writable<TraceLetter> = { channel, messageId, sentAt, follows, deliver, drop: none, duplicate: none };
    deliver.letter = letter;
    if (this.isLossy[channel] === true) {
      letter.drop = { ...this.make("drop", receiver), letter };
      letter.duplicate = { ...this.make("duplicate", receiver), letter };
    }
    return letter;
  }

  private make(kind: TraceStep["kind"], line: number, { detail = 0 }: { readonly detail?: number } = {}): TraceStep {
    const { writes, reads } = this.sharing.of(kind, { line, channel: -1 });
    return { kind, line, writes, reads, isWork: workKinds.includes(kind), letter: undefined, detail };
  }
}

const workKinds: readonly TraceStep["kind"][] = ["input", "deliver", "timer", "restart", "heal"];

/** What a step shares, besides its line. */
type Shared = Pick<TraceStep, "writes" | "reads">;

/** While it is made. */
type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The loss or doubling of a message that can be neither lost nor doubled. */
const none: TraceStep = { kind: "drop", line: 0, writes: 0, reads: 0, isWork: false, letter: undefined, detail: 0 };
