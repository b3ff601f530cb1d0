import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type ThreadEnd, askThread } from "./ask-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function ask(code: string): Promise<{ end: ThreadEnd; reports: readonly string[] }> {
  const file = join(folder, "thread.mjs");
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";\nconst say = (type) => parentPort.postMessage({ type });\n${code}`,
  );
  const reports: string[] = [];
  const onReport = ({ type }: { readonly type: string }): void => void reports.push(type);
  const end = await askThread(file, { kind: "describe" }, { patienceMs: [5_000, 300], onReport });
  return { end, reports };
}

test("a thread is ended when it is done, when it says nothing for long, and when it ends by itself", async () => {
  expect(await ask('say("end");')).toEqual({ end: { type: "done" }, reports: ["end"] });
  expect(await ask('say("progress"); for (;;);')).toEqual({ end: { type: "late" }, reports: ["progress"] });
  expect(await ask("process.exit(1);")).toEqual({ end: { type: "died", detail: "it ended by itself" }, reports: [] });
  expect((await ask("throw new Error('no');")).end).toEqual({ type: "died", detail: "no" });
});
