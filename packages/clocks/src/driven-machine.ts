import {
  type AnyMachine,
  type Context,
  type MachineId,
  clone,
  createRandom,
  describeValue,
  encode,
} from "@millrace/core";

/** What a driven machine is told of itself. */
export interface DrivenMachineOptions extends Pick<Context, "self" | "peers"> {
  /** What its clock shows, in milliseconds: 0 by default. */
  readonly nowMs?: number;
}

/**
 * One machine whose handlers are called directly, with nothing checked: for runs that are too long for the engine.
 * Time stands still for it, timers never go off and calls are never answered.
 */
export class DrivenMachine {
  /** Its name. */
  readonly self: MachineId;
  /** What the newest handler put out, in order: copies. */
  outputs: unknown[] = [];
  /** What the newest handler sent, in order: copies. */
  sends: { readonly to: MachineId; readonly message: unknown }[] = [];
  private readonly machine: AnyMachine;
  private readonly context: Context;
  /** Of the handlers that nobody looks at: how much they put out and sent. Undefined while somebody does. */
  private unseen: Unseen | undefined;
  private readonly disk = new Map<string, unknown>();
  private state: unknown;

  /** Starts it. Throws {@link HandlerThrew}, as each of its handlers. */
  constructor(machine: AnyMachine, { self, peers, nowMs = 0 }: DrivenMachineOptions) {
    const { disk } = this;
    this.self = self;
    this.machine = machine;
    this.context = {
      self,
      peers,
      send: (to, message) => {
        if (this.unseen === undefined) this.sends.push({ to, message: clone(message) });
        else this.unseen.sends += 1;
      },
      setTimer() {},
      clearTimer() {},
      now: () => nowMs,
      random: createRandom(1),
      disk: { read: (key) => clone(disk.get(key)), write: (key, value) => void disk.set(key, clone(value)) },
      output: (value) => {
        if (this.unseen === undefined) this.outputs.push(clone(value));
        else this.unseen.outputs += 1;
      },
      call() {},
    };
    this.run(() => (this.state = machine.start(this.context)));
  }

  /** How many letters its state and disk take, written out. Throws {@link HandlerThrew} if they are not plain data. */
  get room(): number {
    return this.attempt(() => encode([this.state, this.disk])).length;
  }

  onInput(input: unknown): void {
    this.run(() => this.machine.onInput?.(this.state, input, this.context));
  }

  /** Has it take the same request so often, and only counts what it does: copies, and looks at each, take most of the time. */
  takeUnseen(input: unknown, times: number): Readonly<Unseen> {
    const unseen = (this.unseen = { outputs: 0, sends: 0 });
    this.attempt(() => {
      for (let turn = 0; turn < times; turn++) this.machine.onInput?.(this.state, input, this.context);
    });
    this.unseen = undefined;
    return unseen;
  }

  onMessage(message: unknown, from: MachineId): void {
    this.run(() => this.machine.onMessage?.(this.state, message, from, this.context));
  }

  private run(handler: () => unknown): void {
    this.outputs = [];
    this.sends = [];
    this.attempt(handler);
  }

  private attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw new HandlerThrew(this.self, error);
    }
  }
}

/** How much handlers did that nobody looked at. */
interface Unseen {
  outputs: number;
  sends: number;
}

/** What a handler of a driven machine threw, or what it left that is not plain data; its message is that error's. */
export class HandlerThrew extends Error {
  /** Whose handler it was. */
  readonly machine: MachineId;

  constructor(machine: MachineId, cause: unknown) {
    super(cause instanceof Error ? cause.message : describeValue(cause), { cause });
    this.machine = machine;
  }
}
