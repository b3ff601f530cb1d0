import { type Node, randomAt } from "@millrace/core";
import type { LiveFailure, LiveMachine } from "../live-system.ts";
import { WorkerError } from "../worker-error.ts";
import type { GivenInput, Settings, Turn } from "../worker-protocol.ts";
import { describeHandlerFailure, startError } from "./failure-text.ts";
import { Thread, type UncaughtError } from "./thread.ts";
import type { LiveRun } from "./live-run.ts";

/** One machine of a live system, through all of its lives. */
export class Supervisor {
  readonly node: Node;
  readonly #run: LiveRun;
  readonly #onDown: () => void;
  #status: LiveMachine["status"] = "starting";
  #thread: Thread | undefined;
  #crashes = 0;
  #failure: LiveFailure | undefined;
  /** Whether requests are handed over as they come; before, they wait. */
  #isOpen = false;
  /** Requests that are given and not taken, by number, and whom to tell. */
  readonly #waiting = new Map<number, { readonly given: GivenInput; taken(): void }>();
  /** How many events it had had before this life. */
  #bornAt = 0;
  /** The last of what is to be done with this machine, one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** `onDown` is called when its worker has ended, by a kill or a failure. */
  constructor(node: Node, run: LiveRun, onDown: () => void) {
    this.node = node;
    this.#run = run;
    this.#onDown = onDown;
  }

  get isUp(): boolean {
    return this.#status === "up";
  }

  get isDown(): boolean {
    return this.#status === "down";
  }

  /** Why it is down; undefined if it is up, or was killed. */
  get failure(): LiveFailure | undefined {
    return this.#failure;
  }

  /** Whether it has had an event since it began. */
  get hasStarted(): boolean {
    return this.#run.ledger.of(this.node).events > 0;
  }

  /** Whether it has had an event in this life. */
  get hasBegun(): boolean {
    return this.#run.ledger.of(this.node).events > this.#bornAt;
  }

  /** Whether it does nothing more by itself: all is taken and no timer is set, or it is down. */
  get isIdle(): boolean {
    if (this.isDown) return true;
    const { timers } = this.#run.ledger.of(this.node);
    return this.isUp && this.hasBegun && this.#waiting.size === 0 && timers.length === 0;
  }

  get view(): LiveMachine {
    const { id, isResource } = this.node;
    const { events, state, timers } = this.#run.ledger.of(this.node);
    const inputsLeft = this.#waiting.size;
    return { id, isResource, status: this.#status, crashes: this.#crashes, events, state, timers, inputsLeft };
  }

  /** Does one thing after the other. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Makes a worker, and has it find its machine. Rejects with a {@link LoadFailure} if the worker's code throws. */
  async load(): Promise<void> {
    this.#status = "starting";
    this.#failure = undefined;
    this.#bornAt = this.#run.ledger.of(this.node).events;
    let fail: (error: Error) => void = () => undefined;
    const failing = new Promise<never>((_resolve, reject) => (fail = reject));
    failing.catch(() => undefined);
    const settings = this.#settings();
    try {
      const thread = this.#makeThread((error) => fail(error));
      this.#thread = thread;
      const loading = thread.call(`start ${this.node.id}`, (side) => side.load(settings), {
        deadlineMs: this.#run.options.readyMs,
        advice: "Does its worker's file call exposeSystems? If it only needs longer, raise readyMs.",
      });
      loading.catch(() => undefined);
      await Promise.race([loading, failing]);
      this.#status = "up";
    } catch (error) {
      this.#status = "down";
      await this.#endThread();
      if (error instanceof LoadFailure) this.#note({ machine: this.node.id, during: "load", ...error.uncaught });
      throw error;
    }
  }

  /** Has a loaded machine begin. What became of the network meanwhile is told first. */
  run(): void {
    const { disturbance } = this.#run;
    const held = this.#run.heldOf(this.node);
    this.ask("cut it off", (side) => side.hold(held));
    this.ask("tell it of the network", (side) => side.disturb(disturbance));
    this.ask("start it", (side) => side.run());
  }

  /** Starts it again: a new worker, `connect` for its ports, and all requests that wait. */
  async bringUp(connect: () => void): Promise<void> {
    await this.load().catch((error: unknown) => {
      throw this.#failure === undefined ? error : startError(this.#failure);
    });
    connect();
    this.run();
    await this.#run.until.true(() => this.hasBegun || this.failure !== undefined);
    if (!this.hasBegun && this.failure !== undefined) throw startError(this.failure);
    this.open();
  }

  /** Hands over all that waits; from here on it gets requests as they come. */
  open(): void {
    // It may have failed since it began.
    if (!this.isUp) return;
    this.#isOpen = true;
    const waiting = [...this.#waiting.values()].map(({ given }) => given);
    if (waiting.length > 0) this.ask("give it inputs", (side) => side.give(waiting));
  }

  /** Gives it a request; resolves when it is taken, or the system is stopped. */
  async give(given: GivenInput): Promise<void> {
    const isTaken = new Promise<void>((taken) => this.#waiting.set(given.input, { given, taken }));
    if (this.#isOpen) this.ask("give it an input", (side) => side.give([given]));
    await Promise.race([isTaken, this.#run.stopped]);
  }

  /** Ends its worker, and writes the crash into the journal behind all that it reported. */
  async takeDown(): Promise<void> {
    const { ledger, recorder, nowMs, until } = this.#run;
    this.#status = "stopping";
    this.#isOpen = false;
    await this.#endThread();
    this.#status = "down";
    // Where this life had no event, nothing has crashed; and in an execution resources never do.
    if (this.hasBegun && !this.node.isResource) {
      this.#crashes += 1;
      ledger.crash(this.node);
      recorder.crash(this.node, nowMs);
    }
    this.#onDown();
    until.look();
  }

  /** Ends its worker once it has said how far it is, and all of that is in the journal. It is no crash. */
  async bringToRest(): Promise<void> {
    const { ledger, until, options } = this.#run;
    const thread = this.#thread;
    if (thread === undefined) return;
    try {
      const events = await thread.call("stop it", (side) => side.close());
      await until.within(options.deadlineMs, () => ledger.of(this.node).events >= events);
    } catch (error) {
      // What it has reported is what there is.
      if (this.isUp && this.#failure === undefined && error instanceof WorkerError)
        this.#note({ machine: this.node.id, during: "unresponsive", message: error.message });
    }
    this.#status = "down";
    await this.#endThread();
  }

  /** Tells it which of its channels are cut now. Gives the number of its events up to there. */
  async hold(): Promise<number> {
    const held = this.#run.heldOf(this.node);
    const thread = this.#thread;
    if (this.isUp && thread !== undefined) {
      try {
        return await thread.call("cut it off", (side) => side.hold(held));
      } catch (error) {
        this.#onNoAnswer(thread, error);
        await this.#last;
      }
    }
    // On its way down, what it has reported may still be coming in.
    if (this.#status === "stopping") await this.#last;
    // It delivers nothing now, and is told before it does again.
    return this.#run.ledger.of(this.node).events;
  }

  /** Whether it is there; if not, it has failed. */
  async check(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined || !this.isUp) return;
    await thread.call("go on", (side) => side.ping()).catch((error: unknown) => this.#onNoAnswer(thread, error));
  }

  /** A call whose answer nobody needs. A worker that goes down meanwhile is told again at its next start. */
  ask(what: string, ask: Parameters<Thread["call"]>[1]): void {
    const thread = this.#thread;
    thread?.call(what, ask).catch((error: unknown) => this.#onNoAnswer(thread, error));
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread === undefined || (await thread.end())) return;
    const message =
      "Its worker cannot be ended: it is cut off, but uses a core until this process ends. (Deno does not end an endless loop: denoland/deno#35657.)";
    this.#run.note({ machine: this.node.id, during: "unresponsive", message });
  }

  #makeThread(onLoadFailure: (error: LoadFailure) => void): Thread {
    const { options } = this.#run;
    return new Thread(options.worker, {
      machine: this.node.id,
      deadlineMs: options.deadlineMs,
      onTurn: (turn) => this.#onTurn(turn),
      onError: (error) => {
        onLoadFailure(new LoadFailure(error));
        if (this.isUp) this.#onFailure({ machine: this.node.id, during: "uncaught", ...error });
      },
    });
  }

  #settings(): Settings {
    const { options, shape, system, originMs, disturbance, ledger } = this.#run;
    const { name, seed, clockSkewMs = 0, place } = options;
    const { id } = this.node;
    return {
      name,
      shape,
      machine: id,
      seed: system.seed,
      networkSeed: seed,
      originMs,
      clockOffsetMs: Math.round((randomAt(seed, `clock of ${id}`, 0) * 2 - 1) * clockSkewMs),
      disk: place,
      disturbance,
      held: this.#run.heldOf(this.node),
      begin: this.#run.hasBegun ? "restart" : "start",
      ...(this.hasStarted ? { past: ledger.past(this.node) } : {}),
    };
  }

  #onTurn({ events, failure }: Turn): void {
    const { ledger, recorder, until } = this.#run;
    for (const event of events) {
      ledger.note(this.node, event);
      if (event.kind !== "input") continue;
      const input = event.input ?? -1;
      this.#waiting.get(input)?.taken();
      this.#waiting.delete(input);
    }
    recorder.add(this.node, events);
    if (failure !== undefined) this.#onFailure(describeHandlerFailure(this.node.id, failure));
    until.look();
  }

  #onNoAnswer(thread: Thread, error: unknown): void {
    if (this.#thread !== thread || !this.isUp) return;
    const message = error instanceof Error ? error.message : String(error);
    const during = error instanceof WorkerError ? "unresponsive" : "uncaught";
    this.#onFailure({ machine: this.node.id, during, message });
  }

  /** It cannot go on: its worker is ended as by a kill. The others go on. */
  #onFailure(failure: LiveFailure): void {
    if (this.#failure !== undefined) return;
    this.#note(failure);
    const thread = this.#thread;
    // A report of a worker that is being ended already comes too late to end anything.
    const isAtWork = thread !== undefined && this.isUp && !this.#run.isStopping;
    if (isAtWork)
      void this.inTurn(async () => {
        if (this.#thread === thread && this.isUp) await this.takeDown();
      });
    this.#run.until.look();
  }

  #note(failure: LiveFailure): void {
    this.#failure = failure;
    this.#run.note(failure);
  }
}

/** A worker's file threw, or could not be loaded. */
export class LoadFailure extends Error {
  readonly uncaught: UncaughtError;

  constructor(uncaught: UncaughtError) {
    super(uncaught.message);
    this.uncaught = uncaught;
  }
}
