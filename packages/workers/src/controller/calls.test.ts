import { expect, test, vi } from "vitest";
import { WorkerError } from "../worker-error.ts";
import { Calls } from "./calls.ts";

const never = (): Promise<never> => new Promise(() => undefined);

test("a call that is not answered fails at its deadline, and says what to do", async () => {
  vi.useFakeTimers();
  const calls = new Calls("a", { deadlineMs: 500 });
  const call = calls.make("stop it", never).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(520);
  expect(await call).toMatchObject({
    message:
      "Cannot stop it as a does not answer: it was given 500 ms. Look for an endless loop in its handlers, or give it more time with deadlineMs.",
    machine: "a",
  });
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("when the worker goes, all calls fail at once, and later ones too", async () => {
  const calls = new Calls("a", { deadlineMs: 60_000 });
  const both = [calls.make("ask", never), calls.make("ask again", never)];
  const gone = new WorkerError("a is down", { machine: "a" });
  calls.fail(gone);
  for (const call of [...both, calls.make("ask once more", never)]) await expect(call).rejects.toBe(gone);
});

test("an answer and a refusal are handed on, and leave no timer", async () => {
  vi.useFakeTimers();
  const calls = new Calls("a", { deadlineMs: 500 });
  expect(await calls.make("add", async () => 3)).toBe(3);
  await expect(calls.make("add", () => Promise.reject(new RangeError("too much")))).rejects.toThrow(RangeError);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
