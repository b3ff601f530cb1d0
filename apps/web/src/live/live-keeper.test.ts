import { describe, expect, test } from "vitest";
import { LiveKeeper } from "./live-keeper.ts";

/** Something that runs until it is stopped, and says so. */
function running(name: string, stopped: string[]) {
  return {
    name,
    async stop(): Promise<void> {
      stopped.push(name);
    },
  };
}

describe("the keeper of live systems", () => {
  test("what is started next ends what ran before", async () => {
    const keeper = new LiveKeeper();
    const stopped: string[] = [];
    const first = await keeper.start(async () => running("first", stopped));
    const second = await keeper.start(async () => running("second", stopped));
    expect([first?.name, second?.name]).toEqual(["first", "second"]);
    expect(stopped).toEqual(["first"]);
    await keeper.stop();
    await keeper.stop();
    expect(stopped).toEqual(["first", "second"]);
  });

  test("what comes up when all has been ended is ended at once, and nobody is given it", async () => {
    const keeper = new LiveKeeper();
    const stopped: string[] = [];
    const late = await keeper.start(async () => {
      await keeper.stop();
      return running("late", stopped);
    });
    expect(late).toBe(undefined);
    expect(stopped).toEqual(["late"]);
  });

  test("of two that are started in the same moment only the second is begun", async () => {
    const keeper = new LiveKeeper();
    const begun: string[] = [];
    const start = async (name: string) =>
      keeper.start(async () => {
        begun.push(name);
        return running(name, []);
      });
    const [first, second] = await Promise.all([start("first"), start("second")]);
    expect([first, second?.name]).toEqual([undefined, "second"]);
    expect(begun).toEqual(["second"]);
  });

  test("why something could not be started is told, unless nobody waits for it any more", async () => {
    const keeper = new LiveKeeper();
    const refuse = async (): Promise<never> => Promise.reject(new Error("no worker"));
    await expect(keeper.start(refuse)).rejects.toThrow("no worker");
    const late = await keeper.start(async () => {
      await keeper.stop();
      return refuse();
    });
    expect(late).toBe(undefined);
  });
});
