import { availableParallelism } from "node:os";
import { type Engine, buildEngine, isCurrent } from "./engine-build.node.ts";
import { GradingProcess, type ProcessOptions } from "./grading-process.node.ts";

/** The processes that a runner grades in. Each does one job at a time; who finds all of them busy waits. */
export class GradingPool {
  private readonly cache: string;
  private readonly options: ProcessOptions;
  private readonly sizeMax = Math.min(Math.max(availableParallelism(), 1), 4);
  private readonly idle: GradingProcess[] = [];
  private readonly busy = new Set<GradingProcess>();
  private readonly waiting: (() => void)[] = [];
  private building: Promise<Engine> | undefined;
  private isClosed = false;

  constructor(cache: string, options: ProcessOptions) {
    this.cache = cache;
    this.options = options;
  }

  /** Whether its processes make the next worker ready. */
  get keepsSpare(): boolean {
    return this.options.keepSpare;
  }

  /** The engine as its sources are now. Processes with an older one are ended. */
  async engine(): Promise<Engine> {
    const engine = await (this.building ??= this.build());
    if (isCurrent(engine)) return engine;
    for (const process of this.idle.splice(0)) process.end();
    this.building = this.build();
    return this.building;
  }

  /** Starts a process if none is free, so that the next job need not wait for one. */
  warm(): void {
    this.engine().then(
      (engine) => {
        const isEnough = this.idle.length > 0 || this.busy.size >= this.sizeMax;
        if (!this.isClosed && !isEnough) this.idle.push(this.start(engine));
      },
      () => undefined, // whoever has a job is told
    );
  }

  /** Hands out a process for as long as `use` takes. */
  async with<Result>(use: (process: GradingProcess) => Promise<Result>): Promise<Result> {
    const engine = await this.engine();
    while (this.busy.size >= this.sizeMax) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.isClosed) throw new Error("Cannot grade as the runner is closed. Make another one.");
    const process =
      this.idle.find((candidate) => candidate.isAlive && candidate.engine.hash === engine.hash) ?? this.start(engine);
    remove(this.idle, process);
    this.busy.add(process);
    try {
      return await use(process);
    } finally {
      this.busy.delete(process);
      if (process.isAlive && !this.isClosed) this.idle.push(process);
      else if (this.options.keepSpare) this.warm();
      this.waiting.shift()?.();
    }
  }

  /** Ends every process, busy ones too. */
  close(): void {
    this.isClosed = true;
    for (const process of [...this.idle.splice(0), ...this.busy]) process.end();
    for (const go of this.waiting.splice(0)) go();
  }

  /** What could not be built may be mended by the next time. */
  private async build(): Promise<Engine> {
    try {
      return await buildEngine(this.cache);
    } catch (error) {
      this.building = undefined;
      throw error;
    }
  }

  private start(engine: Engine): GradingProcess {
    return new GradingProcess(engine, this.options);
  }
}

function remove<Item>(list: Item[], item: Item): void {
  const place = list.indexOf(item);
  if (place !== -1) list.splice(place, 1);
}
