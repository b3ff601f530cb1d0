/**
 * A log on a disk that takes its time: what a machine has asked it to keep is safe when the reply has come, and not before.
 *
 * The machine calls the port "log", and is answered by `onReply`, like by any resource. But its calls are its own memory
 * until the disk gets to them, one after the other: a crash loses those that are not written, and the replies to those
 * that are. In between, anything may happen. A real machine has this gap between `write` and the return of `fsync`.
 */
import { type Context, type Disk, type Machine, clone, defineMachine, describeValue } from "@millrace/core";

/** What the port "log" is asked. */
export type LogRequest =
  /** Adds an entry at the end: any plain data. */
  | { readonly type: "append"; readonly entry: unknown }
  /** Asks for all entries. */
  | { readonly type: "read" };

/** What it answers, in the order in which it was asked. */
export type LogReply<Entry = unknown> =
  /** The entry is on the disk. */
  | { readonly type: "appended"; readonly entry: Entry }
  /** All that is on the disk, the oldest first: also what was appended before a crash and never confirmed. */
  | { readonly type: "entries"; readonly entries: readonly Entry[] };

/** What a machine with a log remembers. */
export interface WithLog<State> {
  /** What the machine itself remembers. */
  readonly inner: State;
  /** What the disk has to do, the oldest first. */
  readonly requests: LogRequest[];
  /** What came of the first of them, once it is done. */
  reply: LogReply | undefined;
}

/** The port. */
export const logPort = "log";

/** The disk's timer: it goes off when something is written or read, and again when the machine is told so. */
export const logTimer = "log";

/** How long the disk takes to write or read, and again to say so. */
export const diskMs = 5;

/**
 * A machine with such a log. It has no other disk, and the timer "log" is the disk's: a handler that uses either throws an
 * Error, and so does a call that the log does not understand.
 *
 * @example
 * ```ts
 * import { at, defineMachine, defineSystem, simulate } from "@millrace/core";
 * import { asLogReply, withLog } from "@millrace/recovery";
 *
 * const careful = defineMachine<object, never, unknown, string>({
 *   start: () => ({}),
 *   onInput: (_state, entry, context) => context.call("log", { type: "append", entry }),
 *   onReply(_state, reply, _call, context) {
 *     const answer = asLogReply(reply);
 *     if (answer.type === "appended") context.output(answer.entry);
 *   },
 * });
 * const { events } = simulate(defineSystem({ machines: { a: withLog(careful) }, inputs: [at("a", "paid")] }));
 * if (events.at(-1)?.outputs[0] !== "paid") throw new Error("it is said when it is written");
 * ```
 */
export function withLog<State, Message, Output, Input>(
  machine: Machine<State, Message, Output, Input>,
): Machine<WithLog<State>, Message, Output, Input> {
  return defineMachine({
    start(context): WithLog<State> {
      const requests: LogRequest[] = [];
      const inner = machine.start(withPort(requests, context));
      // What is no state goes to the engine as it is, which refuses it in its own words.
      const isState = typeof inner === "object" && inner !== null && !(inner instanceof Promise);
      return isState ? { inner, requests, reply: undefined } : (inner as WithLog<State>);
    },

    onMessage: ({ inner, requests }, message, from, context) =>
      machine.onMessage?.(inner, message, from, withPort(requests, context)),

    onTimer(state, timer, context) {
      const { inner, requests, reply } = state;
      if (timer !== logTimer) return machine.onTimer?.(inner, timer, withPort(requests, context));
      const [request] = requests;
      if (request === undefined) return undefined;
      if (reply === undefined) {
        state.reply = answer(request, context.disk);
        context.setTimer(logTimer, diskMs);
        return undefined;
      }
      requests.shift();
      state.reply = undefined;
      if (requests.length > 0) context.setTimer(logTimer, diskMs);
      return machine.onReply?.(inner, reply, { port: logPort, request }, withPort(requests, context));
    },

    onInput: ({ inner, requests }, input, context) => machine.onInput?.(inner, input, withPort(requests, context)),

    onReply: ({ inner, requests }, reply, call, context) =>
      machine.onReply?.(inner, reply, call, withPort(requests, context)),
  });
}

/**
 * The reply of a log, for `onReply`. `Entry` is what was appended, which nobody checks. Throws an Error if it is no such reply.
 *
 * @example
 * ```ts
 * import { asLogReply } from "@millrace/recovery";
 *
 * const reply: unknown = { type: "appended", entry: { order: "e1" } };
 * const answer = asLogReply<{ readonly order: string }>(reply);
 * if (answer.type !== "appended" || answer.entry.order !== "e1") throw new Error("the entry comes with it");
 * ```
 */
export function asLogReply<Entry>(reply: unknown): LogReply<Entry> {
  const { type } = Object(reply) as Partial<LogReply<Entry>>;
  if (type === "appended" || type === "entries") return reply as LogReply<Entry>;
  throw new Error(`Cannot read ${describeValue(reply)} as it is no log's reply. Which port does it come from?`);
}

/** The key of the disk below. */
const logKey = "log";

function answer(request: LogRequest, disk: Disk): LogReply {
  // Nobody else writes this key.
  const entries = (disk.read(logKey) ?? []) as readonly unknown[];
  if (request.type === "read") return { type: "entries", entries };
  disk.write(logKey, [...entries, request.entry]);
  return { type: "appended", entry: request.entry };
}

/** The context of the machine itself: with the log as a port, and without a disk. */
function withPort<Message, Output>(
  requests: LogRequest[],
  context: Context<Message, Output>,
): Context<Message, Output> {
  return {
    ...context,
    call(port, request) {
      if (port !== logPort) return context.call(port, request);
      requests.push(checkRequest(clone(request)));
      if (requests.length === 1) context.setTimer(logTimer, diskMs);
    },
    setTimer: (name, afterMs) => context.setTimer(refuseTimer(name), afterMs),
    clearTimer: (name) => context.clearTimer(refuseTimer(name)),
    disk: { read: refuseDisk, write: refuseDisk },
  };
}

function checkRequest(request: unknown): LogRequest {
  const { type, ...rest } = Object(request) as { readonly type?: unknown };
  const parts = Object.keys(rest).join();
  if ((type === "read" && parts === "") || (type === "append" && parts === "entry")) return request as LogRequest;
  throw new Error(
    `Cannot ask the log for ${describeValue(request)} as it takes { type: "append", entry } and { type: "read" }. Use one of these.`,
  );
}

function refuseTimer(name: string): string {
  if (name !== logTimer) return name;
  throw new Error(`Cannot use the timer "${logTimer}" as it is that of the disk. Choose another name.`);
}

function refuseDisk(): never {
  throw new Error(
    'Cannot use context.disk as this machine has only its log. Write with context.call("log", { type: "append", entry }).',
  );
}
