/**
 * What a root must see when hundreds of pieces were handed out and one of them is missing: whoever loses count, or patience,
 * does so here.
 *
 * The engine copies every state at every event, and a machine that has hundreds of pieces to hand out is large. Here the
 * handlers are called directly, in one fixed order. All else that a handler must and must not do is for the engine to check.
 */
import {
  type AnyMachine,
  type Broken,
  broken,
  clone,
  type Context,
  createRandom,
  describeValue,
  type MachineId,
} from "@millrace/core";
import { isWork } from "./termination.laws.ts";
import { stepMs, type Task, workTimer } from "./workload.ts";

/** Who is at work, and on what. The first machine is the root. */
export interface LongJob {
  readonly names: readonly [MachineId, ...MachineId[]];
  readonly load: Task;
}

/**
 * Judges one long run: the last piece of work that is sent is held back until hundreds of other events have passed, and is
 * the last to arrive. The root says that all is over after that, once.
 *
 * Whoever has work to hand out does so first. The newest piece arrives first, and between two pieces there is time for a
 * few of the detector's own messages and timers, so that it may look again and again at what is missing.
 */
export function judgeLastPiece(machine: AnyMachine, job: LongJob): Broken | undefined {
  try {
    return judgeRun(new LongRun(machine, job), job.names[0]);
  } catch (error) {
    return broken("every machine does its work", error instanceof Error ? error.message : describeValue(error));
  }
}

function judgeRun(run: LongRun, root: MachineId): Broken | undefined {
  run.handOut();
  run.detect(many);
  const [early] = run.outputs;
  if (early !== undefined)
    return broken(`${root} waits for the last piece`, `${early.by} puts out ${describeValue(early.output)} before`);
  run.release();
  run.handOut();
  run.detect(many);
  const { length: times } = run.outputs.filter(({ by }) => by === root);
  if (times === 1 && run.outputs.length === 1) return undefined;
  return broken(`${root} says terminated, once, when the last piece is done`, `it says so ${times} times`);
}

/** Of the detector's own events: time for three waves on three machines, with a timer or two. */
const aFew = 16;

/** Time for more than a hundred waves, or for any right answer to find out. */
const many = 600;

interface Letter {
  readonly from: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

class LongRun {
  readonly outputs: { readonly by: MachineId; readonly output: unknown }[] = [];
  private readonly machines: ReadonlyMap<MachineId, DrivenMachine>;
  private readonly letters: Letter[] = [];
  private readonly pieces: number;
  /** All clocks show the same, and a little later after each event: somebody may wait by the clock. */
  private atMs = 0;
  /** How many pieces of work were sent. */
  private sent = 0;
  private held: Letter | undefined;

  constructor(machine: AnyMachine, { names, load }: LongJob) {
    this.pieces = countPieces(load);
    this.machines = new Map(names.map((self) => [self, new DrivenMachine(machine, this.contextOf(self, names))]));
    this.machines.get(names[0])?.begin(load);
  }

  /** Every piece arrives, but for the last; and some time passes after each. */
  handOut(): void {
    this.detect(aFew);
    for (let left = this.pieces; left > 0; left--) {
      const place = this.letters.findLastIndex(({ message }) => isWork(message));
      if (place < 0) return;
      this.deliver(place);
      this.detect(aFew);
    }
  }

  /** So much happens at most that is not work, the oldest first; all that can be handed out is. */
  detect(most: number): void {
    const machines = [...this.machines.values()];
    for (let left = most; left > 0; left--) {
      this.workOn();
      this.atMs += stepMs;
      const place = this.letters.findIndex(({ message }) => !isWork(message));
      if (place >= 0) this.deliver(place);
      else {
        const waiting = machines.flatMap((machine) => [...machine.timers].map((timer) => ({ machine, timer })));
        if (waiting.length === 0) return;
        for (const { machine, timer } of waiting) machine.goOff(timer);
      }
    }
    this.workOn();
  }

  release(): void {
    if (this.held !== undefined) this.letters.push(this.held);
  }

  /** Everybody hands out what there is; a timer for work that goes off for ever is left alone some time. */
  private workOn(): void {
    for (const machine of this.machines.values()) {
      for (let left = this.pieces; left > 0 && machine.timers.has(workTimer); left--) machine.goOff(workTimer);
    }
  }

  private deliver(place: number): void {
    for (const letter of this.letters.splice(place, 1)) this.machines.get(letter.to)?.receive(letter);
  }

  private contextOf(self: MachineId, names: readonly MachineId[]): ContextOfRun {
    return {
      self,
      peers: names.filter((name) => name !== self),
      now: () => this.atMs,
      send: (to, message) => this.send({ from: self, to, message: clone(message) }),
      output: (output) => void this.outputs.push({ by: self, output }),
    };
  }

  private send(letter: Letter): void {
    if (isWork(letter.message)) this.sent += 1;
    const isLast = isWork(letter.message) && this.sent === this.pieces;
    if (isLast) this.held = letter;
    else this.letters.push(letter);
  }
}

type ContextOfRun = Pick<Context, "self" | "peers" | "now" | "send" | "output">;

/** One machine whose handlers are called directly, with nothing checked. */
class DrivenMachine {
  readonly timers = new Set<string>();
  private readonly machine: AnyMachine;
  private readonly context: Context;
  private readonly state: unknown;

  constructor(machine: AnyMachine, context: ContextOfRun) {
    const disk = new Map<string, unknown>();
    this.machine = machine;
    this.context = {
      ...context,
      setTimer: (name) => void this.timers.add(name),
      clearTimer: (name) => void this.timers.delete(name),
      random: createRandom(1),
      disk: { read: (key) => clone(disk.get(key)), write: (key, value) => void disk.set(key, clone(value)) },
      call() {},
    };
    this.state = machine.start(this.context);
  }

  begin(task: Task): void {
    this.machine.onInput?.(this.state, { type: "begin", task }, this.context);
  }

  receive({ from, message }: Letter): void {
    this.machine.onMessage?.(this.state, message, from, this.context);
  }

  goOff(timer: string): void {
    this.timers.delete(timer);
    this.machine.onTimer?.(this.state, timer, this.context);
  }
}

function countPieces({ spawns }: Task): number {
  return spawns.reduce((sum, { task }) => sum + 1 + countPieces(task), 0);
}
