/**
 * A machine inside a station: the station runs its handlers and sees what they do, and makes messages, calls and outputs of
 * its own of that.
 *
 * A part's timers and its disk are the station's, under names of their own. What a part sends, asks and puts out goes
 * nowhere by itself.
 */
import { type AnyMachine, type Call, type Context, type MachineId, clone } from "@millrace/core";

/** What a part's handler has done, in order. */
export interface Deeds {
  /** What it sent, and to whom. */
  readonly sends: readonly { readonly to: MachineId; readonly message: unknown }[];
  /** What it asked, and which resource. */
  readonly calls: readonly Call[];
  /** What it put out. */
  readonly outputs: readonly unknown[];
  /** Its timers that it set or that have gone off, by the station's names for them, in order: the last one counts. */
  readonly timers: readonly { readonly timer: string; readonly isSet: boolean }[];
}

/** A part in its place. Each handler gives what the part has done. */
export interface Hosted {
  /** Gives the part's first state, too: plain data, for the station to keep. */
  start(context: Context): Deeds & { readonly state: unknown };
  /** A message for the part. */
  onMessage(state: unknown, message: unknown, from: MachineId, context: Context): Deeds;
  /** An input for the part. */
  onInput(state: unknown, input: unknown, context: Context): Deeds;
  /** The answer to a call of the part. */
  onReply(state: unknown, reply: unknown, call: Call, context: Context): Deeds;
  /** A timer of the station; undefined if it is none of the part's. */
  onTimer(state: unknown, timer: string, context: Context): Deeds | undefined;
}

/**
 * Hosts the part that `make` gives: `name` tells its timers and its disk from those of other parts of the station; `self` and
 * `peers` are the names that it sees of itself and of those that it can send to. It is made when it is first used, so that
 * whatever is wrong with it is a fault of a handler.
 *
 * @example
 * ```ts
 * import { defineMachine, defineSystem, simulate } from "@millrace/core";
 * import { host } from "@millrace/pipeline";
 *
 * const part = defineMachine<object, never, string>({ start: (context) => (context.output("hello"), {}) });
 * const hosted = host(() => part, { name: "greeter", self: "greeter", peers: [] });
 * const station = defineMachine<object, never, string>({
 *   start(context) {
 *     for (const word of hosted.start(context).outputs) context.output(`${String(word)}, says the part`);
 *     return {};
 *   },
 * });
 * const [first] = simulate(defineSystem({ machines: { station } })).events;
 * if (first?.outputs[0] !== "hello, says the part") throw new Error("a part speaks through its station");
 * ```
 */
export function host(
  make: () => AnyMachine,
  { name, self, peers }: { readonly name: string; readonly self: MachineId; readonly peers: readonly MachineId[] },
): Hosted {
  const prefix = `${name}: `;
  let made: AnyMachine | undefined;

  function part(): AnyMachine {
    made ??= make();
    if (typeof made?.start === "function") return made;
    throw new Error(
      `Cannot run the part "${name}" as it is no machine: it has no start handler. Is it among the parts?`,
    );
  }

  function run<Result>(context: Context, handle: (own: Context) => Result): Deeds & { readonly result: Result } {
    const sends: { readonly to: MachineId; readonly message: unknown }[] = [];
    const calls: Call[] = [];
    const outputs: unknown[] = [];
    const timers: { readonly timer: string; readonly isSet: boolean }[] = [];
    const own: Context = {
      self,
      peers,
      send(to, message) {
        if (!peers.includes(to))
          throw new Error(`Cannot send to "${to}" as ${self} has no channel there, only to ${peers.join(", ")}.`);
        sends.push({ to, message: clone(message) });
      },
      setTimer(timer, afterMs) {
        context.setTimer(prefix + timer, afterMs);
        timers.push({ timer: prefix + timer, isSet: true });
      },
      clearTimer(timer) {
        context.clearTimer(prefix + timer);
        timers.push({ timer: prefix + timer, isSet: false });
      },
      now: () => context.now(),
      random: () => context.random(),
      disk: {
        read: (key) => context.disk.read(prefix + key),
        write: (key, value) => context.disk.write(prefix + key, value),
      },
      output: (value) => void outputs.push(clone(value)),
      call: (port, request) => void calls.push({ port, request: clone(request) }),
    };
    return { result: handle(own), sends, calls, outputs, timers };
  }

  return {
    start(context) {
      const { result, ...deeds } = run(context, (own) => part().start(own));
      return { ...deeds, state: result };
    },
    onMessage: (state, message, from, context) => run(context, (own) => part().onMessage?.(state, message, from, own)),
    onInput: (state, input, context) => run(context, (own) => part().onInput?.(state, input, own)),
    onReply: (state, reply, call, context) => run(context, (own) => part().onReply?.(state, reply, call, own)),
    onTimer(state, timer, context) {
      if (!timer.startsWith(prefix)) return undefined;
      const deeds = run(context, (own) => part().onTimer?.(state, timer.slice(prefix.length), own));
      return { ...deeds, timers: [{ timer, isSet: false }, ...deeds.timers] };
    },
  };
}

/** The timers of a part that are set, after what it has done: for a station that must know whether the part rests. */
export function timersAfter(before: readonly string[], { timers }: Deeds): string[] {
  const set = new Set(before);
  for (const { timer, isSet } of timers) {
    if (isSet) set.add(timer);
    else set.delete(timer);
  }
  return [...set];
}
