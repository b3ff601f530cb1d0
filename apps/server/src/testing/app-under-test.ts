import type { Runner } from "@millrace/grader/runner.node.ts";
import type { Hono } from "hono";
import { type AppOptions, createApp } from "../app.ts";
import { type Workshop, openWorkshop } from "../workshop/workshop.ts";
import { failedCheck, fakeRunner, passedCheck, verdictOf } from "./fake-runner.ts";
import { onTestFinished } from "vitest";
import { type Fixture, makeFixture } from "./fixture.ts";

/** The app on a small repository of its own, without a port, for as long as a test runs. */
export class AppUnderTest {
  readonly fixture: Fixture = makeFixture();
  readonly workshop: Workshop;
  readonly closing: AbortController = new AbortController();
  /** What it logged. */
  readonly logged: string[] = [];
  private readonly app: Hono;

  constructor(options: Partial<AppOptions> & { readonly runner?: Runner } = {}) {
    onTestFinished(() => this.fixture.remove());
    const log = (line: string): void => void this.logged.push(line);
    const { runner = fakeRunner(() => verdictOf(passedCheck, failedCheck)), ...rest } = options;
    this.workshop = openWorkshop({ root: this.fixture.root, runner, log });
    const typed = (command: string): string => `npx pnpm@12 millrace ${command}`;
    this.app = createApp({ workshop: this.workshop, typed, closing: this.closing.signal, port: 4700, log, ...rest });
  }

  /** Asks for a path, or a whole address, as a browser on this computer does. */
  async get(path: string, init: RequestInit = {}): Promise<Response> {
    return this.app.request(new URL(path, "http://127.0.0.1:4700").href, init);
  }

  /** The text of a page that is there. */
  async text(path: string): Promise<string> {
    const response = await this.get(path);
    if (!response.ok) throw new Error(`${path} gives ${response.status}: ${await response.text()}`);
    return response.text();
  }
}
