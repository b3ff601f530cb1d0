import type { Event, MachineId } from "@millrace/core";
import { type LiveMachine, type LiveSystem, spawn } from "@millrace/workers";
import type { Design } from "./design.ts";
import { designedSystem, systemName } from "./designed-system.ts";
import { type Ends, countEnds } from "./ends.ts";
import { errorText } from "../../shell/error-text.ts";

/** What a reader sees of a run. */
export interface RunView {
  readonly phase: "starting" | "running" | "ended" | "failed";
  readonly machines: readonly LiveMachine[];
  /** From what is known so far; at the end, from all that happened. */
  readonly ends: Ends;
  /** How many events that is. */
  readonly events: number;
  /** What happened last, for ears and eyes. */
  readonly said: string;
}

/** How long a killed machine stays down, in milliseconds. */
const downMs = 800;
/** How often the view is drawn anew while nothing else calls for it, in milliseconds. */
const drawMs = 100;

/** One run of a design on workers: from its start to where nothing is left to do, or to `stop`. */
export class DesignedRun {
  readonly #show: (view: RunView) => void;
  readonly #events: Event[] = [];
  /** The machines that are being killed and started again, each until it is up. */
  readonly #restarts = new Map<MachineId, Promise<void>>();
  #live: LiveSystem | undefined;
  #phase: RunView["phase"] = "starting";
  #said = "Starting the machines …";
  #isStopped = false;
  #drawing: ReturnType<typeof setInterval> | undefined;

  /** `show` is called with each new view. */
  constructor(design: Design, show: (view: RunView) => void) {
    this.#show = show;
    this.#run(design).catch((error: unknown) => this.#fail(error));
  }

  /** Kills a machine that is up; it is started again a moment later. */
  kill(machine: MachineId, label: string): void {
    const live = this.#live;
    if (live === undefined || this.#phase !== "running" || this.#restarts.has(machine)) return;
    const restart = this.#killAndRestart(live, machine, label).catch((error: unknown) => this.#fail(error));
    this.#restarts.set(machine, restart);
    void restart.finally(() => this.#restarts.delete(machine));
  }

  /** Ends all workers. Nothing is shown after that. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#drawing);
    // What a system says at its end is of no use to a page that has gone on.
    this.#live?.stop().catch(() => undefined);
  }

  async #run(design: Design): Promise<void> {
    const live = await spawn(designedSystem(design), {
      worker: () => new Worker(new URL("./designed.worker.ts", import.meta.url), { type: "module" }),
      name: systemName(design),
      onFailure: ({ machine, message }) => this.#fail(new Error(`${machine}: ${message}`)),
    });
    if (this.#isStopped) return void (await live.stop());
    this.#live = live;
    this.#phase = "running";
    this.#said = "Running. Orders are being placed at the source.";
    this.#drawing = setInterval(() => this.#draw(), drawMs);
    void this.#listen(live).catch((error: unknown) => this.#fail(error));
    await this.#untilNothingIsLeft(live);
    if (this.#isStopped || this.#phase !== "running") return;
    this.#phase = "ended";
    clearInterval(this.#drawing);
    const { events } = await live.stop();
    this.#events.splice(0, Infinity, ...events);
    this.#said = "Nothing is left to do.";
    this.#draw();
  }

  async #listen(live: LiveSystem): Promise<void> {
    for await (const event of live.events) this.#events.push(event);
  }

  /** A system is settled, too, when all that is left to do waits for a machine that is down. */
  async #untilNothingIsLeft(live: LiveSystem): Promise<void> {
    do {
      await Promise.all(this.#restarts.values());
      await live.settled();
    } while (this.#restarts.size > 0);
  }

  async #killAndRestart(live: LiveSystem, machine: MachineId, label: string): Promise<void> {
    const beginMs = performance.now();
    await live.kill(machine);
    this.#said = `${label} was killed. It will be started again.`;
    this.#draw();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    if (this.#isStopped) return;
    await live.restart(machine);
    this.#said = `${label} was killed, and is up again after ${Math.round(performance.now() - beginMs)} ms.`;
    this.#draw();
  }

  #fail(error: unknown): void {
    if (this.#isStopped || this.#phase === "failed") return;
    this.#phase = "failed";
    this.#said = `${errorText(error)} Run it again; if that does not help, reload the page.`;
    this.#draw();
    this.stop();
  }

  #draw(): void {
    if (this.#isStopped) return;
    this.#show({
      phase: this.#phase,
      machines: this.#live?.machines ?? [],
      ends: countEnds(this.#events),
      events: this.#events.length,
      said: this.#said,
    });
  }
}
