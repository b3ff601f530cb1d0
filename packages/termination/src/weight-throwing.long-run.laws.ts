/**
 * What a root must see when hundreds of pieces were handed out and one of them is missing, which has the smallest part of
 * all the weight.
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
import { type Task, workTimer } from "./workload.ts";

/** Who is at work, and on what. The first machine is the root. */
export interface LongJob {
  readonly names: readonly [MachineId, ...MachineId[]];
  readonly load: Task;
}

/**
 * Judges one long run: the last piece of work that is sent is held back until nothing else is left to do, and is the last
 * to arrive. The root says that all is over after that, once.
 *
 * Whoever has work to hand out does so first; then the newest message arrives; any other timers go off when nothing else
 * can happen.
 */
export function judgeLastPiece(machine: AnyMachine, job: LongJob): Broken | undefined {
  try {
    return judgeRun(new LongRun(machine, job), job.names[0]);
  } catch (error) {
    return broken("every machine does its work", error instanceof Error ? error.message : describeValue(error));
  }
}

function judgeRun(run: LongRun, root: MachineId): Broken | undefined {
  run.goOn();
  const [early] = run.outputs;
  if (early !== undefined)
    return broken(`${root} waits for the last piece`, `${early.by} puts out ${describeValue(early.output)} before`);
  run.release();
  run.goOn();
  const { length: times } = run.outputs.filter(({ by }) => by === root);
  if (times === 1 && run.outputs.length === 1) return undefined;
  return broken(`${root} says terminated, once, when the last piece is done`, `it says so ${times} times`);
}

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
  /** How many pieces of work were sent. */
  private sent = 0;
  private held: Letter | undefined;

  constructor(machine: AnyMachine, { names, load }: LongJob) {
    this.pieces = countPieces(load);
    this.machines = new Map(names.map((self) => [self, new DrivenMachine(machine, this.contextOf(self, names))]));
    this.machines.get(names[0])?.begin(load);
  }

  /** Whatever can happen does, but for the last piece. */
  goOn(): void {
    const machines = [...this.machines.values()];
    // A right answer has fewer than five events for each piece; one whose timers never fall silent is let go.
    for (let left = 5 * this.pieces + 20; left > 0; left--) {
      const busy = machines.find(({ timers }) => timers.has(workTimer));
      const letter = busy === undefined ? this.letters.pop() : undefined;
      if (busy !== undefined) busy.goOff(workTimer);
      else if (letter !== undefined) this.machines.get(letter.to)?.receive(letter);
      else {
        const waiting = machines.flatMap((machine) => [...machine.timers].map((timer) => ({ machine, timer })));
        if (waiting.length === 0) return;
        for (const { machine, timer } of waiting) machine.goOff(timer);
      }
    }
  }

  release(): void {
    if (this.held !== undefined) this.letters.push(this.held);
  }

  private contextOf(self: MachineId, names: readonly MachineId[]): ContextOfRun {
    return {
      self,
      peers: names.filter((name) => name !== self),
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

type ContextOfRun = Pick<Context, "self" | "peers" | "send" | "output">;

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
      now: () => 0,
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
