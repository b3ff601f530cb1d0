import type { Workshop } from "./workshop.ts";

/**
 * Asks before an answer is shown to somebody who has not passed the exercise yet. True where nobody can be asked: then
 * a warning is printed.
 */
export async function mayShowAnswer(
  { host, screen, isJson, ...workshop }: Workshop,
  { id, yes }: { readonly id: string; readonly yes: boolean },
): Promise<boolean> {
  const passed = workshop.progress().exercises[id]?.passedOnce === true;
  if (passed || yes || isJson) return true;
  const warning = `You have not passed ${id} yet, and this gives it away.`;
  if (!screen.isInteractive || host.stdin.isTTY !== true) {
    host.stderr.write(`${warning} A hint would not: ${workshop.typed(`hint ${id}`)}\n\n`);
    return true;
  }
  const { confirm } = await import("@clack/prompts");
  const answer = await confirm({ message: `${warning} Show it?`, initialValue: false });
  if (answer === true) return true;
  screen.print(`A hint instead: ${workshop.typed(`hint ${id}`)}`);
  return false;
}
