import { type Remote, releaseProxy, wrap } from "comlink";
import { whenGone } from "#host";
import { type MachineId, describeValue } from "@millrace/core";
import type { SignsOfLife, WorkerLike } from "../host/worker-like.ts";
import type { Boot, MachineSide, Turn } from "../worker-protocol.ts";
import { WorkerError } from "../worker-error.ts";
import { Calls, type Patience } from "./calls.ts";

/** How to begin a machine's life. */
export interface ThreadOptions {
  readonly machine: MachineId;
  readonly deadlineMs: number;
  onTurn(turn: Turn): void;
  /** Its code threw where nobody caught it, or it ended by itself. */
  onError(error: UncaughtError): void;
}

/** What came of code that nobody asked for anything: at the file's top, or in a promise. */
export interface UncaughtError {
  readonly message: string;
  /** Where, as far as the host tells. */
  readonly stack?: string;
}

/** One life of one machine: its worker, and the two ports to it. */
export class Thread {
  readonly #worker: WorkerLike;
  readonly #control: Remote<MachineSide>;
  readonly #ports: readonly MessagePort[];
  readonly #signs: SignsOfLife;
  readonly #calls: Calls;
  readonly #machine: MachineId;
  #ending: Promise<boolean> | undefined;

  /** Throws a {@link WorkerError} if no worker can be made. */
  constructor(worker: () => WorkerLike, { machine, deadlineMs, onTurn, onError }: ThreadOptions) {
    this.#machine = machine;
    this.#worker = makeWorker(worker, machine);
    this.#calls = new Calls(machine, { deadlineMs });
    const control = new MessageChannel();
    const journal = new MessageChannel();
    const lock = `millrace ${machine} ${crypto.randomUUID()}`;
    let heard = 0;
    this.#signs = {
      workerClosed: closing(this.#worker),
      journalClosed: closing(journal.port1),
      lock,
      reportsHeard: () => heard,
    };
    this.#ports = [control.port1, journal.port1];
    this.#control = wrap<MachineSide>(control.port1);
    journal.port1.addEventListener("message", ({ data }: MessageEvent<Turn>) => {
      heard += 1;
      onTurn(data);
    });
    journal.port1.start();
    const report = (error: UncaughtError): void => {
      if (this.#ending === undefined) onError(error);
    };
    this.#worker.addEventListener("error", (event) => {
      // Deno would end the whole process.
      event.preventDefault();
      report(describeUncaught(event));
    });
    this.#worker.addEventListener("close", () => {
      const message = "Its worker ended by itself. Does its file call exposeSystems?";
      report({ message });
      this.#calls.fail(new WorkerError(`Cannot reach ${machine}. ${message}`, { machine }));
    });
    const boot: Boot = { type: "millrace:boot", control: control.port2, journal: journal.port2, lock };
    this.#worker.postMessage(boot, [control.port2, journal.port2]);
  }

  /** Asks the worker for something; see {@link Calls.make}. `what` completes "Cannot …". */
  async call<Answer>(
    what: string,
    ask: (side: Remote<MachineSide>) => Promise<Answer>,
    patience: Partial<Patience> = {},
  ): Promise<Answer> {
    return this.#calls
      .make(what, () => ask(this.#control), patience)
      .catch((error: unknown) => {
        // Classes are lost on the way.
        const isOurs = error instanceof Error && error.name === "WorkerError" && !(error instanceof WorkerError);
        throw isOurs ? new WorkerError(error.message, { machine: this.#machine }) : error;
      });
  }

  /**
   * Ends the worker, whatever it is doing. Resolves when it is gone and all that it reported has arrived; or, with false,
   * when the host could not end it: then it is cut off, and nothing that it may still do is heard.
   */
  async end(): Promise<boolean> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<boolean> {
    const machine = this.#machine;
    this.#calls.fail(new WorkerError(`Cannot reach ${machine} as it is down. Restart it first.`, { machine }));
    this.#worker.terminate();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMs)));
    const isGone = await Promise.race([whenGone(this.#signs).then(() => true), late]);
    clearTimeout(timer);
    this.#control[releaseProxy]();
    for (const port of this.#ports) port.close();
    return isGone;
  }
}

/** A browser gives a worker two seconds to end what it is doing; a computer with too much to do needs longer. */
const patienceMs = 20_000;

function makeWorker(worker: () => WorkerLike, machine: MachineId): WorkerLike {
  try {
    const made: unknown = worker();
    if (isWorker(made)) return made;
    // It may be a worker all the same: of another kind, or one that is still to come.
    void Promise.resolve(made).then(
      (late) => isObject(late) && typeof late["terminate"] === "function" && late["terminate"](),
    );
    throw new TypeError(`it gave ${describeValue(made)} instead of a worker with addEventListener`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkerError(
      `Cannot start ${machine} as no worker can be made: ${reason}. Look at the function that is given as \`worker\`.`,
      { machine, cause: error },
    );
  }
}

function isWorker(made: unknown): made is WorkerLike {
  const methods = ["postMessage", "terminate", "addEventListener"];
  return isObject(made) && methods.every((name) => typeof made[name] === "function");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function closing(target: Pick<WorkerLike, "addEventListener"> | MessagePort): Promise<void> {
  return new Promise((resolve) => target.addEventListener("close", () => resolve()));
}

/** Hosts tell of an uncaught error in ways of their own. */
function describeUncaught(event: Event): UncaughtError {
  const { message, error, filename, lineno, colno } = event as Partial<ErrorEvent>;
  if (error instanceof Error)
    return { message: `${error.name}: ${error.message}`, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  const place = filename === undefined || filename === "" ? undefined : `at ${filename}:${lineno}:${colno}`;
  const text = message === undefined || message === "" ? "Its file could not be loaded." : message;
  return { message: text, ...(place === undefined ? {} : { stack: place }) };
}
