/**
 * Right as well: while she is here, what happens is entered in her book at once; a machine keeps a book of its own only
 * while she is away. Books list what is not 0, by destination, as pairs. Once she may leave, she stays for a moment, and
 * looks again. She notes by name whom she has met.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
  workTimer,
} from "@millrace/termination/workload.ts";

/** Sorted by machine; no count is 0. */
type Book = readonly (readonly [MachineId, number])[];

interface State {
  started: "no" | "yes";
  isHere: boolean;
  /** Hers, while she is here. */
  book: Book;
  met: readonly MachineId[];
  workload: Workload;
}

type Message = Work | { readonly book: Book; readonly met: readonly MachineId[] };

export function vectorCounters(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start({ self }): State {
      const isHere = self === ring[0];
      return { started: "no", isHere, book: [], met: isHere ? [self] : [], workload: [] };
    },

    onMessage(state, message, _from, context) {
      if ("book" in message) {
        state.book = message.book.reduce(enter, state.book);
        state.met = message.met.includes(context.self) ? message.met : [...message.met, context.self].toSorted();
        state.isHere = true;
      } else {
        state.book = enter(state.book, [context.self, -1]);
        takeOn(state.workload, message.task, context);
      }
      if (mayLeave(state, context)) context.setTimer("leave", 1);
    },

    onTimer(state, timer, context) {
      if (timer === workTimer) {
        const { to, task } = nextSpawn(state.workload, context);
        context.send(to, { type: "work", task });
        state.book = enter(state.book, [to, 1]);
        if (mayLeave(state, context)) context.setTimer("leave", 1);
      } else if (mayLeave(state, context)) {
        state.isHere = false;
        const { book, met } = state;
        if (book.length === 0 && met.length === ring.length) context.output({ type: "terminated" });
        else context.send(nextInRing(ring, context.self), { book, met });
        state.book = [];
        state.met = [];
      }
    },

    onInput(state, { task }, context) {
      state.started = "yes";
      takeOn(state.workload, task, context);
      if (mayLeave(state, context)) context.setTimer("leave", 1);
    },
  });
}

function mayLeave(state: State, { self }: Context<Message, Terminated>): boolean {
  const coming = state.book.find(([machine]) => machine === self)?.[1] ?? 0;
  return state.isHere && state.started === "yes" && isPassive(state.workload) && coming <= 0;
}

function enter(book: Book, [machine, count]: Book[number]): Book {
  const before = book.find(([other]) => other === machine)?.[1] ?? 0;
  const others = book.filter(([other]) => other !== machine);
  const all: Book = before + count === 0 ? others : [...others, [machine, before + count]];
  return all.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
