/**
 * Right as well: asks for the low mark, the rows and the high mark in one go, as the source answers in order. Goes through
 * the log first and notes which rows it changes; the chunk is looked through once, at the high mark. A last chunk is known
 * by being empty, so there is always one more.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type Change, type Row, changeOf, idOf, readAnswer } from "@millrace/snapshots/source-database.ts";

type Captured = Change | { readonly type: "loaded" };

interface State {
  checkpoint: Checkpoint;
  marks: number[];
  rows: Map<number, Row>;
  changed: Set<number>;
}

interface Checkpoint {
  readonly log: number;
  readonly copiedUpTo: number | "nothing" | "everything";
}

export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<State, never, Captured> {
  const begin = ({ copiedUpTo, log }: Checkpoint, context: Context<never, Captured>): void => {
    if (copiedUpTo === "everything") return context.call("source", { type: "read", after: log });
    context.call("source", { type: "mark", text: "before" });
    const after = copiedUpTo === "nothing" ? null : copiedUpTo;
    context.call("source", { type: "select", after, limit: chunkRows });
    return context.call("source", { type: "mark", text: "after" });
  };

  return defineMachine({
    start(context): State {
      const kept = context.disk.read("so far") as Checkpoint | undefined;
      const checkpoint = kept ?? { log: 0, copiedUpTo: "nothing" };
      begin(checkpoint, context);
      return { checkpoint, marks: [], rows: new Map(), changed: new Set() };
    },

    onTimer({ checkpoint }, _timer, context) {
      context.call("source", { type: "read", after: checkpoint.log });
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      if (answer.type === "rows") {
        state.rows = new Map(answer.rows.map((row) => [row.id, row]));
        return;
      }
      if (answer.type === "marked") {
        state.marks.push(answer.lsn);
        if (state.marks.length === 2) context.call("source", { type: "read", after: state.checkpoint.log });
        return;
      }
      if (answer.type !== "entries") return;
      let { log, copiedUpTo } = state.checkpoint;
      const [, high] = state.marks;
      for (const entry of answer.entries) {
        log = entry.lsn;
        if (entry.type !== "mark") {
          state.changed.add(idOf(entry));
          context.output(changeOf(entry));
        } else if (entry.lsn === high) {
          for (const row of state.rows.values())
            if (!state.changed.has(row.id)) context.output({ type: "upsert", row });
          copiedUpTo = [...state.rows.keys()].pop() ?? "everything";
          if (copiedUpTo === "everything") context.output({ type: "loaded" });
        }
      }
      const isFinished = copiedUpTo !== state.checkpoint.copiedUpTo;
      state.checkpoint = { log, copiedUpTo };
      context.disk.write("so far", state.checkpoint);
      if (isFinished) {
        Object.assign(state, { marks: [], rows: new Map(), changed: new Set() });
        begin(state.checkpoint, context);
      } else if (answer.entries.length > 0) {
        context.call("source", { type: "read", after: log });
      } else if (!answer.isOver) {
        context.setTimer("look", 30);
      }
    },
  });
}
