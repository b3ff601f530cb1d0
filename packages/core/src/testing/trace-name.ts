import { encode, type Event, type Execution, type System, type Visible } from "../mod.ts";

/**
 * What stays the same when independent events change places, as a text: for everything whose order matters, its events in
 * their order. Written down from the events alone, not from what the search takes for dependent.
 */
export function nameTrace({ system, events }: Execution, visible: Visible | undefined): string {
  const lines = new Map<string, unknown[]>();
  const add = (line: string, entry: unknown): void => {
    const entries = lines.get(line) ?? [];
    entries.push(entry);
    lines.set(line, entries);
  };
  let timers = 0;
  let drops = 0;
  const canResend = system.faults.drops > 0 && system.channels.some(({ kind }) => kind === "duplicating");
  for (const event of events) {
    const home = event.machine === "" ? `cut ${event.cut}` : `machine ${event.machine}`;
    const name = [home, lines.get(home)?.length ?? 0];
    // What a duplicating channel lost is there again when it is sent again, but not when it was sent before.
    const dropsBefore = canResend && ["input", "deliver", "reply", "timer", "restart", "drop"].includes(event.kind);
    const before = [system.timers === "messages-first" ? timers : 0, dropsBefore ? drops : 0];
    add(home, [...describe(event), before]);
    for (const line of sharedLines(event, system)) if (line !== home) add(line, name);
    if (isVisible(event, visible)) add("visible", name);
    if (event.kind === "timer") timers += 1;
    if (event.kind === "drop") drops += 1;
  }
  return encode([...lines].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function describe(event: Event): unknown[] {
  const { kind, cut, from, messageId, input, timer, byMs, outputs, sends, state, vector } = event;
  const clock = Object.entries(vector).toSorted();
  return [kind, cut, from, messageId, input, timer, byMs, outputs, sends, state, clock, event.timers];
}

/** What orders an event besides its machine: a budget, and the cuts that it makes, heals or could be held back by. */
function sharedLines({ kind, cut, from, machine }: Event, { faults, channels }: System): string[] {
  const bounded = { drop: faults.drops, duplicate: faults.duplicates, crash: faults.crashes };
  if (kind === "drop" || kind === "duplicate" || kind === "crash")
    return Number.isFinite(bounded[kind]) ? [`budget ${kind}`] : [];
  const ends = (place: number): string[] => [
    ...new Set([...(faults.cuts[place]?.channels ?? [])].map((one) => channels[one]?.to ?? "")),
  ];
  if (kind === "cut" || kind === "heal") return ends(cut ?? -1).map((end) => `cut ${cut} and ${end}`);
  if (kind !== "deliver") return [];
  const channel = channels.findIndex((candidate) => candidate.from === from && candidate.to === machine);
  return [...faults.cuts.entries()].flatMap(([place, { channels: blocked }]) =>
    blocked.has(channel) ? [`cut ${place} and ${machine}`] : [],
  );
}

function isVisible({ kind, machine }: Event, visible: Visible | undefined): boolean {
  if (visible === undefined || kind === "start") return false;
  const choice = kind === "reply" ? "deliver" : kind;
  return visible.kinds?.includes(choice) !== false && visible.machines?.includes(machine) !== false;
}
