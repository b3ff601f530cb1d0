/**
 * The counts once more, by other means: the rules of some protocols over plain values, with nothing of the engine. Slow,
 * and only good for comparison.
 */
import type { Network } from "./networks.ts";

/** How many different states there are, how many steps lead into states, and how many states lie on the longest way. */
export interface Counts {
  readonly unique: number;
  /** With the first state, which no step leads to. */
  readonly generated: number;
  readonly depth: number;
}

/** Counts level by level. States are plain values; equal ones are written equally. */
export function countStates<State>(first: State, steps: (state: State) => State[]): Counts {
  const seen = new Set([JSON.stringify(first)]);
  let generated = 1;
  let depth = 0;
  for (let level = [first]; level.length > 0; depth++) {
    const reached = level.flatMap(steps);
    generated += reached.length;
    level = reached.filter((state) => seen.size < seen.add(JSON.stringify(state)).size);
  }
  return { unique: seen.size, generated, depth };
}

/** Two-phase commit as its specification has it; up to the names of resource managers, if asked. */
export function countTwoPhaseCommit(n: number, { upToNames = false }: { readonly upToNames?: boolean } = {}): Counts {
  const resource = { phase: "working", sentPrepared: false, known: false };
  const first = { manager: "waits", resources: Array.from({ length: n }, () => resource) };
  type State = typeof first;
  const change = ({ manager, resources }: State, place: number, changes: Partial<typeof resource>): State => ({
    manager,
    resources: resources.map((own, index) => (index === place ? { ...own, ...changes } : own)),
  });
  const steps = (state: State): State[] => {
    const { manager, resources } = state;
    const waits = manager === "waits";
    return [
      ...(waits ? [{ manager: "aborted", resources }] : []),
      ...(waits && resources.every(({ known }) => known) ? [{ manager: "committed", resources }] : []),
      ...resources.flatMap(({ phase, sentPrepared }, place) => [
        ...(waits && sentPrepared ? [change(state, place, { known: true })] : []),
        ...(phase === "working" ? [change(state, place, { phase: "prepared", sentPrepared: true })] : []),
        ...(phase === "working" ? [change(state, place, { phase: "aborted" })] : []),
        ...(waits ? [] : [change(state, place, { phase: manager })]),
      ]),
    ];
  };
  const byText = (left: object, right: object): number => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
  const nameless = ({ manager, resources }: State): State => ({ manager, resources: resources.toSorted(byText) });
  return countStates(first, (state) => (upToNames ? steps(state).map(nameless) : steps(state)));
}

type Message = readonly (string | number)[];
/** From, to, and what it says. Machines are numbers. */
type Envelope = readonly [from: number, to: number, message: Message];

/** Machines that answer messages. */
interface Rules<Local> {
  readonly first: readonly Local[];
  readonly sent: readonly Envelope[];
  /** What becomes of the receiver, and what it sends; undefined if the message does nothing. */
  receive(local: Local, envelope: Envelope): { readonly local: Local; readonly sends: readonly Envelope[] } | undefined;
  /** Whether states like this are counted. */
  isInside(locals: readonly Local[]): boolean;
  /** Takes down a message that is sent or delivered. */
  record(history: History, kind: "sent" | "delivered", envelope: Envelope): History;
}

/** By client, its operations: what was asked, what it had seen of others, and what was answered, if anything was. */
type History = { readonly [client: string]: readonly Operation[] } | "spoilt";
type Operation = readonly [asked: Message, seen: Readonly<Record<string, number>>, answered: Message | null];

function countActors<Local>(rules: Rules<Local>, network: Network, lossy: boolean): Counts {
  const record = (history: History, kind: "sent" | "delivered", envelopes: readonly Envelope[]): History =>
    envelopes.reduce((own, envelope) => rules.record(own, kind, envelope), history);
  const first = {
    locals: rules.first,
    mail: put([], rules.sent, network),
    last: null as Envelope | null,
    history: record({}, "sent", rules.sent),
  };
  return countStates(first, ({ locals, mail, last, history }) =>
    nextOf(mail, network).flatMap((place) => {
      const envelope = mail[place] as Envelope;
      const rest = mail.toSpliced(place, 1);
      const lost = lossy ? [{ locals, mail: rest, last, history }] : [];
      const before = locals[envelope[1]] as Local;
      const received = rules.receive(before, envelope);
      if (received === undefined && network !== "ordered") return lost;
      const { local, sends } = received ?? { local: before, sends: [] };
      const after = locals.map((other, index) => (index === envelope[1] ? local : other));
      if (!rules.isInside(after)) return lost;
      const stays = network === "unordered-duplicating";
      const next = {
        locals: after,
        mail: put(stays ? mail : rest, sends, network),
        last: stays ? envelope : last,
        history: record(record(history, "delivered", [envelope]), "sent", sends),
      };
      return [...lost, next];
    }),
  );
}

/** Mail lies in an order that does not tell when it was sent, but for messages of one flow in an ordered network. */
function put(mail: readonly Envelope[], sends: readonly Envelope[], network: Network): Envelope[] {
  const key = ([from, to, message]: Envelope): string =>
    JSON.stringify(network === "ordered" ? [from, to] : [from, to, message]);
  const added = sends.filter(
    (envelope) => network !== "unordered-duplicating" || !mail.some((other) => key(other) === key(envelope)),
  );
  return [...mail, ...added].toSorted((left, right) => Number(key(left) > key(right)) - Number(key(left) < key(right)));
}

/** The places of what may arrive next: the first of each flow, or of equal envelopes. */
function nextOf(mail: readonly Envelope[], network: Network): number[] {
  const same = (left: Envelope, right: Envelope): boolean =>
    left[0] === right[0] &&
    left[1] === right[1] &&
    (network === "ordered" || JSON.stringify(left[2]) === JSON.stringify(right[2]));
  return [...mail.keys()].filter((place) => mail.findIndex((other) => same(other, mail[place] as Envelope)) === place);
}

/** Ping-pong between machine 0, which begins, and machine 1. */
export function countPingPong(max: number, network: Network, lossy: boolean): Counts {
  const rules: Rules<number> = {
    first: [0, 0],
    sent: [[0, 1, ["ping", 0]]],
    receive(local, [from, to, [what, count]]) {
      if (count !== local) return undefined;
      return { local: local + 1, sends: [[to, from, what === "ping" ? ["pong", local] : ["ping", local + 1]]] };
    },
    isInside: (locals) => locals.every((count) => count <= max),
    record: (history) => history,
  };
  return countActors(rules, network, lossy);
}

/** Servers 0, 1, … with a value each; behind them clients, which keep the number of the request that they wait for. */
export function countSingleCopy(
  { servers, clients }: { readonly servers: number; readonly clients: number },
  network: Network,
  lossy: boolean,
): Counts {
  const ids = Array.from({ length: clients }, (_unused, index) => servers + index);
  const rules: Rules<string | number> = {
    first: [...Array.from({ length: servers }, () => "nothing"), ...ids],
    sent: ids.map((id) => [id, id % servers, ["put", id, `the value of ${id}`]]),
    receive(local, [from, to, [what, request, value = ""]]) {
      if (what === "put") return { local: value, sends: [[to, from, ["put-ok", request as number]]] };
      if (what === "get") return { local, sends: [[to, from, ["get-ok", request as number, local]]] };
      if (request !== local) return undefined;
      if (what === "get-ok") return { local: "done", sends: [] };
      return { local: 2 * to, sends: [[to, (to + 1) % servers, ["get", 2 * to]]] };
    },
    isInside: () => true,
    record: recordOperation,
  };
  return countActors(rules, network, lossy);
}

function recordOperation(history: History, kind: "sent" | "delivered", [from, to, message]: Envelope): History {
  if (history === "spoilt") return history;
  const asks = message[0] === "put" || message[0] === "get";
  if (asks !== (kind === "sent")) return history;
  const client = asks ? from : to;
  const own = history[client] ?? [];
  const last = own.at(-1);
  const isOpen = last !== undefined && last[2] === null;
  if (asks === isOpen) return "spoilt";
  if (last !== undefined && isOpen) return { ...history, [client]: [...own.slice(0, -1), [last[0], last[1], message]] };
  const others = Object.entries(history).filter(([other]) => Number(other) !== client);
  const seen = others.map(([other, operations]) => [
    other,
    operations.filter(([, , answer]) => answer !== null).length,
  ]);
  return { ...history, [client]: [...own, [message, Object.fromEntries(seen), null]] };
}
