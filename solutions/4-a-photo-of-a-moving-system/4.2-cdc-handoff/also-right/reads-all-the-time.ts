/**
 * Right as well: reads the log all the time, also while it marks and selects, as DBLog does. Marks are told by their text,
 * which no other mark has: the disk counts the attempts.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type Change, type Row, changeOf, idOf, readAnswer } from "@millrace/snapshots/source-database.ts";

type Captured = Change | { readonly type: "loaded" };

interface State extends Kept {
  isReading: boolean;
  /** Between the two marks, as far as the log has been read. */
  isOpen: boolean;
  changed: number[];
  rows: readonly Row[];
}

interface Kept {
  position: number;
  after: number | null;
  isLoaded: boolean;
  attempt: number;
}

export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<State, never, Captured> {
  return defineMachine({
    start(context): State {
      const kept = (context.disk.read("kept") ?? { position: 0, after: null, isLoaded: false, attempt: 0 }) as Kept;
      const state: State = { ...kept, isReading: false, isOpen: false, changed: [], rows: [] };
      if (!state.isLoaded) attempt(state, context);
      read(state, context);
      return state;
    },

    onTimer(state, _timer, context) {
      state.isReading = false;
      read(state, context);
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      if (answer.type === "marked") {
        if (answer.text === `begin ${state.attempt}`)
          context.call("source", { type: "select", after: state.after, limit: chunkRows });
        read(state, context);
      }
      if (answer.type === "rows") {
        state.rows = answer.rows;
        context.call("source", { type: "mark", text: `end ${state.attempt}` });
      }
      if (answer.type !== "entries") return;
      state.isReading = false;
      for (const entry of answer.entries) {
        state.position = entry.lsn;
        if (entry.type !== "mark") {
          if (state.isOpen) state.changed.push(idOf(entry));
          context.output(changeOf(entry));
        } else if (entry.text === `begin ${state.attempt}`) {
          state.isOpen = true;
        } else if (entry.text === `end ${state.attempt}`) {
          finish(state, context);
        }
      }
      keep(state, context);
      if (answer.entries.length > 0) {
        read(state, context);
      } else if (!answer.isOver) {
        state.isReading = true;
        context.setTimer("read", 50);
      }
    },
  });

  function finish(state: State, context: Context<never, Captured>): void {
    for (const row of state.rows) if (!state.changed.includes(row.id)) context.output({ type: "upsert", row });
    state.isOpen = false;
    state.changed = [];
    const [last] = state.rows.slice(-1);
    if (last === undefined || state.rows.length < chunkRows) {
      state.isLoaded = true;
      context.output({ type: "loaded" });
    } else {
      state.after = last.id;
      attempt(state, context);
    }
  }
}

function attempt(state: State, context: Context<never, Captured>): void {
  state.attempt += 1;
  keep(state, context);
  context.call("source", { type: "mark", text: `begin ${state.attempt}` });
}

/** One question about the log at a time. */
function read(state: State, context: Context<never, Captured>): void {
  if (state.isReading) return;
  state.isReading = true;
  context.call("source", { type: "read", after: state.position });
}

function keep({ position, after, isLoaded, attempt }: State, context: Context<never, Captured>): void {
  context.disk.write("kept", { position, after, isLoaded, attempt } satisfies Kept);
}
