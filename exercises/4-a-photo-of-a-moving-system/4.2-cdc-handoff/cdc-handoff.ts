/**
 * CDC hand-off: copies a table that does not stand still, chunk by chunk, and goes over to its log without a gap and
 * without anything going back.
 *
 * Edit `State` and the handlers of `capturer`. What the source can be asked and what it answers is fixed (see the README
 * and source-database.ts), and so is what is put out.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Change, changeOf, idOf, readAnswer } from "@millrace/snapshots/source-database.ts";

/** What is put out: a change of one row; and, once, that from here on the sink is a copy of the table. Fixed. */
export type Captured = Change | { readonly type: "loaded" };

/** What a capturer remembers. Yours: plain data, in an object. */
export interface State {
  /** The LSN up to which the log has been put out; 0 before the first entry. */
  position: number;
  // TODO(learner): which chunk is in hand, and between which marks? How far has the table been copied?
}

/** A machine that copies a table and then follows its log. It asks for at most `chunkRows` rows at a time. */
export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<State, never, Captured> {
  return defineMachine({
    start(context): State {
      // TODO(learner): write a low mark first. And after a crash: context.disk.read("checkpoint") gives what was written.
      context.call("source", { type: "select", after: null, limit: chunkRows });
      return { position: 0 };
    },

    onTimer(state, _timer, context) {
      context.call("source", { type: "read", after: state.position });
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      if (answer.type === "rows") {
        // TODO(learner): keep these rows, write a high mark, and read the log up to there. Which rows are to be dropped?
        for (const row of answer.rows) context.output({ type: "upsert", row });
        const last = answer.rows.at(-1);
        const isFull = answer.rows.length === chunkRows && last !== undefined;
        if (isFull) context.call("source", { type: "select", after: last.id, limit: chunkRows });
        else context.call("source", { type: "mark", text: "end" });
      }
      if (answer.type === "marked") {
        // TODO(learner): here the log is taken up. What has been written since the rows were selected, and before this mark?
        state.position = answer.lsn;
        context.output({ type: "loaded" });
        context.call("source", { type: "read", after: state.position });
      }
      if (answer.type === "entries") {
        for (const entry of answer.entries) {
          state.position = entry.lsn;
          // TODO(learner): is it a mark of yours? Does it change a row of the chunk? `idOf(change)` says which row it changes.
          if (entry.type !== "mark") context.output(changeOf(entry));
        }
        // TODO(learner): what must survive a crash: context.disk.write("checkpoint", …).
        if (answer.entries.length > 0) context.call("source", { type: "read", after: state.position });
        else if (!answer.isOver) context.setTimer("read", 50);
      }
    },
  });
}
