/**
 * Right as well: `durable` keeps all memory on the disk, so a crash takes nothing. The publisher then need not abort what was
 * open: its clock is set again, and the votes still come. A table that has voted no waits to be told, like all others.
 */
import { type AnyMachine, type MachineId, defineMachine, durable } from "@millrace/core";
import {
  type CommitMessage,
  type Decided,
  type Publish,
  type Rows,
  type TableOutcome,
  isFit,
} from "@millrace/delivery/two-phase-commit.tables.ts";

interface Open {
  readonly missing: readonly MachineId[];
}

export const publisher: AnyMachine = durable(
  defineMachine<{ open: Record<string, Open> }, CommitMessage, Decided, Publish>({
    start: () => ({ open: {} }),

    onMessage({ open }, message, from, context) {
      if (message.type !== "vote") return;
      const waiting = open[message.id];
      if (waiting === undefined) return;
      const missing = waiting.missing.filter((name) => name !== from);
      open[message.id] = { missing };
      if (message.vote === "yes" && missing.length > 0) return;
      delete open[message.id];
      tell(message.id, message.vote === "yes" ? "commit" : "abort");

      function tell(id: string, decision: "commit" | "abort"): void {
        for (const peer of context.peers) context.send(peer, { type: "decision", id, decision });
        context.output({ type: decision === "commit" ? "committed" : "aborted", id });
      }
    },

    onTimer({ open }, id, context) {
      if (open[id] === undefined) return;
      delete open[id];
      for (const peer of context.peers) context.send(peer, { type: "decision", id, decision: "abort" });
      context.output({ type: "aborted", id });
    },

    onInput({ open }, { id, rows }, context) {
      open[id] = { missing: context.peers };
      context.setTimer(id, 400);
      for (const peer of context.peers) context.send(peer, { type: "prepare", id, rows: rows[peer] ?? [] });
    },
  }),
);

export const table: AnyMachine = durable(
  defineMachine<{ ready: Record<string, Rows>; told: string[] }, CommitMessage, TableOutcome>({
    start: () => ({ ready: {}, told: [] }),

    onMessage({ ready, told }, message, from, context) {
      const { id } = message;
      if (message.type === "prepare") {
        const isYes = isFit(message.rows) && !told.includes(id);
        if (isYes) ready[id] = message.rows;
        context.send(from, { type: "vote", id, vote: isYes ? "yes" : "no" });
      }
      if (message.type === "decision") {
        told.push(id);
        const rows = ready[id] ?? [];
        context.output(message.decision === "commit" ? { type: "committed", id, rows } : { type: "aborted", id });
      }
    },
  }),
);
