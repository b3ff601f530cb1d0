import { emitKeypressEvents } from "node:readline";
import type { Host } from "./host.ts";

/** A key by its name ("q", "right", "return"); Ctrl-C and Ctrl-D are "q". */
export type KeyHandler = (key: string) => void;

/** Reads keys, one at a time and without an echo, until it is stopped. Undefined where nobody can press any. */
export function readKeys({ stdin }: Pick<Host, "stdin">, onKey: KeyHandler): (() => void) | undefined {
  if (stdin.isTTY !== true) return undefined;
  const listen = (text: string | undefined, key: { name?: string; ctrl?: boolean }): void =>
    onKey(key.ctrl === true && (key.name === "c" || key.name === "d") ? "q" : (key.name ?? text ?? ""));
  emitKeypressEvents(stdin);
  stdin.setRawMode?.(true);
  stdin.on("keypress", listen);
  stdin.resume();
  return () => {
    stdin.off("keypress", listen);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}
