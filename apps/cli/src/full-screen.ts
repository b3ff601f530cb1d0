import type { Host } from "./host.ts";
import type { Terminal } from "./show/terminal.ts";
import { terminalOf } from "./show/terminal.ts";

/** The whole screen, to be drawn on again and again. What was there before comes back when it is closed. */
export interface FullScreen {
  /** How large it is now: a person may pull at the window's corner. */
  size(): { readonly terminal: Terminal; readonly rows: number };
  /** Shows these lines, no more than there are rows, if they are not what is shown already. */
  draw(lines: readonly string[]): void;
  close(): void;
}

/** Takes the whole screen. It is given back in any case, even if the process ends meanwhile. */
export function openFullScreen({ stdout, env }: Pick<Host, "stdout" | "env">): FullScreen {
  let isOpen = true;
  let shown = "";
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off("exit", close);
    stdout.write(`${showCursor}${leaveScreen}`);
  };
  process.once("exit", close);
  stdout.write(`${enterScreen}${hideCursor}`);
  return {
    size: () => ({ terminal: terminalOf(stdout, env), rows: stdout.rows || 24 }),
    draw(lines) {
      const text = lines.map((line) => `${line}${clearLine}`).join("\r\n");
      if (!isOpen || text === shown) return;
      shown = text;
      stdout.write(`${home}${text}${clearBelow}`);
    },
    close,
  };
}

const enterScreen = "\u001b[?1049h";
const leaveScreen = "\u001b[?1049l";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const home = "\u001b[H";
const clearLine = "\u001b[K";
const clearBelow = "\u001b[J";
