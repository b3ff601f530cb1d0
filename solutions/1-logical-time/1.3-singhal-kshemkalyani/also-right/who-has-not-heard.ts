/**
 * Keeps for each entry the list of those who have been told it; a change empties the list. Puts out a 0 for everybody that
 * it could write to, and sends before it puts out.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Message = { readonly entries: Readonly<Record<string, number>> };

interface Entry {
  count: number;
  told: readonly string[];
}

type State = Map<string, Entry>;

export const singhalKshemkalyani: Machine<State, Message, object, Input> = defineMachine({
  start: (): State => new Map(),

  onMessage(state, message, _from, context) {
    for (const [machine, count] of Object.entries(message.entries)) raise(state, machine, count);
    count(state, context);
    putOut(state, context);
  },

  onInput(state, input, context) {
    count(state, context);
    if (input.type === "send") {
      const news = [...state].filter(([, { told }]) => !told.includes(input.to));
      context.send(input.to, { entries: Object.fromEntries(news.map(([machine, entry]) => [machine, entry.count])) });
      for (const [, entry] of news) entry.told = [...entry.told, input.to];
    }
    putOut(state, context);
  },
});

function count(state: State, { self }: Context<Message, object>): void {
  raise(state, self, (state.get(self)?.count ?? 0) + 1);
}

function raise(state: State, machine: string, count: number): void {
  if (count > (state.get(machine)?.count ?? 0)) state.set(machine, { count, told: [] });
}

function putOut(state: State, { peers, output }: Context<Message, object>): void {
  const silent = peers.map((peer) => [peer, 0] as const);
  const known = [...state].map(([machine, entry]) => [machine, entry.count] as const);
  output({ type: "stamped", vector: Object.fromEntries([...silent, ...known]), told: [...state.keys()] });
}
