/**
 * Two-phase commit: several tables are published together, or none of them, whoever crashes meanwhile.
 *
 * Edit the states, the handlers and whatever helpers you like. What comes in, what goes out and what travels is fixed:
 * `Publish`, `Decided`, `TableOutcome` and `CommitMessage` in `@millrace/delivery/two-phase-commit.tables.ts`.
 */
import { type Machine, defineMachine } from "@millrace/core";
import {
  type CommitMessage,
  type Decided,
  type Publish,
  type TableOutcome,
  isFit,
} from "@millrace/delivery/two-phase-commit.tables.ts";

/** What the publisher remembers. Yours: plain data, in an object. A crash takes it, but not what is on `context.disk`. */
export interface PublisherState {
  // TODO(learner): how far has each publish come, and who has voted yes?
}

/** What a table remembers. Yours, as above. */
export interface TableState {
  // TODO(learner): what has this table promised, and what has it been told?
}

/** The machine that asks and decides. Its peers are the tables. */
export const publisher: Machine<PublisherState, CommitMessage, Decided, Publish> = defineMachine({
  start(): PublisherState {
    // TODO(learner): this runs at the beginning and after every crash. What was left undone?
    return {};
  },

  onMessage(state, message, from, context) {
    // TODO(learner): a vote has come. Is it decided now? And if it was decided before?
  },

  onTimer(state, timer, context) {
    // TODO(learner): a vote has not come, and nobody knows whether it ever will.
  },

  onInput(state, { id, rows }, context) {
    for (const peer of context.peers) {
      context.send(peer, { type: "prepare", id, rows: rows[peer] ?? [] });
    }
    // TODO(learner): what must not be forgotten from here on? How long do you wait for the votes?
    context.output({ type: "committed", id });
  },
});

/** A machine with a table. Its only peer is the publisher. */
export const table: Machine<TableState, CommitMessage, TableOutcome> = defineMachine({
  start(): TableState {
    // TODO(learner): what has this table promised before it crashed?
    return {};
  },

  onMessage(state, message, from, context) {
    if (message.type !== "prepare") return;
    const { id, rows } = message;
    // TODO(learner): this is what many pipelines do: each table goes live as soon as it can. Vote instead, and wait.
    if (isFit(rows)) {
      context.output({ type: "committed", id, rows });
    } else {
      context.output({ type: "aborted", id });
    }
  },
});
