/**
 * Right as well: each job says after how many recoveries it was sent, and that alone tells old ones from new ones. A machine
 * goes back as soon as it hears a reason to, and says so with its next word, which a timer sends. Its log has counts in it.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Job,
  type JobInput,
  type JobOutput,
  type LogEntry,
  logKey,
} from "@millrace/recovery/juang-venkatesan.jobs.ts";

interface State {
  log: LogEntry[];
  /** After each event, and before the first one: how many jobs there were by then, by peer. */
  counts: { readonly sent: Record<MachineId, number>; readonly received: Record<MachineId, number> }[];
  epoch: number;
  /** Words of each peer that are still to be taken in; undefined outside a recovery. */
  words: Record<MachineId, Word[]> | undefined;
  wordsSaid: number;
  /** By peer: what it lacks, going by its newest word. */
  lacks: Record<MachineId, number>;
  asleep: { readonly from: MachineId | null; readonly job: Job; readonly epoch: number }[];
}

interface Word {
  readonly type: "word";
  readonly epoch: number;
  readonly counts: readonly [sent: number, received: number];
}

type Message = { readonly type: "work"; readonly job: Job; readonly epoch: number } | Word;

type Reach = Context<Message, JobOutput>;

export const juangVenkatesan: Machine<State, Message, JobOutput, JobInput> = defineMachine({
  start(context): State {
    const state: State = {
      log: [],
      counts: [{ sent: {}, received: {} }],
      epoch: Number(context.disk.read("epoch") ?? 0),
      words: undefined,
      wordsSaid: 0,
      lacks: {},
      asleep: [],
    };
    const found = context.disk.read(logKey) as LogEntry[] | undefined;
    if (found === undefined) {
      context.disk.write(logKey, []);
    } else {
      for (const entry of found) note(state, entry);
      open(state, state.epoch + 1, context);
    }
    return state;
  },

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      const { job, epoch } = message;
      if (epoch === state.epoch && state.words === undefined) run(state, { from, job }, context);
      else if (epoch >= state.epoch) state.asleep.push({ from, job, epoch });
      return;
    }
    if (message.epoch > state.epoch) open(state, message.epoch, context);
    state.words?.[from]?.push(message);
    listen(state, context);
  },

  onTimer(state, _timer, context) {
    if (state.words === undefined) return;
    say(state, context);
    listen(state, context);
  },

  onInput(state, input, context) {
    if (input.type === "flush") context.disk.write(logKey, state.log);
    else if (state.words === undefined) run(state, { from: null, job: input.job }, context);
    else state.asleep.push({ from: null, job: input.job, epoch: state.epoch });
  },
});

function note(state: State, entry: LogEntry): void {
  const { sent, received } = last(state);
  const after = { sent: { ...sent }, received: { ...received } };
  if (entry.from !== null) after.received[entry.from] = (received[entry.from] ?? 0) + 1;
  for (const { to } of entry.job.next) after.sent[to] = (after.sent[to] ?? 0) + 1;
  state.log.push(entry);
  state.counts.push(after);
}

function last({ counts }: State): State["counts"][number] {
  return counts.at(-1) ?? { sent: {}, received: {} };
}

function run(state: State, entry: LogEntry, context: Reach): void {
  note(state, entry);
  context.output({ type: "handled", from: entry.from, job: entry.job.name });
  for (const { to, job } of entry.job.next) context.send(to, { type: "work", job, epoch: state.epoch });
}

function open(state: State, epoch: number, context: Reach): void {
  state.epoch = epoch;
  context.disk.write("epoch", epoch);
  state.words = Object.fromEntries(context.peers.map((peer) => [peer, []]));
  state.wordsSaid = 0;
  say(state, context);
}

function say(state: State, context: Reach): void {
  const { sent, received } = last(state);
  state.wordsSaid += 1;
  for (const peer of context.peers) {
    const counts = [sent[peer] ?? 0, received[peer] ?? 0] as const;
    context.send(peer, { type: "word", epoch: state.epoch, counts });
  }
  if (context.peers.length === 0) close(state, context);
}

/** Takes one word of each in, when all have spoken. */
function listen(state: State, context: Reach): void {
  const { words } = state;
  if (words === undefined || Object.values(words).some((queue) => queue.length < state.wordsSaid)) return;
  for (const [peer, queue] of Object.entries(words)) {
    const [sent, received] = queue[state.wordsSaid - 1]?.counts ?? [0, 0];
    while ((last(state).received[peer] ?? 0) > sent) {
      state.log.pop();
      state.counts.pop();
    }
    state.lacks[peer] = received;
  }
  if (state.wordsSaid > context.peers.length) close(state, context);
  else context.setTimer("say", 1);
}

function close(state: State, context: Reach): void {
  state.words = undefined;
  context.disk.write(logKey, state.log);
  context.output({ type: "recovered", kept: state.log.length });
  for (const peer of context.peers) {
    const jobs = state.log.flatMap(({ job }) => job.next).filter(({ to }) => to === peer);
    for (const { job } of jobs.slice(state.lacks[peer] ?? 0))
      context.send(peer, { type: "work", job, epoch: state.epoch });
  }
  const due = state.asleep.filter(({ epoch }) => epoch === state.epoch);
  state.asleep = [];
  for (const { from, job } of due) run(state, { from, job }, context);
}
