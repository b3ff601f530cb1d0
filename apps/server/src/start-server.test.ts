import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectSoon } from "./testing/expect-soon.ts";
import { type Fixture, answersTwice, makeFixture, rightAnswer, workPath } from "./testing/fixture.ts";
import { type StartedServer, startServer } from "./start-server.ts";

let fixture: Fixture;
let server: StartedServer | undefined;
let logged: string[];

beforeEach(() => {
  fixture = makeFixture();
  logged = [];
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  fixture.remove();
});

async function start(port = 0): Promise<StartedServer> {
  server = await startServer({ root: fixture.root, port, open: false, log: (line) => void logged.push(line) });
  return server;
}

/** The stream of events, one at a time: the next one of this type. */
async function listen(url: string): Promise<(type: string) => Promise<void>> {
  const reader = (await fetch(new URL("api/events", url))).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async (type) => {
    for (;;) {
      const at = text.indexOf(`event: ${type}\n`);
      if (at >= 0) {
        text = text.slice(at + type.length);
        return;
      }
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) throw new Error(`The stream ended without ${type}`);
      text += chunk.value;
    }
  };
}

async function standing(url: string): Promise<{ status: string; points: number }> {
  const [first] = (await (await fetch(new URL("api/exercises", url))).json()) as { status: string; points: number }[];
  return { status: first?.status ?? "", points: first?.points ?? -1 };
}

test("a file is graded when it is saved, written in place or renamed into it", async () => {
  const { url } = await start();
  const next = await listen(url);
  await next("hello");
  writeFileSync(fixture.workFile, answersTwice);
  await next("found");
  expect(await standing(url)).toEqual({ status: "failed", points: 1 });
  writeFileSync(`${fixture.workFile}.tmp`, rightAnswer);
  renameSync(`${fixture.workFile}.tmp`, fixture.workFile);
  await expectSoon(() => standing(url)).toEqual({ status: "passed", points: 2 });
});

test("a file that is deleted is a message, and is graded again when it is back", async () => {
  const { url } = await start();
  const next = await listen(url);
  await next("hello");
  rmSync(fixture.workFile);
  await next("found");
  expect(await (await fetch(new URL("fragments/exercises/9.1", url))).text()).toContain("is not there");
  writeFileSync(fixture.workFile, rightAnswer);
  await expectSoon(() => standing(url)).toEqual({ status: "passed", points: 2 });
  expect(logged).toEqual([]);
});

test("what was begun before is graded at the start", async () => {
  fixture.write(workPath, rightAnswer);
  const { url } = await start();
  await expectSoon(() => standing(url)).toEqual({ status: "passed", points: 2 });
});

test("checks that are changed grade anew, and say what they say now", async () => {
  const { url } = await start();
  const next = await listen(url);
  await next("hello");
  await fetch(new URL("api/exercises", url));
  const checks = join(fixture.root, "exercises/9-trying/9.2-doubling/checks.ts");
  writeFileSync(
    checks,
    `import { check, defineExercise } from "@millrace/grader";
     export default defineExercise({ id: "9.2", title: "Twice", minutes: 3, source: "", work: "doubling.ts", checks: [check("one", ({ equal }) => equal(1, 1, "one"))] });`,
  );
  await next("found");
  const list: unknown = await (await fetch(new URL("api/exercises", url))).json();
  expect(list).toMatchObject([{}, { title: "Twice", minutes: 3, pointsMax: 1 }]);
});

test("a port in use gives another, and says so", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { url } = await start(port);
  expect(url).not.toContain(`:${port}/`);
  expect(logged).toEqual([`Port ${port} is in use: taking ${new URL(url).port}.`]);
  expect((await fetch(url)).status).toBe(200);
  other.close();
});

test("closing says goodbye on every stream and frees the port", async () => {
  const started = await start();
  const events = await fetch(new URL("api/events", started.url));
  await started.close();
  server = undefined;
  expect(await events.text()).toContain("event: goodbye");
  await expect(fetch(started.url)).rejects.toThrow(/fetch failed/);
});
