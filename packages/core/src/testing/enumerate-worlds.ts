import type { Choice, World } from "../mod.ts";

/**
 * The worlds that can follow one, by every choice but those that differ only in which copy of a message they take.
 */
export function nextWorlds(world: World): World[] {
  const names = new Set<string>();
  return world.choices.flatMap((choice) => {
    const name = nameOf(choice, world);
    if (names.has(name)) return [];
    names.add(name);
    const next = world.fork();
    next.apply(choice);
    return [next];
  });
}

function nameOf(choice: Choice, world: World): string {
  if (choice.kind !== "deliver" && choice.kind !== "drop" && choice.kind !== "duplicate") return JSON.stringify(choice);
  const { kind, from, to, nth } = choice;
  return JSON.stringify([kind, from, to, world.contents(from, to)[nth]?.messageId]);
}
