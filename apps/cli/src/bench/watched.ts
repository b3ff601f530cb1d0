import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";
import { main } from "../main.ts";
import type { Ending, Loop } from "./watch.ts";

/** The command itself, in this process, on a terminal that only listens. */
export async function startWatch(root: string, files: ExerciseFiles): Promise<Loop> {
  const page = new EventEmitter();
  const next = async (ending: Ending): Promise<void> => void (await once(page, ending));
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const write = (text: string | Uint8Array): boolean => {
    const found = /^[✓✗] (passed|failed)/m.exec(String(text))?.[1];
    if (found !== undefined) page.emit(found);
    return true;
  };
  const stdout = { isTTY: true, columns: 100, rows: 50, write };
  const first = Promise.race([next("passed"), next("failed")]);
  const ended = main(["watch", files.id], {
    root,
    cwd: root,
    env: { LANG: "C.UTF-8", NO_COLOR: "1" },
    stdin,
    stdout,
    stderr: stdout,
  });
  await first;
  return {
    next,
    async close() {
      stdin.write("q");
      await ended;
    },
  };
}
