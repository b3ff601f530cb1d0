import { explore } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { laws, votes } from "../fixtures/votes.ts";
import { exploreOnWorkers, Worker, WorkerError } from "./mod.ts";

const makeWorker = (file: string) => (): Worker =>
  new Worker(new URL(`../fixtures/${file}`, import.meta.url), { type: "module" });
const worker = makeWorker("votes.search.ts");

test.each([1, 2, 3])("%i workers find what one thread finds: outcome, counts and counterexample", async (threads) => {
  for (const job of [
    { voters: 4, isLossy: false },
    { voters: 3, isLossy: true },
  ]) {
    const { counterexample: alone, ...counts } = explore(votes(job), { laws });
    const found = await exploreOnWorkers(votes(job), { laws, threads, worker, job });
    expect(found).toMatchObject(counts);
    expect(found.counterexample?.schedule).toEqual(alone?.schedule);
  }
});

describe("what goes wrong with a worker is said, and nothing waits for ever", () => {
  const job = { voters: 3, isLossy: false };

  test.each([
    ["its file does not call exposeSearch", "idle.worker.ts", job, /has ended.*exposeSearch/],
    ["nor does it, and it lives on", "silent.worker.ts", job, /not ready after 1500 ms.*exposeSearch/],
    ["its file throws", "throws.worker.ts", job, /its code failed/],
    ["the job fails", "votes.search.ts", "fail", /a job that fails/],
    ["it makes another system of the job", "votes.search.ts", { voters: 4, isLossy: false }, /another system/],
  ])("%s", async (_what, file, told, message) => {
    const search = exploreOnWorkers(votes(job), {
      laws,
      threads: 2,
      worker: makeWorker(file),
      job: told,
      readyMs: 1500,
    });
    await expect(search).rejects.toThrow(message);
  });

  test("it is ended in the middle of a search", async () => {
    const workers: Worker[] = [];
    // It takes seconds.
    const large = { voters: 6, isLossy: true };
    const search = exploreOnWorkers(votes(large), {
      laws,
      threads: 2,
      job: large,
      worker: () => {
        const made = worker();
        workers.push(made);
        return made;
      },
    }).catch((error: unknown) => error);
    setTimeout(() => workers[1]?.terminate(), 300);
    expect(await search).toBeInstanceOf(WorkerError);
  });
});
