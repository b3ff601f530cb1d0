/** A desk and its librarians: scatter–gather over books that are really read. */
import { type Machine, type System, defineMachine, defineSystem } from "@millrace/core";
import { type Reply, type Request, type Totals, coordinator } from "@millrace/dataflow";
import { type Shelf, readBooks } from "./reading.ts";

/** How many librarians, and how many books they have to share. */
export interface LibraryOptions {
  readonly librarians: number;
  readonly books: number;
}

/** What a librarian puts out now and then: how many books it has read so far. */
export interface Progress {
  readonly read: number;
}

/** What the page may ask for. */
export const librarianCounts = [1, 2, 3, 4, 8] as const;
export const bookCounts = [1_000_000, 10_000_000] as const;

/** The name of a library among the systems of the worker. */
export function nameOf({ librarians, books }: LibraryOptions): string {
  return `${librarians} of ${books}`;
}

/** The names of the librarians, in the order of their shelves. */
export function librarianNames({ librarians }: Pick<LibraryOptions, "librarians">): string[] {
  return Array.from({ length: librarians }, (_, place) => `librarian-${place + 1}`);
}

/** The library: the desk asks all librarians at once, and puts their totals together. The desk is the library's own. */
export function libraryOf(options: LibraryOptions): System {
  const names = librarianNames(options);
  return defineSystem({
    machines: {
      desk: coordinator,
      ...Object.fromEntries(names.map((name, place) => [name, librarian(shelfOf(place, options))])),
    },
    topology: names.flatMap((name) => [["desk", name] as const, [name, "desk"] as const]),
  });
}

/** An equal part of the books. */
export function shelfOf(place: number, { librarians, books }: LibraryOptions): Shelf {
  return { first: Math.floor((place * books) / librarians), end: Math.floor(((place + 1) * books) / librarians) };
}

/** What a librarian remembers. */
interface State {
  /** The question that it is reading for. */
  question: string | undefined;
  /** The next book's number. */
  next: number;
  totals: Map<string, Totals>;
}

/** It reads a cartload at a time, and looks up in between: so its progress is seen, and it hears if it is told to stop. */
const cartload = 100_000;

function librarian({ first, end }: Shelf): Machine<State, Request | Reply, Progress> {
  return defineMachine<State, Request | Reply, Progress>({
    start: () => ({ question: undefined, next: first, totals: new Map() }),

    onMessage(state, message, _from, context) {
      if (message.type !== "count") return;
      state.question = message.question.id;
      context.setTimer("read", 0);
    },

    onTimer(state, _timer, context) {
      const shelf = { first: state.next, end: Math.min(end, state.next + cartload) };
      readBooks(shelf, state.totals);
      state.next = shelf.end;
      context.output({ read: state.next - first });
      if (state.next < end) return context.setTimer("read", 0);
      if (state.question !== undefined)
        context.send("desk", { type: "counted", id: state.question, groups: state.totals });
    },
  });
}
