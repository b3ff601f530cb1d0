import type { Choice } from "../schedule.ts";
import type { World } from "../world.ts";

/** A name that a choice keeps for as long as it stays possible: a message goes by its send, not by its place. */
export function nameOf(choice: Choice, world: World): string {
  if (choice.kind !== "deliver") return JSON.stringify(choice);
  const { from, to, nth } = choice;
  return `message ${world.contents(from, to)[nth]?.messageId}`;
}
