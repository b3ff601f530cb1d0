/**
 * Right as well: a change of a row of the chunk replaces that row in the chunk, and goes out with it at the high mark, in
 * the newest version only. Deletes, and changes of other rows, go out as they come.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Change, type Row, changeOf, idOf, readAnswer } from "@millrace/snapshots/source-database.ts";

type Captured = Change | { readonly type: "loaded" };

interface State {
  position: number;
  cursor: number | null;
  step: "low" | "select" | "high" | "read" | "follow";
  low: number;
  high: number;
  chunk: Map<number, Row>;
  next: number | undefined;
}

export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<State, never, Captured> {
  return defineMachine({
    start(context): State {
      const [position, cursor, isLoaded] = (context.disk.read("p, c, l") ?? [0, null, false]) as [
        number,
        number | null,
        boolean,
      ];
      context.call("source", isLoaded ? { type: "read", after: position } : { type: "mark", text: "" });
      return {
        position,
        cursor,
        step: isLoaded ? "follow" : "low",
        low: 0,
        high: 0,
        chunk: new Map(),
        next: undefined,
      };
    },

    onTimer({ position }, _timer, context) {
      context.call("source", { type: "read", after: position });
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      switch (answer.type) {
        case "marked":
          if (state.step === "low") {
            state.low = answer.lsn;
            state.step = "select";
            context.call("source", { type: "select", after: state.cursor, limit: chunkRows });
          } else {
            state.high = answer.lsn;
            state.step = "read";
            context.call("source", { type: "read", after: state.position });
          }
          return;
        case "rows":
          state.chunk = new Map(answer.rows.map((row) => [row.id, row]));
          state.next = answer.rows.length === chunkRows ? answer.rows.at(-1)?.id : undefined;
          state.step = "high";
          context.call("source", { type: "mark", text: "" });
          return;
        case "entries":
          break;
        default:
          return;
      }
      for (const entry of answer.entries) {
        const { lsn } = entry;
        state.position = lsn;
        if (state.step === "read" && lsn === state.high) {
          for (const row of state.chunk.values()) context.output({ type: "upsert", row });
          state.chunk.clear();
          state.step = state.next === undefined ? "follow" : "low";
          state.cursor = state.next ?? state.cursor;
          if (state.step === "follow") context.output({ type: "loaded" });
        } else if (entry.type !== "mark") {
          const isInside = state.step === "read" && lsn > state.low && state.chunk.delete(idOf(entry));
          if (isInside && entry.type === "upsert") state.chunk.set(entry.row.id, entry.row);
          else context.output(changeOf(entry));
        }
      }
      context.disk.write("p, c, l", [state.position, state.cursor, state.step === "follow"]);
      if (state.step === "low") context.call("source", { type: "mark", text: "" });
      else if (answer.entries.length > 0) context.call("source", { type: "read", after: state.position });
      else if (!answer.isOver) context.setTimer("read", 50);
    },
  });
}
