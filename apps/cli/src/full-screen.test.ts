import type { LiveSystem } from "@millrace/workers";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { openFullScreen } from "./full-screen.ts";
import type { Host } from "./host.ts";
import { watchLive } from "./running/watch-live.ts";

/** A terminal that keeps what is written to it, and whether keys come one by one. */
function terminal(): { host: Host; written(): string; isRaw(): boolean } {
  let text = "";
  let raw = false;
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void (raw = on) });
  const stdout = {
    isTTY: true,
    columns: 80,
    rows: 24,
    write: (more: string | Uint8Array) => ((text += String(more)), true),
  };
  const host = { root: "/", cwd: "/", env: {}, stdin, stdout, stderr: stdout };
  return { host, written: () => text, isRaw: () => raw };
}

const restored = "\u001b[?25h\u001b[?1049l";

test("a screen is drawn on only where something has changed, and given back once", () => {
  const { host, written } = terminal();
  const screen = openFullScreen(host);
  screen.draw(["one", "two"]);
  const before = written();
  screen.draw(["one", "two"]);
  expect(written()).toBe(before);
  screen.close();
  screen.close();
  screen.draw(["three"]);
  expect(written()).toBe(`${before}${restored}`);
});

test("whatever is thrown while a system is shown, the terminal is as it was before", async () => {
  const { host, written, isRaw } = terminal();
  const live = {
    system: { inputs: [], channels: [] },
    get machines(): never {
      throw new Error("nobody expected this");
    },
    events: [],
  } as unknown as LiveSystem;
  const watching = watchLive(live, host, {
    title: "it",
    seed: 0,
    network: { delayMs: [0, 0], dropRate: 0, duplicateRate: 0 },
    interrupted: new Promise(() => undefined),
  });
  await expect(watching).rejects.toThrow("nobody expected this");
  expect(written().endsWith(restored)).toBe(true);
  expect(isRaw()).toBe(false);
});
