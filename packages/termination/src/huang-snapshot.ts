/**
 * Huang's snapshot-based detection: whoever becomes passive asks all others to take a snapshot, and the last who does so
 * finds out that all is over.
 *
 * A request has a time, from a clock that work messages carry too, and the name of who made it. A passive machine grants
 * a request that is newer than all it has made or granted: that is its snapshot, and it says how many work messages it
 * has sent to each machine, and received from each. An active machine grants none. If all others grant a request, and on
 * every channel as many were received as sent, then everybody was passive and nothing was on its way.
 *
 * State: a clock with the name that belongs to its time, two counters for each other machine, the grants that this
 * machine has got, the name of the root, and the work to be done. Channels may reorder; none may lose or double a
 * message.
 *
 * Source: S.-T. Huang, "Termination detection by using distributed snapshots" (1989); Kshemkalyani & Singhal,
 * Distributed Computing (2008), ch. 7. Two things are repaired here. As commonly printed, a machine that gets work takes
 * the sender's time plus 1 even if its own is later; here a clock never goes back. And as commonly printed, it is over
 * when all have granted one request; with messages in transit that is too early, so here the counts must agree. The
 * textbook leaves open who collects the grants; here it is who made the request, and he tells the root.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** Work messages, by machine: one that is left out counts as 0. */
export type Tally = Readonly<Record<MachineId, number>>;

/** What a machine's snapshot holds. It is taken by a passive machine, so of work there is none in it. */
export interface Snapshot {
  /** How many were sent to each machine. */
  readonly sent: Tally;
  /** How many were received from each machine. */
  readonly received: Tally;
}

/** What a machine remembers. */
export interface State extends Snapshot {
  /** Who is told that it is over; the root knows itself from `begin`, the others from the work that they get. */
  root: MachineId | undefined;
  /** A clock: from 0, and never back. */
  time: number;
  /** Whose request has this time, while the machine is passive; empty before the first. */
  by: MachineId;
  /** How many work messages it has sent to each machine. */
  sent: Record<MachineId, number>;
  /** How many it has received from each. */
  received: Record<MachineId, number>;
  /** Snapshots for the request that this machine made last, its own among them. */
  snapshots: Record<MachineId, Snapshot>;
  /** What is still to be handed out. */
  workload: Workload;
}

/** A piece of work. */
export interface TimedWork extends Work {
  /** Its sender's. */
  readonly time: number;
  /** Who is told that it is over. */
  readonly root: MachineId;
}

/** Asks for a snapshot. */
export interface Request {
  /** Tells it from grants. */
  readonly type: "request";
  /** With the name of its sender it is unique. */
  readonly time: number;
}

/** The answer of a passive machine to a request that is newer than any it has seen. */
export interface Grant extends Snapshot {
  /** Says that it is no request. */
  readonly type: "grant";
  /** The request's. */
  readonly time: number;
}

/** What the root is told in the end. */
export interface Over {
  /** The only field. */
  readonly type: "over";
}

/** What machines send each other. */
export type Message = TimedWork | Request | Grant | Over;

/**
 * One participant. The machine that gets the input `begin` is the root. Each machine needs a channel to every other.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { huangSnapshot, task } from "@millrace/termination";
 *
 * const system = defineSystem({
 *   machines: { root: huangSnapshot, a: huangSnapshot },
 *   inputs: [at("root", { type: "begin", task: task({ to: "a" }) })],
 * });
 * const { events } = simulate(system);
 * if (!events.some(({ outputs }) => outputs.length === 1)) throw new Error("a is the last, and tells the root");
 * ```
 */
export const huangSnapshot: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ root: undefined, time: 0, by: "", sent: {}, received: {}, snapshots: {}, workload: [] }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "work":
        state.received[from] = (state.received[from] ?? 0) + 1;
        state.time = Math.max(state.time, message.time) + 1;
        state.root = message.root;
        takeOn(state.workload, message.task, context);
        return askIfPassive(state, context);
      case "request":
        return grantIfNewer(state, { time: message.time, by: from }, context);
      case "grant":
        return collect(state, { ...message, from }, context);
      case "over":
        context.output({ type: "terminated" });
    }
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.sent[to] = (state.sent[to] ?? 0) + 1;
    context.send(to, { type: "work", task, time: state.time, root: state.root ?? context.self });
    askIfPassive(state, context);
  },

  onInput(state, { task }, context) {
    state.root = context.self;
    takeOn(state.workload, task, context);
    askIfPassive(state, context);
  },
});

type Reach = Context<Message, Terminated>;

/** Called when a machine may have become passive: it makes a request, and is the first to take a snapshot for it. */
function askIfPassive(state: State, context: Reach): void {
  if (!isPassive(state.workload)) return;
  state.time += 1;
  state.by = context.self;
  state.snapshots = { [context.self]: snapshotOf(state) };
  for (const peer of context.peers) context.send(peer, { type: "request", time: state.time });
  tellIfOver(state, context);
}

function grantIfNewer(state: State, request: { readonly time: number; readonly by: MachineId }, context: Reach): void {
  if (!isPassive(state.workload)) {
    // Its own next request will be newer than this one.
    state.time = Math.max(state.time, request.time);
  } else if (isNewer(request, state)) {
    state.time = request.time;
    state.by = request.by;
    context.send(request.by, { type: "grant", time: request.time, ...snapshotOf(state) });
  }
}

function isNewer(one: Pick<State, "time" | "by">, other: Pick<State, "time" | "by">): boolean {
  return one.time > other.time || (one.time === other.time && one.by > other.by);
}

/** A grant of any request but the newest comes too late. */
function collect(state: State, grant: Grant & { readonly from: MachineId }, context: Reach): void {
  if (state.by !== context.self || state.time !== grant.time) return;
  const { from, sent, received } = grant;
  state.snapshots[from] = { sent, received };
  tellIfOver(state, context);
}

function tellIfOver(state: State, context: Reach): void {
  if (!areAllIn(state.snapshots, [context.self, ...context.peers])) return;
  if (state.root === context.self) context.output({ type: "terminated" });
  else if (state.root !== undefined) context.send(state.root, { type: "over" });
}

/** Whether all have granted, and nothing was on its way on any channel. */
function areAllIn(snapshots: State["snapshots"], machines: readonly MachineId[]): boolean {
  return machines.every((from) =>
    machines.every((to) => {
      const [sender, receiver] = [snapshots[from], snapshots[to]];
      return (
        sender !== undefined && receiver !== undefined && (sender.sent[to] ?? 0) === (receiver.received[from] ?? 0)
      );
    }),
  );
}

function snapshotOf({ sent, received }: State): Snapshot {
  return { sent: { ...sent }, received: { ...received } };
}
