import { unborn } from "../../local.ts";
import type { Outcome } from "../../step.ts";
import type { System } from "../../system.ts";
import type { HandlerFailure } from "../../execution.ts";
import { Events } from "../events.ts";
import { hasTimersFlag, isUpFlag, LocalStates, type Move } from "../local-states.ts";
import { Messages } from "../messages.ts";
import { OwnNumbering } from "../numbering.ts";

/**
 * The machines of a system as a search over traces needs them: their local states and the events that run their handlers by
 * number, and what a handler does, computed once. They are kept as in a space of global states (space.ts), but for what laws
 * see: execution laws read it in a world.
 */
export class Handlers {
  /** Whether a handler asked for the time while clocks stood still: all must be made again, with clocks. */
  needsClocks = false;
  /** Whether a machine drew a random number. */
  usesRandom = false;
  private readonly clocks: boolean;
  private readonly events: readonly Events[];
  private readonly locals: readonly LocalStates[];

  /** With `clocks`, a timer that goes off moves the clock of its machine on. */
  constructor(system: System, { clocks }: { readonly clocks: boolean }) {
    const { nodes, channels, seed, timers } = system;
    const messages = new Messages(new OwnNumbering());
    const receivers = channels.map(({ to }) => nodes.findIndex(({ id }) => id === to));
    const registry = {
      sight: () => 0,
      send: (channel: number, message: unknown) => {
        const receiver = receivers[channel] as number;
        return [receiver, this.eventsOf(receiver).delivery(channel, messages.number(message))];
      },
      noteRun: (outcome: Outcome) => this.noteRun(outcome),
    };
    const step = { seed, clocks, twice: true, timers };
    this.clocks = clocks;
    this.events = nodes.map((node) => new Events(node, system, { messages, texts: new OwnNumbering() }));
    this.locals = nodes.map((node) => {
      const events = this.eventsOf(node.index);
      return new LocalStates(node, registry, { texts: new OwnNumbering(), events, memo: undefined, step });
    });
  }

  /** The local state of a node before its first start. */
  unborn(node: number): number {
    return this.localsOf(node).number(unborn);
  }

  isUp(node: number, local: number): boolean {
    return (this.localsOf(node).flags(local) & isUpFlag) !== 0;
  }

  /** The timers that may go off, as events. */
  readyTimers(node: number, local: number, hasMessages: boolean): readonly number[] {
    const own = this.localsOf(node);
    return (own.flags(local) & hasTimersFlag) === 0 ? none : own.readyTimers(local, hasMessages);
  }

  start(node: number, local: number): Move {
    return this.move(node, local, this.eventsOf(node).start());
  }

  /** `place` is the input's in the system. */
  takeInput(node: number, local: number, place: number): Move {
    return this.move(node, local, this.eventsOf(node).input(place));
  }

  /** What a handler does on an event: a delivery or a timer. */
  move(node: number, local: number, event: number): Move {
    return this.localsOf(node).move(local, event);
  }

  crash(node: number, local: number): number {
    return this.localsOf(node).crash(local);
  }

  skew(node: number, local: number, byMs: number): number {
    return this.localsOf(node).skew(local, byMs);
  }

  /** The channel of a delivery to a node. */
  channelOf(node: number, event: number): number {
    return this.eventsOf(node).channelOf(event);
  }

  /** The name of the timer of an event. */
  timerOf(node: number, event: number): string {
    return this.eventsOf(node).timerOf(event);
  }

  /** Runs handlers again, now that others have run: what one of them remembers outside its state may show. */
  findHiddenState(): HandlerFailure | undefined {
    for (const locals of this.locals) {
      const failure = locals.runAgain();
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  private noteRun(outcome: Outcome): void {
    if (outcome.readClock && !this.clocks) this.needsClocks = true;
    if (outcome.local.draws > 0) this.usesRandom = true;
  }

  private localsOf(node: number): LocalStates {
    return this.locals[node] as LocalStates;
  }

  private eventsOf(node: number): Events {
    return this.events[node] as Events;
  }
}

const none: readonly number[] = [];
