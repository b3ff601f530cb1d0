import { simulate } from "@millrace/core";
import { system } from "@millrace/core/hello-machine.live.ts";
import { expect, test } from "vitest";
import { portable } from "../../execution/portable.ts";
import type { FoundRun, ReplayJob } from "../grading/said.ts";
import { type FollowTools, followLink } from "./follow-link.ts";

const exercise = { id: "9.1", name: "hello", folder: "9-trying/9.1-hello", work: "hello.ts" };
const place = { link: "mr1.9-1-.0-0-1.i", exercise };
const exact: FoundRun = {
  execution: portable(simulate(system, { seed: 1 })),
  check: "a hello is answered",
  lawCount: 1,
  violation: { law: "a hello is answered", expected: "an answer", actual: "none", event: 2 },
  fidelity: { kind: "exact" },
};
const { violation: _mended, ...mended } = exact;
const another: FoundRun = {
  ...exact,
  fidelity: { kind: "diverged", choice: 0, event: 2, found: 1, leftOut: 0, added: 0, notMade: 0 },
};

test("what is kept is followed, and can be left by hand with the same script", async () => {
  const { tools, jobs } = desk({ kept: "mine", run: exact });
  const followed = await followLink(place, tools);
  expect(followed).toMatchObject({ kind: "run", run: exact, words: "This is the run that the link was made of." });
  const job = { id: "9.1", code: "script of mine", link: place.link };
  expect(jobs).toEqual([job]);
  await (followed.kind === "run" ? followed.hand.finish(3) : undefined);
  const { schedule } = exact.execution;
  expect(jobs[1]).toEqual({ ...job, byHand: { schedule, moment: 3, act: "finish" } });
});

test("what is kept is followed though it has changed, and that is said", async () => {
  const { tools } = desk({ kept: "mine", run: another });
  expect(await followLink(place, tools)).toMatchObject({
    kind: "run",
    words: expect.stringMatching(/^The code has changed since this link was made: from step 2 on/),
  });
});

test("a run that breaks no law any more is not said to be the one that the link was made of", async () => {
  const { tools } = desk({ kept: "mine", run: mended });
  expect(await followLink(place, tools)).toMatchObject({
    kind: "run",
    words: expect.stringMatching(/^Every choice was made again as it was/),
  });
});

test("where nothing is kept the starter is followed, if the link was made of it", async () => {
  const made = desk({ run: exact });
  expect(await followLink(place, made.tools)).toMatchObject({ kind: "run", isStarter: true });
  expect(made.jobs[0]?.code).toBe("script of starter");
  expect(await followLink(place, desk({ run: another }).tools)).toEqual({ kind: "no file" });
  expect(await followLink(place, desk({ kept: "starter\n", run: another }).tools)).toEqual({ kind: "no file" });
  expect(await followLink(place, desk({ run: mended }).tools)).toEqual({ kind: "no file" });
});

test("a file that cannot be read, and a link that leads nowhere any more, give the reason", async () => {
  expect(await followLink(place, desk({ kept: "const a = ;", run: exact }).tools)).toEqual({
    kind: "astray",
    reason: "The file is no TypeScript as it is now: Expression expected.",
  });
  expect(await followLink(place, desk({ kept: "mine", run: new Error("The exercise has changed.") }).tools)).toEqual({
    kind: "astray",
    reason: "The exercise has changed.",
  });
});

/** A workshop that knows one file, and sees one run whatever the file is. */
function desk({ kept, run }: { readonly kept?: string; readonly run: FoundRun | Error }): {
  readonly tools: FollowTools;
  readonly jobs: readonly ReplayJob[];
} {
  const jobs: ReplayJob[] = [];
  const tools: FollowTools = {
    language: {
      transpile: async (text) =>
        text.endsWith("= ;")
          ? { problem: { message: "Expression expected.", from: 10 } }
          : { code: `script of ${text}`, map: "{}" },
    },
    supervisor: {
      async replay(job) {
        jobs.push(job);
        if (run instanceof Error) throw run;
        return { ...run, options: [] };
      },
    },
    store: { read: () => kept },
    load: async () => ({ starter: "starter" }),
    signal: new AbortController().signal,
  };
  return { tools, jobs };
}
