/**
 * Failure detector: everybody says "I am here" every so often. Who is silent for too long is suspected; who was suspected
 * wrongly is given more time from then on.
 *
 * State: for each peer, how long it may be silent; whom this machine suspects.
 * Message: "beat", and nothing else in it. One to each peer every `beatMs`: n(n − 1) in all for n machines.
 *
 * It is complete, since a dead machine sends no beat, and in the end accurate, if from some time on messages take no longer
 * than some bound: a timeout that grows with each mistake gets past it, and nobody needs to know the bound.
 *
 * Source: beyond the book in its details. Chandra and Toueg, "Unreliable failure detectors for reliable distributed systems"
 * (1996), the class called eventually perfect; K&S ch. 15 treats such detectors.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that watches its peers. Throws an Error for times that make no sense.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { failureDetector } from "@millrace/delivery";
 *
 * const watch = failureDetector({ beatMs: 20, timeoutMs: 60, growMs: 20 });
 * const system = defineSystem({
 *   machines: { a: watch, b: watch },
 *   inputs: [at("b", { type: "stop" }, { atMs: 100 }), at("a", { type: "stop" }, { atMs: 300 })],
 * });
 * const words = simulate(system).events.flatMap((event) => event.outputs);
 * if (JSON.stringify(words) !== '[{"type":"suspected","machine":"b"}]') throw new Error("b is silent, and a says so once");
 * ```
 */
export function failureDetector(
  options: DetectorOptions,
): Machine<DetectorState, "beat", DetectorOutput, DetectorInput> {
  const { beatMs, timeoutMs, growMs } = checkTimes(options);
  return defineMachine({
    start(context): DetectorState {
      const timeoutsMs = Object.fromEntries(context.peers.map((peer) => [peer, timeoutMs]));
      for (const peer of context.peers) {
        context.send(peer, "beat");
        context.setTimer(watchOf(peer), timeoutMs);
      }
      context.setTimer("beat", beatMs);
      return { timeoutsMs, suspected: [], isStopped: false };
    },

    onMessage(state, _beat, from, context) {
      if (state.isStopped) return;
      const place = state.suspected.indexOf(from);
      let allowedMs = state.timeoutsMs[from] ?? timeoutMs;
      if (place >= 0) {
        state.suspected.splice(place, 1);
        allowedMs += growMs;
        state.timeoutsMs[from] = allowedMs;
        context.output({ type: "trusted", machine: from });
      }
      context.setTimer(watchOf(from), allowedMs);
    },

    onTimer(state, timer, context) {
      if (timer === "beat") {
        for (const peer of context.peers) context.send(peer, "beat");
        context.setTimer("beat", beatMs);
        return;
      }
      const silent = context.peers.find((peer) => watchOf(peer) === timer);
      if (silent === undefined) return;
      state.suspected.push(silent);
      context.output({ type: "suspected", machine: silent });
    },

    onInput(state, _stop, context) {
      state.isStopped = true;
      context.clearTimer("beat");
      for (const peer of context.peers) context.clearTimer(watchOf(peer));
    },
  });
}

/** How often to speak, and how long to wait. */
export interface DetectorOptions {
  /** From one beat to the next, in milliseconds: more than 0. */
  readonly beatMs: number;
  /** How long a peer may be silent at first, in milliseconds: more than 0. A few times `beatMs` makes for few mistakes. */
  readonly timeoutMs: number;
  /** By how much longer after each mistake about it, in milliseconds: more than 0. */
  readonly growMs: number;
}

/** What a detector can be asked: to fall silent for good, and to watch nobody any more. */
export interface DetectorInput {
  /** The only kind of request. */
  readonly type: "stop";
}

/** What the outside sees: a detector has changed its mind about a peer. */
export interface DetectorOutput {
  /** What it believes from now on; at first, everybody is trusted. */
  readonly type: "suspected" | "trusted";
  /** Whom it is about. */
  readonly machine: MachineId;
}

/** What a detector remembers. */
export interface DetectorState {
  /** By peer, how long it may be silent, in milliseconds. */
  readonly timeoutsMs: Record<MachineId, number>;
  /** The peers that have been silent for longer. */
  readonly suspected: MachineId[];
  /** Whether it was asked to stop. */
  isStopped: boolean;
}

function watchOf(peer: MachineId): string {
  return `watch ${peer}`;
}

function checkTimes(options: DetectorOptions): DetectorOptions {
  for (const name of ["beatMs", "timeoutMs", "growMs"] as const) {
    if (!(options[name] > 0 && options[name] < Infinity))
      throw new Error(
        `Cannot watch for failures as ${name} must be more than 0 milliseconds: ${options[name]}. Change it.`,
      );
  }
  return options;
}
