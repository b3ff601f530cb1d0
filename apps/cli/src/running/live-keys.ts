import type { MachineId } from "@millrace/core";
import type { LiveSystem } from "@millrace/workers";
import { type Dial, type Network, setNetwork, turn } from "./dials.ts";
import { makeTrouble } from "./trouble.ts";

/** How {@link LiveKeys} begin. */
export interface KeysOptions {
  /** Decides the trouble that is made. */
  readonly seed: number;
  /** How the network treats messages at first. */
  readonly network: Network;
  /** q was pressed. */
  onQuit(): void;
}

/** What the keys of a running system do, and what has been chosen with them. */
export class LiveKeys {
  /** The machine that keys are for. */
  chosen: MachineId;
  /** The machine that it is to be cut from, while that is being chosen. */
  target: MachineId | undefined;
  /** What came of the last key. */
  notice: string | undefined;
  network: Network;
  readonly #live: LiveSystem;
  readonly #options: KeysOptions;
  readonly #given = new Map<MachineId, number>();
  #troubles = 0;
  #isTroubled = false;

  constructor(live: LiveSystem, options: KeysOptions) {
    this.#live = live;
    this.#options = options;
    this.network = options.network;
    this.chosen = this.#names[0] ?? "";
  }

  /** A key was pressed. */
  press(key: string): void {
    this.notice = undefined;
    if (key === "q") return this.#options.onQuit();
    if (this.target !== undefined) return this.#pressInCut(key, this.target);
    const { chosen } = this;
    const live = this.#live;
    switch (key) {
      case "k":
        return this.#try(live.kill(chosen), `${chosen} is killed.`);
      case "r":
        return this.#try(live.restart(chosen), `${chosen} is up again.`);
      case "c":
        return this.#beginCut();
      case "h":
        return live.cuts.length === 0
          ? this.#say("Nothing is cut. c cuts the chosen machine from another.")
          : this.#try(live.heal(), "The network is whole again.");
      case "i":
        return this.#giveAgain();
      case "t":
        return this.makeTrouble(5_000);
      case "d":
        return this.#turn("delayMs");
      case "l":
        return this.#turn("dropRate");
      case "u":
        return this.#turn("duplicateRate");
      default:
        this.chosen = choose(key, chosen, this.#names);
    }
  }

  /** Trouble for so long, each time from another seed. */
  makeTrouble(durationMs: number): void {
    if (this.#isTroubled) return this.#say("There is trouble already. Wait until it is over.");
    this.#isTroubled = true;
    this.#say(`Trouble for ${durationMs / 1000} s: machines are killed, and the network is cut.`);
    const seed = this.#options.seed + this.#troubles++;
    const keepsDelay = this.network.delayMs[1] > 0;
    const trouble = makeTrouble(this.#live, { seed, durationMs, keepsDelay }).finally(() => (this.#isTroubled = false));
    this.#try(trouble, "The trouble is over.");
  }

  get #names(): readonly MachineId[] {
    return this.#live.machines.filter(({ isResource }) => !isResource).map(({ id }) => id);
  }

  /** The machines to which the chosen one may send. */
  get #targets(): readonly MachineId[] {
    const { channels } = this.#live.system;
    return this.#names.filter((name) => channels.some(({ from, to }) => from === this.chosen && to === name));
  }

  #beginCut(): void {
    this.target = this.#targets[0];
    if (this.target === undefined) this.#say(`${this.chosen} has no channel to any machine.`);
    else this.#askForTarget(this.target);
  }

  #pressInCut(key: string, target: MachineId): void {
    if (key === "escape") return void (this.target = undefined);
    if (key === "return" || key === "enter") {
      this.target = undefined;
      return this.#try(this.#live.cut(this.chosen, target), `No message of ${this.chosen} reaches ${target}. h heals.`);
    }
    const asked = /^[1-9]$/.test(key) ? choose(key, target, this.#names) : choose(key, target, this.#targets);
    if (this.#targets.includes(asked)) {
      this.target = asked;
      this.#askForTarget(asked);
    } else {
      this.#say(`${this.chosen} has no channel to ${asked}. From ${this.chosen} to ${target}?`);
    }
  }

  #askForTarget(target: MachineId): void {
    this.#say(`Cut from ${this.chosen} to ${target}?`);
  }

  /** The next of the system's own requests to the chosen machine, whether it had it before or not. */
  #giveAgain(): void {
    const { chosen } = this;
    const own = this.#live.system.inputs.filter(({ machine }) => machine === chosen);
    const given = this.#given.get(chosen) ?? 0;
    const next = own[given % own.length];
    if (next === undefined) return this.#say(`The system has no request for ${chosen}.`);
    this.#given.set(chosen, given + 1);
    this.#say(`Request ${(given % own.length) + 1} of ${own.length} is given to ${chosen}.`);
    this.#try(this.#live.input(chosen, next.input));
  }

  #turn(dial: Dial): void {
    this.network = turn(this.network, dial);
    this.#try(setNetwork(this.#live, this.network));
  }

  /** What is refused is said, and does nothing else. */
  #try(work: Promise<void>, done?: string): void {
    work.then(
      () => done !== undefined && this.#say(done),
      (error: unknown) => this.#say(error instanceof Error ? error.message : String(error)),
    );
  }

  #say(notice: string): void {
    this.notice = notice;
  }
}

/** The one that a key leads to: up and down go round, a number names it. */
function choose(key: string, from: MachineId, names: readonly MachineId[]): MachineId {
  const place = names.indexOf(from);
  if (key === "up") return names.at(place - 1) ?? from;
  if (key === "down") return names[(place + 1) % names.length] ?? from;
  return (/^[1-9]$/.test(key) ? names[Number(key) - 1] : undefined) ?? from;
}
