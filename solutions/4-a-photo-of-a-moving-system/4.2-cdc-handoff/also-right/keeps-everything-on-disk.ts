/**
 * Right as well: keeps all that it knows on the disk, the chunk and its last question among it. After a crash it asks that
 * question again, and goes on with the chunk that it had.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import {
  type Change,
  type Row,
  type SourceRequest,
  changeOf,
  idOf,
  readAnswer,
} from "@millrace/snapshots/source-database.ts";

type Captured = Change | { readonly type: "loaded" };

interface State {
  question: SourceRequest;
  position: number;
  selected: Row[];
  dropped: number[];
  low: number;
  high: number;
  isLoaded: boolean;
}

const low: SourceRequest = { type: "mark", text: "low" };
const high: SourceRequest = { type: "mark", text: "high" };

export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<State, never, Captured> {
  return defineMachine({
    start(context): State {
      const kept = context.disk.read("everything") as State | undefined;
      const state = kept ?? {
        question: low,
        position: 0,
        selected: [],
        dropped: [],
        low: 0,
        high: 0,
        isLoaded: false,
      };
      context.call("source", state.question);
      return state;
    },

    onTimer(state, _timer, context) {
      context.call("source", state.question);
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      const isWaiting = answer.type === "entries" && answer.entries.length === 0;
      if (answer.type === "marked" && answer.text === "low") {
        const after = state.selected.at(-1)?.id ?? null;
        Object.assign(state, { low: answer.lsn, dropped: [] });
        state.question = { type: "select", after, limit: chunkRows };
      } else if (answer.type === "rows") {
        state.selected = [...answer.rows];
        state.question = high;
      } else if (answer.type === "marked") {
        state.high = answer.lsn;
        state.question = { type: "read", after: state.position };
      } else if (answer.type === "entries") {
        for (const entry of answer.entries) {
          state.position = entry.lsn;
          if (entry.type !== "mark") {
            if (entry.lsn >= state.low) state.dropped.push(idOf(entry));
            context.output(changeOf(entry));
          } else if (entry.lsn === state.high) {
            finish(state, context);
          }
        }
        const isBetween = state.high === 0 && !state.isLoaded;
        state.question = isBetween ? low : { type: "read", after: state.position };
      }
      context.disk.write("everything", state);
      if (!isWaiting) context.call("source", state.question);
      else if (!answer.isOver) context.setTimer("again", 70);
    },
  });

  function finish(state: State, context: Context<never, Captured>): void {
    for (const row of state.selected) {
      if (!state.dropped.includes(row.id)) context.output({ type: "upsert", row });
    }
    state.high = 0;
    state.dropped = [];
    if (state.selected.length === chunkRows) return;
    state.isLoaded = true;
    context.output({ type: "loaded" });
  }
}
